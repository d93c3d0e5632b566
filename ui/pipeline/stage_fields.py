"""What a page about building asks, stage by stage: inputs whose paths are fields of a programme."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from costmodel.scenario.progress import StageName
from ui.inputs.fields import NumberField
from ui.inputs.table.places import PERCENT


def _number(
    path: str,
    label: str,
    help_text: str,
    high: float,
    step: float,
    *,
    low: float = 0,
    scale: float = 1,
    decimals: int = 0,
    zero_is_none: bool = False,
) -> NumberField:
    return NumberField(
        path, label, help_text, low, high, step, (path,), scale, decimals, zero_is_none=zero_is_none
    )


def _percent(path: str, label: str, help_text: str, *, low: float = 0, high: float = 100) -> NumberField:
    return _number(path, label, help_text, high, 1, low=low, scale=PERCENT, decimals=2)


def _measured(path: str, label: str, help_text: str) -> NumberField:
    return _number(f"progress.{path}", label, help_text, 10**9, 1)


PLANNED: Mapping[StageName, tuple[NumberField, ...]] = MappingProxyType(
    {
        "checkpoint": (),
        "data": (
            _number("data.examples", "Examples", "50 to start; teams bring 300 to 3,000.", 10**9, 100),
            _number(
                "data.usd_per_example",
                "An example by people ($)",
                "1 to 100: crowd to expert. Ten is a judgement.",
                10**6,
                1,
                decimals=2,
            ),
            _percent(
                "data.keep_rate", "Teacher's examples kept (%)", "About half passes the filters.", low=0.1
            ),
            _percent("data.review_share", "Reviewed by people (%)", "5 to 100; more where a teacher writes."),
            _number("data.usd_per_review", "A review ($)", "0.08 to 10.", 10**6, 0.5, decimals=2),
            _number("data.held_out_items", "Held-out items", "400 tell 80% to ±4 points.", 10**9, 50),
            _number(
                "data.usd_per_held_out_item", "A held-out item ($)", "As an example.", 10**6, 1, decimals=2
            ),
            _number(
                "data.labelled_per_day",
                "Items a working day, all annotators",
                "100: five minutes each, one person.",
                10**7,
                10,
                low=1,
                decimals=1,
            ),
            _number("engineering.data_weeks", "Data engineer (weeks)", "1 to 8.", 5200, 0.5, decimals=2),
        ),
        "training": (
            _number(
                "training.recipe.tokens_per_example",
                "Mean length of an example (tokens)",
                "800 is an example: count your own below.",
                2 * 10**7,
                50,
                low=1,
                decimals=1,
            ),
            _number(
                "training.recipe.sequence_length_tokens",
                "Longest sequence (tokens)",
                "What is longer is cut off.",
                10_485_760,
                256,
                low=16,
            ),
            _number("training.recipe.epochs", "Epochs", "1 to 3 are usual.", 100, 0.5, low=0.01, decimals=2),
            _number(
                "training.recipe.lora_r", "Adapter rank r", "16; 256 for very large sets.", 1024, 8, low=1
            ),
            _number(
                "training.recipe.learning_rate",
                "Learning rate (highest)",
                "2e-4 for adapters, 2e-5 for all weights.",
                1,
                1e-5,
                low=1e-9,
                decimals=9,
            ),
            _number(
                "training.gpu_hours_per_run",
                "GPU-hours of a run, measured",
                "0: estimated from the recipe.",
                10**9,
                0.1,
                decimals=3,
                zero_is_none=True,
            ),
            _number("training.runs", "Runs that succeed", "5 to 20 are usual.", 100_000, 1, low=1),
            _percent("training.failed_share", "Runs that fail (%)", "0 to 50.", high=99),
            _number(
                "engineering.ml_weeks", "ML engineer, all stages (weeks)", "2 to 16.", 5200, 0.5, decimals=2
            ),
        ),
        "dpo": (
            _number(
                "data.preference_pairs", "Preference pairs", "0: no such stage. 500 to 5,000.", 10**9, 100
            ),
            _number("data.usd_per_pair", "A pair ($)", "1 to 50: crowd to expert.", 10**6, 1, decimals=2),
            _number("training.dpo_runs", "Runs on pairs", "2 is an assumption.", 100_000, 1, low=1),
        ),
        "evaluation": (
            _number("evaluation.items", "Items a round", "400 tell 80% to ±4 points.", 10**9, 50),
            _number("evaluation.rounds", "Rounds", "Each run once.", 100_000, 1),
            _number(
                "evaluation.judge_usd_per_item", "A judged item ($)", "Below a cent.", 10**6, 0.01, decimals=4
            ),
            _percent("evaluation.review_share", "Reviewed by people (%)", "5 to 100."),
            _number("evaluation.usd_per_review", "A review ($)", "0.08 to 10.", 10**6, 0.5, decimals=2),
            _percent(
                "evaluation.half_width", "Pass rate known to (± points)", "1 to 5 points.", low=0.01, high=49
            ),
        ),
        "ab_test": (
            _percent(
                "ab_test.control_rate",
                "Today's success rate (%)",
                "Of the old way; 80 is an example.",
                low=0.1,
                high=99.9,
            ),
            _percent(
                "ab_test.lift",
                "Lift to see, or loss to rule out (points)",
                "2 to 10; a rate that leaves no room lowers it.",
                low=0.1,
                high=99,
            ),
            _number("ab_test.least_days", "Runs for at least (days)", "7: weekdays differ.", 365, 1),
            _percent("ab_test.traffic_share", "Traffic in the test (%)", "5 to 50.", low=0.01),
            _number("ab_test.most_days", "May run for (days)", "Whole weeks: 7 to 56.", 3650, 7, low=1),
            _number(
                "ab_test.usd_per_item",
                "Measuring an item ($)",
                "0 where the product does.",
                10**6,
                0.1,
                decimals=4,
            ),
            _number(
                "ab_test.double_running_usd_per_month",
                "Running both ($ a month)",
                "Machines that idle meanwhile.",
                10**9,
                100,
            ),
            _number(
                "engineering.platform_weeks", "Platform engineer (weeks)", "0 to 8.", 5200, 0.5, decimals=2
            ),
            _number("engineering.platform_set_up_usd", "Platform set-up ($)", "0 to 25k.", 10**9, 500),
        ),
    }
)
"""By stage; labels carry the unit, help what is typical. Sources stand in the table of anchors."""

KEEPING = (
    _number("one_off_usd", "Other one-off cost ($)", "A lump on top of the stages.", 10**9, 1000, decimals=2),
    _number(
        "retrain_every_months",
        "Retrain every (months)",
        "Half a year is usual; 0: never.",
        1200,
        1,
        zero_is_none=True,
    ),
    _number("retrain_usd", "Each retraining ($)", "A lump: $8k in the presets.", 10**9, 500, decimals=2),
    _percent(
        "retrain_share",
        "Repeated at a retraining (%)",
        "Of data, training and evaluation, on top of its lump.",
    ),
    _number(
        "base_refresh_every_months",
        "Newer base model every (months)",
        "12 to 24 are usual; 0: never.",
        1200,
        1,
        zero_is_none=True,
    ),
    _percent(
        "base_refresh_share", "Repeated at a new base (%)", "Of training, evaluation, test and engineering."
    ),
    _number("base_refresh_usd", "Lump at a new base ($)", "On top of that share.", 10**9, 500),
)

MEASURED: Mapping[StageName, tuple[NumberField, ...]] = MappingProxyType(
    {
        "checkpoint": (),
        "data": (
            _measured("examples", "Examples on hand (count)", "The data check below fills this in."),
            _measured("broken_lines", "Lines at fault (count)", "The data check below fills this in."),
            _measured("leaks", "Held-out items in training (count)", "The data check below fills this in."),
        ),
        "training": (
            _measured("longest_tokens", "99th-percentile length (tokens)", "The data check fills this in."),
            _number(
                "progress.gpu_hours_per_run",
                "GPU-hours of a run",
                "As the first run took.",
                10**9,
                0.1,
                decimals=3,
            ),
        ),
        "dpo": (_measured("pairs", "Pairs on hand (count)", "Preference pairs that are written."),),
        "evaluation": (
            _measured("held_out_items", "Held-out items judged (count)", "Of the best run."),
            _measured("held_out_passes", "Of them right (count)", "Items that came out right."),
        ),
        "ab_test": (
            _measured("arm_items", "Items in each arm (count)", "Arrived so far."),
            _measured("control_passes", "Right in the old arm (count)", "Of today's way."),
            _measured("treated_passes", "Right in the new arm (count)", "Of the tuned model."),
        ),
    }
)
"""What is recorded once a stage has been walked."""

NEEDS_FIRST = MappingProxyType(
    {
        "progress.held_out_passes": "progress.held_out_items",
        "progress.control_passes": "progress.arm_items",
        "progress.treated_passes": "progress.arm_items",
    }
)
"""Passes can be typed once it is known of how many items."""

"""What must be true before the next stage: each gate a check with its number, and what to do when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from costmodel.case.model import Case, OptionCase
from costmodel.case.work import ProgrammeWork
from costmodel.catalog.book import Catalog
from costmodel.decide.pipeline.stages import has_pairs
from costmodel.errors import UnknownNameError
from costmodel.estimate.intervals import difference_interval, wilson_interval, wilson_limits
from costmodel.estimate.samples import held_out_items_wilson
from costmodel.scenario.progress import Progress, StageName

FEWEST_EXAMPLES = 50
"""Gains show from 50 to 100 examples, https://developers.openai.com/api/docs/guides/supervised-fine-tuning"""

FEWEST_PAIRS = 500
"""Application teams bring 500 to 5,000 pairs; an assumption."""

EXPECTED_RATE = 0.8
"""Of an option whose quality is not known yet; the interval is wider only nearer to a half."""

State = Literal["passes", "fails", "not_known"]


@dataclass(frozen=True)
class Gate:
    """One check: what was found, what is needed, and what to do about it if it does not pass.

    `measured` says whether `found` was recorded, or is what the programme plans.
    """

    stage: StageName
    name: str
    state: State
    found: str
    needed: str
    remedy: str
    measured: bool


def gates(option: OptionCase, progress: Progress | None, case: Case, catalog: Catalog) -> tuple[Gate, ...]:
    """Every gate of an option's programme, in the order of the stages; for plain numbers.

    Measured values of `progress` go before planned ones. A gate whose part is not itemised is left out.
    """
    work, measured = option.upkeep.work or ProgrammeWork(), progress or Progress()
    found = (
        _checkpoint_gates(option, work, catalog),
        _data_gates(work, measured),
        _training_gates(work, measured),
        _dpo_gates(work, measured),
        _evaluation_gates(option, work, measured, case.quality_bar),
        _ab_test_gates(work, measured),
    )
    return tuple(gate for of_stage in found for gate in of_stage)


def _state(holds: bool | None) -> State:
    return "not_known" if holds is None else "passes" if holds else "fails"


def _checkpoint_gates(option: OptionCase, work: ProgrammeWork, catalog: Catalog) -> Iterator[Gate]:
    run = work.training.run if work.training else None
    if run is None or run.recipe is None:
        return
    if run.estimate is not None:
        card = catalog.gpu(run.recipe.gpu)
        needed = float(run.estimate.memory_needed_gb)
        yield Gate(
            "checkpoint",
            "One run fits the card",
            _state(needed <= card.memory_gb),
            f"{card.gpu} has {card.memory_gb:g} GB",
            f"{needed:.0f} GB a card, headroom included",
            "Take QLoRA, a smaller checkpoint, or more and larger cards.",
            False,
        )
    try:
        checkpoint = catalog.checkpoint(run.recipe.checkpoint)
    except UnknownNameError:
        return
    tokens = float(option.calls.input_tokens) + float(option.calls.output_tokens)
    yield Gate(
        "checkpoint",
        "Prompt and answer fit its context",
        _state(tokens <= checkpoint.max_context),
        f"{checkpoint.checkpoint} reads {checkpoint.max_context:,} tokens",
        f"{tokens:,.0f} tokens a call",
        "Take a checkpoint with a longer context, or shorten the prompt.",
        False,
    )


def _data_gates(work: ProgrammeWork, measured: Progress) -> Iterator[Gate]:
    if work.data is None:
        return
    examples = float(work.data.examples) if measured.examples is None else measured.examples
    yield Gate(
        "data",
        "Enough examples",
        _state(examples >= FEWEST_EXAMPLES),
        f"{examples:,.0f} {'on hand' if measured.examples is not None else 'planned'}",
        f"{FEWEST_EXAMPLES} to start; 300 to 3,000 are usual",
        "Write more before paying for runs; below 50 a good prompt does as well.",
        measured.examples is not None,
    )
    for name, count, what, needed, remedy in (
        (
            "Every line can be read",
            measured.broken_lines,
            "lines at fault",
            "no line at fault",
            "Mend the lines that the data check lists below.",
        ),
        (
            "Nothing of the held-out set is in training",
            measured.leaks,
            "examples leak",
            "no example in both",
            "Take them out of training, or the evaluation flatters the model.",
        ),
    ):
        yield Gate(
            "data",
            name,
            _state(None if count is None else count == 0),
            "not checked" if count is None else f"{count:,} {what}",
            needed,
            remedy if count is not None else "Check your files below.",
            count is not None,
        )


def _training_gates(work: ProgrammeWork, measured: Progress) -> Iterator[Gate]:
    run = work.training.run if work.training else None
    if run is None or run.recipe is None:
        return
    longest, limit = measured.longest_tokens, run.recipe.sequence_length_tokens
    yield Gate(
        "training",
        "99 of 100 examples fit the sequence",
        _state(None if longest is None else longest <= limit),
        "not checked" if longest is None else f"{longest:,} tokens",
        f"at most {limit:,} tokens",
        "Check your files below." if longest is None else "Lengthen the sequence; what is longer is cut off.",
        longest is not None,
    )
    if run.estimate is None:
        return
    low, high = float(run.estimate.low_gpu_hours), float(run.estimate.high_gpu_hours)
    hours = measured.gpu_hours_per_run
    yield Gate(
        "training",
        "The first run takes the hours that are budgeted",
        _state(None if hours is None else hours <= high),
        "not measured" if hours is None else f"{hours:.3g} GPU-hours",
        f"{low:.2g} to {high:.2g} GPU-hours",
        "Record the first run's hours."
        if hours is None
        else "Budget with the measured hours; look for padding.",
        hours is not None,
    )


def _dpo_gates(work: ProgrammeWork, measured: Progress) -> Iterator[Gate]:
    if not has_pairs(work) or work.data is None:
        return
    pairs = float(work.data.preference_pairs) if measured.pairs is None else measured.pairs
    yield Gate(
        "dpo",
        "Enough preference pairs",
        _state(pairs >= FEWEST_PAIRS),
        f"{pairs:,.0f} {'on hand' if measured.pairs is not None else 'planned'}",
        f"{FEWEST_PAIRS}",
        "Leave the stage out: a few pairs move nothing.",
        measured.pairs is not None,
    )


def _evaluation_gates(
    option: OptionCase, work: ProgrammeWork, measured: Progress, bar: float | None
) -> Iterator[Gate]:
    if work.evaluation is None:
        return
    expected = EXPECTED_RATE if option.quality is None else float(option.quality)
    is_measured = bool(measured.held_out_items)
    items = measured.held_out_items or float(work.evaluation.items)
    passes = measured.held_out_passes if is_measured else None
    rate = expected if passes is None else passes / items
    yield _narrow_enough(rate, items, work.evaluation.half_width, is_measured)
    if bar is None:
        return
    lower = None if passes is None else wilson_interval(passes, int(items))[0]
    upper = None if passes is None else wilson_interval(passes, int(items))[1]
    holds = (
        None if lower is None or upper is None else True if lower >= bar else False if upper < bar else None
    )
    yield Gate(
        "evaluation",
        "It meets the quality bar",
        _state(holds),
        "not measured"
        if lower is None or upper is None
        else f"{rate:.1%} right, between {lower:.1%} and {upper:.1%}",
        f"all of the interval at {bar:.1%} or above",
        "Record how many held-out items came out right."
        if passes is None
        else "Better data before more data: sort what fails, and write examples for it."
        if holds is False
        else "The bar lies within the interval: measure more held-out items.",
        passes is not None,
    )


def _narrow_enough(rate: float, items: float, half_width: float, is_measured: bool) -> Gate:
    if items < 1:
        return Gate(
            "evaluation",
            "The evaluation is narrow enough",
            "fails",
            "no held-out items",
            f"±{half_width:.1%}",
            "Keep items aside that no training sees.",
            is_measured,
        )
    low, high = wilson_limits(rate, items)
    half = (high - low) / 2
    needed = held_out_items_wilson(min(max(rate, 0.001), 0.999), half_width)
    return Gate(
        "evaluation",
        "The evaluation is narrow enough",
        _state(half <= half_width),
        f"±{half:.1%} with {items:,.0f} items",
        f"±{half_width:.1%}",
        f"Hold out {needed:,} items, or accept a wider interval.",
        is_measured,
    )


def _ab_test_gates(work: ProgrammeWork, measured: Progress) -> Iterator[Gate]:
    test = work.ab_test
    if test is None:
        return
    arrived = measured.arm_items
    planned = test.items_per_arm * min(1.0, test.most_days / float(test.days))
    items = planned if arrived is None else arrived
    yield Gate(
        "ab_test",
        "The test sees the lift it is for",
        _state(items >= test.items_per_arm),
        f"{items:,.0f} items an arm {'arrived' if arrived is not None else f'within {test.most_days:g} days'}",
        f"{test.items_per_arm:,} items an arm, which takes {_time(float(test.days))}",
        "Give the test more of the traffic, more days, or look for a larger lift.",
        arrived is not None,
    )
    if not arrived or measured.control_passes is None or measured.treated_passes is None:
        yield Gate(
            "ab_test",
            "The new model is better in production",
            "not_known",
            "not measured",
            "the interval of the lift above 0",
            "Record items and passes of both arms.",
            False,
        )
        return
    low, high = difference_interval(measured.control_passes, measured.treated_passes, arrived)
    yield Gate(
        "ab_test",
        "The new model is better in production",
        _state(True if low > 0 else False if high < 0 else None),
        f"lift between {low:+.1%} and {high:+.1%}",
        "the interval of the lift above 0",
        "Keep today's model and look at what changed." if high < 0 else "Not told apart yet: let it run on.",
        True,
    )


def _time(days: float) -> str:
    return f"{days * 24:.1f} hours" if days < 1 else f"{days:,.1f} days"

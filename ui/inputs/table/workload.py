"""How the work arrives: growth, peaks, caches, batch, retries."""

from __future__ import annotations

from ui.inputs import choices
from ui.inputs.fields import ChoiceField, Group, NumberField, TextField
from ui.inputs.series import MOST_CHARACTERS
from ui.inputs.table.places import PERCENT

WORKLOAD = Group(
    "Workload",
    (
        NumberField(
            "growth",
            "Growth (% a month)",
            "Compounded, 2 % a month is 27 % a year. Not used where monthly volumes are pasted.",
            -50,
            50,
            0.5,
            ("workload.monthly_growth",),
            PERCENT,
            2,
        ),
        ChoiceField(
            "growth_shape",
            "Shape of growth",
            "Compound: a share of the month before. Linear: of the first month; a linear decline ends at 0.",
            choices.growth_shapes,
            ("workload.growth_shape",),
        ),
        TextField(
            "series",
            "Monthly volumes, pasted",
            "Numbers parted by spaces, commas, tabs or lines, used instead of growth. Only their shape counts:"
            " month 0 is the volume above. Empty: growth.",
            MOST_CHARACTERS,
        ),
        NumberField(
            "peak",
            "Peak over mean",
            "Busiest moment over the mean: 1.5 (chat) to 4.2 (code) within an hour in public traces.",
            1,
            1000,
            0.5,
            ("workload.peak_to_mean",),
            decimals=1,
        ),
        ChoiceField(
            "profile",
            "Shape of the day",
            "How calls spread over 24 hours. Consumer: evenings, from 14 days of a public cloud. Business hours: a judgement.",
            lambda *_: choices.fixed("flat", "consumer", "business_hours"),
            ("workload.day_profile",),
        ),
        NumberField(
            "cached",
            "Cached part of the prompt (%)",
            "Prompt tokens the vendor already holds from an earlier call; read at 5 to 50 % of the input price.",
            0,
            100,
            5,
            scale=PERCENT,
            decimals=4,
        ),
        NumberField(
            "written",
            "Part written to the cache (%)",
            "Some vendors bill cache writes at 1.25 times the input price.",
            0,
            100,
            5,
            scale=PERCENT,
            decimals=4,
        ),
        NumberField(
            "batch",
            "Work that may wait (%)",
            "Half price in most vendors' batch tier; fills the valleys of own GPUs.",
            0,
            100,
            5,
            ("workload.batch_share",),
            PERCENT,
            1,
        ),
        NumberField(
            "calls",
            "Calls per task",
            "More than 1 for agents and chains.",
            0,
            1000,
            1,
            ("workload.calls_per_task",),
            decimals=2,
        ),
        NumberField(
            "retries",
            "Retries (% of calls)",
            "Billed like calls.",
            0,
            500,
            1,
            ("workload.retry_rate",),
            PERCENT,
            1,
        ),
    ),
)

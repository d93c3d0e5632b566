"""The seven inputs that are never folded away."""

from __future__ import annotations

from ui.inputs import choices
from ui.inputs.fields import ChoiceField, Field, NumberField
from ui.inputs.table.places import OWN, TUNED

TASKS = NumberField(
    "tasks", "Tasks a month", "One task is one unit of work your product wants done.", 1, 10**12, 1000
)
TASKS_PER_DAY = NumberField(
    "tasks_per_day", "Tasks a day", "A month has 730 hours, so 30.4 days.", 1, 10**11, 100
)
BILL = NumberField(
    "bill",
    "Last month's bill for today's model ($)",
    "The volume that this bill stands for follows from today's prices. A bill holds use, not people.",
    1,
    10**12,
    100,
)

IN = NumberField(
    "in",
    "Prompt length (tokens)",
    "Whole prompt of one call: instructions, examples, retrieved text. Public traces: 1,155 (chat), 2,048 (code).",
    0,
    10**7,
    100,
    ("workload.input_tokens",),
)
OUT = NumberField(
    "out",
    "Answer length (tokens)",
    "Reasoning tokens included; they are billed as output. Public traces: 211 (chat), 28 (code).",
    0,
    10**6,
    10,
    ("workload.output_tokens",),
)
TUNED_IN = NumberField(
    "tuned_in",
    "Prompt length after tuning (tokens)",
    "Instructions and examples move into the weights; only the input itself must still be sent.",
    0,
    10**7,
    100,
    (f"options.{TUNED}.workload.input_tokens", f"options.{OWN}.workload.input_tokens"),
)
MODEL_TODAY = ChoiceField(
    "model", "Today's model", "What does the task now; prices from the price book.", choices.hosted_models
)
FTE_OWN = NumberField(
    "fte_own",
    "People to run own GPUs (FTE)",
    "Full-time people for serving, on-call and drift: 0.25 to 1.5 in our sources, a judgement.",
    0,
    50,
    0.05,
    decimals=2,
)

FIRST_INPUTS: tuple[Field, ...] = (IN, OUT, TUNED_IN, MODEL_TODAY, FTE_OWN)
"""Shown unfolded below the preset and the volume: seven in all."""

"""What must be true before the next stage: each gate a check with its number, and what to do when it fails."""

from __future__ import annotations

from collections.abc import Iterator

from costmodel.case.model import Case, OptionCase
from costmodel.case.work import ProgrammeWork
from costmodel.catalog.book import Catalog
from costmodel.decide.pipeline.gate import Gate, state_of
from costmodel.decide.pipeline.gates_of_proof import ab_test_gates, evaluation_gates
from costmodel.decide.pipeline.stages import has_pairs
from costmodel.errors import UnknownNameError
from costmodel.scenario.progress import Progress

FEWEST_EXAMPLES = 50
"""Gains show from 50 to 100 examples, https://developers.openai.com/api/docs/guides/supervised-fine-tuning"""

FEWEST_PAIRS = 500
"""Application teams bring 500 to 5,000 pairs; an assumption."""


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
        evaluation_gates(option, work, measured, case.quality_bar),
        ab_test_gates(work, measured),
    )
    return tuple(gate for of_stage in found for gate in of_stage)


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
            state_of(needed <= card.memory_gb),
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
        state_of(tokens <= checkpoint.max_context),
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
        state_of(examples >= FEWEST_EXAMPLES),
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
            state_of(None if count is None else count == 0),
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
        state_of(None if not longest else longest <= limit),
        f"{longest:,} tokens" if longest else "not checked",
        f"at most {limit:,} tokens",
        "Check your files below." if not longest else "Lengthen the sequence; what is longer is cut off.",
        longest is not None,
    )
    if run.estimate is None:
        return
    low, high = float(run.estimate.low_gpu_hours), float(run.estimate.high_gpu_hours)
    hours = measured.gpu_hours_per_run
    yield Gate(
        "training",
        "The first run takes the hours that are budgeted",
        state_of(None if not hours else hours <= high),
        f"{hours:.3g} GPU-hours" if hours else "not measured",
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
        state_of(pairs >= FEWEST_PAIRS),
        f"{pairs:,.0f} {'on hand' if measured.pairs is not None else 'planned'}",
        f"{FEWEST_PAIRS}",
        "Leave the stage out: a few pairs move nothing.",
        measured.pairs is not None,
    )

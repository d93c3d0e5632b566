"""Why training takes what it takes, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from costmodel.estimate.elementwise import Amount
from costmodel.estimate.training.factors import TrainingFactors, measured
from costmodel.estimate.training.memory import HEADROOM
from costmodel.estimate.training.step_time import TrainingRun, step_seconds

CAUSES = {
    "computing": "Arithmetic takes most of the time.",
    "launching": "The micro-batches are so short that starting kernels takes most of the time: pack, or raise "
    "the micro-batch.",
    "sharding": "Gathering the sharded weights takes most of the time: raise the micro-batch, or use fewer GPUs.",
    "dequantising": "Unpacking the 4-bit weights takes most of the time: raise the micro-batch, or keep 16 bits.",
}


def reasons_for_doubt(run: TrainingRun) -> tuple[str, ...]:
    """Why no published run is close to this one; empty where one is."""
    return tuple(_doubts(run))


def why(
    run: TrainingRun, factors: TrainingFactors, expected_gb: Amount, card_gb: Amount, doubts: tuple[str, ...]
) -> str:
    """What takes the time, whether the memory suffices, and how sure that is; the middle draw of many."""
    sentences = [_time(run, factors), _memory(run, _middle(expected_gb), _middle(card_gb))]
    if run.shape.like is not None:
        sentences.append(f"Its shape is that of {run.shape.like}, the nearest in size.")
    if doubts:
        sentences.append(f"Low confidence: {'; '.join(doubts)}.")
    return " ".join(sentences)


def _doubts(run: TrainingRun) -> Iterator[str]:
    if run.method.pairs:
        yield "no DPO run with known hardware was measured"
    if run.shape.is_mixture:
        yield "no fine-tuning of a mixture of experts was measured well"
    if not measured(run.gpu):
        yield f"nothing was measured on cards like {run.gpu.gpu}"


def _time(run: TrainingRun, factors: TrainingFactors) -> str:
    if run.method.name == "from_scratch":
        return "GPU hours follow from what published runs of this kind reached over their whole length."
    step = step_seconds(run, factors)
    seconds = {cause: _middle(getattr(step, cause)) for cause in CAUSES}
    return CAUSES[max(seconds, key=lambda cause: seconds[cause])]


def _memory(run: TrainingRun, expected_gb: float, card_gb: float) -> str:
    gpu = run.gpu
    need = f"{expected_gb:.1f} GB are expected on each GPU and {card_gb:.1f} GB needed"
    reason = (
        f"{HEADROOM:g} times that" if card_gb <= HEADROOM * expected_gb * 1.0001 else "a vendor's minimum"
    )
    verdict = "it fits" if card_gb <= gpu.memory_gb else "it does not fit"
    return f"{need} ({reason}); {gpu.gpu} has {gpu.memory_gb:g}: {verdict}."


def _middle(value: Amount) -> float:
    return float(np.median(value))

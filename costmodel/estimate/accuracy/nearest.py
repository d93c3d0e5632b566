"""The published runs most like a choice: same kind of card, format and size first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.estimate.accuracy.runs import MeasuredRun
from costmodel.estimate.families import family_name

OTHER_FAMILY, OTHER_PRECISION, OTHER_CARD = 2.0, 1.0, 0.3
"""What another family, format or card counts, in powers of e of model size or prompt length: a judgement."""


@dataclass(frozen=True)
class Asked:
    """What is to be run; `prompt_tokens` is the sequence length of a training run."""

    active_params_b: float
    gpu: str
    family: str
    precision: str
    prompt_tokens: float


def asked_for(checkpoint: Checkpoint, gpu: Gpu, precision: str, prompt_tokens: float) -> Asked:
    """A choice as a run to look for."""
    return Asked(checkpoint.active_params_b, gpu.gpu, family_name(gpu), precision, prompt_tokens)


def nearest_runs(asked: Asked, runs: Sequence[MeasuredRun], most: int = 5) -> tuple[MeasuredRun, ...]:
    """The nearest runs, nearest first; one for each set of model, card, format and publisher."""
    best: dict[tuple[str, str, str, str], MeasuredRun] = {}
    for run in sorted(runs, key=lambda run: distance(asked, run)):
        best.setdefault((run.model, run.gpu, run.precision, run.publisher), run)
    return tuple(best.values())[:most]


def distance(asked: Asked, run: MeasuredRun) -> float:
    """How unlike a run is: sizes and lengths by the logarithm of their ratio, names by fixed steps."""
    apart = abs(math.log(run.active_params_b / asked.active_params_b))
    apart += 0.3 * abs(math.log(max(run.prompt_tokens, 1) / max(asked.prompt_tokens, 1)))
    apart += OTHER_FAMILY * (run.family != asked.family)
    apart += OTHER_PRECISION * (run.precision != asked.precision)
    return apart + OTHER_CARD * (run.gpu != asked.gpu)

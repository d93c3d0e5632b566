"""The sizes of a model that decide what training it takes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from costmodel.catalog.checkpoints import Checkpoint

ACTIVE_IN_NAME = re.compile(r"-a(\d+(?:\.\d+)?)b\b", re.IGNORECASE)
"""Names such as Qwen3-30B-A3B say how many billions of parameters each token uses."""


@dataclass(frozen=True)
class ModelShape:
    """Sizes of one model; parameters in billions. `like` names the checkpoint a guessed shape came from."""

    name: str
    params_b: float
    active_params_b: float
    layers: int
    hidden: int
    vocab: int
    like: str | None = None

    @property
    def is_mixture(self) -> bool:
        """Whether only a part of the parameters works on each token."""
        return self.active_params_b < 0.95 * self.params_b


def shape_of(checkpoint: Checkpoint) -> ModelShape:
    """The shape of a checkpoint of the catalog."""
    return ModelShape(
        checkpoint.checkpoint,
        checkpoint.params_b,
        checkpoint.active_params_b,
        checkpoint.layers,
        checkpoint.hidden,
        checkpoint.vocab,
    )


def nearest_shape(
    name: str,
    params_b: float,
    checkpoints: Iterable[Checkpoint],
    *,
    active_params_b: float | None = None,
    layers: int | None = None,
    hidden: int | None = None,
) -> ModelShape:
    """A model of `params_b` billion parameters, shaped like the nearest dense checkpoint (log distance).

    What is given stands; the rest is taken from that checkpoint. A mixture of experts is known by
    `active_params_b` or by its name ("...-A3B").
    """
    dense = [model for model in checkpoints if model.experts is None]
    like = min(dense, key=lambda model: abs(math.log(model.params_b / params_b)))
    named = ACTIVE_IN_NAME.search(name)
    if active_params_b is None and named:
        active_params_b = min(float(named.group(1)), params_b)
    return ModelShape(
        name,
        params_b,
        params_b if active_params_b is None else active_params_b,
        like.layers if layers is None else layers,
        like.hidden if hidden is None else hidden,
        like.vocab,
        like=like.checkpoint,
    )

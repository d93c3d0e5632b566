"""Floating-point operations of training, for each trained token."""

from __future__ import annotations

from costmodel.estimate.elementwise import Amount
from costmodel.estimate.training.methods import Method
from costmodel.estimate.training.shape import ModelShape

ADAPTER_SHARE_OF_PARAMS = 0.005
"""Adapter parameters over active ones where they are not given: rank 16 to 32 on all linear layers."""

ADAPTER_FLOPS = 6
ATTENTION_FLOPS = 6
RECOMPUTED_FLOPS = 2
"""A forward pass once more, with gradient checkpointing."""


def flops_per_token(
    method: Method,
    shape: ModelShape,
    seq_len: Amount,
    *,
    grad_ckpt: bool,
    adapter_params_b: Amount | None = None,
    reference_pass: bool = True,
) -> Amount:
    """Hardware FLOPs of one trained token, causal attention over `seq_len` tokens included.

    `reference_pass` False: the reference model's log-probabilities were computed beforehand. Source:
    https://arxiv.org/abs/2001.08361 (6N), https://arxiv.org/abs/2205.05198 (recomputation, attention).
    """
    params = shape.active_params_b * 1e9
    reference = method.reference_flops if reference_pass else 0.0
    recomputed = RECOMPUTED_FLOPS if grad_ckpt else 0
    flops: Amount = (method.base_flops + reference + recomputed) * params
    if method.adapter:
        share = ADAPTER_SHARE_OF_PARAMS * params
        flops = flops + ADAPTER_FLOPS * (share if adapter_params_b is None else adapter_params_b * 1e9)
    return flops + (ATTENTION_FLOPS + reference + recomputed) * shape.layers * shape.hidden * seq_len

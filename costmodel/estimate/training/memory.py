"""GPU memory of a training run, and how much a card must have for it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from costmodel.estimate.elementwise import Amount, larger
from costmodel.estimate.training.step_time import TrainingRun

HEADROOM = 1.25
"""Measured runs exceed the formula by up to this much in 85 of 100 cases."""

RESERVED_GB = 1.2
"""The CUDA context and what the allocator keeps."""

ADAPTER_MEMORY_SHARE = 0.006
FULL_BYTES, MASTER_BYTES, FROZEN_BYTES, FOUR_BIT_BYTES, ADAPTER_BYTES = 12, 4, 2, 0.55, 16
TIED_EMBEDDINGS_UP_TO_B = 2
LOGIT_BYTES, LOGIT_BYTES_FUSED = 10, 2
"""Logits, their fp32 copy and the gradient, for each token and word of the vocabulary."""

UNSLOTH_MINIMUM_GB: Sequence[tuple[float, float, float]] = (
    *((3, 3.5, 8), (7, 5, 19), (8, 6, 22), (9, 6.5, 24), (11, 7.5, 29), (14, 8.5, 33), (27, 22, 64)),
    *((32, 26, 76), (40, 30, 96), (70, 41, 164), (81, 48, 192), (90, 53, 212), (405, 237, 950)),
)
"""Billions of parameters, least GB for QLoRA, least GB for LoRA, of one GPU or summed over all (2026-07).

https://unsloth.ai/docs/get-started/fine-tuning-for-beginners/unsloth-requirements
"""


def memory_gb(run: TrainingRun, *, master_weights: bool = False, fused_loss: bool | None = None) -> Amount:
    """GB that each GPU is expected to use, without headroom.

    `master_weights`: full training keeps an fp32 copy as well. `fused_loss`: cross-entropy in chunks
    (default: where the stack is not plain). Sources: https://arxiv.org/abs/1910.02054 (states),
    https://arxiv.org/abs/2205.05198 (activations), https://github.com/linkedin/Liger-Kernel (loss).
    """
    shape = run.shape
    kept = 2 * shape.layers if run.grad_ckpt else 0.9 * 34 * shape.layers
    fused = run.stack != "plain" if fused_loss is None else fused_loss
    logits = (LOGIT_BYTES_FUSED if fused else LOGIT_BYTES) * shape.vocab
    per_token = kept * shape.hidden + 34 * shape.hidden + logits
    shards = run.n_gpus if run.sharded else 1
    return _states_gb(run, master_weights) / shards + run.tokens * per_token / 1e9 + RESERVED_GB


def needed_gb(run: TrainingRun, expected_gb: Amount) -> Amount:
    """GB a card must have: the expected use with headroom, and no less than the vendor's own minimum."""
    shards = run.n_gpus if run.sharded else 1
    return larger(HEADROOM * expected_gb, _vendor_minimum_gb(run) / shards)


def _states_gb(run: TrainingRun, master_weights: bool) -> Amount:
    """Weights, gradients and optimiser states in GB."""
    params_b, method = run.shape.params_b, run.method
    if not method.adapter:
        reference = FROZEN_BYTES if method.reference_flops and run.reference_pass else 0
        return params_b * (FULL_BYTES + (MASTER_BYTES if master_weights else 0) + reference)
    adapter_b = ADAPTER_MEMORY_SHARE * params_b if run.adapter_params_b is None else run.adapter_params_b
    if not method.four_bit:
        return FROZEN_BYTES * params_b + ADAPTER_BYTES * adapter_b
    tied = params_b <= TIED_EMBEDDINGS_UP_TO_B
    embeddings_b = min((1 if tied else 2) * run.shape.vocab * run.shape.hidden / 1e9, params_b)
    stored = FOUR_BIT_BYTES * (params_b - embeddings_b) + FROZEN_BYTES * embeddings_b
    return stored + ADAPTER_BYTES * adapter_b


def _vendor_minimum_gb(run: TrainingRun) -> float:
    """Interpolated in logarithms between the vendor's rows; 0 below the smallest and for full training."""
    if not run.method.adapter:
        return 0.0
    column = 1 if run.method.four_bit else 2
    params_b = run.shape.params_b
    rows = [(row[0], row[column]) for row in UNSLOTH_MINIMUM_GB]
    if params_b < rows[0][0]:
        return 0.0
    for (small, small_gb), (large, large_gb) in itertools.pairwise(rows):
        if params_b <= large:
            part = math.log(params_b / small) / math.log(large / small)
            return float(small_gb * (large_gb / small_gb) ** part)
    return rows[-1][1] * params_b / rows[-1][0]

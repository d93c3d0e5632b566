"""The KV cache: what one call keeps in GPU memory, and how much memory is left for calls."""

from __future__ import annotations

from dataclasses import dataclass

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.estimate.elementwise import Amount, smaller

USABLE_MEMORY_SHARE = 0.92
RUNTIME_BYTES_PER_GPU = 2.5e9
MLA_QUERY_HEAD_DIM = 192
"""128 without and 64 with rotary encoding: https://arxiv.org/abs/2405.04434"""

STATE_EXPANSION = 2
STATE_SIZE = 128
STATE_ELEMENT_BYTES = 2


@dataclass(frozen=True)
class AttentionShape:
    """What the layers of a checkpoint keep for each token.

    `full_layers` keep every token, `window_layers` the last `window` tokens; each kept token is
    `elements` numbers in a layer. `kv_heads` is over how many GPUs these can be split.
    `state_bytes` is what the other layers keep for each call whatever its length.
    """

    full_layers: int
    window_layers: int
    window: int
    elements: int
    kv_heads: int
    query_head_dim: int
    state_bytes: float = 0.0


def attention_shape(checkpoint: Checkpoint) -> AttentionShape:
    """The shape that the checkpoint's `attention` describes.

    Grouped queries https://arxiv.org/abs/2305.13245, latent vectors https://arxiv.org/abs/2405.04434.
    """
    kind, _, rest = checkpoint.attention.partition(":")
    layers, heads, dim = checkpoint.layers, checkpoint.kv_heads, checkpoint.head_dim
    if kind == "mla":
        latent, rope = (int(part) for part in rest.split("+"))
        return AttentionShape(layers, 0, 0, latent + rope, 1, MLA_QUERY_HEAD_DIM)
    elements = 2 * heads * dim
    if kind == "swa":
        window, full = (int(part) for part in rest.split(":"))
        return AttentionShape(full, layers - full, window, elements, heads, dim)
    if kind == "hybrid":
        return AttentionShape(int(rest), 0, 0, elements, heads, dim, state_bytes(checkpoint, int(rest)))
    return AttentionShape(layers, 0, 0, elements, heads, dim)


def state_bytes(checkpoint: Checkpoint, full_layers: int) -> float:
    """Bytes the linear-attention layers of a hybrid keep for one call, whatever its length.

    Two states of 128 for each unit of width, as in Mamba-2 (https://arxiv.org/abs/2405.21060, section 7);
    checkpoints differ by a factor of two either way.
    """
    per_layer = STATE_EXPANSION * checkpoint.hidden * STATE_SIZE
    return float((checkpoint.layers - full_layers) * per_layer * STATE_ELEMENT_BYTES)


def kv_bytes_per_call(
    shape: AttentionShape,
    input_tokens: Amount,
    output_tokens: Amount,
    *,
    element_bytes: float,
    tensor_parallel: int,
) -> Amount:
    """Bytes of KV cache one call holds on average over its life, on all GPUs of a replica together.

    With more GPUs than KV heads the cache is copied. Source: https://arxiv.org/abs/2406.01698,
    https://arxiv.org/abs/2402.16363
    """
    context = input_tokens + output_tokens / 2
    tokens = shape.full_layers * context + shape.window_layers * smaller(float(shape.window), context)
    copies = max(1.0, tensor_parallel / shape.kv_heads)
    return element_bytes * shape.elements * tokens * copies + shape.state_bytes


def kv_memory_bytes(gpu: Gpu, gpus: int, weight_bytes: float) -> float:
    """Bytes left for KV caches on a replica; not positive where the weights do not fit.

    Source: https://arxiv.org/abs/2309.06180 (what an engine reserves beside weights and cache).
    """
    usable = USABLE_MEMORY_SHARE * gpu.memory_gb * 1e9 - RUNTIME_BYTES_PER_GPU
    return usable * gpus - weight_bytes


def memory_needed_gb(gpus: int, weight_bytes: float, kv_bytes: float) -> float:
    """Memory that `gpus` cards must have together to hold the weights and one call."""
    return (weight_bytes + kv_bytes + RUNTIME_BYTES_PER_GPU * gpus) / USABLE_MEMORY_SHARE / 1e9

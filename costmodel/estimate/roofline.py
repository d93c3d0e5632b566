"""How long a replica takes to read a prompt and to produce one token for all running calls."""

from __future__ import annotations

import math
from dataclasses import dataclass

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.estimate.elementwise import Amount, larger, smaller
from costmodel.estimate.factors import PRIOR_MBU, PRIOR_MFU, Factors
from costmodel.estimate.families import card_family
from costmodel.estimate.formats import WeightFormat, peak_flops
from costmodel.estimate.kv_cache import AttentionShape, attention_shape

WIDTH_WITHOUT_BEND = 4096
LARGEST_WIDTH_GAIN = 1.3
ACTIVATION_BYTES = 2


@dataclass(frozen=True)
class Replica:
    """One copy of a model on `gpus` cards, split `tensor_parallel` ways in `pipeline_parallel` stages.

    `tensor_parallel` 1 on several cards without stages means that each card keeps its own calls.
    """

    checkpoint: Checkpoint
    gpu: Gpu
    gpus: int
    weights: WeightFormat
    engine: str
    tensor_parallel: int
    pipeline_parallel: int = 1

    @property
    def weight_bytes(self) -> float:
        """Bytes of all weights."""
        return self.checkpoint.params_b * 1e9 * self.weights.bytes_per_weight


@dataclass(frozen=True)
class StepTime:
    """Seconds of one decode step, term by term; `*_per_call` grow with the batch.

    Of the expert weights, a batch leaves `expert_idle_share ** batch` untouched.
    """

    dense_weights_s: float
    expert_weights_s: float
    expert_idle_share: float
    arithmetic_s_per_call: float
    kv_s_per_call: Amount
    link_s: float
    link_s_per_call: float
    overhead_s: float
    overhead_s_per_call: float
    engine: float

    def weights_s(self, batch: Amount) -> Amount:
        """Seconds to read the weights that `batch` calls touch."""
        return self.dense_weights_s + self.expert_weights_s * (1 - self.expert_idle_share**batch)

    def seconds(self, batch: Amount) -> Amount:
        """Seconds of one step for `batch` calls; the slower of weights and arithmetic, softly, plus the rest.

        Roofline terms as in https://arxiv.org/abs/2402.16363, phases as in https://arxiv.org/abs/2311.18677
        """
        weights_s = self.weights_s(batch)
        arithmetic_s = self.arithmetic_s_per_call * batch
        both = (weights_s * weights_s * weights_s + arithmetic_s * arithmetic_s * arithmetic_s) ** (1 / 3)
        per_call = self.kv_s_per_call + self.link_s_per_call + self.overhead_s_per_call
        return (both + self.link_s + self.overhead_s + batch * per_call) / self.engine


@dataclass(frozen=True)
class PrefillTime:
    """Seconds to read one prompt on an idle replica; `peak_s` is what the data sheet's peak would take."""

    computing_s: Amount
    sending_s: Amount
    peak_s: Amount

    @property
    def seconds(self) -> Amount:
        """The unloaded time to first token."""
        return self.computing_s + self.sending_s

    def busy_seconds(self, overlap: float) -> Amount:
        """Seconds one prompt takes from a loaded replica: `overlap` is the share not hidden behind decoding.

        Never less than the arithmetic takes at its peak, which narrow models on Ampere would undercut.
        Source: chunked prefill, https://arxiv.org/abs/2403.02310
        """
        return larger(overlap * self.seconds, self.peak_s)


def arithmetic_efficiency(replica: Replica, factors: Factors) -> float:
    """Share of peak FLOP/s reached in prefill (MFU, https://arxiv.org/abs/2204.02311)."""
    checkpoint = replica.checkpoint
    mfu = factors.mfu.get(card_family(replica.gpu), PRIOR_MFU)
    mfu *= {"wide": 1.0, "fp8": factors.mfu_fp8, "fp4": factors.mfu_fp4}[replica.weights.precision_class]
    if checkpoint.experts is not None:
        mfu *= factors.moe_mfu
    width: float = (checkpoint.hidden / WIDTH_WITHOUT_BEND) ** (factors.size_exponent - 1)
    return mfu * min(LARGEST_WIDTH_GAIN, width)


def memory_efficiency(replica: Replica, factors: Factors) -> float:
    """Share of peak memory bandwidth reached in reading weights (MBU, https://arxiv.org/abs/2402.16363)."""
    mbu = factors.mbu.get(card_family(replica.gpu), PRIOR_MBU)
    if replica.weights.name == "int4":
        return mbu * factors.mbu_int4
    return mbu * factors.mbu_fp4 if replica.weights.precision_class == "fp4" else mbu


def kv_memory_efficiency(replica: Replica, factors: Factors) -> float:
    """Share of peak memory bandwidth reached in reading the KV cache; its numbers stay as they are.

    Source: https://arxiv.org/abs/2406.01698 (attention reads the cache apart from the weights).
    """
    share = factors.mbu.get(card_family(replica.gpu), PRIOR_MBU) * factors.kv_efficiency
    if replica.weights.precision_class == "fp4":
        share *= factors.kv_fp4
    return min(1.0, share)


def layer_seconds(replica: Replica, factors: Factors) -> float:
    """Seconds that one layer takes in each step whatever the batch: starting kernels, waiting for them.

    Layers with experts, with a latent cache or with a fixed state start more kernels:
    https://arxiv.org/abs/2101.03961, https://arxiv.org/abs/2405.04434, https://arxiv.org/abs/2405.21060
    """
    attention = replica.checkpoint.attention.partition(":")[0]
    seconds = factors.layer_s
    seconds += factors.expert_layer_s * (replica.checkpoint.experts is not None)
    seconds += {"mla": factors.latent_layer_s, "hybrid": factors.state_layer_s}.get(attention, 0.0)
    return seconds * factors.layer_share.get(card_family(replica.gpu), 1.0)


def expert_parameters(checkpoint: Checkpoint) -> tuple[float, float]:
    """Parameters in expert blocks, and the share of them that one token leaves untouched; (0, 0) if dense.

    Source: total and active sizes differ by the idle experts, https://arxiv.org/abs/2101.03961
    """
    experts, used = checkpoint.experts, checkpoint.experts_per_token
    if experts is None or used is None or used >= experts:
        return 0.0, 0.0
    idle = 1 - used / experts
    return (checkpoint.params_b - checkpoint.active_params_b) * 1e9 / idle, idle


def exchange_seconds(replica: Replica, factors: Factors, tokens: Amount) -> Amount:
    """Seconds the cards spend on sending `tokens` activations around, twice a layer; 0 on one card.

    Ring all-reduce, each card sends 2 (g - 1) / g of the data: https://arxiv.org/abs/1909.08053
    """
    ring = replica.gpus / replica.pipeline_parallel
    if ring == 1:
        return 0.0
    groups = replica.gpus if replica.tensor_parallel == 1 else 1
    one_way_bytes_per_s = replica.gpu.interconnect_gb_s * 1e9 / 2
    sent = replica.checkpoint.hidden * ACTIVATION_BYTES * 2 * (ring - 1) / ring
    per_layer = sent / (one_way_bytes_per_s * factors.all_reduce_bandwidth_share) / groups
    return 2 * replica.checkpoint.layers * per_layer * tokens


def step_time(replica: Replica, factors: Factors, kv_bytes_per_call: Amount) -> StepTime:
    """The terms of one decode step.

    Weights and cache are read once a step, two FLOPs per active parameter and call
    (https://arxiv.org/abs/2402.16363, https://arxiv.org/abs/2406.01698); expert coverage of a batch as
    in https://arxiv.org/abs/2101.03961; fixed overheads per step, layer and call are fitted.
    """
    checkpoint = replica.checkpoint
    peak_bytes_per_s = replica.gpus * replica.gpu.memory_bandwidth_tb_s * 1e12
    bytes_per_s = peak_bytes_per_s * memory_efficiency(replica, factors)
    flops = replica.gpus * peak_flops(replica.weights, replica.gpu) * arithmetic_efficiency(replica, factors)
    expert_params, idle = expert_parameters(checkpoint)
    moe = 1.0 if checkpoint.experts is None else factors.moe_mbu
    weight_s = replica.weights.bytes_per_weight / (bytes_per_s * moe)
    ring = replica.gpus / replica.pipeline_parallel
    hops = 0.0 if ring == 1 else math.log2(ring + 1)
    return StepTime(
        dense_weights_s=(checkpoint.params_b * 1e9 - expert_params) * weight_s,
        expert_weights_s=expert_params * weight_s,
        expert_idle_share=idle,
        arithmetic_s_per_call=2 * checkpoint.active_params_b * 1e9 / (flops * factors.decode_mfu),
        kv_s_per_call=kv_bytes_per_call / (peak_bytes_per_s * kv_memory_efficiency(replica, factors)),
        link_s=2 * checkpoint.layers * factors.all_reduce_latency_s * hops,
        link_s_per_call=float(exchange_seconds(replica, factors, 1.0)) / replica.pipeline_parallel,
        overhead_s=checkpoint.layers * layer_seconds(replica, factors) + factors.step_s,
        overhead_s_per_call=factors.call_s,
        engine=factors.engine[replica.engine],
    )


def prefill_flops(checkpoint: Checkpoint, shape: AttentionShape, input_tokens: Amount) -> Amount:
    """FLOPs to read one prompt: two per active parameter and token, plus causal attention.

    Source: https://arxiv.org/abs/2204.02311 (appendix B), https://arxiv.org/abs/2402.16363
    """
    attended = shape.full_layers * input_tokens
    attended = attended + 2 * shape.window_layers * smaller(float(shape.window), input_tokens)
    weights = 2 * checkpoint.active_params_b * 1e9 * input_tokens
    return weights + 2 * checkpoint.heads * shape.query_head_dim * input_tokens * attended


def prefill_time(
    replica: Replica, factors: Factors, input_tokens: Amount, prefix_hit_rate: Amount
) -> PrefillTime:
    """Seconds to read one prompt on an idle replica; the cached share of it costs nothing.

    Source: phase split of https://arxiv.org/abs/2311.18677 and https://arxiv.org/abs/2401.09670
    """
    shape = attention_shape(replica.checkpoint)
    peak_flops_per_s = replica.gpus * peak_flops(replica.weights, replica.gpu)
    peak_s = prefill_flops(replica.checkpoint, shape, input_tokens) / peak_flops_per_s
    fresh = 1 - prefix_hit_rate
    per_engine = fresh / factors.engine[replica.engine]
    return PrefillTime(
        computing_s=per_engine * peak_s / arithmetic_efficiency(replica, factors),
        sending_s=per_engine * exchange_seconds(replica, factors, input_tokens),
        peak_s=fresh * peak_s,
    )

"""Seconds of one micro-step: a forward and a backward pass over one micro-batch on one GPU."""

from __future__ import annotations

from dataclasses import dataclass

from costmodel.catalog.cards import Gpu
from costmodel.estimate.elementwise import Amount
from costmodel.estimate.training.arithmetic import flops_per_token
from costmodel.estimate.training.factors import TUNED_SHARE, TrainingFactors, card_class
from costmodel.estimate.training.formats import TrainingFormat, dense_peak_flops
from costmodel.estimate.training.methods import Method
from costmodel.estimate.training.shape import ModelShape
from costmodel.estimate.training.stacks import Stack

A100_BANDWIDTH_GB_S = 2039
SHARDING_BYTES_PER_PARAM = 6
"""Two gathers of bf16 weights and one reduction of bf16 gradients: https://arxiv.org/abs/1910.02054."""


@dataclass(frozen=True)
class TrainingRun:
    """One configuration. `micro_batch`: sequences (pairs, for DPO) per GPU and pass; lengths in tokens."""

    method: Method
    shape: ModelShape
    gpu: Gpu
    n_gpus: int
    format: TrainingFormat
    seq_len: Amount
    micro_batch: Amount
    grad_ckpt: bool
    sharded: bool
    stack: Stack
    adapter_params_b: Amount | None = None
    reference_pass: bool = True

    @property
    def tokens(self) -> Amount:
        """Tokens of one micro-step on one GPU; a pair is two sequences."""
        return self.seq_len * self.micro_batch * (2 if self.method.pairs else 1)

    @property
    def flops_per_token(self) -> Amount:
        """Hardware FLOPs of one trained token."""
        return flops_per_token(
            self.method,
            self.shape,
            self.seq_len,
            grad_ckpt=self.grad_ckpt,
            adapter_params_b=self.adapter_params_b,
            reference_pass=self.reference_pass,
        )

    @property
    def further_forward_passes(self) -> int:
        """Forward passes beside the one that is learnt from: recomputation, reference model."""
        return int(self.grad_ckpt) + int(self.reference_pass and self.method.reference_flops > 0)

    @property
    def kernel_share(self) -> float:
        """Share of kernel launches and of traffic between kernels that this stack has left."""
        return 1.0 if self.stack == "plain" else TUNED_SHARE


@dataclass(frozen=True)
class StepSeconds:
    """Seconds of one micro-step by cause; the first three overlap (root of the sum of squares)."""

    computing: Amount
    launching: Amount
    sharding: Amount
    dequantising: Amount

    @property
    def total(self) -> Amount:
        """Seconds of the whole micro-step."""
        overlapped = self.computing**2 + self.launching**2 + self.sharding**2
        return overlapped**0.5 + self.dequantising


def achieved_flops(run: TrainingRun, factors: TrainingFactors) -> float:
    """FLOP/s of the matrix products; never above the card's dense peak for its format."""
    gain = factors.gain[run.format.computes_in] if run.stack == "expert" else 1.0
    share = factors.efficiency[run.stack] * factors.card[card_class(run.gpu)] * gain
    return min(share * run.gpu.bf16_tflops * 1e12, dense_peak_flops(run.gpu, run.format.computes_in))


def step_seconds(run: TrainingRun, factors: TrainingFactors) -> StepSeconds:
    """Seconds of one micro-step by cause, floats or arrays of draws."""
    shape, bandwidth = run.shape, run.gpu.memory_bandwidth_tb_s * 1e12
    passes = 1 + run.further_forward_passes / 3
    traffic = factors.elementwise_bytes * run.kernel_share * shape.layers * shape.hidden * passes
    matrix_s = run.tokens * run.flops_per_token / achieved_flops(run, factors)
    launches = 1 + factors.relaunch * run.further_forward_passes
    return StepSeconds(
        computing=matrix_s + run.tokens * traffic / bandwidth,
        launching=shape.layers * factors.layer_s * run.kernel_share * launches,
        sharding=_sharding_s(run, factors),
        dequantising=_dequantising_s(run, factors),
    )


def tokens_per_second(run: TrainingRun, factors: TrainingFactors) -> Amount:
    """Trained tokens a second and GPU, padding included."""
    return run.tokens / step_seconds(run, factors).total


def exceeds_peak(run: TrainingRun, tokens_per_s: float) -> bool:
    """Whether a measured rate would need more than the card's dense peak: then the row is mislabelled."""
    return tokens_per_s * float(run.flops_per_token) > dense_peak_flops(run.gpu, run.format.computes_in)


def _sharding_s(run: TrainingRun, factors: TrainingFactors) -> float:
    # Expert stacks hide this traffic or split the model another way; their efficiency holds it already.
    if not run.sharded or run.n_gpus == 1 or run.stack == "expert":
        return 0.0
    link_gb_s = min(factors.link_gb_s, factors.link_share * run.gpu.interconnect_gb_s)
    sent_gb = SHARDING_BYTES_PER_PARAM * run.shape.params_b * (run.n_gpus - 1) / run.n_gpus
    return sent_gb / link_gb_s


def _dequantising_s(run: TrainingRun, factors: TrainingFactors) -> float:
    if run.format.four_bit is None:
        return 0.0
    share = factors.nf4 if run.format.four_bit == "nf4" else 1.0
    slower = A100_BANDWIDTH_GB_S / (run.gpu.memory_bandwidth_tb_s * 1000)
    return run.shape.params_b * factors.dequantise_s * share * slower * run.kernel_share

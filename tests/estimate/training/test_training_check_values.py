"""Arithmetic, time and memory against figures worked out independently, or published."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from training_jobs import A100, H100, LLAMA_8B, LLAMA_70B, QWEN_32B, estimate, run

from costmodel.catalog.cards import Gpu
from costmodel.estimate.training import STARTING, ModelShape
from costmodel.estimate.training.arithmetic import flops_per_token
from costmodel.estimate.training.memory import memory_gb
from costmodel.estimate.training.methods import METHODS
from costmodel.estimate.training.step_time import step_seconds

SEVEN_B = ModelShape("7B", 6.64, 6.64, 32, 4096, 32_000)


@pytest.mark.parametrize(("method", "gflop"), [("full", 39.8), ("lora", 26.7)])
def test_seven_billion_parameters_as_nvidia_counts_them(method: str, gflop: float) -> None:
    """https://github.com/NVIDIA/NeMo, performance summary 24.07: TFLOP/s over tokens/s at 7B."""
    flops = flops_per_token(
        METHODS[method], SEVEN_B, 0.0, grad_ckpt=False, adapter_params_b=0.005 if method == "lora" else None
    )
    assert flops / 1e9 == pytest.approx(gflop, rel=0.01)


@pytest.mark.parametrize(
    ("method", "per_param", "tflops", "tokens_per_s"),
    [("lora", 3.94, 735, 2643), ("full", 6.14, 710, 1638)],
)
def test_seventy_billion_parameters_as_megatron_counts_them(
    method: str, per_param: float, tflops: float, tokens_per_s: float
) -> None:
    """https://github.com/NVIDIA-NeMo/Megatron-Bridge, 26.06 on H100."""
    published = tflops * 1e12 / tokens_per_s
    assert published / 70.6e9 == pytest.approx(per_param, rel=0.002)
    ours = flops_per_token(METHODS[method], LLAMA_70B, 0.0, grad_ckpt=False)
    assert ours == pytest.approx(published, rel=0.03)


def test_checkpointing_leaves_lora_a_quarter_cheaper_than_full_training() -> None:
    lora, full = (
        flops_per_token(METHODS[name], LLAMA_8B, 0.0, grad_ckpt=True, adapter_params_b=1e-9)
        for name in ("lora", "full")
    )
    assert lora / full == pytest.approx(6 / 8)


@pytest.mark.parametrize(("method", "per_param"), [("dpo_full", 8), ("dpo_lora", 6), ("dpo_qlora", 6)])
def test_dpo_adds_the_reference_pass(method: str, per_param: float) -> None:
    flops = flops_per_token(METHODS[method], LLAMA_8B, 0.0, grad_ckpt=False, adapter_params_b=1e-9)
    assert flops / 8.03e9 == pytest.approx(per_param)
    without = flops_per_token(
        METHODS[method], LLAMA_8B, 0.0, grad_ckpt=False, adapter_params_b=1e-9, reference_pass=False
    )
    assert without / 8.03e9 == pytest.approx(per_param - 2)


class Job(NamedTuple):
    shape: ModelShape
    method: str
    gpu: Gpu
    n_gpus: int
    stack: str
    gflop: float
    seconds: float
    tokens_per_s: float
    gpu_hours: float


JOBS = [
    Job(LLAMA_8B, "lora", H100, 1, "plain", 52.72, 0.5813, 7046, 0.358),
    Job(LLAMA_8B, "lora", H100, 1, "tuned", 52.72, 0.5630, 7275, 0.354),
    Job(LLAMA_8B, "qlora", H100, 1, "plain", 52.72, 0.7382, 5549, 0.387),
    Job(LLAMA_8B, "lora", A100, 1, "plain", 52.72, 1.3043, 3140, 0.492),
    Job(QWEN_32B, "qlora", H100, 1, "plain", 208.52, 2.8848, 1420, 0.785),
    Job(LLAMA_70B, "qlora", H100, 1, "plain", 447.19, 6.1643, 664, 1.394),
    Job(LLAMA_70B, "lora", H100, 8, "tuned", 447.19, 5.3368, 767, 2.990),
    Job(LLAMA_8B, "full", H100, 8, "tuned", 68.53, 0.7810, 5244, 2.145),
]


@pytest.mark.parametrize(
    "job", JOBS, ids=lambda job: f"{job.shape.name}-{job.method}-{job.gpu.gpu}-{job.stack}"
)
def test_the_reference_factors_give_the_worked_times(job: Job) -> None:
    configured = run(
        job.shape, job.gpu, job.method, n_gpus=job.n_gpus, stack=job.stack, sharded=job.n_gpus > 1
    )
    assert configured.flops_per_token / 1e9 == pytest.approx(job.gflop, abs=0.01)
    assert step_seconds(configured, STARTING).total == pytest.approx(job.seconds, rel=2e-4)
    answer = estimate(
        job.shape,
        job.gpu,
        job.method,
        n_gpus=job.n_gpus,
        stack=job.stack,
        sharded=job.n_gpus > 1,
        factors=STARTING,
    )
    assert answer.tokens_per_s_per_gpu == pytest.approx(job.tokens_per_s, rel=1e-3)
    assert answer.gpu_hours == pytest.approx(job.gpu_hours, abs=6e-4)
    assert answer.hours == pytest.approx(answer.gpu_hours / job.n_gpus)


@pytest.mark.parametrize(
    ("shape", "method", "adapter_params_b", "fused", "gb"),
    [
        (LLAMA_8B, "lora", 0.042, False, 24.8),
        (LLAMA_8B, "lora", 0.042, True, 20.6),
        (LLAMA_8B, "qlora", 0.042, False, 14.7),
        (LLAMA_8B, "full", None, False, 104.5),
        (LLAMA_70B, "qlora", 0.207, False, 58.2),
        (LLAMA_70B, "qlora", 0.207, True, 54.0),
    ],
)
def test_the_worked_memory(
    shape: ModelShape, method: str, adapter_params_b: float | None, fused: bool, gb: float
) -> None:
    configured = run(shape, H100, method, adapter_params_b=adapter_params_b)
    assert memory_gb(configured, fused_loss=fused) == pytest.approx(gb, abs=0.06)


def test_a_published_dpo_run_lies_between_unpadded_and_fully_padded() -> None:
    """zephyr-7b-dpo-qlora: 61,135 pairs on 8 A100 took 2.11 h; padding explains most of it."""
    seven = ModelShape("Mistral-7B", 7.24, 7.24, 32, 4096, 32_000)
    job = {"n_gpus": 8, "micro_batch": 4, "seq_len": 1024, "precision": "nf4", "fixed_hours": 0}
    unpadded = estimate(seven, A100, "dpo_qlora", tokens=61_135 * 900, **job)
    padded = estimate(
        seven, A100, "dpo_qlora", tokens=61_135 * 900, packed=False, tokens_per_example=900, **job
    )
    assert padded.computed_tokens == pytest.approx(61_135 * 2 * 1024 * 0.9)
    assert unpadded.hours < 2.11
    assert padded.low_gpu_hours / 8 < 2.11 < padded.high_gpu_hours / 8


def test_a_billion_tokens_of_continued_pretraining() -> None:
    """8N FLOPs at the reference's tuned share: 46 H100 hours; attention, launches and evaluation come on top."""
    bare = 8 * 8.03e9 * 1e9 / (0.538 * 0.727 * 989e12 * 3600)
    assert bare == pytest.approx(46, abs=0.5)
    answer = estimate(LLAMA_8B, H100, "continued", tokens=1e9, n_gpus=8, stack="tuned", factors=STARTING)
    assert bare < answer.gpu_hours < 1.4 * bare

"""What must hold for every run: monotone, scale-free, within the card's peak, arrays like scalars."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_jobs import A100, B200, H100, LLAMA_8B, LLAMA_70B, MIXTURE, RTX_4090, T4, estimate, run

from costmodel.errors import InputError
from costmodel.estimate.training import METHODS, STACKS, padded_tokens, stack_of
from costmodel.estimate.training.estimate import BAND, WIDE_BAND
from costmodel.estimate.training.formats import dense_peak_flops
from costmodel.estimate.training.step_time import exceeds_peak

NUMBERS = (
    *("hours", "gpu_hours", "tokens_per_s_per_gpu", "memory_gb_per_gpu", "memory_needed_gb"),
    *("low_gpu_hours", "high_gpu_hours", "computed_tokens"),
)

jobs = st.fixed_dictionaries(
    {
        "shape": st.sampled_from([LLAMA_8B, LLAMA_70B, MIXTURE]),
        "gpu": st.sampled_from([A100, H100, B200, T4, RTX_4090]),
        "method": st.sampled_from(list(METHODS)),
        "n_gpus": st.sampled_from([1, 2, 8, 64]),
        "stack": st.sampled_from(STACKS),
        "seq_len": st.integers(1, 100_000),
        "micro_batch": st.integers(1, 64),
        "grad_ckpt": st.booleans(),
        "tokens": st.floats(1, 1e13),
    }
)


@given(jobs, st.sampled_from(["", "fp8", "nvfp4"]))
def test_no_run_computes_faster_than_its_card(job: dict[str, Any], precision: str) -> None:
    try:
        answer = estimate(**job, precision=precision)
    except InputError:
        assert precision
        return
    configured = run(**{name: value for name, value in job.items() if name != "tokens"}, precision=precision)
    if job["method"] != "from_scratch":
        assert not exceeds_peak(configured, float(answer.tokens_per_s_per_gpu))
    needed = float(configured.flops_per_token) * float(answer.tokens_per_s_per_gpu)
    assert needed <= 1.2 * dense_peak_flops(job["gpu"], configured.format.computes_in)


@given(jobs)
def test_numbers_are_finite_ordered_and_consistent(job: dict[str, Any]) -> None:
    answer = estimate(**job)
    assert all(math.isfinite(getattr(answer, name)) and getattr(answer, name) > 0 for name in NUMBERS)
    assert answer.low_gpu_hours < answer.gpu_hours < answer.high_gpu_hours
    assert answer.hours * job["n_gpus"] == pytest.approx(answer.gpu_hours)
    assert answer.fits == (answer.memory_needed_gb <= job["gpu"].memory_gb)
    assert answer.memory_needed_gb >= 1.25 * answer.memory_gb_per_gpu * 0.999999
    assert answer.why


@given(jobs, st.floats(1.1, 10))
def test_more_tokens_take_longer_and_twice_the_work_twice_the_time(job: dict[str, Any], more: float) -> None:
    once, again = (
        estimate(**job, fixed_hours=0),
        estimate(**(job | {"tokens": job["tokens"] * more}), fixed_hours=0),
    )
    assert again.gpu_hours == pytest.approx(once.gpu_hours * more)


@given(jobs)
def test_longer_sequences_and_larger_batches_need_more_memory(job: dict[str, Any]) -> None:
    small = estimate(**job).memory_gb_per_gpu
    assert estimate(**(job | {"micro_batch": job["micro_batch"] + 1})).memory_gb_per_gpu > small
    assert estimate(**(job | {"seq_len": job["seq_len"] + 100})).memory_gb_per_gpu > small


@given(jobs)
def test_checkpointing_trades_time_for_memory(job: dict[str, Any]) -> None:
    on, off = (estimate(**(job | {"grad_ckpt": value})) for value in (True, False))
    assert on.memory_gb_per_gpu < off.memory_gb_per_gpu
    if job["method"] != "from_scratch":
        assert on.gpu_hours > off.gpu_hours


@given(jobs)
def test_sharding_over_more_gpus_never_needs_more_memory_each(job: dict[str, Any]) -> None:
    needs = [
        estimate(**(job | {"n_gpus": n_gpus, "sharded": True})).memory_needed_gb for n_gpus in (1, 2, 4, 8)
    ]
    assert needs == sorted(needs, reverse=True)


@given(jobs)
def test_arrays_equal_scalars(job: dict[str, Any]) -> None:
    lengths, tokens = np.array([128.0, 1024.0, 8192.0]), np.array([1e6, 2e7, 3e8])
    together = estimate(**(job | {"seq_len": lengths, "tokens": tokens}))
    for place in range(3):
        alone = estimate(**(job | {"seq_len": float(lengths[place]), "tokens": float(tokens[place])}))
        for name in NUMBERS:
            assert getattr(together, name)[place] == pytest.approx(getattr(alone, name), rel=1e-12), name
        assert isinstance(together.fits, np.ndarray)
        assert bool(together.fits[place]) == alone.fits


def test_every_field_of_the_answer_is_checked_here() -> None:
    names = {field.name for field in dataclasses.fields(estimate())}
    assert names == {*NUMBERS, "fits", "doubts", "why"}


def test_scalars_give_plain_floats() -> None:
    answer = estimate(seq_len=np.int64(2048), tokens=np.float64(1e6))
    assert {type(getattr(answer, name)) for name in NUMBERS} == {float}
    assert type(answer.fits) is bool


@pytest.mark.parametrize(
    ("job", "band"),
    [
        ({}, BAND),
        ({"method": "qlora"}, BAND),
        ({"method": "dpo_lora"}, WIDE_BAND),
        ({"shape": MIXTURE}, WIDE_BAND),
        ({"gpu": T4}, WIDE_BAND),
        ({"method": "from_scratch"}, (0.6, 1.7)),
    ],
)
def test_the_band_is_wide_where_nothing_close_was_measured(
    job: dict[str, Any], band: tuple[float, float]
) -> None:
    answer = estimate(**job)
    assert (answer.low_gpu_hours, answer.high_gpu_hours) == pytest.approx(
        (band[0] * answer.gpu_hours, band[1] * answer.gpu_hours)
    )
    if band == WIDE_BAND:
        assert "Low confidence" in answer.why


def test_padding_is_paid_for() -> None:
    packed = estimate(seq_len=2048, fixed_hours=0)
    padded = estimate(seq_len=2048, packed=False, tokens_per_example=800, fixed_hours=0)
    assert padded.gpu_hours / packed.gpu_hours == pytest.approx(2048 / 800 * 0.8)
    assert padded_tokens([100, 300, 200, 50], 2) == 2 * 300 + 2 * 200
    assert padded_tokens([], 2) == 0
    full = estimate(seq_len=2048, packed=False, tokens_per_example=2048)
    assert full.computed_tokens == 2_400_000


@pytest.mark.parametrize(
    ("framework", "stack"),
    [
        *(("TRL", "plain"), ("", "plain"), ("MLPerf, DeepSpeed", "plain"), ("Unsloth", "tuned")),
        *(("Axolotl", "tuned"), ("NVIDIA NeMo Framework", "expert"), ("Megatron-Bridge", "expert")),
    ],
)
def test_the_stack_a_framework_implies(framework: str, stack: str) -> None:
    assert stack_of(framework) == stack


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("seq_len", value) for value in (0, -1, math.nan, math.inf, 1e9)),
        *(("tokens", value) for value in (0, -5, math.nan, math.inf)),
        *(("micro_batch", value) for value in (0, math.nan, 1e9)),
        *(("n_gpus", value) for value in (0, -1, 1.5, 10**9)),
        *(("method", "rl"), ("stack", "magic"), ("precision", "int3"), ("precision", "nf4")),
        *(("fixed_hours", -1), ("tokens_per_example", 0), ("adapter_params_b", 0)),
    ],
)
def test_bad_values_are_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(InputError) as refused:
        estimate(**{field: value})
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_format_the_card_lacks_is_refused() -> None:
    for gpu, precision in ((A100, "fp8"), (H100, "nvfp4")):
        with pytest.raises(InputError, match="does not compute"):
            estimate(gpu=gpu, precision=precision)

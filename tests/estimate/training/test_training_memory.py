"""What the memory rule promises: headroom, the vendor's minimum, sharding, and words that say so."""

from __future__ import annotations

import pytest
from training_jobs import A100, B200, H100, LLAMA_8B, LLAMA_70B, estimate, run

from costmodel.estimate.training import ModelShape
from costmodel.estimate.training.memory import HEADROOM, memory_gb, needed_gb


@pytest.mark.parametrize(
    ("params_b", "method", "least_gb"), [(8, "lora", 22), (70, "qlora", 41), (7, "qlora", 5)]
)
def test_a_card_never_needs_less_than_the_vendors_minimum(
    params_b: float, method: str, least_gb: float
) -> None:
    shape = ModelShape("any", params_b, params_b, 1, 64, 100)
    assert needed_gb(run(shape, method=method, seq_len=1), 0.1) == pytest.approx(least_gb)


def test_the_vendors_minimum_grows_between_and_beyond_its_rows() -> None:
    needs = [
        needed_gb(run(ModelShape("any", size, size, 1, 64, 100), method="qlora", seq_len=1), 0.1)
        for size in (3, 5, 7, 10, 20, 50, 405, 1000)
    ]
    assert needs == sorted(needs)


def test_headroom_decides_what_fits() -> None:
    answer = estimate(LLAMA_8B, A100, "full")
    assert answer.memory_needed_gb == pytest.approx(HEADROOM * answer.memory_gb_per_gpu)
    assert not answer.fits
    assert "does not fit" in answer.why
    nearly = estimate(LLAMA_70B, H100, "qlora", seq_len=8192)
    assert nearly.memory_gb_per_gpu < H100.memory_gb < nearly.memory_needed_gb
    assert not nearly.fits
    assert estimate(LLAMA_70B, B200, "qlora").fits


def test_methods_rank_as_they_should() -> None:
    lora, qlora, full, dpo_full = (
        estimate(method=method).memory_gb_per_gpu for method in ("lora", "qlora", "full", "dpo_full")
    )
    assert qlora < lora < full < dpo_full


def test_an_fp32_copy_of_the_weights_costs_four_bytes_each() -> None:
    plain, copied = (estimate(method="full", master_weights=value) for value in (False, True))
    assert copied.memory_gb_per_gpu - plain.memory_gb_per_gpu == pytest.approx(4 * 8.03)


def test_sharding_divides_states_only() -> None:
    one = memory_gb(run(method="full"))
    eight = memory_gb(run(method="full", n_gpus=8))
    assert one - eight == pytest.approx(12 * 8.03 * 7 / 8)
    assert memory_gb(run(n_gpus=8)) == memory_gb(run())


def test_mixtures_compute_with_some_and_store_all_parameters() -> None:
    dense = ModelShape("dense", 30, 30, 48, 2048, 100)
    mixture = ModelShape("mixture", 30, 3, 48, 2048, 100)
    assert estimate(mixture).memory_gb_per_gpu == estimate(dense).memory_gb_per_gpu
    assert estimate(mixture).gpu_hours < estimate(dense).gpu_hours

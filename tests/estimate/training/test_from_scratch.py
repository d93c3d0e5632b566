"""Training from nothing: the 6ND rule at realised efficiency, beside published runs."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from training_jobs import A100, H100, LLAMA_8B, estimate

from costmodel.errors import InputError
from costmodel.estimate.training import from_scratch_hours, published_runs
from costmodel.estimate.training.scratch import published_runs_near, usual_mfu


def test_a_compute_optimal_seven_billion_model() -> None:
    assert from_scratch_hours(7, 140e9, H100).gpu_hours == pytest.approx(6_600, rel=0.02)


def test_fifteen_trillion_tokens_at_eight_billion() -> None:
    answer = from_scratch_hours(8.03, 15e12, H100)
    assert answer.gpu_hours == pytest.approx(0.81e6, rel=0.01)
    assert (answer.low_gpu_hours, answer.high_gpu_hours) == pytest.approx(
        (0.6 * answer.gpu_hours, 1.7 * answer.gpu_hours)
    )
    assert "8B" in answer.nearest[0].model
    assert from_scratch_hours(8.03, 15e12, H100, realised_mfu=0.14).gpu_hours == pytest.approx(
        1.46e6, rel=0.03
    )


def test_realised_efficiency_by_generation() -> None:
    assert (usual_mfu(A100), usual_mfu(H100)) == (0.36, 0.25)


def test_published_runs_lie_around_the_estimate() -> None:
    """The realised share of peak is the median of these runs, so half of them took longer."""
    runs = published_runs()
    assert len(runs) >= 30
    assert all(run.source_url.startswith("https://") and run.as_of for run in runs)
    ratios = [
        run.gpu_hours
        / from_scratch_hours(
            run.active_params_b, run.tokens_t * 1e12, A100 if "A100" in run.gpu else H100
        ).gpu_hours
        for run in runs
    ]
    assert statistics.median(ratios) == pytest.approx(1, abs=0.15)
    assert sum(abs(math.log(ratio)) < math.log(2) for ratio in ratios) / len(ratios) >= 0.85


def test_nearest_runs_come_nearest_first() -> None:
    near = published_runs_near(7, 5)
    distances = [abs(math.log(run.active_params_b / 7)) for run in near]
    assert distances == sorted(distances)
    assert len(near) == 5


def test_draws_and_the_estimate_agree() -> None:
    tokens = np.array([1e12, 2e12])
    answer = from_scratch_hours(8.03, tokens, H100)
    assert answer.gpu_hours[1] == pytest.approx(2 * answer.gpu_hours[0])
    same = estimate(LLAMA_8B, H100, "from_scratch", tokens=1e12, n_gpus=512)
    assert same.gpu_hours == pytest.approx(answer.gpu_hours[0])
    assert same.hours == pytest.approx(answer.gpu_hours[0] / 512)


@pytest.mark.parametrize(
    ("params_b", "tokens", "mfu", "field"),
    [
        *((0, 1e9, None, "active_params_b"), (7, -1, None, "training_tokens"), (7, 1e9, 0, "realised_mfu")),
        *((7, math.nan, None, "training_tokens"), (7, 1e9, 1.1, "realised_mfu")),
    ],
)
def test_bad_values_are_refused(params_b: float, tokens: float, mfu: float | None, field: str) -> None:
    with pytest.raises(InputError, match=field):
        from_scratch_hours(params_b, tokens, H100, realised_mfu=mfu)

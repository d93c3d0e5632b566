"""Published runs beside their predictions: each once, as the command line answers it, and the nearest ones."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from costmodel.estimate.accuracy import (
    Asked,
    nearest_runs,
    serving_runs,
    serving_scores,
    training_runs,
    training_scores,
)
from costmodel.estimate.accuracy.nearest import distance
from costmodel.estimate.factors import fitted
from tools.serving_rates import model, read_runs

DATA = Path(__file__).parents[2] / "data"


def test_every_published_run_that_fits_is_shown() -> None:
    assert len(serving_runs()) == sum(runs.rows for runs in read_runs())
    with (DATA / "training_benchmarks.csv").open(encoding="utf-8", newline="") as file:
        assert len(training_runs()) == len(list(csv.DictReader(file)))
    for run in (*serving_runs(), *training_runs()):
        assert run.measured > 0
        assert run.predicted > 0
        assert run.url.startswith("https://")


def test_predictions_are_those_that_the_scores_rest_on() -> None:
    predict = model(fitted())
    scored = np.sort(np.concatenate([predict(runs).output_tok_s_per_gpu for runs in read_runs()]))
    assert np.sort([run.predicted for run in serving_runs()]) == pytest.approx(scored)


def test_stored_scores_are_shares() -> None:
    for score in (*serving_scores(), *training_scores()):
        assert 0 <= score.within_1_5x <= score.within_2x <= 1
        assert score.mdape >= 0
        assert score.n > 0


def test_a_published_run_is_its_own_nearest() -> None:
    run = next(run for run in serving_runs() if run.model == "Qwen3-32B")
    asked = Asked(run.active_params_b, run.gpu, run.family, run.precision, run.prompt_tokens)
    assert distance(asked, run) == 0
    nearest = nearest_runs(asked, serving_runs())
    assert (nearest[0].model, nearest[0].gpu, nearest[0].precision) == (run.model, run.gpu, run.precision)
    assert len({(each.model, each.gpu, each.precision, each.publisher) for each in nearest}) == len(nearest)


def test_another_family_is_further_than_another_size() -> None:
    run = next(run for run in serving_runs() if run.family == "Hopper" and run.precision == "fp8")
    asked = Asked(run.active_params_b * 3, run.gpu, "Hopper", "fp8", run.prompt_tokens)
    other = Asked(run.active_params_b, "L40S-48GB", "Ada Lovelace", "fp8", run.prompt_tokens)
    assert distance(asked, run) < distance(other, run)

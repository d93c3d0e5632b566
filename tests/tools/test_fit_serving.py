"""The fit finds what made its rows, a publisher is never scored by a fit that saw it, and the shipped scores."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from costmodel.estimate.factors import FACTORS_FILE, STARTING, fitted
from tools import fit_serving
from tools.fit_serving import SEARCH, factors_from, fit, leave_one_out
from tools.serving_rates import (
    SCORES,
    Runs,
    bandwidth_times_batch,
    flops_rule,
    model,
    read_runs,
    roofline,
    score,
    tokens_per_gpu,
)


def tuned() -> list[Runs]:
    return [runs for runs in read_runs() if runs.tuned]


def scores() -> dict[tuple[str, str, str], dict[str, str]]:
    with SCORES.open(encoding="utf-8", newline="") as file:
        return {(line["rows"], line["predictor"], line["measure"]): line for line in csv.DictReader(file)}


@pytest.mark.parametrize("measure", ["output_tok_s_per_gpu", "tpot_ms"])
@pytest.mark.parametrize("rows", ["publishers left out: all", "models left out: all"])
def test_naive_rules_stand_beside_the_model_and_miss_by_more(rows: str, measure: str) -> None:
    table = scores()
    ours = table[rows, "this model", measure]
    naive = [line for key, line in table.items() if key[0] == rows and key[2] == measure and line != ours]
    assert len(naive) >= 3
    assert float(ours["mdape_percent"]) <= 16
    assert float(ours["within_2x_percent"]) >= 95
    assert all(float(line["mdape_percent"]) > 2 * float(ours["mdape_percent"]) for line in naive)


def test_the_factors_say_what_they_were_fitted_on() -> None:
    content = json.loads(FACTORS_FILE.read_text(encoding="utf-8"))
    line = scores()["in sample: all", "this model", "output_tok_s_per_gpu"]
    assert content["fitted_on"]["rows"] == int(line["n"])
    assert len(content["fitted_on"]["sha256"]) == 64
    for band, rows in (("band", ": all"), ("new_cards_band", ", cards: new to the fit")):
        left_out = scores()[f"publishers left out{rows}", "this model", "output_tok_s_per_gpu"]
        for end, point in (("low", "p10"), ("high", "p90")):
            shipped = float(left_out[f"measured_over_predicted_{point}"])
            assert content[band][end] == pytest.approx(shipped, abs=0.006)


@pytest.mark.slow
def test_the_fit_finds_the_factors_that_made_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_serving, "PULL_TO_PRIOR", 1e-6)
    known = model(fitted())
    made = [
        replace(runs, output_tok_s_per_gpu=known(runs).output_tok_s_per_gpu, tpot_s=known(runs).tpot_s)
        for runs in tuned()
    ]
    found = model(fit(made))
    for runs in made:
        assert found(runs).output_tok_s_per_gpu == pytest.approx(runs.output_tok_s_per_gpu, rel=0.02)


def test_nothing_is_scored_by_a_fit_that_saw_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []

    def nothing(runs: list[Runs]) -> dict[str, float]:
        seen.append({one.publisher for one in runs})
        return {name: free.prior for name, free in SEARCH.items()}

    class Here:
        def __enter__(self) -> Here:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        map = staticmethod(map)

    monkeypatch.setattr(fit_serving, "search", nothing)
    monkeypatch.setattr(fit_serving, "ProcessPoolExecutor", Here)
    table, _ = leave_one_out(tuned(), "publisher")
    publishers = {one.publisher for one in tuned()}
    assert [publishers - part for part in seen] == [{name} for name in sorted(publishers)]
    assert {line["rows"] for line in table} >= {f"publisher left out: {name}" for name in publishers}


def test_a_score_counts_errors_of_the_prediction() -> None:
    line = score("some", "rule", "tpot_ms", np.array([1.0, 0.5, 4.0]))
    assert (line["mdape_percent"], line["within_2x_percent"]) == (75, round(200 / 3, 1))


def test_naive_rules_by_hand() -> None:
    runs = next(one for one in tuned() if one.replica.gpu.gpu == "H100-80GB" and one.model == "Llama-3.1-8B")
    first = float(runs.load.input_tokens[0]), float(runs.load.output_tokens[0])  # type: ignore[index]
    peak = 1979e12 if runs.replica.weights.name == "fp8" else 989e12
    by_flops = 0.4 * peak / (2 * 8.03e9) * first[1] / sum(first)
    assert flops_rule(runs).output_tok_s_per_gpu[0] == pytest.approx(by_flops)
    speed = tokens_per_gpu([runs])(runs).output_tok_s_per_gpu[0]
    assert speed == np.median(runs.output_tok_s_per_gpu)
    ideal, textbook = roofline(1, 1)(runs), roofline(0.5, 0.8)(runs)
    assert np.all(ideal.output_tok_s_per_gpu >= textbook.output_tok_s_per_gpu)
    assert np.all(bandwidth_times_batch(runs).tpot_s <= ideal.tpot_s * 1.001)


def test_the_search_starts_where_nothing_has_been_measured() -> None:
    factors = factors_from({name: free.prior for name, free in SEARCH.items()})
    assert factors.engine["tensorrt-llm"] == 1
    assert set(factors.mfu) == set(STARTING.mfu)

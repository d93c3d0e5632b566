"""The arithmetic of scores and naive rules, no family scored by a fit that saw it, and the shipped scores."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from costmodel.estimate.training.factors import STARTING, TrainingFactors
from tools.training_rates import (
    SCORES,
    Measured,
    in_sample,
    leave_one_family_out,
    one_constant,
    read_measured,
    rule,
    score,
    write_scores,
)


def test_scores_of_the_model_and_the_naive_rules_stand_side_by_side() -> None:
    with SCORES.open(encoding="utf-8", newline="") as file:
        lines = {(line["rows"], line["predictor"]): line for line in csv.DictReader(file)}
    ours = lines["families left out: fine-tuning", "this model"]
    assert float(ours["mdape_percent"]) <= 15
    assert float(ours["within_2x_percent"]) >= 95
    for naive in (
        "6N at 40 % of peak",
        "6N, 4N for adapters, at 30 %",
        "one fitted constant",
        "nearest measured row",
    ):
        theirs = lines["families left out: fine-tuning", naive]
        assert float(theirs["mdape_percent"]) > float(ours["mdape_percent"])
        assert float(theirs["within_2x_percent"]) < float(ours["within_2x_percent"])


def test_a_score_counts_errors_of_time() -> None:
    line = score("some", "rule", [(100, 100), (150, 100), (30, 100)])
    assert line["mdape_percent"] == 50
    assert line["within_1_5x_percent"] == round(200 / 3, 1)
    assert line["within_2x_percent"] == round(200 / 3, 1)


def test_naive_rules() -> None:
    rows = read_measured()
    lora = next(row for row in rows if row.run.method.name == "lora")
    expected = 0.4 * lora.run.gpu.bf16_tflops * 1e12 / (6e9 * lora.run.shape.active_params_b)
    assert rule(0.4, 6)(lora) == expected
    assert rule(0.4, 4)(lora) == expected * 1.5
    assert one_constant([lora])(lora) == lora.tokens_per_s


def test_every_family_is_scored_by_a_fit_that_has_not_seen_it() -> None:
    rows = read_measured()
    families = {row.family for row in rows if row.fitted}
    fits: list[set[str]] = []

    def refit(seen: Sequence[Measured]) -> TrainingFactors:
        assert all(row.fitted for row in seen)
        fits.append({row.family for row in seen})
        return STARTING

    table = leave_one_family_out(rows, refit)
    assert fits == [families - {family} for family in sorted(families)]
    counted = {line["rows"]: line["n"] for line in table if line["predictor"] == "this model"}
    assert counted["families left out: all"] == sum(row.fitted for row in rows)
    assert {f"family left out: {family}" for family in families} <= set(counted)
    assert sum(int(n) for label, n in counted.items() if not label.startswith("families")) == len(rows)


def test_the_shipped_scores_are_those_of_the_shipped_factors(tmp_path: Path) -> None:
    written = tmp_path / "scores.csv"
    write_scores([in_sample(read_measured())], written)
    assert (
        written.read_text(encoding="utf-8").splitlines()
        == SCORES.read_text(encoding="utf-8").splitlines()[:2]
    )

"""The fit's own arithmetic, and that the shipped factors and scores belong to the shipped rows."""

from __future__ import annotations

import csv
import json

from costmodel.estimate.training.factors import FACTORS_FILE
from tools.fit_training import SCORES, one_constant, read_measured, rows_hash, rule, score


def test_the_factors_were_fitted_on_the_rows_in_the_table() -> None:
    fitted_on = json.loads(FACTORS_FILE.read_text(encoding="utf-8"))["fitted_on"]
    assert fitted_on["sha256"] == rows_hash()
    assert fitted_on["rows"] == sum(row.fitted for row in read_measured())


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

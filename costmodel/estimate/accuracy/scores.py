"""The stored scores: how far the model and naive rules miss runs that no fit has seen."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from costmodel.estimate.accuracy.runs import DATA


@dataclass(frozen=True)
class Score:
    """Errors of one predictor on one group of rows; `measure` is what was predicted.

    `mdape` is the median of the absolute error, a share; the others are shares of the rows.
    """

    rows: str
    predictor: str
    measure: str
    n: int
    mdape: float
    within_1_5x: float
    within_2x: float


@cache
def serving_scores() -> tuple[Score, ...]:
    """Of `data/serving_scores.csv`, which `tools/fit_serving.py` writes."""
    return _read("serving_scores.csv", "output_tok_s_per_gpu")


@cache
def training_scores() -> tuple[Score, ...]:
    """Of `data/training_scores.csv`, which `tools/fit_training.py` writes."""
    return _read("training_scores.csv", "tokens_per_s_per_gpu")


def _read(name: str, measure: str) -> tuple[Score, ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(
            Score(
                rows=line["rows"],
                predictor=line["predictor"],
                measure=line.get("measure") or measure,
                n=int(line["n"]),
                mdape=float(line["mdape_percent"]) / 100,
                within_1_5x=float(line["within_1_5x_percent"]) / 100,
                within_2x=float(line["within_2x_percent"]) / 100,
            )
            for line in csv.DictReader(file)
        )

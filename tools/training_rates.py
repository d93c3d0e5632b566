"""Published training rates, and how far the step-time model and simpler rules miss them."""

from __future__ import annotations

import csv
import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from costmodel.catalog.load import load_catalog
from costmodel.estimate.training.factors import STARTING, TrainingFactors, fitted
from costmodel.estimate.training.rows import read_training_row
from costmodel.estimate.training.step_time import TrainingRun, exceeds_peak, tokens_per_second

DATA = Path(__file__).resolve().parents[1] / "data"
BENCHMARKS, SCORES = DATA / "training_benchmarks.csv", DATA / "training_scores.csv"

OLD_ATTENTION = "llm-foundry"
"""Its 2023 attention kernel was far slower than today's: its cost is a nuisance of the fit, never shipped."""


@dataclass(frozen=True)
class Measured:
    """One published rate: what ran, who published it, tokens a second and GPU.

    `use`: "yes" where the fit sees it, "no" where it is only scored, "outlier" where its source contradicts
    itself (LoRA slower than full training on the same card) and it is scored apart.
    """

    family: str
    run: TrainingRun
    tokens_per_s: float
    use: str
    old_attention: bool

    @property
    def fitted(self) -> bool:
        """Whether the fit sees this row."""
        return self.use == "yes"

    @property
    def fine_tuning(self) -> bool:
        """Whether it is LoRA, QLoRA or full fine-tuning rather than pretraining."""
        return self.run.method.name in ("lora", "qlora", "full")


def read_measured(path: Path = BENCHMARKS) -> tuple[Measured, ...]:
    """All rows of the table; a rate above the card's peak is refused."""
    catalog, found = load_catalog(), []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            run = read_training_row(row, catalog).run()
            rate = float(row["tokens_per_s_per_gpu"])
            if exceeds_peak(run, rate):
                raise ValueError(f"more than the card's peak: {row}")
            old = row["framework"].startswith(OLD_ATTENTION)
            found.append(Measured(row["family"], run, rate, row["fitted"], old))
    return tuple(found)


Predict = Callable[[Measured], float]
Refit = Callable[[Sequence[Measured]], TrainingFactors]
Score = dict[str, str | int | float]


def rule(share: float, adapter_flops: int) -> Predict:
    """FLOPs per weight and token at a share of the bf16 peak."""

    def predict(row: Measured) -> float:
        flops = adapter_flops if row.run.method.adapter else 6
        return share * row.run.gpu.bf16_tflops * 1e12 / (flops * row.run.shape.active_params_b * 1e9)

    return predict


def one_constant(seen: Sequence[Measured]) -> Predict:
    """The median of rate x parameters / peak of the rows seen."""

    def scale(row: Measured) -> float:
        return row.run.gpu.bf16_tflops / row.run.shape.active_params_b

    constant = statistics.median(row.tokens_per_s / scale(row) for row in seen)
    return lambda row: constant * scale(row)


def nearest_row(seen: Sequence[Measured]) -> Predict:
    """The measured row nearest in size and length, same kind of method, scaled by size and peak."""

    def predict(row: Measured) -> float:
        def distance(other: Measured) -> float:
            apart = math.log(other.run.shape.active_params_b / row.run.shape.active_params_b) ** 2
            apart += math.log(float(other.run.seq_len) / float(row.run.seq_len)) ** 2
            return apart + 10 * (other.run.method.adapter != row.run.method.adapter)

        near = min(seen, key=distance)
        size = near.run.shape.active_params_b / row.run.shape.active_params_b
        return near.tokens_per_s * size * row.run.gpu.bf16_tflops / near.run.gpu.bf16_tflops

    return predict


def model(factors: TrainingFactors) -> Predict:
    """The step-time model."""
    return lambda row: float(tokens_per_second(row.run, factors))


def score(label: str, predictor: str, pairs: Iterable[tuple[float, float]]) -> Score:
    """Median absolute error of time, shares within 1.5x and 2x, of (measured, predicted) rates."""
    ratios = [measured / predicted for measured, predicted in pairs]
    logs = [abs(math.log(ratio)) for ratio in ratios]
    return {
        "rows": label,
        "predictor": predictor,
        "n": len(ratios),
        "mdape_percent": round(100 * statistics.median(abs(ratio - 1) for ratio in ratios), 1),
        "within_1_5x_percent": round(100 * sum(log <= math.log(1.5) for log in logs) / len(logs), 1),
        "within_2x_percent": round(100 * sum(log <= math.log(2) for log in logs) / len(logs), 1),
        "measured_over_predicted": round(statistics.median(ratios), 3),
    }


def in_sample(rows: Sequence[Measured]) -> Score:
    """Score of the shipped factors on all rows but the outliers."""
    predict = model(fitted())
    pairs = [(row.tokens_per_s, predict(row)) for row in rows if row.use != "outlier"]
    return score("in sample: all", "this model", pairs)


def leave_one_family_out(rows: Sequence[Measured], refit: Refit) -> list[Score]:
    """Scores of the model and the naive rules on each family, fitted without it, and pooled."""
    seen = [row for row in rows if row.fitted]
    pooled: dict[str, list[tuple[Measured, float]]] = {}
    for family in sorted({row.family for row in seen}):
        others, left_out = (
            [row for row in seen if row.family != family],
            [r for r in seen if r.family == family],
        )
        for name, predict in _predictors(others, refit(others)).items():
            pooled.setdefault(name, []).extend((row, predict(row)) for row in left_out)
    never = [row for row in rows if row.use == "no"]
    outliers = [row for row in rows if row.use == "outlier"]
    for name, predict in _predictors(seen, fitted()).items():
        pooled[f"{name}|never fitted"] = [(row, predict(row)) for row in never]
        pooled[f"{name}|outlier"] = [(row, predict(row)) for row in outliers]
    return _table(pooled)


def _predictors(seen: Sequence[Measured], factors: TrainingFactors) -> dict[str, Predict]:
    return {
        "this model": model(factors),
        "reference factors, not refitted": model(STARTING),
        "6N at 40 % of peak": rule(0.4, 6),
        "6N, 4N for adapters, at 40 %": rule(0.4, 4),
        "6N, 4N for adapters, at 30 %": rule(0.3, 4),
        "one fitted constant": one_constant(seen),
        "nearest measured row": nearest_row(seen),
    }


def _table(pooled: Mapping[str, Sequence[tuple[Measured, float]]]) -> list[Score]:
    table = []
    for key, found in pooled.items():
        name, _, kind = key.partition("|")
        groups = {
            f"family left out: {family}": [p for p in found if p[0].family == family]
            for family in dict.fromkeys(row.family for row, _ in found)
        }
        if kind:
            groups = {name_of.replace("left out", kind): group for name_of, group in groups.items()}
        else:
            groups["families left out: all"] = list(found)
            groups["families left out: fine-tuning"] = [p for p in found if p[0].fine_tuning]
        for label, group in groups.items():
            table.append(score(label, name, [(row.tokens_per_s, predicted) for row, predicted in group]))
    return sorted(table, key=lambda line: str(line["rows"]))


def write_scores(table: Sequence[Score], path: Path = SCORES) -> None:
    """One line for each group of rows and predictor."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)

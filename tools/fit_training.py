"""Fit the training factors on published measurements, and score them on families the fit has not seen.

python -m tools.fit_training           # writes factors.json and data/training_scores.csv
python -m tools.fit_training --check   # scores only
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from scipy.optimize import minimize

from costmodel.catalog.load import load_catalog
from costmodel.estimate.training.factors import FACTORS_FILE, STARTING, TrainingFactors, fitted
from costmodel.estimate.training.rows import read_training_row
from costmodel.estimate.training.step_time import TrainingRun, exceeds_peak, step_seconds, tokens_per_second

DATA = Path(__file__).resolve().parents[1] / "data"
BENCHMARKS, SCORES = DATA / "training_benchmarks.csv", DATA / "training_scores.csv"

WORST_COUNTED = 1.2
PULL_TO_START = 0.002
OLD_ATTENTION = "llm-foundry"
"""Its 2023 attention kernel was far slower than today's: its cost is a nuisance of the fit, never shipped."""

ASSUMED_CARDS = {"cdna": 0.7, "older": 0.6, "professional": 0.65, "geforce": 0.9}
"""Nothing fits these. RTX cards: ratios to A100 on one trainer (RTX PRO 6000: 0.6), one QLoRA run on RTX 4090."""

NF4_SHARE = 0.75
"""Time that NF4 weights add over what GPTQ weights add. Published pairs say 0.55, one trainer's rows about 1.

https://github.com/modelscope/ms-swift/blob/main/docs/source/LLM/Benchmark.md
"""

ELEMENTWISE_BYTES = 100.0
"""About 50 reads or writes of 2 bytes beside the matrix products; the rows do not tell it from efficiency."""

START = {
    "plain": 0.5,
    "tuned": 0.6,
    "expert": 0.65,
    "hopper": 0.75,
    "blackwell": 0.75,
    "fp8": 1.4,
    "fp4": 2.0,
    "layer_s": 4e-3,
    "dequantise_s": 25e-3,
    "link": 120.0,
    "old_attention": 1.5,
}


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


def rows_hash(path: Path = BENCHMARKS) -> str:
    """SHA-256 of the fitted rows' lines, in their order."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if ",yes,https://" in line]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def factors_from(values: Mapping[str, float]) -> TrainingFactors:
    """The factors for one point of the search."""
    return TrainingFactors(
        efficiency=MappingProxyType({stack: values[stack] for stack in ("plain", "tuned", "expert")}),
        card=MappingProxyType(
            {"ampere": 1.0, "hopper": values["hopper"], "blackwell": values["blackwell"], **ASSUMED_CARDS}
        ),
        gain=MappingProxyType({"bf16": 1.0, "fp8": values["fp8"], "fp4": values["fp4"]}),
        layer_s=values["layer_s"],
        relaunch=1 / 3,
        elementwise_bytes=ELEMENTWISE_BYTES,
        dequantise_s=values["dequantise_s"],
        nf4=NF4_SHARE,
        link_gb_s=values["link"],
        link_share=STARTING.link_share,
    )


def fit(rows: Sequence[Measured]) -> dict[str, float]:
    """The values with the least weighted absolute log error, pulled a little to their starts."""
    names = [name for name in START if name != "old_attention" or any(row.old_attention for row in rows)]
    start = np.log([START[name] for name in names])
    count = {family: sum(row.family == family for row in rows) for family in {row.family for row in rows}}
    weight = np.array([count[row.family] ** -0.5 for row in rows])
    weight /= weight.sum()

    def loss(point: np.ndarray) -> float:
        values = START | dict(zip(names, np.exp(point), strict=True))
        factors = factors_from(values)
        errors = np.array([abs(_log_error(row, factors, values["old_attention"])) for row in rows])
        unordered = max(0.0, math.log(values["plain"] / values["tuned"])) + max(
            0.0, math.log(values["tuned"] / values["expert"])
        )
        pull = PULL_TO_START * float(((point - start) ** 2).sum())
        return float((weight * np.minimum(errors, WORST_COUNTED)).sum()) + pull + 10 * unordered

    found = minimize(loss, start, method="Powell", options={"maxiter": 12, "xtol": 2e-3, "ftol": 1e-5})
    return START | {name: float(value) for name, value in zip(names, np.exp(found.x), strict=True)}


def _log_error(row: Measured, factors: TrainingFactors, old_attention: float) -> float:
    run = row.run
    if not row.old_attention:
        return math.log(float(tokens_per_second(run, factors)) / row.tokens_per_s)
    passes = 6 + 2 * run.grad_ckpt
    attention = passes * run.shape.layers * run.shape.hidden * run.seq_len / run.flops_per_token
    step = step_seconds(run, factors)
    slower = replace(step, computing=step.computing * (1 + (old_attention - 1) * attention))
    return math.log(float(run.tokens / slower.total) / row.tokens_per_s)


Predict = Callable[[Measured], float]


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


def score(label: str, predictor: str, pairs: Iterable[tuple[float, float]]) -> dict[str, str | int | float]:
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


def leave_one_family_out(rows: Sequence[Measured]) -> list[dict[str, str | int | float]]:
    """Scores of the model and the naive rules on each family, fitted without it, and pooled."""
    seen = [row for row in rows if row.fitted]
    pooled: dict[str, list[tuple[Measured, float]]] = {}
    for family in sorted({row.family for row in seen}):
        others, left_out = (
            [row for row in seen if row.family != family],
            [r for r in seen if r.family == family],
        )
        for name, predict in _predictors(others, factors_from(fit(others))).items():
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


def _table(pooled: Mapping[str, Sequence[tuple[Measured, float]]]) -> list[dict[str, str | int | float]]:
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


def write_factors(rows: Sequence[Measured]) -> None:
    """Fit on all rows marked for it, and write the factors with the hash of those rows."""
    seen = [row for row in rows if row.fitted]
    factors = asdict_of(factors_from(fit(seen)))
    content = {
        "fitted_on": {"file": BENCHMARKS.name, "rows": len(seen), "sha256": rows_hash()},
        "factors": factors,
    }
    FACTORS_FILE.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def asdict_of(factors: TrainingFactors) -> dict[str, object]:
    """Plain tables and numbers to four significant digits."""

    def short(value: object) -> object:
        if isinstance(value, Mapping):
            return {name: short(inner) for name, inner in value.items()}
        return float(f"{value:.4g}") if isinstance(value, float) else value

    return {name: short(getattr(factors, name)) for name in TrainingFactors.__dataclass_fields__}


def main() -> None:
    """Fit unless told to check only, then write the scores."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--check", action="store_true", help="score the shipped factors, fit nothing anew")
    rows = read_measured()
    if not options.parse_args().check:
        write_factors(rows)
        fitted.cache_clear()
    shipped = [
        score(
            "in sample: all",
            "this model",
            [(row.tokens_per_s, model(fitted())(row)) for row in rows if row.use != "outlier"],
        )
    ]
    table = [] if options.parse_args().check else leave_one_family_out(rows)
    for line in shipped + table:
        print(*line.values(), sep=" | ")
    if table:
        with SCORES.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(shipped + table)


if __name__ == "__main__":
    main()

"""Fit the serving factors on published measurements, and score them on publishers and models no fit has seen.

python -m tools.fit_serving           # writes factors.json and data/serving_scores.csv; a few minutes
python -m tools.fit_serving --check   # scores the shipped factors, fits nothing anew
python -m tools.fit_serving --table FILE.csv
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from costmodel.estimate.factors import FACTORS_FILE, PRIOR_MBU, PRIOR_MFU, STARTING, Factors, fitted
from tools.serving_rates import (
    BENCHMARKS,
    Predict,
    Predicted,
    Runs,
    Score,
    bandwidth_times_batch,
    flops_rule,
    model,
    ratios_of,
    roofline,
    runs_of,
    scores_of,
    tokens_per_gpu,
    write_scores,
)
from tools.serving_table import prepared
from tools.serving_unseen import Pairs, by_cards, on_new_cards

LOSS_SCALE = 0.06
"""Beyond an error of 6 % the loss grows with the error, not its square: some tables contradict each other."""

PULL_TO_PRIOR = 0.36
SOURCE_WEIGHT = -0.25
"""A source weighs rows^0.75: neighbouring loads of one set-up say the same thing again."""

TPOT_WEIGHT = 0.5
EVALUATIONS = 25


@dataclass(frozen=True)
class Free:
    """One value of the search: what one would assume, and what is possible."""

    prior: float
    low: float
    high: float


FITTED_FAMILIES = ("ampere", "hopper", "blackwell", "ada", "rtxbw")
ENGINES = ("vllm", "sglang", "tensorrt-llm-2024")

SEARCH: Mapping[str, Free] = MappingProxyType(
    {f"mfu {family}": Free(PRIOR_MFU, 0.05, 1) for family in FITTED_FAMILIES}
    | {f"mbu {family}": Free(PRIOR_MBU, 0.2, 1) for family in FITTED_FAMILIES}
    | {f"engine {engine}": Free(0.9, 0.4, 1.5) for engine in ENGINES}
    | {
        "mfu_fp8": Free(0.8, 0.1, 1.5),
        "mfu_fp4": Free(0.5, 0.1, 1.5),
        "mbu_fp4": Free(0.8, 0.1, 1.5),
        "mbu_int4": Free(0.7, 0.2, 1.2),
        "moe_mfu": Free(0.6, 0.05, 1),
        "moe_mbu": Free(0.7, 0.05, 1),
        "decode_mfu": Free(0.7, 0.2, 1.5),
        "kv_efficiency": Free(0.8, 0.2, 1.3),
        "overlap": Free(1, 0.3, 1.3),
        "layer_s": Free(20e-6, 0.5e-6, 150e-6),
        "expert_layer_s": Free(10e-6, 0.5e-6, 150e-6),
        "latent_layer_s": Free(10e-6, 0.5e-6, 150e-6),
        "state_layer_s": Free(10e-6, 0.5e-6, 150e-6),
        "layer_share blackwell": Free(1, 0.3, 3),
        "step_s": Free(1.5e-3, 0.05e-3, 12e-3),
        "call_s": Free(10e-6, 0.1e-6, 300e-6),
        "all_reduce_latency_s": Free(12e-6, 0.3e-6, 60e-6),
        "all_reduce_bandwidth_share": Free(0.5, 0.05, 1.2),
    }
)

ASSUMED: Mapping[str, float] = MappingProxyType({"size_exponent": 1.0, "kv_fp4": 1.0})
ASSUMED_ENGINES: Mapping[str, float] = MappingProxyType({"tensorrt-llm": 1.0, "other": 0.7})
"""TensorRT-LLM of 2025 and later is what the others are compared with; `other` is a judgement."""


def factors_from(values: Mapping[str, float]) -> Factors:
    """The factors for one point of the search."""
    tables: dict[str, dict[str, float]] = {"engine": dict(ASSUMED_ENGINES)}
    plain = dict(ASSUMED)
    for name, value in values.items():
        field, _, entry = name.partition(" ")
        if entry:
            tables.setdefault(field, {})[entry] = value
        else:
            plain[field] = value
    return Factors(**{name: MappingProxyType(table) for name, table in tables.items()}, **plain)  # type: ignore[arg-type]


def fit(runs: Sequence[Runs]) -> Factors:
    """The factors that fit these rows."""
    return factors_from(search(runs))


def search(runs: Sequence[Runs]) -> dict[str, float]:
    """The values with the least weighted soft-L1 log error of output and time per token, pulled to their priors.

    Source: https://docs.scipy.org/doc/scipy/reference/generated/scipy.optimize.least_squares.html
    """
    names = list(SEARCH)
    prior = np.log([SEARCH[name].prior for name in names])
    low, high = np.log([[SEARCH[name].low for name in names], [SEARCH[name].high for name in names]])
    weights = _weights(runs)
    seen = [~np.isnan(one.tpot_s) for one in runs]

    def residuals(point: NDArray[np.float64]) -> NDArray[np.float64]:
        predict = model(factors_from(dict(zip(names, np.exp(point), strict=True))))
        found = []
        for one, weight, timed in zip(runs, weights, seen, strict=True):
            guess = predict(one)
            found.append(weight * np.log(guess.output_tok_s_per_gpu / one.output_tok_s_per_gpu))
            found.append(TPOT_WEIGHT * weight * np.log(guess.tpot_s[timed] / one.tpot_s[timed]))
        return np.concatenate([_softened(np.concatenate(found)), PULL_TO_PRIOR * (point - prior)])

    start = np.clip(prior, low + 1e-9, high - 1e-9)
    best = least_squares(residuals, start, bounds=(low, high), max_nfev=EVALUATIONS)
    return dict(zip(names, np.exp(best.x).tolist(), strict=True))


def _weights(runs: Sequence[Runs]) -> list[float]:
    rows: dict[str, int] = {}
    for one in runs:
        rows[one.source] = rows.get(one.source, 0) + one.rows
    mean = sum(rows[one.source] ** SOURCE_WEIGHT * one.rows for one in runs) / sum(rows.values())
    return [rows[one.source] ** SOURCE_WEIGHT / mean for one in runs]


def _softened(errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Errors whose square is their soft-L1 loss, so that the pull to the priors stays a plain square."""
    loss = 2 * LOSS_SCALE**2 * (np.sqrt(1 + (errors / LOSS_SCALE) ** 2) - 1)
    return np.sign(errors) * np.sqrt(loss)


def _predictors(seen: Sequence[Runs], factors: Factors) -> dict[str, Predict]:
    return {
        "this model": model(factors),
        "textbook roofline, MFU 0.5 and MBU 0.8": roofline(0.5, 0.8),
        "ideal roofline": roofline(1.0, 1.0),
        "one speed for each card": tokens_per_gpu(seen),
        "2 FLOPs per parameter and token at 40 %": flops_rule,
        "bandwidth over active weights, times batch": bandwidth_times_batch,
    }


def leave_one_out(runs: Sequence[Runs], by: str) -> tuple[list[Score], Pairs]:
    """Scores of the model and of naive rules on each publisher (or model), fitted without it, and pooled."""
    names = sorted({getattr(one, by) for one in runs})
    parts = [[one for one in runs if getattr(one, by) != name] for name in names]
    with ProcessPoolExecutor() as pool:
        fits = [factors_from(values) for values in pool.map(search, parts)]
    pooled: Pairs = {}
    table: list[Score] = []
    for name, others, factors in zip(names, parts, fits, strict=True):
        left_out = [one for one in runs if getattr(one, by) == name]
        for predictor, predict in _predictors(others, factors).items():
            pairs = [(one, predict(one)) for one in left_out]
            pooled.setdefault(predictor, []).extend(pairs)
            table += scores_of(f"{by} left out: {name}", predictor, pairs)
    for predictor, pairs in pooled.items():
        table += scores_of(f"{by}s left out: all", predictor, pairs)
    return table, pooled


def never_fitted(runs: Sequence[Runs], factors: Factors) -> list[Score]:
    """Scores of the shipped factors, as if tuned, on set-ups that were not: defaults, bursts, short tests."""
    seen, table = [one for one in runs if one.tuned], []
    for publisher in sorted({one.publisher for one in runs if not one.tuned}):
        found = [one for one in runs if not one.tuned and one.publisher == publisher]
        for predictor, predict in _predictors(seen, factors).items():
            pairs = [(one, predict(one)) for one in found]
            table += scores_of(f"not tuned, never fitted: {publisher}", predictor, pairs)
    return table


def in_sample(runs: Sequence[Runs], factors: Factors) -> list[Score]:
    """Scores of the factors, and of the simpler model's, on the tuned rows that both were fitted on."""
    tuned = [one for one in runs if one.tuned]
    table = []
    for predictor, shipped in (("this model", factors), ("one overhead for all layers and cards", STARTING)):
        predict = model(shipped)
        table += scores_of("in sample: all", predictor, [(one, predict(one)) for one in tuned])
    return table


def write_factors(table: Path, runs: Sequence[Runs], factors: Factors, pooled: Pairs) -> None:
    """The factors, on which rows they were fitted, and the bands of measured over predicted on unseen ones."""
    unseen = pooled["this model"]
    fitted_on = {
        "file": table.name,
        "rows": sum(one.rows for one in runs if one.tuned),
        "sha256": hashlib.sha256(table.read_bytes()).hexdigest(),
    }
    content = {
        "fitted_on": fitted_on,
        "band": _band(unseen),
        "new_cards_band": _band(on_new_cards(unseen)),
        "factors": _as_dict(factors),
    }
    FACTORS_FILE.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _band(pairs: Sequence[tuple[Runs, Predicted]]) -> dict[str, float]:
    output, _ = ratios_of(pairs)
    low, high = (round(float(end), 2) for end in np.quantile(output, [0.1, 0.9]))
    return {"low": low, "high": high}


def _as_dict(factors: Factors) -> dict[str, object]:
    """Plain tables and numbers to four significant digits."""

    def short(value: object) -> object:
        if isinstance(value, Mapping):
            return {name: short(inner) for name, inner in value.items()}
        return float(f"{value:.4g}") if isinstance(value, float) else value

    return {name: short(getattr(factors, name)) for name in Factors.__dataclass_fields__}


def main() -> None:
    """Fit unless told to check only, then write the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="score the shipped factors, fit nothing anew")
    parser.add_argument(
        "--table", type=Path, default=BENCHMARKS, help="measurements in the columns of that table"
    )
    options = parser.parse_args()
    with options.table.open(encoding="utf-8", newline="") as file:
        runs = runs_of(prepared(csv.DictReader(file)))
    tuned = [one for one in runs if one.tuned]
    table: list[Score] = []
    if not options.check:
        by_publisher, pooled = leave_one_out(tuned, "publisher")
        by_model, _ = leave_one_out(tuned, "model")
        write_factors(options.table, runs, fit(tuned), pooled)
        fitted.cache_clear()
        table = by_publisher + by_cards(pooled) + by_model
    table = in_sample(runs, fitted()) + table + never_fitted(runs, fitted())
    for line in table:
        print(*line.values(), sep=" | ")
    if not options.check:
        write_scores(table)


if __name__ == "__main__":
    main()

"""Fit the training factors on published measurements, and score them on families the fit has not seen.

python -m tools.fit_training           # writes factors.json and data/training_scores.csv
python -m tools.fit_training --check   # scores only
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from scipy.optimize import minimize

from costmodel.estimate.training.factors import FACTORS_FILE, STARTING, TrainingFactors, fitted
from costmodel.estimate.training.step_time import step_seconds, tokens_per_second
from tools.training_rates import (
    BENCHMARKS,
    Measured,
    in_sample,
    leave_one_family_out,
    read_measured,
    write_scores,
)

WORST_COUNTED = 1.2
PULL_TO_START = 0.002

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


def factors_fitted_on(rows: Sequence[Measured]) -> TrainingFactors:
    """The factors that fit these rows."""
    return factors_from(fit(rows))


def write_factors(rows: Sequence[Measured]) -> None:
    """Fit on all rows marked for it, and write the factors with the hash of those rows."""
    seen = [row for row in rows if row.fitted]
    factors = asdict_of(factors_fitted_on(seen))
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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="score the shipped factors, fit nothing anew")
    check = parser.parse_args().check
    rows = read_measured()
    if not check:
        write_factors(rows)
        fitted.cache_clear()
    table = [in_sample(rows), *([] if check else leave_one_family_out(rows, factors_fitted_on))]
    for line in table:
        print(*line.values(), sep=" | ")
    if not check:
        write_scores(table)


if __name__ == "__main__":
    main()

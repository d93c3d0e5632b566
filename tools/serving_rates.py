"""Published serving measurements, and how far the replica model and simpler rules miss them."""

from __future__ import annotations

import csv
import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from costmodel.catalog.load import load_catalog
from costmodel.errors import InputError
from costmodel.estimate.elementwise import larger, smaller
from costmodel.estimate.factors import PRIORS, Factors
from costmodel.estimate.formats import default_kv_element_bytes, peak_flops
from costmodel.estimate.load import Load
from costmodel.estimate.roofline import Replica
from costmodel.estimate.serving_rows import read_serving_row
from costmodel.estimate.sizing import candidate

DATA = Path(__file__).resolve().parents[1] / "data"
BENCHMARKS, SCORES = DATA / "serving_benchmarks.csv", DATA / "serving_scores.csv"

FAMILIES = ("ampere", "hopper", "blackwell", "ada", "rtxbw", "cdna3", "cdna4")

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Runs:
    """Measured rows of one replica: `load` holds arrays, `tpot_s` is NaN where no time per token was published.

    `publisher` is who measured (several tables may be one publisher's); `tuned` is whether the set-up was
    tuned: the fit sees only such rows.
    """

    source: str
    publisher: str
    model: str
    tuned: bool
    replica: Replica
    load: Load
    output_tok_s_per_gpu: Numbers
    tpot_s: Numbers

    @property
    def rows(self) -> int:
        """How many rows these are."""
        return self.output_tok_s_per_gpu.size


def read_runs(path: Path = BENCHMARKS) -> tuple[Runs, ...]:
    """All rows of the table that a replica can hold, those of one replica together."""
    with path.open(encoding="utf-8", newline="") as file:
        return runs_of(csv.DictReader(file))


def runs_of(rows: Iterable[Mapping[str, str]]) -> tuple[Runs, ...]:
    """The runs that the rows describe, those of one replica together; weights that do not fit are left out."""
    catalog = load_catalog()
    grouped: dict[tuple[str, ...], list[tuple[Load, float, float]]] = {}
    replicas: dict[tuple[str, ...], Replica] = {}
    for row in rows:
        try:
            ((replica, load),) = read_serving_row(row, catalog).layouts
        except InputError as error:
            raise ValueError(f"{error}: {row}") from error
        named = ("source_id", "publisher", "model", "tuned", "gpu", "precision", "n_gpus", "tp", "pp")
        key = (*(row[name] for name in named), replica.engine)
        tpot_s = float(row["tpot_ms"]) / 1000 if row["tpot_ms"] and row["concurrency"] else math.nan
        if _fits(replica, load):
            replicas[key] = replica
            grouped.setdefault(key, []).append((load, float(row["output_tok_s_per_gpu"]), tpot_s))
    return tuple(_joined(key, replicas[key], found) for key, found in grouped.items())


def _fits(replica: Replica, load: Load) -> bool:
    return float(candidate(replica, load, PRIORS, element_bytes(replica)).calls_in_memory) >= 1


def _joined(key: tuple[str, ...], replica: Replica, found: Sequence[tuple[Load, float, float]]) -> Runs:
    loads = [load for load, _, _ in found]

    def column(name: str) -> Numbers:
        return np.array([getattr(load, name) for load in loads])

    load = replace(
        loads[0],
        input_tokens=column("input_tokens"),
        output_tokens=column("output_tokens"),
        concurrency=column("concurrency"),
        requests=column("requests"),
        max_tpot_s=math.inf,
    )
    output, tpot_s = np.array([row[1] for row in found]), np.array([row[2] for row in found])
    return Runs(key[0], key[1], key[2], key[3] == "yes", replica, load, output, tpot_s)


def element_bytes(replica: Replica) -> float:
    """Bytes of one KV cache element as the engine keeps it by default."""
    return default_kv_element_bytes(replica.weights, replica.engine, replica.checkpoint, replica.gpu)


@dataclass(frozen=True)
class Predicted:
    """Output tokens a second and GPU, and seconds per token, row by row."""

    output_tok_s_per_gpu: Numbers
    tpot_s: Numbers


Predict = Callable[[Runs], Predicted]


def model(factors: Factors) -> Predict:
    """The replica model with these factors."""

    def predict(runs: Runs) -> Predicted:
        one = candidate(runs.replica, runs.load, factors, element_bytes(runs.replica))
        room = smaller(larger(one.calls_in_memory, 1.0), one.cap)
        batch = smaller(room, runs.load.concurrency)
        rate = one.requests_per_second(runs.load, batch)
        output = rate * runs.load.output_tokens / runs.replica.gpus
        return Predicted(np.asarray(output), np.asarray(one.tpot_s(runs.load, batch)))

    return predict


def roofline(mfu: float, mbu: float) -> Predict:
    """The data sheet at these shares: no overheads, no traffic between GPUs, no loss in any format."""
    one = dict.fromkeys(FAMILIES, 1.0)
    return model(
        Factors(
            mfu=dict.fromkeys(one, mfu),
            mbu=dict.fromkeys(one, mbu),
            **dict.fromkeys(("mfu_fp8", "mfu_fp4", "mbu_fp4", "mbu_int4", "moe_mfu", "moe_mbu"), 1.0),
            **dict.fromkeys(("decode_mfu", "kv_efficiency", "kv_fp4", "size_exponent", "overlap"), 1.0),
            **dict.fromkeys(("layer_s", "expert_layer_s", "latent_layer_s", "state_layer_s"), 0.0),
            **dict.fromkeys(("step_s", "call_s", "all_reduce_latency_s"), 0.0),
            layer_share={},
            all_reduce_bandwidth_share=1e9,
            engine=dict.fromkeys(PRIORS.engine, 1.0),
        )
    )


def tokens_per_gpu(seen: Sequence[Runs]) -> Predict:
    """One speed for each card: the median of the rows seen, or of all where the card was not."""
    by_card: dict[str, list[float]] = {}
    for runs in seen:
        by_card.setdefault(runs.replica.gpu.gpu, []).extend(runs.output_tok_s_per_gpu.tolist())
    overall = statistics.median(speed for speeds in by_card.values() for speed in speeds)

    def predict(runs: Runs) -> Predicted:
        speeds = by_card.get(runs.replica.gpu.gpu)
        speed = statistics.median(speeds) if speeds else overall
        return Predicted(np.full(runs.rows, speed), np.full(runs.rows, math.nan))

    return predict


def bandwidth_times_batch(runs: Runs) -> Predicted:
    """Bandwidth over active weights, times the calls at once: no KV cache, no arithmetic limit."""
    one, replica = candidate(runs.replica, runs.load, PRIORS, element_bytes(runs.replica)), runs.replica
    batch = smaller(smaller(one.calls_in_memory, one.cap), runs.load.concurrency)
    active_bytes = replica.checkpoint.active_params_b * 1e9 * replica.weights.bytes_per_weight
    steps_per_s = replica.gpu.memory_bandwidth_tb_s * 1e12 / active_bytes
    tpot_s = np.full(runs.rows, 1 / (steps_per_s * replica.gpus))
    return Predicted(np.asarray(steps_per_s * batch), tpot_s)


def flops_rule(runs: Runs) -> Predicted:
    """Two FLOPs per active parameter and token, input and output alike, at 40 % of peak."""
    replica, load = runs.replica, runs.load
    peak = peak_flops(replica.weights, replica.gpu)
    tokens = 0.4 * peak / (2 * replica.checkpoint.active_params_b * 1e9)
    share = load.output_tokens / (load.input_tokens + load.output_tokens)
    return Predicted(np.asarray(tokens * share), np.full(runs.rows, math.nan))


Score = dict[str, str | int | float]


def score(label: str, predictor: str, measure: str, ratios: Numbers) -> Score:
    """Median absolute error and shares within 1.5x and 2x of `ratios`, measured over predicted."""
    errors, logs = np.abs(1 / ratios - 1), np.abs(np.log(ratios))
    low, middle, high = np.quantile(ratios, [0.1, 0.5, 0.9])
    return {
        "rows": label,
        "predictor": predictor,
        "measure": measure,
        "n": int(ratios.size),
        "mdape_percent": round(100 * float(np.median(errors)), 1),
        "within_1_5x_percent": round(100 * float(np.mean(logs <= math.log(1.5))), 1),
        "within_2x_percent": round(100 * float(np.mean(logs <= math.log(2))), 1),
        "measured_over_predicted_p10": round(float(low), 3),
        "measured_over_predicted": round(float(middle), 3),
        "measured_over_predicted_p90": round(float(high), 3),
    }


def ratios_of(pairs: Sequence[tuple[Runs, Predicted]]) -> tuple[Numbers, Numbers]:
    """Measured over predicted: output, and time per token where it was published and predicted."""
    output = np.concatenate([runs.output_tok_s_per_gpu / p.output_tok_s_per_gpu for runs, p in pairs])
    times = np.concatenate([runs.tpot_s / p.tpot_s for runs, p in pairs])
    return output, times[~np.isnan(times)]


def scores_of(label: str, predictor: str, pairs: Sequence[tuple[Runs, Predicted]]) -> list[Score]:
    """One line for the output and, where there is one, one for the time per token."""
    measures = zip(("output_tok_s_per_gpu", "tpot_ms"), ratios_of(pairs), strict=True)
    return [score(label, predictor, name, ratios) for name, ratios in measures if ratios.size]


def write_scores(table: Sequence[Score], path: Path = SCORES) -> None:
    """One line for each group of rows, predictor and measure."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)

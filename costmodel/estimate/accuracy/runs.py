"""Published runs of `data/`, each beside what the shipped factors predict for it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from costmodel.catalog.book import Catalog
from costmodel.catalog.load import load_catalog
from costmodel.estimate.families import family_name
from costmodel.estimate.serving_rows import read_serving_row
from costmodel.estimate.throughput import Throughput
from costmodel.estimate.training.factors import fitted
from costmodel.estimate.training.rows import read_training_row
from costmodel.estimate.training.step_time import tokens_per_second

DATA = Path(__file__).resolve().parents[3] / "data"


@dataclass(frozen=True)
class MeasuredRun:
    """One published speed per GPU, tokens a second, and the predicted one.

    `fitted`: the factors were fitted on runs of its publisher; others were engine defaults or bursts.
    `prompt_tokens` is the sequence length of a training run.
    """

    publisher: str
    url: str
    date: str
    model: str
    active_params_b: float
    gpu: str
    family: str
    precision: str
    set_up: str
    prompt_tokens: float
    measured: float
    predicted: float
    fitted: bool

    @property
    def ratio(self) -> float:
        """Predicted over measured."""
        return self.predicted / self.measured

    @property
    def error(self) -> float:
        """How much too high, as a share of what was measured."""
        return self.ratio - 1


@cache
def serving_runs() -> tuple[MeasuredRun, ...]:
    """Output tokens a second and GPU; runs whose weights would not fit by the estimate are left out."""
    catalog = load_catalog()
    found = (_served(row, catalog) for row in _rows("serving_benchmarks.csv"))
    return tuple(run for run in found if run is not None)


@cache
def training_runs() -> tuple[MeasuredRun, ...]:
    """Trained tokens a second and GPU."""
    catalog = load_catalog()
    return tuple(_trained(row, catalog) for row in _rows("training_benchmarks.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _served(row: Mapping[str, str], catalog: Catalog) -> MeasuredRun | None:
    run = read_serving_row({**row, "tpot_ms": ""}, catalog)
    ((replica, _),) = run.layouts
    answer = run.estimate()
    if not isinstance(answer, Throughput):
        return None
    load = f"{float(row['concurrency']):g} calls at once" if row["concurrency"] else "maximum load"
    lengths = f"{float(row['isl']):,.0f} in, {float(row['osl']):,.0f} out"
    return MeasuredRun(
        publisher=row["publisher"],
        url=row["source_url"],
        date=row["source_date"],
        model=row["model"],
        active_params_b=replica.checkpoint.active_params_b,
        gpu=replica.gpu.gpu,
        family=family_name(replica.gpu),
        precision=row["precision"],
        set_up=f"{row['engine']}, {replica.gpus} GPUs, {lengths}, {load}",
        prompt_tokens=float(row["isl"]),
        measured=float(row["output_tok_s_per_gpu"]),
        predicted=float(answer.output_tok_s_per_gpu),
        fitted=row["tuned"] == "yes",
    )


def _trained(row: Mapping[str, str], catalog: Catalog) -> MeasuredRun:
    run = read_training_row(row, catalog).run()
    return MeasuredRun(
        publisher=row["family"],
        url=row["source_url"],
        date=row["source_date"],
        model=row["model"],
        active_params_b=run.shape.active_params_b,
        gpu=run.gpu.gpu,
        family=family_name(run.gpu),
        precision=row["precision"],
        set_up=f"{row['method']}, {run.n_gpus} GPUs, {float(run.seq_len):,.0f} tokens, {row['framework']}",
        prompt_tokens=float(run.seq_len),
        measured=float(row["tokens_per_s_per_gpu"]),
        predicted=float(tokens_per_second(run, fitted())),
        fitted=row["fitted"] == "yes",
    )

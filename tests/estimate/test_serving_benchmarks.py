"""The shipped estimate against the measurements in `data/serving_benchmarks.csv`, and the table itself."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

from costmodel.catalog.load import load_catalog
from costmodel.estimate.factors import fitted
from costmodel.estimate.serving_rows import read_serving_row
from costmodel.estimate.throughput import Throughput
from tools.serving_rates import BENCHMARKS, element_bytes, model, ratios_of, read_runs


def rows() -> list[dict[str, str]]:
    with BENCHMARKS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_source_and_card_has_rows_with_links() -> None:
    table = rows()
    assert len(table) >= 200
    assert len({row["publisher"] for row in table}) == 7
    cards = {"A100", "B200", "B300", "GB200", "H100", "H200", "L40S", "MI300X", "RTXPRO6000"}
    assert {row["gpu"] for row in table} == cards
    assert all(row["source_url"].startswith("https://") for row in table)


def test_weights_fit_on_the_stated_gpus_and_boards_have_eight() -> None:
    catalog = load_catalog()
    for row in rows():
        ((replica, _),) = read_serving_row(row, catalog).layouts
        assert replica.weight_bytes < replica.gpus * replica.gpu.memory_gb * 1e9
        assert replica.gpus <= 8 or "GB200" in replica.gpu.gpu


def test_tuned_runs_are_met() -> None:
    tuned = [runs for runs in read_runs() if runs.tuned]
    predict = model(fitted())
    output, tpot = ratios_of([(runs, predict(runs)) for runs in tuned])
    assert output.size + tpot.size > 400
    for ratios, most in ((output, 0.16), (tpot, 0.13)):
        assert np.median(np.abs(1 / ratios - 1)) <= most
    assert np.mean(np.abs(np.log(output)) <= math.log(2)) >= 0.93


def test_rows_read_one_by_one_say_the_same_as_all_together() -> None:
    catalog, predict = load_catalog(), model(fitted())
    for runs in read_runs()[::9]:
        together = predict(runs)
        row = next(
            found
            for found in rows()
            if float(found["output_tok_s_per_gpu"]) == runs.output_tok_s_per_gpu[0]
            and found["model"] == runs.model
        )
        alone = read_serving_row({**row, "tpot_ms": ""}, catalog).estimate()
        assert isinstance(alone, Throughput)
        assert alone.output_tok_s_per_gpu == pytest.approx(together.output_tok_s_per_gpu[0])
        assert alone.tpot_ms == pytest.approx(1000 * together.tpot_s[0])


def test_a_cache_element_has_the_bytes_of_its_engine() -> None:
    sizes = {runs.replica.engine: element_bytes(runs.replica) for runs in read_runs()}
    assert sizes["vllm"] == 2

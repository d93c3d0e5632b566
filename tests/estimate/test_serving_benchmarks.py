"""The estimate against published measurements, where the file with them is at hand."""

from __future__ import annotations

import csv
import statistics
from pathlib import Path

import pytest

from costmodel.catalog.load import load_catalog
from costmodel.estimate.throughput import Throughput, estimate_throughput

BENCHMARKS = Path(__file__).resolve().parents[3] / "shared" / "data" / "serving_benchmarks.csv"
TABLES_OF_2025 = ("trtllm_v0.20", "trtllm_v1.0")

pytestmark = pytest.mark.skipif(not BENCHMARKS.exists(), reason="the published measurements are not here")


def measured_and_answered() -> tuple[int, list[float]]:
    """Rows of the TensorRT-LLM tables split over all their GPUs, and predicted over measured where it fits."""
    catalog, rows, ratios = load_catalog(), 0, []
    with BENCHMARKS.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["source_id"] not in TABLES_OF_2025 or row["tp"] != row["n_gpus"]:
                continue
            rows += 1
            answer = estimate_throughput(
                catalog.checkpoint(row["model"]),
                catalog.gpu(row["gpu"]),
                input_tokens=float(row["isl"]),
                output_tokens=float(row["osl"]),
                gpus_per_replica=int(row["n_gpus"]),
                precision=row["precision"],
                engine=row["engine"],
            )
            if isinstance(answer, Throughput):
                ratios.append(float(answer.output_tok_s_per_gpu) / float(row["output_tok_s_per_gpu"]))
    return rows, ratios


def test_tables_of_2025_are_met() -> None:
    rows, ratios = measured_and_answered()
    assert rows > 300
    assert len(ratios) / rows > 0.95
    assert 0.85 < statistics.median(ratios) < 1.15
    assert statistics.median(abs(ratio - 1) for ratio in ratios) < 0.20
    assert sum(0.5 <= ratio <= 2 for ratio in ratios) / len(ratios) > 0.95

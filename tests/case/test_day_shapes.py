"""The named shapes of a day against the public trace that they are read from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from costmodel.case.day_shapes import SHAPES, day_weights

TRACE = Path(__file__).resolve().parents[3] / "shared" / "data" / "traces" / "servegen_total_rate_10min.csv"


@pytest.mark.skipif(not TRACE.exists(), reason="the public trace is not beside this repository")
def test_consumer_is_the_mean_rate_by_hour_of_the_trace() -> None:
    by_hour = [0.0] * 24
    with TRACE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["model"] == "m-small":
                by_hour[int(float(row["t"])) % 86_400 // 3_600] += float(row["rate"])
    mean = sum(by_hour) / 24
    assert SHAPES["consumer"] == pytest.approx([rate / mean for rate in by_hour], abs=0.006)


def test_weights_of_any_size_become_loads_over_the_mean() -> None:
    assert day_weights((3.0,) * 12 + (1.0,) * 12) == (1.5,) * 12 + (0.5,) * 12

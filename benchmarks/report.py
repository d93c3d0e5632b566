"""The measurements as one table on the screen, and as a small file to compare runs by."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measurement import Measurement

RESULTS = Path(__file__).parent / "results.json"
WORDS = {True: "met", False: "MISSED", None: ""}


def table(measurements: Sequence[Measurement]) -> str:
    """What, measured, target, met or not."""
    rows = [("what", "measured", "target", "")]
    rows += [(m.what, _amount(m.value, m.unit), _target(m), WORDS[m.is_met]) for m in measurements]
    what, measured, target = (max(len(row[column]) for row in rows) for column in range(3))
    return "\n".join(f"{a:<{what}}  {b:>{measured}}  {c:>{target}}  {d}".rstrip() for a, b, c, d in rows)


def write_results(measurements: Sequence[Measurement], file: Path = RESULTS) -> None:
    """Write the figures with the machine in general terms: cores and Python version."""
    results = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "measurements": [
            {"what": m.what, "value": _rounded(m.value), "unit": m.unit, "target": m.target, "met": m.is_met}
            for m in measurements
        ],
    }
    file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _target(measurement: Measurement) -> str:
    return "" if measurement.target is None else f"<= {measurement.target:g}"


def _amount(value: float, unit: str) -> str:
    return f"{_rounded(value):g} {unit}"


def _rounded(value: float) -> float:
    """Three figures; more would be noise."""
    return float(f"{value:.3g}")

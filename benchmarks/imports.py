"""What `import costmodel` costs a process that has just started, and what it must not bring along."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.measurement import Measurement

ROOT = Path(__file__).resolve().parents[1]
NOT_WANTED = ("pandas", "plotly", "scipy", "streamlit")
ROUNDS = 7


def measure_imports() -> Iterator[Measurement]:
    """CPU time of the import, interpreter included, and how many unwanted packages it loads."""
    _run("import costmodel")
    seconds = median(_cpu_seconds("import costmodel") for _ in range(ROUNDS))
    yield Measurement("`import costmodel` in a fresh process", seconds, "CPU s", 0.4)
    yield Measurement(
        "of that the bare interpreter", median(_cpu_seconds("") for _ in range(ROUNDS)), "CPU s"
    )
    yield Measurement("unwanted packages it loads", len(unwanted_packages()), "packages", 0)


def unwanted_packages() -> list[str]:
    """Packages of the dashboard that the model's import loads all the same."""
    loaded = _run("import costmodel, sys; print(*sys.modules)").split()
    return [name for name in NOT_WANTED if name in loaded]


def _cpu_seconds(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(code)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout

"""The check of a training set from the command line: CPU time, memory, and what it finds of what was seeded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.datasets import write_pair
from benchmarks.measurement import Measurement

ROOT = Path(__file__).resolve().parents[1]
LINES = 100_000
CORES = 2
WALL_SECONDS_FOR_A_MILLION = 120
MOST_MB = 1_000


def measure_data_check() -> Iterator[Measurement]:
    """A tenth of the million lines that are to take two minutes on two cores."""
    with tempfile.TemporaryDirectory() as folder:
        train, held_out = Path(folder) / "train.jsonl", Path(folder) / "held-out.jsonl"
        seeded = write_pair(train, held_out, LINES)
        command = ["dataset", str(train), "--held-out", str(held_out), "--json", "--list", str(LINES)]
        answer = Path(folder) / "answer.json"
        with answer.open("wb") as file:
            process = subprocess.Popen([sys.executable, "-m", "costmodel", *command], cwd=ROOT, stdout=file)
            _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        found = json.loads(answer.read_text(encoding="utf-8"))
    cpu_s = used.ru_utime + used.ru_stime
    what = f"data check of {LINES:,} lines"
    allowed_s = CORES * WALL_SECONDS_FOR_A_MILLION * LINES / 1_000_000
    yield Measurement(what, cpu_s, "CPU s", allowed_s)
    yield Measurement(f"{what}, largest process", used.ru_maxrss / 1000, "MB", MOST_MB / (CORES + 1))
    missed = len(seeded.exact - _lines(found["train"]["exact"]))
    missed += len(seeded.leaks - _lines(found["overlap"]["exact_pairs"]))
    yield Measurement(f"{what}, seeded copies and leaks missed", missed, "lines", 0)
    near_missed = len(seeded.near - _lines(found["train"]["near"])) / len(seeded.near)
    yield Measurement(f"{what}, seeded near duplicates missed", near_missed, "of them", 0.05)


def _lines(pairs: list[dict[str, float]]) -> set[float]:
    return {pair["line"] for pair in pairs}

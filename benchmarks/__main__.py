"""`python -m benchmarks`: measure everything, print one table and write benchmarks/results.json."""

from __future__ import annotations

from benchmarks.dashboard import measure_dashboard
from benchmarks.data_check import measure_data_check
from benchmarks.imports import measure_imports
from benchmarks.model import measure_model
from benchmarks.report import table, write_results
from benchmarks.uncertainty import measure_uncertainty

if __name__ == "__main__":
    measurements = [
        *measure_dashboard(),
        *measure_model(),
        *measure_uncertainty(),
        *measure_data_check(),
        *measure_imports(),
    ]
    print(table(measurements))
    write_results(measurements)

"""The shipped factors belong to the shipped rows."""

from __future__ import annotations

import json

from costmodel.estimate.training.factors import FACTORS_FILE
from tools.fit_training import rows_hash
from tools.training_rates import read_measured


def test_the_factors_were_fitted_on_the_rows_in_the_table() -> None:
    fitted_on = json.loads(FACTORS_FILE.read_text(encoding="utf-8"))["fitted_on"]
    assert fitted_on["sha256"] == rows_hash()
    assert fitted_on["rows"] == sum(row.fitted for row in read_measured())

"""Ledgers, totals and payback of random scenarios, held against the rules in exact fractions."""

from __future__ import annotations

from typing import Any

import pytest
import witness
from given_scenarios import compared, typed_scenarios
from hypothesis import assume, given

MONEY = 1e-9


@given(typed_scenarios())
def test_every_line_of_every_month(drawn: dict[str, Any]) -> None:
    for result, option in zip(compared(drawn).results, drawn["options"], strict=True):
        ledger = result.ledger
        for month in range(drawn["horizon_months"]):
            wanted = {line: float(usd) for line, usd in witness.lines_in(drawn, option, month).items()}
            found = {line: float(usd[month]) for line, usd in ledger.running_usd.items()}
            for line in {**wanted, **found}:
                assert found.get(line, 0) == pytest.approx(wanted.get(line, 0), rel=MONEY, abs=1e-9), line
            assert ledger.tasks[month] == pytest.approx(float(witness.tasks_in(drawn, month)))


@given(typed_scenarios())
def test_totals_and_present_values(drawn: dict[str, Any]) -> None:
    for result, option in zip(compared(drawn).results, drawn["options"], strict=True):
        assert result.total_usd == pytest.approx(float(witness.total_usd(drawn, option)), rel=MONEY)
        assert result.npv_usd == pytest.approx(witness.npv_usd(drawn, option), rel=MONEY)
        assert result.upfront_usd == float(witness.upfront_usd(option))


@given(typed_scenarios())
def test_replicas_that_run(drawn: dict[str, Any]) -> None:
    baseline = witness.baseline_of(drawn)
    for result, option in zip(compared(drawn).results, drawn["options"], strict=True):
        build = option.get("programme", {}).get("build_months", 0)
        for month, replicas in enumerate(result.ledger.replicas):
            in_use = option if month >= build else baseline
            wanted = 0
            if witness.has_machines(in_use):
                work = witness.work_of(drawn, in_use)
                wanted = witness.replicas_for(in_use, work, witness.tasks_in(drawn, month))
            assert replicas == wanted


@given(typed_scenarios())
def test_payback(drawn: dict[str, Any]) -> None:
    comparison = compared(drawn)
    for option in drawn["options"]:
        if option["name"] == drawn["baseline"]:
            continue
        owed = witness.owed_by_month(drawn, option)
        spent = float(witness.total_usd(drawn, option) + witness.total_usd(drawn, witness.baseline_of(drawn)))
        assume(all(usd == 0 or abs(float(usd)) > 1e-9 * spent for usd in owed))
        status, months = witness.payback(drawn, option)
        found = comparison.crossovers[option["name"]].payback
        assert found.status == status
        assert found.months == (None if months is None else pytest.approx(months, rel=1e-6, abs=1e-6))
        assert found.why

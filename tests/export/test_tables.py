"""What leaves as CSV: the same numbers, nothing that runs, and where it all comes from."""

from __future__ import annotations

import json
import math
from collections import defaultdict

import pytest
from given_scenarios import Json, api, known_cost, own, scenario, typed_scenarios
from given_tables import PROVENANCE_COLUMNS, is_number, read
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case import resolve
from costmodel.catalog import load_catalog
from costmodel.cost.ledger import LINES
from costmodel.decide.compare import Comparison, compare
from costmodel.export.answers import comparison_answer
from costmodel.export.csv_text import FORMULA_STARTS, csv_text
from costmodel.export.provenance import Provenance, provenance
from costmodel.export.tables import comparison_rows, ledger_rows
from costmodel.scenario.parse import scenario_from_dict
from costmodel.version import VERSION


def answered(given_scenario: Json) -> tuple[Comparison, Provenance]:
    asked = scenario_from_dict(given_scenario)
    comparison = compare(resolve(asked, load_catalog()))
    return comparison, provenance(asked, comparison.case)


@given(typed_scenarios(most_months=12))
def test_the_comparison_reads_back_as_the_same_numbers(drawn: Json) -> None:
    comparison, origin = answered(drawn)
    for row, result in zip(read(comparison_rows(comparison, origin)), comparison.results, strict=True):
        assert float(row["total_usd"]) == result.total_usd
        assert float(row["npv_usd"]) == result.npv_usd
        assert float(row["upfront_usd"]) == result.upfront_usd
        assert row["usd_per_good_task"] == "" or float(row["usd_per_good_task"]) == result.usd_per_good_task
        lines = sum(float(row[f"{line}_usd"]) for line in LINES)
        assert lines == pytest.approx(result.total_usd)
        crossover = comparison.crossovers.get(result.name)
        volumes = [float(v) for v in row["break_even_tasks_per_month"].split(";") if v]
        assert volumes == list(crossover.break_even.tasks_per_month if crossover else ())
        rates = tuple(float(rate) for rate in row["irr_per_year"].split(";") if rate)
        assert rates == (crossover.irr.per_year if crossover else ())
        assert (row["irr"], row["irr_why"]) == (
            (crossover.irr.status, crossover.irr.why) if crossover else ("", "")
        )
        months = crossover.payback.months if crossover else None
        assert row["payback_months"] == "" if months is None else float(row["payback_months"]) == months


@given(typed_scenarios(most_months=12))
def test_the_ledger_reconciles_to_the_totals(drawn: Json) -> None:
    comparison, origin = answered(drawn)
    spent: dict[str, float] = defaultdict(float)
    upfront: dict[str, float] = defaultdict(float)
    for row in read(ledger_rows(comparison, origin)):
        spent[row["option"]] += float(row["usd"])
        upfront[row["option"]] += float(row["usd"]) if row["month"] == "-1" else 0
        assert row["line"] in LINES
    for result in comparison.results:
        assert spent[result.name] == pytest.approx(result.total_usd)
        assert upfront[result.name] == pytest.approx(result.upfront_usd)


def test_calendar_months_follow_the_price_date() -> None:
    comparison, origin = answered(
        scenario(api(), known_cost(programme={"one_off_usd": 5}), as_of="2026-11-30")
    )
    rows = read(ledger_rows(comparison, origin))
    by_month = {row["month"]: row["calendar_month"] for row in rows}
    assert [by_month[month] for month in ("-1", "0", "1", "2", "23")] == [
        *("2026-11", "2026-11", "2026-12", "2027-01", "2028-10"),
    ]


def test_every_row_says_where_it_comes_from() -> None:
    comparison, origin = answered(scenario(api(), own(), name="Mine", as_of="2026-11-23"))
    for rows in (comparison_rows(comparison, origin), ledger_rows(comparison, origin)):
        for row in read(rows):
            assert tuple(row)[-len(PROVENANCE_COLUMNS) :] == PROVENANCE_COLUMNS
            assert row["scenario"] == "Mine"
            assert row["price_date"] == "2026-11-23"
            assert row["version"] == VERSION
            assert len(row["scenario_hash"]) == 12
            assert "before tax" in row["terms"]


def test_rows_of_one_table_have_the_same_columns() -> None:
    comparison, origin = answered(scenario(api(), own(), known_cost("Known"), quality_bar=0.5))
    for rows in (comparison_rows(comparison, origin), ledger_rows(comparison, origin)):
        assert len({tuple(row) for row in rows}) == 1


HOSTILE_NAMES = (
    *('=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", "a,b", 'a"b', "a\nb", "a;b"),
    *("'", "é", "\u202e", "=cmd|' /C calc'!A0"),
)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_cell_runs_as_a_formula(name: str) -> None:
    comparison, origin = answered(scenario(api(name), own(), name=name))
    for rows in (comparison_rows(comparison, origin), ledger_rows(comparison, origin)):
        for row in read(rows):
            for column, cell in row.items():
                if not is_number(cell):
                    assert not cell.startswith(FORMULA_STARTS), column
            assert row["option"].removeprefix("'") in (name.removeprefix("'"), "Own")


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


NUMBERS = st.floats(allow_infinity=False)


@given(st.lists(st.tuples(TEXTS, NUMBERS, st.booleans()), min_size=1, max_size=4))
def test_any_cell_reads_back(drawn: list[tuple[str, float, bool]]) -> None:
    rows = [
        {"text": text, "number": number, "flag": flag, "nothing": None, "end": "x"}
        for text, number, flag in drawn
    ]
    for found, (text, number, flag) in zip(read(rows), drawn, strict=True):
        assert found["text"] == (f"'{text}" if text.startswith(FORMULA_STARTS) else text)
        assert found["number"] == "" if math.isnan(number) else float(found["number"]) == number
        assert (found["flag"], found["nothing"], found["end"]) == (str(flag).lower(), "", "x")


def test_columns_are_found_by_name() -> None:
    rows = read([{"a": 1, "b": 2}, {"b": 4, "a": 3}])
    assert rows == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


def test_no_rows_no_text() -> None:
    assert csv_text([]) == ""


@given(typed_scenarios(most_months=12))
def test_the_answer_is_strict_json_with_every_public_name(drawn: Json) -> None:
    comparison, _ = answered(drawn)
    answer = json.loads(json.dumps(comparison_answer(comparison), allow_nan=False))
    assert set(answer) >= {
        *("as_of", "baseline", "cheapest", "recommended", "provisional", "invoice_check", "notes"),
        *("options", "crossover"),
    }
    assert set(answer["crossover"]) == {o["name"] for o in drawn["options"]} - {drawn["baseline"]}
    for option in answer["options"]:
        if option["name"] != drawn["baseline"]:
            rates = answer["crossover"][option["name"]]["irr"]
            assert set(rates) == {"status", "per_year", "why"}
            assert rates["per_year"] == list(comparison.crossovers[option["name"]].irr.per_year)
        assert set(option["lines"]) == set(LINES)
        spent = option["upfront_usd"] + sum(month["usd"] for month in option["months"])
        assert spent == pytest.approx(option["total_usd"])
        assert sum(option["lines"].values()) == pytest.approx(option["total_usd"])
        assert [month["month"] for month in option["months"]] == list(range(drawn["horizon_months"]))
        for month in option["months"]:
            assert isinstance(month["replicas"], int)
            assert (month["utilisation"] is None) is (month["replicas"] == 0)


def test_several_numbers_are_one_cell_and_no_formula() -> None:
    assert (
        csv_text([{"rates": (-0.5, 12.0), "none": (), "name": "-5"}]) == "rates,none,name\r\n-0.5;12,,'-5\r\n"
    )

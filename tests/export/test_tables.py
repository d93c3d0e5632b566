"""What leaves as CSV: the same numbers, nothing that runs, and where it all comes from."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import defaultdict
from collections.abc import Sequence

import pytest
from given_scenarios import Json, api, known_cost, own, scenario, typed_scenarios
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case import resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog import Catalog, load_catalog
from costmodel.cost.ledger import LINES
from costmodel.decide.compare import Comparison, compare
from costmodel.export.answers import comparison_answer
from costmodel.export.assumptions import assumption_rows, changed_fields, unit_of
from costmodel.export.csv_text import FORMULA_STARTS, Row, csv_text
from costmodel.export.provenance import Provenance, provenance
from costmodel.export.tables import comparison_rows, ledger_rows
from costmodel.scenario.anchors import PART_ANCHORS
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset, preset_names
from costmodel.scenario.recipe_sources import RECIPE_SOURCES
from costmodel.version import VERSION

PROVENANCE_COLUMNS = ("scenario", "scenario_hash", "price_date", "version", "terms")


def read(rows: Sequence[Row]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(rows), newline="")))


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


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.lstrip("-").replace(".", "").replace("e", "").replace("-", "").replace("+", "").isdigit()


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


def test_assumptions_tell_defaults_from_changes(catalog: Catalog) -> None:
    standard = preset("email-extraction")
    asked = standard.model_dump(mode="json", exclude_unset=True)
    asked["workload"]["tasks_per_month"] = 5
    asked["options"][3]["spare_replicas"] = 2
    changed = scenario_from_dict(asked)
    case = resolve(changed, catalog)
    rows = read(assumption_rows(changed, standard, case, provenance(changed, case)))
    status = {row["field"]: row["status"] for row in rows if row["status"] != "looked up"}
    assert status["workload.tasks_per_month"] == "changed"
    assert status["options.3.spare_replicas"] == "changed"
    assert [field for field, said in status.items() if said == "changed"] == changed_fields(changed, standard)
    assert status["workload.peak_to_mean"] == "default"
    by_field = {row["field"]: row for row in rows}
    assert by_field["workload.peak_to_mean"]["url"].startswith("https://")
    assert by_field["workload.tasks_per_month"]["confidence"] == "user"
    assert all(set(PROVENANCE_COLUMNS) <= set(row) for row in rows)


def test_an_input_that_was_taken_away_is_a_change_too(catalog: Catalog) -> None:
    standard = preset("email-extraction")
    asked = standard.model_dump(mode="json", exclude_unset=True)
    del asked["options"][0]["quality"]
    changed = scenario_from_dict(asked)
    case = resolve(changed, catalog)
    assert changed_fields(changed, standard) == ["options.0.quality"]
    rows = assumption_rows(changed, standard, case, provenance(changed, case))
    assert [row["status"] for row in rows if row["field"] == "options.0.quality"] == ["changed"]


@pytest.mark.parametrize("name", preset_names())
def test_what_was_looked_up_has_source_and_date(name: str, catalog: Catalog) -> None:
    standard = preset(name)
    case = resolve(standard, catalog)
    rows = read(assumption_rows(standard, standard, case, provenance(standard, case)))
    assert changed_fields(standard, standard) == []
    looked_up = [row for row in rows if row["status"] == "looked up"]
    assert looked_up
    for row in looked_up:
        assert row["url"].startswith("https://")
        assert row["date"] >= "2023"
        assert row["confidence"]


ITEMISED: Json = {
    "data": {"teacher_sku": "openai/gpt-6-luna", "examples": 2_000},
    "training": {"recipe": {"checkpoint": "Llama-3.1-8B", "epochs": 2}},
    "evaluation": {},
    "ab_test": {},
    "engineering": {},
    "progress": {
        **dict.fromkeys(("examples", "broken_lines", "leaks", "longest_tokens", "pairs"), 1),
        **dict.fromkeys(("gpu_hours_per_run", "held_out_items", "held_out_passes"), 1),
        **dict.fromkeys(("arm_items", "control_passes", "treated_passes"), 1),
    },
}


def itemised_rows(programme: Json, *, standard: bool = False) -> dict[str, dict[str, str]]:
    """Assumption rows of a programme by path inside it."""
    asked = scenario_from_dict(scenario(api(), own(programme=programme)))
    plain = scenario_from_dict(scenario(api(), own())) if standard else None
    case = resolve(asked, load_catalog())
    rows = read(assumption_rows(asked, plain, case, provenance(asked, case)))
    start = "options.1.programme."
    return {row["field"].removeprefix(start): row for row in rows if row["field"].startswith(start)}


@pytest.mark.parametrize("standard", [False, True])
def test_what_an_itemised_programme_leaves_as_it_was_cites_its_source(standard: bool) -> None:
    rows = itemised_rows(ITEMISED, standard=standard)
    assert set(PART_ANCHORS) <= set(rows)
    entered = {"data.examples", "training.recipe.epochs"}
    for field, anchor in PART_ANCHORS.items():
        row = rows[field]
        if field in entered:
            continue
        assert row["source"].startswith(anchor.why)
        assert row["source"].endswith(f"range {anchor.low:,g} to {anchor.high:,g}")
        assert (row["url"], row["date"]) == (anchor.url, anchor.as_of.isoformat())
        assert row["confidence"] == anchor.confidence
    for name in set(RECIPE_SOURCES) - {"epochs"}:
        row, source = rows[f"training.recipe.{name}"], RECIPE_SOURCES[name]
        assert (row["source"], row["url"]) == (source.why, source.url)
    for field in entered:
        assert (rows[field]["source"], rows[field]["url"]) == ("entered by the user", "")
        assert rows[field]["confidence"] == "user"


def test_every_number_of_an_itemised_programme_has_a_unit() -> None:
    given = {**ITEMISED, "training": {**ITEMISED["training"], "gpu_hours_per_run": 2}}
    given["training"] |= {"usd_per_gpu_hour": 3, "train_usd_per_mtok": 1}
    numbers = {field: row for field, row in itemised_rows(given).items() if is_number(row["value"])}
    assert len(numbers) > 60
    assert [field for field, row in numbers.items() if not row["unit"]] == []


def test_units_of_anchors_are_those_of_their_rows() -> None:
    assert {field: unit_of(field) for field in PART_ANCHORS} == {
        field: anchor.unit for field, anchor in PART_ANCHORS.items()
    }


@pytest.mark.parametrize(
    ("field", "unit"),
    [
        ("options.1.programme.training.recipe.sequence_length_tokens", "tokens"),
        ("options.1.programme.training.recipe.learning_rate", "plain number"),
        ("options.1.programme.training.recipe.lora_alpha", "plain number"),
        ("options.1.programme.training.recipe.gpus", "GPUs"),
        ("options.1.programme.training.recipe.packing", ""),
        ("options.1.programme.ab_test.alpha", "fraction"),
        ("options.1.programme.progress.longest_tokens", "tokens per example"),
        ("options.1.gpus_per_replica", "GPUs"),
        ("workload.tasks_per_month", "tasks per month"),
        ("workload.monthly_growth", "fraction per month"),
        ("workload.growth_shape", ""),
        ("workload.volume_series", "tasks by month, only their shape counts"),
        ("workload.day_profile", "weights by hour"),
        ("workload.offpeak_share", "fraction"),
        ("workload.cache_write_ttl", ""),
        ("options.0.region_uplift", "times the price"),
        ("options.0.rates.cached_input_usd_per_mtok", "USD per million tokens"),
        ("options.1.usd_per_gpu_hour", "USD per GPU-hour"),
        ("options.1.hosting_usd_per_hour", "USD per hour"),
        ("error_cost_usd", "USD"),
        ("options.1.max_tpot_ms", "milliseconds per output token"),
        ("options.1.requests_per_second", "calls per second"),
        ("horizon_months", "months"),
        ("options.1.kind", ""),
        ("name", ""),
    ],
)
def test_units(field: str, unit: str) -> None:
    assert unit_of(field) == unit


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


def test_a_series_is_one_row_of_the_assumptions() -> None:
    drawn = scenario_from_dict(scenario(api(), workload={"volume_series": [3, 0, 4.5]}))
    case = resolve(drawn, load_catalog())
    rows = {row["field"]: row for row in assumption_rows(drawn, None, case, provenance(drawn, case))}
    assert [field for field in rows if "series" in str(field)] == ["workload.volume_series"]
    row = rows["workload.volume_series"]
    assert (row["value"], row["unit"]) == ("3;0;4.5", "tasks by month, only their shape counts")
    assert rows["workload.growth_shape"]["value"] == "compound"


def test_a_range_says_what_it_rests_on() -> None:
    ranged = with_usual_ranges(preset("email-extraction"))
    data = ranged.model_dump(exclude_unset=True)
    data["workload"]["output_tokens"] = {"p10": 200, "p90": 450}
    changed = scenario_from_dict(data)
    case = resolve(changed, load_catalog())
    rows = {
        row["field"]: row for row in read(assumption_rows(changed, ranged, case, provenance(changed, case)))
    }
    volume, answers = rows["workload.tasks_per_month"], rows["workload.output_tokens"]
    assert (volume["value"], volume["range"]) == ("2000000", "at least 1000000, at most 4000000")
    assert (volume["status"], volume["range_source"]) == (
        "default",
        "half to double of a forecast: a judgement",
    )
    assert (answers["value"], answers["range"]) == ("300", "p10 200, p90 450")
    assert (answers["status"], answers["range_source"]) == ("changed", "entered by the user")
    assert rows["options.0.price_change_per_year"]["range_source"].endswith("genai-prices")
    assert rows["horizon_months"]["range_source"] == ""


def test_an_own_quote_is_marked_as_such_in_every_row_that_rests_on_it() -> None:
    quote = {
        "kind": "hosted",
        "provider": "acme",
        "sku": "one",
        "input_usd_per_mtok": 2,
        "output_usd_per_mtok": 10,
        "note": "=contract",
        "as_of": "2026-10-01",
    }
    option = {"kind": "hosted", "name": "A", "sku": "acme/one"}
    asked = scenario_from_dict(scenario(option, own_prices=[quote, {**quote, "sku": "two", "note": None}]))
    case = resolve(asked, load_catalog())
    rows = {row["field"]: row for row in read(assumption_rows(asked, None, case, provenance(asked, case)))}
    typed, bare = rows["own_prices.0.input_usd_per_mtok"], rows["own_prices.1.sku"]
    paid = rows["options.0.sku"]
    assert (typed["value"], typed["unit"]) == ("2", "USD per million tokens")
    for row in (typed, paid):
        assert (row["source"], row["date"], row["confidence"]) == (
            "own quote: =contract",
            "2026-10-01",
            "user",
        )
    assert (bare["source"], bare["date"]) == ("own quote", "2026-10-01")

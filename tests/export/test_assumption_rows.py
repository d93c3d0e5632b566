"""Every input as a row: what was changed, its unit, and what it rests on."""

from __future__ import annotations

import pytest
from given_scenarios import Json, api, own, scenario
from given_tables import PROVENANCE_COLUMNS, is_number, read

from costmodel.case import resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog import Catalog, load_catalog
from costmodel.export.assumptions import assumption_rows, changed_fields, unit_of
from costmodel.export.provenance import provenance
from costmodel.scenario.anchors import PART_ANCHORS
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset, preset_names
from costmodel.scenario.recipe_sources import RECIPE_SOURCES


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

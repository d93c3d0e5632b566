"""Own quotes in a scenario file: read, refused by name, kept, and part of what is asked."""

from __future__ import annotations

import json
import math
from typing import Any

import jsonschema
import pytest
from given_scenarios import Json, api, case_of, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import InputError
from costmodel.export.scenario_file import scenario_json
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import parse_scenario, scenario_from_dict

QUOTE: Json = {
    "kind": "hosted",
    "provider": "acme",
    "sku": "one",
    "input_usd_per_mtok": 2,
    "output_usd_per_mtok": 10,
    "valid_from": "2026-01-01",
    "note": "contract of October",
    "as_of": "2026-10-01",
}


def asked(*quotes: Any) -> Json:
    return scenario(api(), own_prices=list(quotes))


def test_quotes_are_kept_in_the_scenario_file() -> None:
    given_scenario = asked(QUOTE, {**QUOTE, "sku": "two", "valid_from": None})
    read = scenario_from_dict(given_scenario)
    again = parse_scenario(scenario_json(read, case_of(given_scenario)))
    assert again.own_prices == read.own_prices
    assert again.fingerprint == again.model_copy(update={"exported": None}).fingerprint


def test_a_quote_is_part_of_what_is_asked() -> None:
    prints = {
        scenario_from_dict(asked(*quotes)).fingerprint for quotes in ((), (QUOTE,), (QUOTE | {"note": "x"},))
    }
    assert len(prints) == 3


def test_fifty_are_the_most() -> None:
    quotes = [{**QUOTE, "sku": f"m{place}"} for place in range(51)]
    assert len(scenario_from_dict(asked(*quotes[:50])).own_prices) == 50
    with pytest.raises(InputError, match=r"own_prices: .* at most 50"):
        scenario_from_dict(asked(*quotes))


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"kind": "model"}, "kind"),
        ({"provider": ""}, "provider"),
        ({"sku": 5}, "sku"),
        ({"sku": "x" * 201}, "sku"),
        ({"input_usd_per_mtok": "2"}, "input_usd_per_mtok"),
        ({"input_usd_per_mtok": True}, "input_usd_per_mtok"),
        ({"input_usd_per_mtok": math.nan}, "input_usd_per_mtok"),
        ({"input_usd_per_mtok": math.inf}, "input_usd_per_mtok"),
        ({"input_usd_per_mtok": -1}, "input_usd_per_mtok"),
        ({"input_usd_per_mtok": 1e7}, "input_usd_per_mtok"),
        ({"input_usd_per_mtok": {"p10": 1, "p90": 2}}, "input_usd_per_mtok"),
        ({"batch_multiplier": 4}, "batch_multiplier"),
        ({"tier_from_tokens": 1.5}, "tier_from_tokens"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"as_of": 20261123}, "as_of"),
        ({"confidence": "vendor"}, "confidence"),
        ({"note": "x" * 501}, "note"),
        ({"price": 1}, "price"),
    ],
)
def test_what_is_no_quote_is_refused_by_name(columns: Json, field: str) -> None:
    with pytest.raises(InputError) as caught:
        scenario_from_dict(asked(QUOTE, {**QUOTE, **columns}))
    assert [problem.field for problem in caught.value.problems] == [f"own_prices.1.{field}"]


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.lists(
        st.dictionaries(st.sampled_from([*QUOTE, "usd_per_gpu_hour", "x"]), JUNK, max_size=6), max_size=3
    )
)
def test_junk_is_refused_or_answered_and_never_a_traceback(quotes: list[Json]) -> None:
    assert all(field.startswith("own_prices") for field in faults_of(quotes))


def faults_of(quotes: list[Json]) -> list[str]:
    try:
        case_of(asked(*({**QUOTE, **quote} for quote in quotes)))
    except InputError as error:
        return [problem.field for problem in error.problems]
    return []


def test_the_published_schema_knows_quotes_and_terms() -> None:
    holds = jsonschema.Draft202012Validator(Scenario.model_json_schema())
    terms = scenario(
        {
            "kind": "hosted",
            "name": "A",
            "sku": "acme/one",
            "region_uplift": 1.1,
            "workload": {"cache_write_ttl": "1h"},
        },
        workload={"offpeak_share": 0.5, "cache_write_ttl": "5m"},
        own_prices=[QUOTE],
    )
    holds.validate(terms)
    json.dumps(terms)
    for broken in (
        asked({**QUOTE, "kind": "model"}),
        asked({**QUOTE, "price": 1}),
        asked({**QUOTE, "input_usd_per_mtok": -1}),
        scenario(api(), workload={"cache_write_ttl": "2h"}),
        scenario(api(), workload={"offpeak_share": 2}),
    ):
        assert not holds.is_valid(broken)

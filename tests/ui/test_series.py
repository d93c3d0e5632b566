"""Monthly volumes as text: what can be read, what is refused, and what it does to growth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from input_strategies import CATALOG, FIELDS, PRESETS, shown

from costmodel.errors import InputError
from costmodel.scenario.parse import scenario_from_dict
from ui.inputs.binding import scenario_from, values_of_file
from ui.inputs.fields import TextField
from ui.inputs.series import series_of, text_of_series


@pytest.mark.parametrize(
    ("text", "series"),
    [
        ("", None),
        (" \n\t ", None),
        ("5", (5,)),
        ("1 2 3", (1, 2, 3)),
        ("1,2,3", (1, 2, 3)),
        ("1, 2,\t3\n", (1, 2, 3)),
        ("100\r\n0\r\n250.5\r\n", (100, 0, 250.5)),
        ("1e3 .5 2. 1.5E-2", (1000, 0.5, 2, 0.015)),
        ("100,200,300", (100, 200, 300)),
    ],
)
def test_what_can_be_read(text: str, series: tuple[float, ...] | None) -> None:
    assert series_of(text) == series


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("1 two 3", "two"),
        ("1;2;3", "1;2;3"),
        ("12,000 13,500", "12,000"),
        ("12,500\n13,250", "12,500"),
        ("12,000", "000"),
        ("5 nan", "nan"),
        ("5 inf", "inf"),
        ("1_000 2", "1_000"),
        ("\u0661 2", "\u0661"),
        ("0x10", "0x10"),
        ("$5", "$5"),
        ("5%", "5%"),
        (", ,", ", ,"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, piece: str) -> None:
    with pytest.raises(InputError) as caught:
        series_of(text)
    (problem,) = caught.value.problems
    assert (problem.field, problem.value) == ("workload.volume_series", piece)
    assert problem.allowed.startswith("it must be numbers")


@given(st.lists(st.just(0.0) | st.floats(1e-12, 1e12), min_size=1, max_size=120))
def test_text_and_numbers_are_inverse(series: list[float]) -> None:
    assert series_of(text_of_series(series)) == tuple(series)


def test_pasted_volumes_take_the_place_of_growth_and_give_it_back() -> None:
    base = PRESETS["email-extraction"]
    values = shown(base) | {"growth": 5.0, "growth_shape": "linear", "series": "10 20 0"}
    work = scenario_from(values, base, CATALOG).workload
    assert (work.volume_series, work.monthly_growth, work.growth_shape) == ((10, 20, 0), 0, "compound")
    again = scenario_from(values | {"series": " "}, base, CATALOG).workload
    assert (again.volume_series, again.monthly_growth, again.growth_shape) == (None, 0.05, "linear")


def test_a_series_takes_the_place_of_a_range_of_growth_too() -> None:
    base = PRESETS["email-extraction"]
    values = shown(base) | {"series": "10 20", "ranges": "growth+-0.02~0;tasks*0.5~2"}
    data = scenario_from(values, base, CATALOG).model_dump(mode="json", exclude_unset=True)["workload"]
    assert "monthly_growth" not in data
    assert data["volume_series"] == [10, 20]
    assert isinstance(data["tasks_per_month"], dict)


def test_a_file_with_a_series_comes_back_into_the_inputs() -> None:
    base = PRESETS["email-extraction"]
    scenario = scenario_from(shown(base) | {"series": "10, 20 0.5"}, base, CATALOG)
    known = values_of_file(scenario, CATALOG)
    assert known is not None
    assert (known[1]["series"], known[1]["growth"]) == ("10 20 0.5", 0)


def test_a_series_too_long_for_the_input_stays_a_file() -> None:
    data = PRESETS["email-extraction"].model_dump(mode="json", exclude_unset=True)
    data["workload"].pop("monthly_growth", None)
    data["workload"]["volume_series"] = [1 / 3 + month for month in range(120)]
    field = FIELDS["series"]
    assert isinstance(field, TextField)
    scenario = scenario_from_dict(data)
    assert len(text_of_series(scenario.workload.volume_series)) > field.max_chars
    assert values_of_file(scenario, CATALOG) is None


def test_too_many_or_wrong_volumes_are_refused_by_the_scenario() -> None:
    base = PRESETS["email-extraction"]
    for text in ("0 5", "1 -5", "1 " * 121, "1e999"):
        with pytest.raises(InputError, match=r"workload\.volume_series: .* it must be 1 to 120 numbers"):
            scenario_from(shown(base) | {"series": text}, base, CATALOG)

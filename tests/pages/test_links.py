"""A link is the state: every input comes out of it, and nothing hostile in it does harm."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from app_driver import answer_of, inputs_of, link_notice_of, open_app, texts_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costmodel.catalog.load import load_catalog
from costmodel.scenario.presets import preset
from ui.inputs.choices import KNOWN_COST, TYPED_RENT
from ui.inputs.fields import ChoiceField, NumberField, TextField
from ui.inputs.sidebar import KEYS
from ui.inputs.table import TABLE_FIELDS

NUMBER_KEYS = [field.key for field in TABLE_FIELDS if isinstance(field, NumberField)] + ["tasks"]
ASKED_BY = {
    "cost_today": {"model": KNOWN_COST},
    "cost_rival": {"model_rival": KNOWN_COST},
    "cost_tuned": {"model_tuned": KNOWN_COST},
    "gpu_usd": {"rent": TYPED_RENT},
}
"""Inputs that are asked for only once another one calls for them."""

HOSTILE = {
    "NaN": "nan",
    "infinity": "inf",
    "minus infinity": "-inf",
    "overflow": "1e400",
    "many digits": "9" * 400,
    "nothing": "",
    "words": "abc",
    "hexadecimal": "0x10",
    "negative": "-5",
    "link": "[text](https://evil.example)",
    "picture": "![p](https://evil.example/p.png)",
    "tag": "<img src=x onerror=alert(1)>",
    "script": "<script>alert(1)</script>",
    "formula": "$\\frac{1}{2}$ $x$",
    "directive": ":red[x] :material/home:",
    "ten kilobytes": "A" * 10_000,
    "emoji": "🦊" * 50,
    "right to left": "\u202eabc",
    "null": "\x00",
    "lines": "a\n\n# b",
    "path": "../../etc/passwd",
    "sql": "'; DROP TABLE x;--",
}


@cache
def untouched_inputs() -> dict[str, Any]:
    """What the inputs show without a link."""
    return inputs_of(open_app())


def another_value(field: Any, shown: dict[str, Any]) -> Any:
    """A value that differs from the preset's and lies within the limits."""
    now = shown[field.key]
    if isinstance(field, NumberField):
        candidates = (field.low + field.step, field.low, field.low + 2 * field.step)
        number = next(value for value in candidates if value != now)
        return float(number) if field.decimals else int(number)
    if isinstance(field, ChoiceField):
        options = field.options(load_catalog(), shown)
        return next(option for option in options if option not in (now, KNOWN_COST, TYPED_RENT))
    if isinstance(field, TextField):
        return "100 0 250.5" if field.key == "series" else "data.examples=2000"
    return not now


def sets_just_these(fields: list[Any], asked: dict[str, str]) -> None:
    before = inputs_of(open_app(asked)) if asked else untouched_inputs()
    values = {field.key: another_value(field, before) for field in fields}
    link = {
        key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in values.items()
    }
    app = open_app({**asked, **link})
    assert not app.exception
    after = inputs_of(app)
    assert {key: after[key] for key in values} == values
    follows = {"rent"} if "gpu" in values else set()
    assert {key for key in before if after[key] != before[key]} - follows == set(values)
    assert link_notice_of(app) == ""


ALONE = {*ASKED_BY, "gpu", "rent", "checkpoint", "series"}
"""Inputs that others call for or follow, and one that takes the place of others."""
TOGETHER = [field for field in TABLE_FIELDS if field.key not in ALONE]
INPUTS_A_LINK = 6


@pytest.mark.parametrize("field", [f for f in TABLE_FIELDS if f.key in ALONE], ids=lambda field: field.key)
def test_a_link_sets_one_input_and_nothing_else(field: Any) -> None:
    sets_just_these([field], ASKED_BY.get(field.key, {}))


@pytest.mark.parametrize("start", range(0, len(TOGETHER), INPUTS_A_LINK))
def test_a_link_sets_some_inputs_and_nothing_else(start: int) -> None:
    sets_just_these(TOGETHER[start : start + INPUTS_A_LINK], {})


def test_a_link_sets_the_rest() -> None:
    app = open_app({"preset": preset("ticket-router").name, "as_of": "2026-09-15", "tasks": "123457"})
    scenario = answer_of(app).scenario
    assert scenario is not None
    assert (scenario.name, scenario.as_of) == (preset("ticket-router").name, date(2026, 9, 15))
    assert app.date_input(key="as_of").value == date(2026, 9, 15)
    assert app.number_input(key="tasks").value == 123_457
    assert link_notice_of(app) == ""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_not_used_is_named_and_is_no_markup(text: str) -> None:
    keys = ("tasks", "fte_own", "gpu", "volume_by", "with_own", "as_of", "preset", "strange")
    app = open_app(dict.fromkeys(keys, text))
    assert not app.exception
    assert answer_of(app).comparison is not None
    assert inputs_of(app) == untouched_inputs()
    assert all(key in link_notice_of(app) for key in keys)
    assert "evil" not in texts_of(app)
    assert "onerror" not in texts_of(app)
    assert len(link_notice_of(app)) < 100 * len(keys)


@pytest.mark.parametrize("key", ["tasks", "fte_own", "volume_by", "as_of", "gpu"])
@pytest.mark.parametrize("text", ["inf", "", "9" * 400, "-5", "[text](https://evil.example)"])
def test_one_bad_parameter_leaves_the_others_as_they_are(key: str, text: str) -> None:
    app = open_app({key: text, "months": "36"})
    assert not app.exception
    assert inputs_of(app) == untouched_inputs() | {"months": 36}
    assert link_notice_of(app).count("=") == 1


def test_repeated_unknown_and_hostile_names_are_named() -> None:
    app = open_app({"tasks": ["5", "6"], "[x](https://evil.example)": "1", "TASKS": "7"})
    assert not app.exception
    notice = link_notice_of(app)
    for part in ("tasks = 5", "tasks = 6", "[x](https://evil.example) = 1", "TASKS = 7"):
        assert part in notice
    assert "evil" not in texts_of(app)


def test_a_notice_is_short_whatever_the_link_holds() -> None:
    app = open_app({f"name{place}" * 20: "v" * 500 for place in range(200)})
    assert not app.exception
    assert len(link_notice_of(app)) < 2_000


def test_a_notice_goes_with_the_next_preset() -> None:
    app = open_app({"tasks": "abc"})
    assert link_notice_of(app)
    app.button[0].click().run()
    assert not link_notice_of(app)


def test_the_kind_of_prices_may_stand_in_a_link() -> None:
    assert link_notice_of(open_app({"book_kind": "GPU rent"})) == ""


def test_text_that_was_accepted_in_part_is_named_as_well() -> None:
    """Whole numbers drop a fraction in silence."""
    assert "tasks = 900.7" in link_notice_of(open_app({"tasks": "900.7"}))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    link=st.dictionaries(
        st.sampled_from(sorted(KEYS)) | st.text(min_size=1, max_size=12),
        st.text(max_size=30)
        | st.sampled_from(sorted(HOSTILE.values()))
        | st.floats().map(str)
        | st.integers(-(10**15), 10**15).map(str),
        max_size=6,
    )
)
def test_no_link_raises(link: dict[str, str]) -> None:
    app = open_app(link)
    assert not app.exception
    assert app.title or app.error
    assert "evil.example" not in texts_of(app)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    typed=st.dictionaries(
        st.sampled_from(NUMBER_KEYS), st.floats(0, 1e12) | st.integers(0, 200).map(float), max_size=8
    )
)
def test_no_numbers_raise(typed: dict[str, float]) -> None:
    app = open_app({key: f"{value:g}" for key, value in typed.items()})
    assert not app.exception
    assert app.title or app.error

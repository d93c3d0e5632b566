"""The page on parts: templates, limits by link, a step moved by hand, volumes, and files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from app_driver import Link, open_app, texts_of
from streamlit.testing.v1 import AppTest

from costmodel.scenario.mix_templates import template_names

MIX = "pages/mix.py"
REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contract" / "mix" / "mix_reference.json").read_text(encoding="utf-8")
)


def mix(link: Link | None = None) -> AppTest:
    app = open_app(link).switch_page(MIX).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("name", template_names())
def test_a_template_is_solved(name: str) -> None:
    app = mix({"mix_template": name})
    assert "hosted" in app.title[0].value
    assert "proved cheapest" in texts_of(app)


def test_the_link_carries_volume_and_limits() -> None:
    usual, large = mix(), mix({"mix_volume": "50000000"})
    assert usual.metric[0].value != large.metric[0].value
    impossible = mix({"mix_floor": "99.9"})
    assert impossible.title[0].value == "No plan keeps every limit."
    assert "best end" in texts_of(impossible)
    assert "Not everything in this link" not in texts_of(impossible)


def test_a_file_is_shown_and_left_again() -> None:
    app = mix()
    app.file_uploader[-1].upload("plan.json", json.dumps(REFERENCE["plan"]).encode()).run()
    assert not app.exception
    assert "28%" in app.title[0].value
    assert app.metric[0].value == "$17.0k"
    next(button for button in app.button if button.label == "Back to the templates").click().run()
    assert "28%" not in app.title[0].value


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[]", b'{"edges": 5}'])
def test_a_file_that_is_no_plan_changes_nothing(content: bytes) -> None:
    app = mix()
    before = app.title[0].value
    app.file_uploader[-1].upload("plan.json", content).run()
    assert not app.exception
    assert app.error
    assert app.title[0].value == before


def test_moving_a_step_lists_every_other_option() -> None:
    app = mix()
    app.selectbox(key="mix_swap").set_value("draft").run()
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "Breaks" in frame.value.columns)
    assert len(table) == 6
    assert (table["Breaks"].str.contains("draft may not run there")).sum() == 4


def test_the_same_against_volume() -> None:
    app = mix({"mix_template": "Voice agent"})
    app.toggle(key="mix_sweep").set_value(True).run(timeout=60)
    assert not app.exception
    assert "One plan is best at every volume." in texts_of(app)


def test_the_plan_is_tried_with_other_qualities() -> None:
    app = mix()
    app.toggle(key="mix_stability").set_value(True).run(timeout=60)
    assert not app.exception
    assert "futures this plan keeps every limit" in texts_of(app)
    table = next(frame.value for frame in app.table if "Futures" in frame.value.columns)
    assert table["Futures"].is_monotonic_decreasing


def test_every_volume_from_the_lowest_has_its_plan_in_full() -> None:
    app = mix({"mix_template": "Coding agent"})
    app.toggle(key="mix_sweep").set_value(True).run(timeout=60)
    table = next(frame.value for frame in app.table if "Best plan" in frame.value.columns)
    assert table["From requests a month"].iloc[0] == "10.0k"
    assert len(table) > 1
    assert table["Best plan"].str.contains("hosted|pool").all()
    assert (table["Best plan"] != table["Best plan"].shift()).all()

"""The section that plans tests: one table, the cheapest test in a sentence, what is impossible in words."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from ui.decision.planner import KEYS


def section() -> None:
    from ui.decision import planner  # noqa: PLC0415

    planner.draw(0.9)


def clustered_section() -> None:
    from ui.decision import planner  # noqa: PLC0415

    planner.draw(0.9, 2.08)


def opened(**link: str) -> AppTest:
    app = AppTest.from_function(section, default_timeout=15)
    for name, value in link.items():
        app.query_params[name] = value
    return app.run()


def items_of(app: AppTest) -> dict[str, str]:
    (table,) = app.dataframe
    return dict(zip(table.value["Test"], table.value["Items"], strict=True))


def said(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def test_the_section_answers_at_once() -> None:
    app = opened()
    assert not app.exception
    assert items_of(app) == {
        "Pass rate to ±5 points": "196",
        "Prompts against the bar, at least": "121",
        "Prompts against the bar, 80% chance": "532",
        "Two arms (A/B)": "681 in each arm",
        "Same items, both systems": "343",
        "Not worse, in two arms": "5,004 in each arm",
    }
    assert "343 items that both systems answer, where 1,362 in two arms would be needed" in said(app)
    assert "Looking" not in said(app)


def test_a_link_brings_the_assumptions() -> None:
    app = opened(t_rate="80", t_diff="10", t_pass="12", t_fail="2", t_prompts="1", t_looks="5", t_margin="1")
    assert {widget.key for widget in app.number_input} == set(KEYS)
    items = items_of(app)
    assert items["Same items, both systems"] == "108"
    assert items["Two arms (A/B)"] == "195 in each arm"
    assert "raises false alarms from 5% to 14%" in said(app)
    assert "2.413 at every look (Pocock)" in said(app)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("t_diff", 30.0, "30.0 is not accepted; a pass rate of 85% leaves room for less than 15 points"),
        ("t_fail", 8.0, "it must differ from the share newly passing by 0.01 points or more"),
        ("t_fail", 95.0, "together with the 8% newly passing it may be at most 100%"),
    ],
)
def test_what_is_impossible_is_said_beside_the_other_tests(key: str, value: float, words: str) -> None:
    app = opened()
    app.number_input(key=key).set_value(value).run()
    assert not app.exception
    (error,) = app.error
    assert words in error.value
    assert "not possible" in items_of(app).values()
    assert items_of(app)["Prompts against the bar, at least"] == "121"


def test_items_in_clusters_are_counted_in() -> None:
    app = AppTest.from_function(clustered_section, default_timeout=15).run()
    assert items_of(app)["Same items, both systems"] == "714"
    assert "every test needs 2.08 times as many" in said(app)

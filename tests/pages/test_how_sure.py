"""Ranges, odds, flips and pinned inputs, as a visitor works with them."""

from __future__ import annotations

from typing import Any

import pytest
from app_driver import answer_of, open_app, texts_of
from streamlit.testing.v1 import AppTest

from costmodel.scenario.ranges import ranged_numbers
from ui import odds
from ui.compare import detail, first_screen, flips

SWITCHES, CHARTS_WITH_TORNADO = "group_ranges", 4


def with_switches() -> AppTest:
    app = open_app()
    app.session_state[SWITCHES] = True
    return app.run()


def ranges_of(app: AppTest) -> set[str]:
    scenario = answer_of(app).scenario
    assert scenario is not None
    return {path for path, _ in ranged_numbers(scenario)}


def odds_line(app: AppTest) -> str:
    (line,) = [each.value for each in app.markdown if each.value.startswith("**How sure?**")]
    return str(line)


def test_the_first_screen_says_how_sure_it_is() -> None:
    app = open_app()
    assert "of 10 futures" in odds_line(app)
    texts = texts_of(app)
    assert "**Measure next**" in texts
    assert "worth up to" in texts
    assert "pessimistic" in texts
    assert len(app.get("plotly_chart")) == CHARTS_WITH_TORNADO


def test_without_a_range_it_says_that_nobody_asked() -> None:
    app = open_app({"ranges": "none"})
    assert not app.exception
    assert "no number of what is compared is a range" in odds_line(app)
    assert len(app.get("plotly_chart")) == CHARTS_WITH_TORNADO - 1


def test_a_switch_beside_an_input_turns_it_into_a_range_and_back() -> None:
    app = with_switches()
    assert "workload.input_tokens" not in ranges_of(app)
    app.toggle(key="range_in").set_value(True).run()
    assert "workload.input_tokens" in ranges_of(app)
    assert app.number_input(key="at_least_in").value == 1800
    app.number_input(key="at_most_in").set_value(4800.0).run()
    assert not app.exception
    assert "in*0.75~2" in app.session_state["ranges"]
    app.number_input(key="in").set_value(3000).run()
    assert app.number_input(key="at_most_in").value == 6000
    app.toggle(key="range_in").set_value(False).run()
    assert "workload.input_tokens" not in ranges_of(app)
    app.toggle(key="range_tasks").set_value(False).run()
    assert "workload.tasks_per_month" not in ranges_of(app)
    again = open_app({"ranges": app.session_state["ranges"], "in": "3000"})
    assert ranges_of(again) == ranges_of(app)
    assert odds_line(again) == odds_line(app)


def test_ends_are_shown_in_the_unit_of_their_input() -> None:
    app = with_switches()
    for group in (
        "Own GPUs",
        "Today's API",
        "Cheapest hosted model",
        "Tuned, billed by the token",
        "Workload",
    ):
        app.session_state[f"group_{group}"] = True
    app.run()
    switches = [toggle.key for toggle in app.toggle if toggle.key and toggle.key.startswith("range_")]
    assert len(switches) > 30
    for key in switches:
        app.toggle(key=key).set_value(True)
    app.run()
    assert not app.exception
    assert not app.error
    for key in (switch.removeprefix("range_") for switch in switches):
        shown = app.session_state.get(key)
        if shown is not None:
            low, high = (app.number_input(key=f"at_{end}_{key}").value for end in ("least", "most"))
            assert low <= shown * (1 + 1e-9)
            assert high >= shown * (1 - 1e-9)
    people = app.number_input(key="at_most_fte_own")
    people.set_value(1.0).run()
    assert people.max == pytest.approx(1e12 * 12 / 250_000)
    assert "fte_own*0.75~4" in app.session_state["ranges"]


def test_switches_of_a_folded_group_are_drawn_when_it_is_opened() -> None:
    app = open_app()
    assert "range_peak" not in {toggle.key for toggle in app.toggle}
    app.session_state["group_Workload"] = True
    app.run()
    app.toggle(key="range_peak").set_value(True).run()
    assert "workload.peak_to_mean" in ranges_of(app)


def test_ranges_that_cannot_be_read_stand_in_the_way_with_a_reason() -> None:
    app = open_app({"ranges": "tasks*2~3"})
    assert not app.exception
    assert "tasks" in app.error[0].value
    app.text_input(key="ranges").set_value("").run()
    assert not app.error


def test_a_price_path_sets_the_trends_of_all_hosted_options() -> None:
    app = with_switches()
    app.selectbox(key="hosted_path").set_value("Chasing, -90% a year").run()
    assert not app.exception
    assert [app.number_input(key=key).value for key in ("trend_today", "trend_rival")] == [-90, -90]
    assert app.title[0].value == "Fine-tuning would not pay: stay hosted."
    app.number_input(key="trend_rival").set_value(-10.0).run()
    assert app.selectbox(key="hosted_path").value == "as typed below"


def test_a_price_path_means_the_same_whatever_was_clicked_before() -> None:
    chosen, detour = with_switches(), with_switches()
    detour.toggle(key="range_out").set_value(True).run()
    detour.selectbox(key="hosted_path").set_value("Chasing, -90% a year").run()
    detour.toggle(key="range_out").set_value(False).run()
    chosen.selectbox(key="hosted_path").set_value("Chasing, -90% a year").run()
    assert odds_line(detour) == odds_line(chosen)
    assert detour.session_state["ranges"] == ""


def test_one_option_has_nothing_to_win_against() -> None:
    app = open_app({"with_own": "false", "with_tuned": "false", "with_rival": "false"})
    assert not app.exception
    assert "Only one option is compared" in odds_line(app)


def test_where_an_option_cannot_serve_that_is_said_in_words() -> None:
    app = open_app(
        {"with_tuned": "false", "with_rival": "false", "ranges": "tuned_in*0.5~9000", "tasks": "1000000000"}
    )
    assert not app.exception
    texts = texts_of(app)
    assert "inf" not in texts.replace("inference", "").replace("information", "")
    assert "cannot serve" in texts


def test_the_flip_of_any_input_is_told_on_request() -> None:
    app = open_app()
    assert not [box for box in app.selectbox if box.key == "flips_of"]
    app.session_state["flips_open"] = True
    app.run()
    app.selectbox(key="flips_of").set_value("options.0.price_change_per_year").run()
    assert not app.exception
    (line,) = [each.value for each in app.markdown if "is recommended." in each.value]
    assert "Below **-" in line
    assert flips.TITLE


def test_more_about_the_odds_is_worked_out_on_request() -> None:
    app = open_app()
    assert "Shares of the variance" not in texts_of(app)
    app.session_state["odds_open"] = True
    app.run()
    assert not app.exception
    assert "**Shares of the variance** of the saving: Token price change" in texts_of(app)
    assert "searched exactly in 128 of these futures" in texts_of(app)
    assert detail.TITLE


def test_pinned_inputs_stand_beside_those_of_now() -> None:
    app = open_app({"tasks": "1500000"})
    assert "A against B" not in [each.value for each in app.header]
    next(button for button in app.button if button.label == "Pin these inputs as A").click().run()
    assert "No input differs" in texts_of(app)
    app.number_input(key="tasks").set_value(6_000_000).run()
    app.number_input(key="fte_own").set_value(0.5).run()
    assert not app.exception
    texts = texts_of(app)
    assert "| Tasks a month | 1.50M" in texts
    assert "| 6.00M" in texts
    assert "People a month, Own 8B on L40S" in texts
    again = open_app({"tasks": "6000000", "fte_own": "0.5", "pinned": app.session_state["pinned"]})
    assert texts_of(again) == texts


@pytest.mark.parametrize("pinned", ["nonsense", "preset=No+such", "preset=Ticket+router&tasks=x", "a=1&b=2"])
def test_a_pin_that_cannot_be_read_says_so_and_leaves_the_page(pinned: str) -> None:
    app = open_app({"pinned": pinned})
    assert not app.exception
    assert len(app.error) == 1
    assert len(app.metric) == 4


def test_the_point_estimate_comes_first_and_each_scenario_is_drawn_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order: list[str] = []
    draw_figures, draw_futures = first_screen._draw_figures, odds.uncertainty

    def figures(*given: Any) -> None:
        order.append("figures")
        draw_figures(*given)

    def futures(*given: Any) -> Any:
        order.append("futures")
        return draw_futures(*given)

    monkeypatch.setattr(first_screen, "_draw_figures", figures)
    monkeypatch.setattr(odds, "uncertainty", futures)
    app = open_app({"tasks": "1234567"})
    assert order == ["figures", "futures"]
    app.number_input(key="tasks").set_value(1_234_568).run()
    app.number_input(key="tasks").set_value(1_234_567).run()
    assert order == ["figures", "futures"] * 2 + ["figures"]

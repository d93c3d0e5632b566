"""Should we build at all? What a visitor enters, what the page says, and what the link carries."""

from __future__ import annotations

import json

import pytest
from app_driver import COMPARE, Link, answer_of, open_app, texts_of
from streamlit.testing.v1 import AppTest

from costmodel.catalog.load import load_catalog
from costmodel.decide.evidence import judge
from costmodel.scenario.parse_evidence import evidence_from_dict
from ui.inputs.evidence_text import fields_of, nested

DECISION = "pages/decision.py"
ROUTER = "prompting.items=600;prompting.passes=540,546,549,551,552"
ARM = "retrieval.newly_passing=9;retrieval.newly_failing=7"
BEHAVIOUR = "retrieval.failures.wrong_behaviour=86;retrieval.failures.search_defect=14"


def open_decision(link: Link | None = None) -> AppTest:
    return open_app(link).switch_page(DECISION).run()


def title_of(app: AppTest) -> str:
    (title,) = app.title
    words: str = title.value
    return words


def states_of(app: AppTest) -> list[str]:
    """The badges of the three cards, in their order."""
    return [each.value for each in app.markdown if "-badge[" in each.value]


def test_without_numbers_the_honest_answer_is_to_collect_evidence() -> None:
    app = open_decision()
    assert not app.exception
    assert title_of(app) == "Collect evidence first: nothing is measured yet."
    assert states_of(app)[:2] == [":gray-badge[not enough evidence]"] * 2
    assert not app.error


def test_counts_are_entered_and_the_link_carries_them() -> None:
    app = open_decision({"bar": "94"})
    app.number_input(key="evidence_prompting.items").set_value(600).run()
    app.text_input(key="evidence_prompting.passes").set_value("540, 546 549,551,552").run()
    assert states_of(app)[0] == ":green-badge[holds]"
    app.number_input(key="evidence_retrieval.newly_passing").set_value(9).run()
    app.number_input(key="evidence_retrieval.newly_failing").set_value(7).run()
    assert "27 more items settle it" in texts_of(app)
    text = app.session_state["evidence"]
    assert fields_of(text) == {
        "prompting.items": 600,
        "prompting.passes": [540, 546, 549, 551, 552],
        "retrieval.newly_passing": 9,
        "retrieval.newly_failing": 7,
    }
    again = open_decision({"bar": "94", "evidence": text})
    assert title_of(again) == title_of(app)
    assert states_of(again) == states_of(app)


@pytest.mark.parametrize(
    ("link", "decision"),
    [
        ({"evidence": f"{ROUTER};{ARM};{BEHAVIOUR}"}, "fine_tune_on_shared_hosting"),
        ({"evidence": f"{ROUTER};{ARM}"}, "stay_hosted"),
        ({"evidence": ROUTER, "bar": "80"}, "stay_hosted"),
        (
            {
                "evidence": "prompting.items=300;prompting.passes=178,183,181;"
                "retrieval.newly_passing=110;retrieval.newly_failing=2",
                "bar": "90",
            },
            "use_retrieval",
        ),
    ],
)
def test_the_page_says_what_the_command_line_says(link: Link, decision: str) -> None:
    app = open_decision(link)
    scenario = answer_of(app).scenario
    assert scenario is not None
    given = {
        **nested(fields_of(str(link["evidence"]))),
        "bar": scenario.quality_bar,
        "volume": json.loads(scenario.model_dump_json(exclude_unset=True)),
    }
    found = judge(evidence_from_dict(given), load_catalog())
    assert found.decision == decision
    assert title_of(app) == found.headline


def test_the_page_on_costs_shows_the_states() -> None:
    app = open_decision({"evidence": f"{ROUTER};{ARM};{BEHAVIOUR}"}).switch_page(COMPARE).run()
    badges = "\n".join(states_of(app))
    assert "1 Prompting fails: holds" in badges
    assert "2 Retrieval and tools do not fix it: holds" in badges
    assert "3 The volume pays for own GPUs: does not hold" in badges


def test_the_bar_of_the_page_is_the_bar_of_the_sidebar() -> None:
    app = open_decision({"evidence": ROUTER})
    app.number_input(key="evidence_bar").set_value(80.0).run()
    assert app.number_input(key="bar").value == 80
    assert states_of(app)[0] == ":blue-badge[does not hold]"
    app.number_input(key="bar").set_value(0.0).run()
    assert title_of(app) == "Say the quality bar first: without one nothing can fail it."
    assert states_of(app)[0] == ":gray-badge[not enough evidence]"
    app.number_input(key="evidence_bar").set_value(96.0).run()
    assert states_of(app)[0] == ":green-badge[holds]"


def test_an_arm_that_contradicts_the_prompts_leaves_the_prompts_judged() -> None:
    app = open_decision({"evidence": f"{ROUTER};retrieval.newly_passing=390;retrieval.newly_failing=0"})
    assert title_of(app) == "Repair the counts first: they contradict each other."
    assert states_of(app)[0] == ":green-badge[holds]"
    next(each for each in app.button if each.label == "Take retrieval out").click().run()
    assert app.session_state["evidence"] == ROUTER
    assert not app.error


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ("prompting.items=100;prompting.passes=174", "at most the 100 items"),
        ("prompting.items=many", "a number is"),
        ("nonsense", "write FIELD=VALUE"),
        (f"{ROUTER};{ARM};levels.pays=0.3", "it must be below pays"),
        (f"{ROUTER};retrieval.newly_passing=600;retrieval.newly_failing=0", "at most the 48 items"),
        (f"{ROUTER};foo.bar=1", "no such field exists"),
        ("levels.pays=2", "it must be below 1"),
    ],
)
def test_what_contradicts_itself_is_said_and_kept(evidence: str, words: str) -> None:
    app = open_decision({"evidence": evidence})
    assert not app.exception
    (error,) = app.error
    assert words in error.value.replace("\\", "")
    assert app.session_state["evidence"] == evidence


def test_passes_that_are_no_counts_stay_as_typed_until_they_are() -> None:
    app = open_decision({"evidence": ROUTER})
    app.text_input(key="evidence_prompting.passes").set_value("540, x").run()
    assert app.text_input(key="evidence_prompting.passes").value == "540, x"
    assert "Write whole numbers" in texts_of(app)
    assert app.session_state["evidence"] == ROUTER
    app.text_input(key="evidence_prompting.passes").set_value("540").run()
    assert "Write whole numbers" not in texts_of(app)
    assert fields_of(app.session_state["evidence"])["prompting.passes"] == [540]


def test_what_was_entered_can_be_cleared_and_taken_back() -> None:
    app = open_decision({"evidence": ROUTER})
    next(each for each in app.button if each.label == "Clear what was entered").click().run()
    assert title_of(app) == "Collect evidence first: nothing is measured yet."
    next(each for each in app.button if each.label == "Undo").click().run()
    assert app.session_state["evidence"] == ROUTER


def test_figures_of_a_file_go_when_a_count_is_typed() -> None:
    from_file = (
        f"{ROUTER};prompting.names=a,b,c,d,e;prompting.design_effects=2,2,2,2,2;prompting.passed_by_any=590"
    )
    app = open_decision({"evidence": from_file})
    assert "tell as much as 300" in texts_of(app)
    app.number_input(key="evidence_prompting.items").set_value(601).run()
    assert fields_of(app.session_state["evidence"]) == {**fields_of(ROUTER), "prompting.items": 601}


def test_levels_are_inputs_with_defaults() -> None:
    app = open_decision({"evidence": ROUTER})
    app.number_input(key="evidence_alpha").set_value(1.0).run()
    assert fields_of(app.session_state["evidence"])["alpha"] == 0.01
    assert "99% confidence" in texts_of(app)
    app.number_input(key="evidence_alpha").set_value(5.0).run()
    assert "alpha" not in fields_of(app.session_state["evidence"])


def test_names_of_variants_are_no_markup() -> None:
    named = "prompting.items=600;prompting.passes=540;prompting.names=%3Cimg%20src%3Dx%3E%20%5Bx%5D%28http%3A//e.com%29"
    app = open_decision({"evidence": named, "bar": "80"})
    assert "\\<img" in texts_of(app)
    assert "](http" not in texts_of(app)

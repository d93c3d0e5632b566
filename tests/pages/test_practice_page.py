"""The page to practise on: decide first, then the model's answer; an envelope and cards that can be repeated."""

from __future__ import annotations

import pytest
from app_driver import PRACTICE, link_notice_of, open_app, texts_of
from streamlit.testing.v1 import AppTest

from costmodel.practice import flashcards, practice_cases
from costmodel.practice.flashcards import shuffled
from ui.practice.words import DECISIONS, STATES, TIPS

CASES = practice_cases()
ROUTER = CASES[0]


def open_practice(**link: str) -> AppTest:
    app = open_app(link).switch_page(PRACTICE).run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def answer(app: AppTest, case_id: str, decision: str, tip: str) -> AppTest:
    app.radio(key=f"decision_of_{case_id}").set_value(decision).run()
    app.radio(key=f"tip_of_{case_id}").set_value(tip).run()
    return press(app, "Show the answer")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_case_can_be_judged(case: object) -> None:
    (chosen,) = (each for each in CASES if each is case)
    app = open_practice(case=chosen.title)
    app.selectbox(key="case").set_value(chosen.title).run()
    answer(app, chosen.id, chosen.answer, chosen.tipped_by[0])
    texts = texts_of(app)
    assert f"The answer: {DECISIONS[chosen.answer]}" in [header.value for header in app.subheader]
    assert "You decided the same" in texts
    assert "And you saw what it turns on" in texts
    assert sum(state in texts for state in STATES.values()) >= 1
    assert ("The textbook says" in texts) == (chosen.why_it_differs is not None)
    assert "1 of 1 decisions right" in texts


def test_nothing_is_given_away_before_it_is_asked_for() -> None:
    app = open_practice()
    texts = texts_of(app)
    assert "The trap" not in texts
    assert not any(state in texts for state in STATES.values())
    assert not [header for header in app.subheader if header.value.startswith("The answer")]
    assert "nothing about you is stored" in texts
    (show,) = [button for button in app.button if button.label == "Show the answer"]
    assert show.disabled


def test_a_wrong_answer_is_met_kindly_and_explained() -> None:
    app = answer(open_practice(), ROUTER.id, ROUTER.trap.tempting, "volume")
    texts = texts_of(app)
    assert "the tempting answer here" in texts
    assert "that evidence is missing" in texts
    assert "0 of 1 decisions right" in texts
    assert ":red" not in texts
    assert "wrong answer" not in texts.lower()


def test_the_first_answer_counts_and_is_still_there_after_other_cases() -> None:
    app = answer(open_practice(), ROUTER.id, "fine_tune", "volume")
    press(app, "Next case")
    assert app.selectbox(key="case").value == CASES[1].title
    assert not [header for header in app.subheader if header.value.startswith("The answer")]
    answer(app, CASES[1].id, CASES[1].answer, CASES[1].tipped_by[0])
    assert "1 of 2 decisions right" in texts_of(app)
    app.selectbox(key="case").set_value(ROUTER.title).run()
    assert [header for header in app.subheader if header.value.startswith("The answer")]
    assert not app.radio


def test_after_the_last_case_comes_the_first() -> None:
    app = open_practice()
    app.selectbox(key="case").set_value(CASES[-1].title).run()
    press(app, "Next case")
    assert app.selectbox(key="case").value == ROUTER.title


def test_a_link_names_a_case_and_is_not_complained_of() -> None:
    app = open_practice(case=CASES[3].title)
    assert link_notice_of(app) == ""


@pytest.mark.parametrize("name", ["[x](https://evil.example)", "<b>", "$x$ $y$", "nobody"])
def test_an_unknown_case_in_a_link_does_no_harm(name: str) -> None:
    app = open_practice(case=name)
    assert app.selectbox(key="case").value in {case.title for case in CASES}
    assert "evil" not in texts_of(app)


def test_all_choices_are_offered() -> None:
    app = open_practice()
    assert list(app.radio(key=f"decision_of_{ROUTER.id}").options) == list(DECISIONS.values())
    assert list(app.radio(key=f"tip_of_{ROUTER.id}").options) == list(TIPS.values())


def fill_in(app: AppTest, hosted: float, own: float, months: float, number: int = 0) -> AppTest:
    for name, figure in (("hosted", hosted), ("own", own), ("months", months)):
        app.number_input(key=f"envelope_{name}_{number}").set_value(figure)
    return press(app, "Check")


def test_the_lesson_is_checked_figure_by_figure() -> None:
    app = fill_in(open_practice(), 24_000, 2_400, 2.8)
    texts = texts_of(app)
    assert "**Hosted in all**, right" in texts
    assert "**Own in all**, not quite" in texts
    assert "**Earned back**, right" in texts
    assert r"= \$4,900" in texts
    assert "All three are right" not in texts
    assert "All three are right" in texts_of(fill_in(app, 24_000, 4_900, 2.78))


def test_an_empty_field_is_asked_for() -> None:
    app = press(open_practice(), "Check")
    assert [info.value for info in app.info] == ["Fill in all three numbers, then check."]


def test_new_numbers_make_a_new_exercise() -> None:
    app = fill_in(open_practice(), 24_000, 4_900, 2.78)
    press(app, "New numbers")
    texts = texts_of(app)
    assert "Own in all**" not in texts
    assert app.number_input(key="envelope_own_1").value is None


def test_a_card_is_turned_and_the_next_one_lies_face_down() -> None:
    first, second = shuffled(flashcards())[:2]
    app = open_practice()
    assert "card 1 of" in texts_of(app)
    assert "Source: " not in texts_of(app)
    press(app, "Turn over")
    assert "Source: " in texts_of(app)
    assert f"{first.topic}, card 1 of" in texts_of(app)
    press(app, "Next card")
    assert f"{second.topic}, card 2 of" in texts_of(app)
    assert "Source: " not in texts_of(app)


def test_cards_of_one_topic_go_round() -> None:
    app = open_practice()
    topic = next(group for group in app.get("button_group") if group.key == "card_topic")
    topic.set_value("Market").run()
    of_market = [card for card in flashcards() if card.topic == "Market"]
    assert f"card 1 of {len(of_market)}" in texts_of(app)
    for _ in of_market:
        press(app, "Next card")
    assert f"card 1 of {len(of_market)}" in texts_of(app)

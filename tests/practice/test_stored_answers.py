"""The stored answers are what the model says today, and the cases teach every decision."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from costmodel.catalog import Catalog
from costmodel.catalog.load import DATA_FOLDER
from costmodel.decide.evidence.decision import STATEMENT_KEYS, Decision
from costmodel.errors import InputError
from costmodel.practice import JudgedCase, PracticeCase, judge_case, practice_cases
from costmodel.practice.cases import CASES_FILE
from costmodel.practice.judged import conditions_of
from costmodel.practice.order import next_after
from costmodel.practice.score import Given, score_of
from costmodel.scenario.evidence import VolumeFigures
from costmodel.scenario.people import people_usd_per_month
from costmodel.scenario.presets import HOSTED_FTE, OWN_FTE, TUNED_FTE

CASES = practice_cases()
STATEMENT_OF = dict(zip(("prompting", "retrieval", "volume"), STATEMENT_KEYS, strict=True))
REFERENCE = {
    "ticket-router": "fine_tune",
    "policy-answers": "use_retrieval",
    "contract-summaries": "stay_hosted",
    "document-extraction": "fine_tune",
}
"""The four cases of the lesson, and what it says of them."""


@pytest.fixture(scope="module")
def judged(catalog: Catalog) -> dict[str, JudgedCase]:
    return {case.id: judge_case(case, catalog) for case in CASES}


def by_id(case_id: str) -> PracticeCase:
    (case,) = (case for case in CASES if case.id == case_id)
    return case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_stored_answer_is_what_the_model_says_today(
    case: PracticeCase, judged: dict[str, JudgedCase]
) -> None:
    assert judged[case.id].found.decision == case.answer


def test_every_decision_is_met_and_none_of_the_lesson_is_left_out() -> None:
    assert len(CASES) >= 8
    assert {case.answer for case in CASES} == set(get_args(Decision))
    assert {case.id: case.textbook for case in CASES if case.textbook is not None} == REFERENCE


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_tipped_it_is_what_the_decision_rests_on(
    case: PracticeCase, judged: dict[str, JudgedCase]
) -> None:
    found = judged[case.id].found
    states = tuple(verdict.state for verdict in found.verdicts)
    assert set(case.tipped_by) <= conditions_of(found.decision, states)  # type: ignore[arg-type]
    assert ("evidence" in case.tipped_by) == bool(found.blocking)
    assert all(
        states[STATEMENT_KEYS.index(STATEMENT_OF[tip])] != "not_enough_evidence"
        for tip in case.tipped_by
        if tip != "evidence"
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_verdict_hangs_by_a_thread(case: PracticeCase, judged: dict[str, JudgedCase]) -> None:
    """A few points of chance more or less change no state that is shown."""
    volume = judged[case.id].found.volume_justifies
    assert volume.facts is not None
    assert not 0.35 < volume.facts.probability_pays < 0.45
    assert not 0.75 < volume.facts.probability_pays < 0.85
    if volume.state != "does_not_hold":
        prompting = case.evidence.prompting
        assert abs(prompting.best / prompting.items - case.evidence.bar) > 0.015


def test_one_item_makes_the_difference_between_the_two_routers(judged: dict[str, JudgedCase]) -> None:
    """554 of 600 may lie above the bar of 94%, 553 may not; 27 more items settle it."""
    first, second = by_id("ticket-router").evidence, by_id("marketplace-router").evidence
    assert (first.arm_passes, second.arm_passes) == (554, 553)
    states = [
        judged[name].found.retrieval_does_not_fix_it.state for name in ("ticket-router", "marketplace-router")
    ]
    assert states == ["not_enough_evidence", "holds"]
    (needed,) = judged["ticket-router"].found.retrieval_does_not_fix_it.needed
    assert needed.at_least == 627


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_cases_are_priced_by_the_book_and_by_the_one_default_for_people(case: PracticeCase) -> None:
    usual = {round(people_usd_per_month(fte), 2) for fte in (HOSTED_FTE, TUNED_FTE, OWN_FTE)}
    for option in case.scenario.options:
        assert not {"rates", "usd_per_task", "usd_per_gpu_hour"} & option.model_fields_set
        assert float(option.programme.people_usd_per_month) in usual
    assert case.scenario.as_of is not None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_quality_of_a_hosted_model_is_what_its_prompts_pass(case: PracticeCase) -> None:
    """The economics may not call good enough what the evidence calls too weak."""
    best = case.evidence.prompting.best / case.evidence.prompting.items
    baseline = case.scenario.options[case.scenario.baseline_index]
    assert baseline.quality is not None
    arm = (
        best if case.evidence.retrieval is None else case.evidence.arm_passes / case.evidence.prompting.items
    )
    assert min(best, arm) - 0.005 <= float(baseline.quality) <= max(best, arm) + 0.005


def test_bills_are_those_of_list_prices(judged: dict[str, JudgedCase]) -> None:
    """10M x (700 x $2 + 6 x $10) per million; 1,200 x (30,000 x $2 + 900 x $10); half of 5M x (1,800 x $2 + 300 x $10)."""
    expected = {"ticket-router": 14_600, "contract-summaries": 82.8, "document-extraction": 16_500}
    found = {name: judged[name].todays_bill_usd for name in expected}
    assert found == pytest.approx(expected)


def test_the_score_counts_only_what_was_answered() -> None:
    router, policy = by_id("ticket-router"), by_id("policy-answers")
    given = {router.id: Given("fine_tune", "evidence"), policy.id: Given("use_retrieval", "volume")}
    score = score_of(given, CASES)
    assert (score.answered, score.decisions_right, score.tips_right) == (2, 1, 1)
    assert score_of({}, CASES).answered == 0


def test_after_the_last_comes_the_first() -> None:
    assert next_after("abc", "b") == "c"
    assert next_after("abc", "c") == "a"
    assert next_after("abc", "x") == "a"


def _edited(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((DATA_FOLDER / CASES_FILE).read_text(encoding="utf-8"))
    change(data["cases"][0])
    return data


WRONG: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "unknown decision": (lambda case: case.update(answer="buy"), "cases.0.answer: 'buy'"),
    "unknown field": (lambda case: case.update(more=1), "cases.0.more"),
    "no story": (lambda case: case.pop("story"), "cases.0.story: not given"),
    "trap is the answer": (
        lambda case: case["trap"].update(tempting="collect_evidence"),
        "cases.0.trap.tempting",
    ),
    "no word on the difference": (lambda case: case.update(why_it_differs=None), "cases.0.why_it_differs"),
    "too many passes": (
        lambda case: case["evidence"]["prompting"].update(passes=[700]),
        "cases.0.evidence.prompting.passes.0",
    ),
    "no day": (lambda case: case["evidence"]["volume"].pop("as_of"), "cases.0.evidence.volume.as_of"),
    "unknown field of an option": (
        lambda case: case["evidence"]["volume"]["options"][0].update(price=1),
        "cases.0.evidence.volume.options.0.price",
    ),
    "the same twice": (lambda case: case.update(id="policy-answers"), "cases.2.id: 'policy-answers'"),
    "figures for a scenario": (
        lambda case: case["evidence"].update(volume={"probability_pays": 0.9, "forecast_p25": 1}),
        "cases.0.evidence.volume.as_of",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_case_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    change, place = WRONG[name]
    (tmp_path / CASES_FILE).write_text(json.dumps(_edited(change)), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        practice_cases(tmp_path)
    assert any(f"{CASES_FILE}.{place}" in str(problem) for problem in refused.value.problems)
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize("text", ["[]", "{}", '{"cases": []}', "no JSON", '{"cases": [1]}'])
def test_a_file_without_cases_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / CASES_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=CASES_FILE):
        practice_cases(tmp_path)


def test_a_case_has_a_scenario_and_not_only_figures() -> None:
    figures = VolumeFigures(probability_pays=0.9, forecast_p25=1)
    evidence = CASES[0].evidence.model_copy(update={"volume": figures})
    with pytest.raises(ValueError, match="no scenario"):
        _ = CASES[0].model_copy(update={"evidence": evidence}).scenario

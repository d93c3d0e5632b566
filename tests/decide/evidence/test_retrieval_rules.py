"""Second verdict: three conditions to hold, two ways to fail, and what decides nothing."""

from __future__ import annotations

import pytest
from given_evidence import arm, evidence, prompts, sorted_failures
from given_scenarios import Json

from costmodel.decide.evidence.retrieval import RetrievalVerdict, retrieval_does_not_fix_it


def verdict(given: Json | None, best: int = 400, items: int = 500, **fields: object) -> RetrievalVerdict:
    return retrieval_does_not_fix_it(evidence(prompts([best], items), retrieval=given, **fields))


MOSTLY = sorted_failures(70, 30)


def test_three_conditions_hold() -> None:
    """80 % are below 90 %, 70 of 100 failures are behaviour, and 0.8 + 0.7 x 0.2 x 0.8 is 0.912."""
    found = verdict(arm(8, 8, MOSTLY, expected_cure=0.8))
    assert found.state == "holds"
    assert found.reachable_rate == pytest.approx(0.8 + 0.7 * 0.2 * 0.8)
    assert found.needed == ()


@pytest.mark.parametrize(
    "given",
    [
        arm(45, 5, MOSTLY, expected_cure=0.8),  # the arm is not shown below the bar
        arm(8, 8, sorted_failures(58, 42), expected_cure=1),  # the share is not shown above a half
        arm(8, 8, MOSTLY, expected_cure=0.7),  # 0.8 + 0.7 x 0.2 x 0.7 is 0.898
        arm(8, 8, expected_cure=1),  # nothing is classified
        arm(8, 8, sorted_failures(0, 0, 100), expected_cure=1),  # the evaluation alone is at fault
    ],
)
def test_each_condition_that_is_missing_keeps_it_open(given: Json) -> None:
    found = verdict(given)
    assert found.state == "not_enough_evidence"
    assert found.next_step


def test_the_reachable_rate_may_lie_on_the_bar() -> None:
    """400 of 500 and all failures behaviour: half of them cured makes 0.9."""
    found = verdict(arm(0, 0, sorted_failures(100), expected_cure=0.5))
    assert (found.state, found.reachable_rate) == ("holds", 0.9)


@pytest.mark.parametrize("failures", [None, MOSTLY, sorted_failures(10, 90)])
def test_an_arm_that_reaches_the_bar_ends_it(failures: Json | None) -> None:
    found = verdict(arm(80, 5, failures))
    assert found.state == "does_not_hold"
    assert "475 of 500" in found.why


def test_mostly_missing_facts_end_it_and_say_what_to_repair() -> None:
    found = verdict(arm(8, 8, {"search_defect": 20, "missing_knowledge": 60, "wrong_behaviour": 20}))
    assert found.state == "does_not_hold"
    assert found.next_step.startswith("Repair search (20 failures) and build retrieval")


@pytest.mark.parametrize(
    ("behaviour", "lower", "shown"), [(60, 0.513, True), (59, 0.503, True), (58, 0.493, False)]
)
def test_of_a_hundred_failures_60_are_most_and_58_are_not(behaviour: int, lower: float, shown: bool) -> None:
    found = verdict(arm(8, 8, sorted_failures(behaviour, 100 - behaviour), expected_cure=1))
    assert found.limits[1].lower == pytest.approx(lower, abs=6e-4)
    assert found.state == ("holds" if shown else "not_enough_evidence")
    mirrored = verdict(arm(8, 8, sorted_failures(100 - behaviour, behaviour), expected_cure=1))
    assert mirrored.state == ("does_not_hold" if shown else "not_enough_evidence")


def test_bad_labels_count_in_no_share() -> None:
    clean, dirty = (verdict(arm(8, 8, sorted_failures(70, 30, bad), expected_cure=0.8)) for bad in (0, 500))
    assert dirty.state == clean.state == "holds"
    assert dirty.limits == clean.limits
    assert any("500 failures are errors of the evaluation" in note for note in dirty.notes)


def test_only_bad_labels_ask_for_a_repair_first() -> None:
    found = verdict(arm(8, 8, sorted_failures(0, 0, 40)))
    assert len(found.limits) == 1
    assert found.next_step.startswith("Repair the evaluation first")


def test_several_arms_are_corrected_before_one_may_pass() -> None:
    """463 of 500 reach 0.9 at 5 % (0.9036), not at a fifth of it (0.8941)."""
    assert verdict(arm(63, 0)).state == "does_not_hold"
    several = verdict(arm(63, 0, arms=5))
    assert several.state == "not_enough_evidence"
    assert several.limits[0].lower_alpha == pytest.approx(0.01)
    assert several.limits[0].what == "Retrieval or tools, the best of 5 arms"
    one, five = (verdict(arm(8, 8, MOSTLY, expected_cure=0.8, arms=arms)) for arms in (1, 5))
    assert one.state == five.state == "holds"
    assert one.limits[0].upper == five.limits[0].upper


def test_a_cure_that_cannot_reach_asks_for_a_pilot() -> None:
    found = verdict(arm(8, 8, MOSTLY, expected_cure=0.3))
    assert found.state == "not_enough_evidence"
    assert "pilot" in found.next_step
    assert "not expected to reach the bar" in found.why
    assert found.needed == ()


@pytest.mark.parametrize(("better", "worse"), [(8, 8), (40, 40), (100, 100), (0, 0), (1, 1)])
def test_mcnemar_never_decides(better: int, worse: int) -> None:
    """The arm's passes are the same, however many items changed."""
    found = verdict(arm(better, worse, MOSTLY, expected_cure=0.8))
    assert found.state == "holds"
    assert found.lift is not None
    assert found.lift.exact_p == 1


def test_a_significant_lift_below_the_bar_does_not_fix_it() -> None:
    found = verdict(arm(30, 2, MOSTLY, expected_cure=0.95))
    assert found.lift is not None
    assert found.lift.exact_p < 1e-5
    assert (found.lift.newly_passing, found.lift.newly_failing, found.lift.items) == (30, 2, 500)
    assert found.state == "holds"


def test_no_lift_is_no_proof_that_the_arm_is_below() -> None:
    found = verdict(arm(3, 3, MOSTLY, expected_cure=1), best=440)
    assert found.lift is not None
    assert found.lift.exact_p == 1
    assert found.state == "not_enough_evidence"


def test_the_arms_own_passes_decide_and_a_mismatch_is_noted() -> None:
    found = verdict(arm(8, 8, passes=480))
    assert found.state == "does_not_hold"
    assert any("480 passes decide" in note for note in found.notes)
    assert not verdict(arm(8, 8, passes=400)).notes


def test_looks_and_clusters_make_both_limits_wider() -> None:
    given = arm(8, 8, sorted_failures(60, 40), expected_cure=1)
    assert verdict(given).state == "holds"
    assert verdict(given, looks=2).state == "not_enough_evidence"
    assert verdict({**given, "failures_design_effect": 2}).state == "not_enough_evidence"
    wide = verdict({**given, "design_effect": 30})
    assert wide.state == "not_enough_evidence"
    assert any("clusters" in note for note in wide.notes)


def test_few_failures_are_noted() -> None:
    assert any(
        "99 sorted failures are few" in note for note in verdict(arm(8, 8, sorted_failures(90, 9))).notes
    )
    assert not verdict(arm(8, 8, sorted_failures(90, 10))).notes


def test_more_failures_than_items_that_fail_are_noted() -> None:
    """Of 500 items 100 fail."""
    assert any(
        "only 100 of the items fail" in note for note in verdict(arm(8, 8, sorted_failures(90, 11))).notes
    )
    (note,) = verdict(arm(98, 48, sorted_failures(45, 5))).notes
    assert "50 sorted failures are few" in note
    assert "all are sorted, so that more need more items" in note


def test_what_is_needed_where_both_are_open_gives_each_a_better_chance() -> None:
    found = verdict(arm(45, 5, sorted_failures(11, 9), expected_cure=1), best=400)
    items, failures = found.needed
    assert (items.unit, failures.unit) == ("items", "failures")
    assert (items.have, failures.have) == (500, 20)
    assert items.chance == failures.chance == pytest.approx(0.9)
    one = verdict(arm(45, 5, sorted_failures(80, 20), expected_cure=1), best=400)
    assert [needed.chance for needed in one.needed] == [0.8]
    assert one.needed[0].likely < items.likely


def test_half_of_the_failures_are_behaviour() -> None:
    found = verdict(arm(8, 8, sorted_failures(50, 50)))
    assert found.needed == ()
    assert "exactly half" in found.next_step


def test_an_arm_on_the_bar() -> None:
    found = verdict(arm(50, 0, MOSTLY))
    assert found.state == "not_enough_evidence"
    assert "exactly on the bar" in found.next_step


def test_an_arm_above_the_bar_but_not_shown_to_reach_it_asks_for_items_only() -> None:
    (needed,) = verdict(arm(55, 0, sorted_failures(11, 9))).needed
    assert needed.unit == "items"
    assert needed.at_least > 500


def test_no_arm_is_not_enough() -> None:
    found = verdict(None)
    assert (found.state, found.lift, found.limits) == ("not_enough_evidence", None, ())
    assert "on the same items" in found.next_step


def test_a_reachable_rate_that_is_the_bar_itself_reaches_it() -> None:
    """Two thirds and 0.7 of the last third are nine tenths, and a little less in floating point."""
    found = retrieval_does_not_fix_it(
        evidence(prompts([200], 300, 0.9), retrieval=arm(0, 0, sorted_failures(100, 0), expected_cure=0.7))
    )
    assert found.state == "holds"

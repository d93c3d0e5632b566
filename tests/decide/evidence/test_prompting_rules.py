"""First verdict: every prompt must be shown below the bar, and one winner is enough against it."""

from __future__ import annotations

import pytest
from given_evidence import evidence, prompts
from stats_table import table

from costmodel.decide.evidence.prompting import prompt_limits, prompting_fails
from costmodel.decide.evidence.verdict import State, Verdict


def verdict(passes: list[float], items: int, **fields: float) -> Verdict:
    return prompting_fails(evidence(prompts(passes, items), **fields))


@pytest.mark.parametrize(
    ("passes", "items", "state"),
    [
        ([70, 74, 72, 69], 100, "holds"),
        ([84, 86, 85], 100, "not_enough_evidence"),
        ([150, 158, 155, 149, 160], 200, "holds"),
        ([18, 17, 19], 20, "not_enough_evidence"),
        # The limit of 84 of 100 is 0.897, of 85 it is 0.905.
        ([84], 100, "holds"),
        ([85], 100, "not_enough_evidence"),
        ([84, 84, 84, 84, 84], 100, "holds"),
        ([84, 84, 84, 84, 85], 100, "not_enough_evidence"),
        ([0], 100, "holds"),
        ([100], 100, "does_not_hold"),
    ],
)
def test_states(passes: list[float], items: int, state: State) -> None:
    assert verdict(passes, items).state == state


def test_against_the_table_of_cases() -> None:
    rows = table("prompting_verdict")
    assert len(rows) >= 4
    words = {"fails": "holds", "undecided": "not_enough_evidence", "passes": "does_not_hold"}
    for row in rows:
        given = evidence(prompts(row["passes_per_variant"], row["n"], row["bar"]), alpha=row["alpha"])
        limits = prompt_limits(given)
        upper, lower = [limit.upper for limit in limits], [limit.lower for limit in limits]
        assert upper == pytest.approx(row["upper_95_one_sided_cp"], abs=1e-12)
        assert lower == pytest.approx(row["lower_cp_bonferroni"], abs=1e-12)
        assert prompting_fails(given).state == words[row["verdict"]]


def test_the_winner_is_corrected_for_having_been_picked() -> None:
    """96 of 100 alone reach 0.9 at 5 % (0.911); as the best of five, at 1 %, they do not (0.889)."""
    assert verdict([96], 100).state == "does_not_hold"
    assert verdict([96, 50], 100).state == "does_not_hold"
    assert verdict([96, 50, 50, 50, 50], 100).state == "not_enough_evidence"
    (limit, *_) = verdict([96, 50, 50, 50, 50], 100).limits
    assert (limit.lower_alpha, limit.upper_alpha) == (pytest.approx(0.01), 0.05)


def test_a_lower_limit_at_the_bar_itself_reaches_it() -> None:
    """Nothing passed: the lower limit is 0, which reaches a bar of 0; no rate is above 1."""
    assert prompting_fails(evidence(prompts([0], 10, bar=0))).state == "does_not_hold"
    assert prompting_fails(evidence(prompts([10], 10, bar=1))).state == "not_enough_evidence"
    assert prompting_fails(evidence(prompts([9], 10, bar=1))).state == "holds"


def test_looks_share_the_error() -> None:
    """84 of 100 are below 0.9 at 5 %, not at a fifth of it; 95 % of 200 reach it at 5 %, not at a hundredth."""
    assert verdict([84], 100).state == "holds"
    assert verdict([84], 100, looks=5).state == "not_enough_evidence"
    assert verdict([84], 100, looks=5).limits == verdict([84], 100, alpha=0.01).limits
    assert verdict([190], 200).state == "does_not_hold"
    assert verdict([190], 200, looks=100).state == "not_enough_evidence"


def test_clusters_make_items_worth_less() -> None:
    alone = prompts([160], 200)
    assert prompting_fails(evidence(alone)).state == "holds"
    clustered = prompting_fails(evidence(prompts([160], 200, design_effects=[8.0])))
    assert clustered.state == "not_enough_evidence"
    plain = prompting_fails(evidence(prompts([20], 25)))
    assert clustered.limits[0].upper == pytest.approx(plain.limits[0].upper)
    assert any("as much as 25 that stand alone" in note for note in clustered.notes)


def test_each_prompt_has_a_design_effect_of_its_own() -> None:
    found = prompting_fails(evidence(prompts([160, 158], 200, design_effects=[1.0, 8.0])))
    assert found.state == "not_enough_evidence"
    assert [limit.is_below for limit in found.limits] == [True, False]
    assert found.why.startswith("Prompt 2 passes 158 of 200")
    assert found.needed[0].at_least > 200


def test_averages_over_repeats_are_counted_over_items() -> None:
    found = prompting_fails(evidence(prompts([84.2], 100, repeats=5)))
    (limit,) = found.limits
    assert (limit.counted.passes, limit.counted.items) == (84.2, 100)
    counted = [prompting_fails(evidence(prompts([count], 100))).limits[0].upper for count in (84, 85)]
    assert counted[0] < limit.upper < counted[1]
    assert "84.2 of 100 items" in found.why


def notes(passes: list[float], items: int, **fields: object) -> str:
    return " ".join(prompting_fails(evidence(prompts(passes, items, **fields))).notes)


def test_little_effort_and_few_items_are_noted() -> None:
    assert "Only 1 prompt was tried" in notes([80], 100)
    assert "Only 4 prompts were tried" in notes([80] * 4, 100)
    assert "tried" not in notes([80] * 5, 100)
    assert "99 items are few" in notes([80] * 5, 99)
    assert notes([80] * 5, 100) == ""


def test_items_that_no_prompt_passes_are_noted() -> None:
    below = notes([80] * 5, 100, passed_by_any=89)
    assert "11 of 100 items (11%) fail with every prompt" in below
    assert "selector" not in below
    assert "selector" in notes([80] * 5, 100, passed_by_any=90)
    looked = prompting_fails(evidence(prompts([80] * 5, 100), looks=3)).notes
    assert any("3 times" in note for note in looked)


@pytest.mark.parametrize(("passes", "side"), [([86], "prompting fails"), ([94], "the prompt is good enough")])
def test_what_is_needed_goes_the_way_the_rate_points(passes: list[float], side: str) -> None:
    found = verdict(passes, 100)
    assert side in found.next_step
    (needed,) = found.needed
    assert (needed.unit, needed.have) == ("items", 100)
    assert f"{needed.at_least - 100:,} more" in found.next_step
    assert needed.at_least < needed.likely


def test_on_the_bar_no_number_of_items_decides() -> None:
    found = verdict([90], 100)
    assert (found.state, found.needed) == ("not_enough_evidence", ())
    assert "exactly on the bar" in found.next_step


def test_what_is_settled_needs_nothing() -> None:
    assert verdict([50], 100).needed == verdict([99], 100).needed == ()


@pytest.mark.parametrize(
    ("passes", "items", "words"),
    [(16, 21, "1 more item settles it (22 in all)"), (86, 100, "more items settle it")],
)
def test_one_item_settles_and_two_settle(passes: int, items: int, words: str) -> None:
    assert words in verdict([passes], items).next_step

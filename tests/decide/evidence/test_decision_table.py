"""The table of decisions: every row from real evidence, and every combination of states against a plain re-statement."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from given_evidence import arm, evidence, prompts, sorted_failures

from costmodel.catalog import Catalog
from costmodel.decide.evidence import judge
from costmodel.decide.evidence.decision import blocking, decision_of
from costmodel.decide.evidence.verdict import State

YES: State = "holds"
NO: State = "does_not_hold"
OPEN: State = "not_enough_evidence"
STATES = (YES, NO, OPEN)

PROMPTING: dict[State, list[int]] = {YES: [780, 800], NO: [950, 800], OPEN: [890, 800]}
RETRIEVAL: dict[State, Any] = {
    YES: lambda best: arm(10, 10, sorted_failures(90, 10), passes=min(best, 850)),
    NO: lambda _: arm(5, 0, sorted_failures(90, 10), passes=950),
    OPEN: lambda best: arm(10, 10, passes=min(best, 850)),
}
VOLUME: dict[State, Any] = {
    YES: {"probability_pays": 0.8, "break_even_p90": 1e6, "forecast_p25": 2e6},
    NO: {"probability_pays": 0.4, "break_even_p90": 1e6, "forecast_p25": 2e6},
    OPEN: {"probability_pays": 0.9, "break_even_p90": 2e6, "forecast_p25": 2e6},
}


def table(first: State, second: State, third: State) -> tuple[str, tuple[int, ...]]:
    """The public table in other words, with the verdicts that block."""
    if first == NO:
        return {YES: ("fine_tune_for_cost", ()), NO: ("stay_hosted", ()), OPEN: ("collect_evidence", (2,))}[
            third
        ]
    if second == NO:
        return "use_retrieval", ()
    if third == NO:
        both = first == YES and second == YES
        return ("fine_tune_on_shared_hosting" if both else "stay_hosted"), ()
    open_ones = tuple(place for place, state in enumerate((first, second, third)) if state == OPEN)
    return ("collect_evidence", open_ones) if open_ones else ("fine_tune", ())


EVERY = list(product(STATES, STATES, STATES))


@pytest.mark.parametrize(("first", "second", "third"), EVERY)
def test_every_combination_from_real_evidence(
    catalog: Catalog, first: State, second: State, third: State
) -> None:
    passes = PROMPTING[first]
    found = judge(
        evidence(prompts(passes, 1000), retrieval=RETRIEVAL[second](max(passes)), volume=VOLUME[third]),
        catalog,
    )
    assert tuple(verdict.state for verdict in found.verdicts) == (first, second, third)
    decision, places = table(first, second, third)
    assert (found.decision, found.blocking) == (decision, places)
    assert (decision_of(first, second, third), blocking(first, second, third)) == (decision, places)
    assert all(verdict.why and (verdict.next_step or verdict.state == "holds") for verdict in found.verdicts)


def test_the_table_reaches_every_decision() -> None:
    assert {table(*states)[0] for states in EVERY} == {
        *("fine_tune", "fine_tune_for_cost", "fine_tune_on_shared_hosting", "use_retrieval"),
        *("stay_hosted", "collect_evidence"),
    }


@pytest.mark.parametrize(
    ("first", "second", "third", "decision"),
    [
        (NO, YES, YES, "fine_tune_for_cost"),
        (NO, NO, NO, "stay_hosted"),
        (NO, NO, OPEN, "collect_evidence"),
        (OPEN, NO, NO, "use_retrieval"),
        (YES, NO, YES, "use_retrieval"),
        (YES, YES, NO, "fine_tune_on_shared_hosting"),
        (YES, OPEN, NO, "stay_hosted"),
        (OPEN, OPEN, NO, "stay_hosted"),
        (YES, YES, YES, "fine_tune"),
        (YES, OPEN, YES, "collect_evidence"),
        (OPEN, YES, YES, "collect_evidence"),
        (YES, YES, OPEN, "collect_evidence"),
    ],
)
def test_rows_as_written(first: State, second: State, third: State, decision: str) -> None:
    assert decision_of(first, second, third) == decision


STATEMENTS = ("prompting fails", "retrieval and tools do not fix it", "volume pays")


@pytest.mark.parametrize(("first", "second", "third"), [row for row in EVERY if table(*row)[1]])
def test_an_open_decision_names_what_blocks_and_what_would_settle_it(
    catalog: Catalog, first: State, second: State, third: State
) -> None:
    passes = PROMPTING[first]
    found = judge(
        evidence(prompts(passes, 1000), retrieval=RETRIEVAL[second](max(passes)), volume=VOLUME[third]),
        catalog,
    )
    blocks = table(first, second, third)[1]
    named = [place for place, words in enumerate(STATEMENTS) if f"“{words}”" in found.why]
    assert tuple(named) == blocks
    assert found.verdicts[blocks[0]].next_step in found.why


def test_nothing_but_prompts_is_known(catalog: Catalog) -> None:
    found = judge(evidence(prompts([780], 1000)), catalog)
    assert [verdict.state for verdict in found.verdicts] == [YES, OPEN, OPEN]
    assert (found.decision, found.blocking) == ("collect_evidence", (1, 2))
    assert "have not been tested" in found.why

"""The decision and the three statements it rests on, and which findings would change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from costmodel.decide.evidence.decision import STATEMENTS, Decision, decision_of
from costmodel.decide.evidence.plan import collection_plan
from costmodel.decide.evidence.plan.sizes import points
from costmodel.decide.evidence.prompting import FEWEST_VARIANTS
from costmodel.decide.evidence.retrieval import RetrievalVerdict
from costmodel.decide.evidence.verdict import Limit, State, Verdict
from costmodel.decide.evidence.volume import VolumeFacts, VolumeVerdict
from costmodel.decide.evidence.wording import (
    STATE_WORDS,
    bar_in_words,
    confidence,
    counted_in_words,
    lower_in_words,
    percent,
    sentence_of,
    upper_in_words,
)
from costmodel.decide.money import short_number
from costmodel.export.record.document import Block, Bullets, Heading, Paragraph, Strong, Table, Text
from costmodel.export.record.given import RecordInput, short_name
from costmodel.scenario.evidence import Levels

MOST_NOTES = 5
NONE = "-"

DECISIONS: dict[Decision, str] = {
    "fine_tune": "Fine-tune and serve it",
    "fine_tune_for_cost": "Fine-tune for cost",
    "fine_tune_on_shared_hosting": "Fine-tune, on shared hosting",
    "use_retrieval": "Use retrieval or tools",
    "stay_hosted": "Stay hosted",
    "collect_evidence": "Collect evidence",
}
NOT_ENTERED = "No evidence was entered, so that none of the three statements is shown yet; cost alone does not speak for building."

States = tuple[State, State, State]


def decision_part(given: RecordInput) -> Iterator[Block]:
    """The decision in one sentence, and why."""
    decision: Decision = "collect_evidence" if given.found is None else given.found.decision
    why = NOT_ENTERED if given.found is None else given.found.why
    headline = f"Decision: {DECISIONS[decision]}." if given.found is None else given.found.headline
    yield Paragraph((Strong(headline), f" {why}"))


def statements_part(given: RecordInput) -> Iterator[Block]:
    """The three statements, each with its state, the figures that decided, and the next step where it is open."""
    yield Heading(2, "Three things must be true")
    if given.found is None:
        rows = [
            (sentence_of(statement), "not shown yet", step)
            for statement, step in zip(STATEMENTS, _first_steps(given), strict=True)
        ]
        yield Table(("Statement", "State", "Next step"), tuple(rows))
        return
    verdicts = given.found.verdicts
    is_open = any(verdict.state == "not_enough_evidence" for verdict in verdicts)
    yield Table(
        ("Statement", "State", "What the data show", *(("Next step",) if is_open else ())),
        tuple(
            (
                sentence_of(statement),
                STATE_WORDS[verdict.state],
                _figures(verdict, given.levels),
                *((_next_step(verdict),) if is_open else ()),
            )
            for statement, verdict in zip(STATEMENTS, verdicts, strict=True)
        ),
    )
    mind = () if given.found.contradiction is None else ((f"Mind: {given.found.contradiction}",),)
    yield Bullets((*mind, *_rules(given), *_notes(verdicts)))


def _rules(given: RecordInput) -> Iterator[Text]:
    """What the limits and the reachable rate rest on."""
    evidence = given.evidence
    if evidence is None:
        return
    looks = "" if evidence.looks == 1 else f", shared among {evidence.looks} looks"
    words = f"Limits are exact and one-sided, each with {confidence(evidence.alpha)}{looks}"
    arm = evidence.retrieval
    if arm is not None and arm.failures is not None and arm.failures.classified:
        words += f"; training is assumed to cure {percent(arm.expected_cure)} of behaviour failures"
    against = percent(evidence.levels.does_not_pay)
    yield (f"{words}. Volume does not pay at {against} of futures or less.",)


def _first_steps(given: RecordInput) -> tuple[str, str, str]:
    """For who has no evidence yet, in the order of the statements."""
    bar = given.comparison.case.quality_bar
    plan = None if bar is None else collection_plan(bar)
    gap = next((gap for gap in plan.gaps if gap.likely is not None), None) if plan else None
    items = (
        ""
        if gap is None
        else f"; with {gap.likely:,} it shows with an 80% chance, if every prompt lies {points(gap.gap)} below the bar"
    )
    return (
        f"Run at least {FEWEST_VARIANTS} prompts that really differ on the same held-out items{items}.",
        "Run the best prompt with retrieval or tools on the same items, and sort what still fails by the oracle test.",
        "Read the odds below, once the first two are shown.",
    )


def changes_of_findings(given: RecordInput) -> Iterator[Text]:
    """To what the decision would change if a statement were found to hold, or not to."""
    now: States = ("not_enough_evidence",) * 3
    if given.found is not None:
        first, second, third = given.found.verdicts
        now = (first.state, second.state, third.state)
    for place, statement in enumerate(STATEMENTS):
        parts = [
            f"{words}, {DECISIONS[then].lower()}"
            for state, words in (("holds", "holds"), ("does_not_hold", "does not hold"))
            if (then := _decision_with(now, place, state)) not in ("collect_evidence", decision_of(*now))  # type: ignore[arg-type]
        ]
        if parts:
            yield (f"If “{statement}” {'; if it '.join(parts)}.",)


def _decision_with(now: States, place: int, state: Literal["holds", "does_not_hold"]) -> Decision:
    states: list[State] = [*now]
    states[place] = state
    return decision_of(*states)


def _next_step(verdict: Verdict) -> str:
    return verdict.next_step if verdict.state == "not_enough_evidence" and verdict.next_step else NONE


def _figures(verdict: Verdict, levels: Levels) -> str:
    """Rate, limit against the bar and number of items; what is said in words where nothing was counted."""
    if isinstance(verdict, VolumeVerdict):
        return verdict.why if verdict.facts is None else _volume(verdict.facts, levels)
    if not verdict.limits:
        return verdict.why
    if not isinstance(verdict, RetrievalVerdict):
        return _against_bar(
            _decisive(verdict), f" (of {len(verdict.limits)})" if len(verdict.limits) > 1 else ""
        )
    arm, *behaviour = verdict.limits
    words = [_against_bar(arm), *(_against_bar(limit).replace(" items (", " (") for limit in behaviour)]
    if verdict.reachable_rate is not None:
        words.append(f"Training could lift it to {percent(verdict.reachable_rate)}")
    return ". ".join(words)


def _decisive(verdict: Verdict) -> Limit:
    """The variant on which the verdict hangs."""
    if verdict.state == "holds":
        return max(verdict.limits, key=lambda limit: limit.upper)
    if verdict.state == "does_not_hold":
        return max(verdict.limits, key=lambda limit: limit.lower)
    return max(verdict.limits, key=lambda limit: limit.counted.rate)


def _against_bar(limit: Limit, of: str = "") -> str:
    if limit.is_below:
        true_rate = f"at most {upper_in_words(limit)}"
    elif limit.reaches:
        true_rate = f"at least {lower_in_words(limit)}"
    else:
        true_rate = f"from {lower_in_words(limit)} to {upper_in_words(limit)}"
    counted = counted_in_words(limit.counted)
    return f"{short_name(limit.what)}{of}: {counted}, true rate {true_rate}; bar {bar_in_words(limit.bar)}"


def _volume(facts: VolumeFacts, levels: Levels) -> str:
    pays = f"Pays in {percent(facts.probability_pays)} of futures ({percent(levels.pays)} asked for)"
    in_share = f"in {percent(levels.break_even_quantile)} of futures"
    breaks_even = (
        f"never breaks even in more than {percent(1 - levels.break_even_quantile)} of futures"
        if facts.break_even is None
        else f"breaks even by {short_number(facts.break_even)} tasks a month {in_share}"
    )
    above = percent(1 - levels.forecast_quantile)
    return f"{pays}; {breaks_even}; forecast above {short_number(facts.forecast)} in {above}"


def _notes(verdicts: Sequence[Verdict]) -> Iterator[Text]:
    notes = [
        (f"{sentence_of(statement)}: {note}",)
        for statement, verdict in zip(STATEMENTS, verdicts, strict=True)
        for note in verdict.notes
    ]
    yield from notes[:MOST_NOTES]
    if len(notes) > MOST_NOTES:
        yield (f"And {len(notes) - MOST_NOTES} more notes in the answer itself.",)

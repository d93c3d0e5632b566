"""The answer to "should we build at all?": three verdicts and one decision."""

from __future__ import annotations

from dataclasses import dataclass

from costmodel.case.resolve import resolve
from costmodel.catalog.book import Catalog
from costmodel.decide.compare import compare
from costmodel.decide.evidence.decision import STATEMENTS, Decision, blocking, decision_of
from costmodel.decide.evidence.prompting import prompting_fails
from costmodel.decide.evidence.retrieval import RetrievalVerdict, retrieval_does_not_fix_it
from costmodel.decide.evidence.verdict import State, Verdict
from costmodel.decide.evidence.volume import (
    VolumeVerdict,
    contradiction,
    volume_justifies,
    volume_not_given,
    volume_of_scenario_justifies,
)
from costmodel.decide.evidence.wording import listed
from costmodel.decide.uncertainty.answer import USUAL_DRAWS, uncertainty
from costmodel.errors import InputError
from costmodel.scenario.evidence import Evidence
from costmodel.scenario.model import Scenario

REASONS: dict[Decision, str] = {
    "fine_tune": "Prompting fails, retrieval and tools do not fix it, and the volume pays: fine-tune an open model and serve it.",
    "fine_tune_for_cost": (
        "A hosted model meets your bar, so that only cost speaks for building, and the volume pays: fine-tune for cost, once a"
        " test has shown that the tuned model is not worse."
    ),
    "fine_tune_on_shared_hosting": (
        "The behaviour must be trained, but own GPUs do not pay at this volume: fine-tune, and serve it on shared hosting, billed"
        " by the token."
    ),
    "stay_hosted": "A hosted model meets your bar, and at this volume building does not pay.",
}

STAY_FOR_NOW = (
    "Own GPUs do not pay at this volume, whatever the open questions bring. Once both prompting and retrieval are shown to fail, a"
    " tuned model on shared hosting, billed by the token, is the next answer."
)

HEADLINES: dict[Decision, str] = {
    "fine_tune": "Build: fine-tune an open model and serve it.",
    "fine_tune_for_cost": "Build for cost: a hosted model is good enough, your own would be cheaper.",
    "fine_tune_on_shared_hosting": "Fine-tune, but pay by the token: own GPUs do not pay.",
    "use_retrieval": "Do not train: retrieval or tools are the answer.",
    "stay_hosted": "Stay hosted: a prompt is good enough, and building does not pay.",
}


@dataclass(frozen=True)
class EvidenceAnswer:
    """The three verdicts in their order, the decision, why, and the places of the verdicts that keep it open.

    `contradiction`: where the scenario says something else than what was measured.
    """

    prompting_fails: Verdict
    retrieval_does_not_fix_it: RetrievalVerdict
    volume_justifies: VolumeVerdict
    decision: Decision
    why: str
    blocking: tuple[int, ...]
    contradiction: str | None = None

    @property
    def headline(self) -> str:
        """The decision in one sentence."""
        if self.decision == "collect_evidence":
            count = len(self.blocking)
            return (
                f"Collect evidence first: {count} of three conditions {'is' if count == 1 else 'are'} open."
            )
        if self.decision == "stay_hosted" and self.prompting_fails.state != "does_not_hold":
            return "Rent no GPUs for this volume; whether to fine-tune at all is still open."
        return HEADLINES[self.decision]

    @property
    def verdicts(self) -> tuple[Verdict, Verdict, Verdict]:
        """In the order of the statements."""
        return self.prompting_fails, self.retrieval_does_not_fix_it, self.volume_justifies


def judge(evidence: Evidence, catalog: Catalog) -> EvidenceAnswer:
    """Judge what a team has measured. Raises InputError for a scenario that cannot be costed."""
    volume = evidence.volume
    first, second = prompting_fails(evidence), retrieval_does_not_fix_it(evidence)
    if volume is None:
        return answer_of(first, second, volume_not_given())
    if not isinstance(volume, Scenario):
        return answer_of(first, second, volume_justifies(volume, evidence.levels))
    asked = volume.model_copy(update={"quality_bar": evidence.bar})
    try:
        comparison = compare(resolve(asked, catalog))
        found = uncertainty(asked, catalog, comparison, USUAL_DRAWS)
    except InputError as error:
        raise error.inside("volume") from None
    third = volume_of_scenario_justifies(asked, catalog, comparison, found, evidence.levels)
    return answer_of(first, second, third, contradiction(first.state, comparison))


def answer_of(
    first: Verdict, second: RetrievalVerdict, third: VolumeVerdict, contradicted: str | None = None
) -> EvidenceAnswer:
    """The decision that three verdicts lead to."""
    states = (first.state, second.state, third.state)
    decision, open_places = decision_of(*states), blocking(*states)
    if decision == "stay_hosted":
        why = _why_stay(first.state, REASONS[decision], third.tuned_rival)
    elif decision == "use_retrieval":
        why = f"{second.why} {second.next_step}"
    else:
        why = REASONS.get(decision) or _what_blocks((first, second, third), open_places)
    return EvidenceAnswer(first, second, third, decision, why, open_places, contradicted)


def _why_stay(prompting: State, good_enough: str, tuned_rival: str | None) -> str:
    if prompting != "does_not_hold":
        return STAY_FOR_NOW
    if tuned_rival is None:
        return good_enough
    return (
        f"{good_enough} {tuned_rival}, tuned and billed by the token, would be the cheapest way above the bar: where cost alone is"
        " the reason, look at it, and test first that it is not worse."
    )


def _what_blocks(verdicts: tuple[Verdict, Verdict, Verdict], places: tuple[int, ...]) -> str:
    """Which statements are open, and what would settle the first of them."""
    names = listed([f"“{STATEMENTS[place]}”" for place in places])
    are = "is" if len(places) == 1 else "are"
    first = verdicts[places[0]]
    return f"{names} {are} neither shown nor refuted. {first.why} {first.next_step}"

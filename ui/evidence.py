"""What a team has measured, as the link carries it, and the three verdicts on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from pydantic import ValidationError

from costmodel.catalog.load import load_catalog
from costmodel.decide.compare import Comparison
from costmodel.decide.evidence.answer import EvidenceAnswer, answer_of
from costmodel.decide.evidence.prompting import prompting_fails, prompting_not_measured
from costmodel.decide.evidence.retrieval import retrieval_does_not_fix_it, retrieval_not_tested
from costmodel.decide.evidence.verdict import State
from costmodel.decide.evidence.volume import (
    VolumeVerdict,
    contradiction,
    volume_not_given,
    volume_of_scenario_justifies,
    volume_state,
)
from costmodel.decide.uncertainty import Uncertainty
from costmodel.errors import InputError, Problem
from costmodel.scenario.evidence import Evidence, Levels
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import problems_of
from costmodel.scenario.parse_evidence import evidence_from_dict
from ui.answer import Answer
from ui.inputs.evidence_text import fields_of, nested
from ui.inputs.fields import NumberField
from ui.inputs.sidebar import BAR, EVIDENCE
from ui.inputs.table import TABLE_FIELDS
from ui.odds import drawn

PROMPTING = ("prompting.items", "prompting.passes")
ARM = ("retrieval.newly_passing", "retrieval.newly_failing")


@dataclass(frozen=True)
class Stated:
    """The fields as entered, and what they come to: None without a bar or before prompts are counted.

    `problems`: what of it cannot be, by dotted field.
    """

    fields: Mapping[str, Any]
    evidence: Evidence | None
    levels: Levels
    problems: tuple[Problem, ...]

    @property
    def alpha(self) -> float:
        """The error rate of each limit."""
        alpha: float = self.fields.get("alpha", Evidence.model_fields["alpha"].default)
        return alpha

    @property
    def has_prompting(self) -> bool:
        """Whether prompts were counted."""
        return all(path in self.fields for path in PROMPTING)

    @property
    def has_arm(self) -> bool:
        """Whether retrieval or tools were tested."""
        return all(path in self.fields for path in ARM)


def stated(answer: Answer) -> Stated:
    """What the link says was measured, against the bar of the scenario that is shown."""
    problems: tuple[Problem, ...] = ()
    evidence, levels, bar = None, Levels(), bar_of(answer)
    try:
        fields = fields_of(st.session_state.get(EVIDENCE) or "")
    except InputError as error:
        return Stated({}, None, levels, error.problems)
    whole = nested({path: value for path, value in fields.items() if _counts(path, fields)})
    try:
        levels = Levels.model_validate(whole.get("levels", {}))
        if "prompting" in whole and bar is not None:
            evidence = evidence_from_dict({**whole, "bar": bar})
    except ValidationError as error:
        problems = InputError(problems_of(error.errors())).inside("levels").problems
    except InputError as error:
        problems = error.problems
        evidence = _without_arm(whole, bar)
    return Stated(fields, evidence, levels, problems)


def bar_field() -> NumberField:
    """The shared input of the quality bar."""
    return next(each for each in TABLE_FIELDS if isinstance(each, NumberField) and each.key == BAR)


def bar_of(answer: Answer) -> float | None:
    """The quality bar, known by its input too where the costs cannot be answered; None if there is none."""
    if answer.scenario is not None:
        return answer.scenario.quality_bar
    return bar_field().stored(st.session_state.get(BAR))


def _without_arm(whole: dict[str, Any], bar: float | None) -> Evidence | None:
    """What is left where only the arm contradicts the prompts; None where more does."""
    try:
        return evidence_from_dict({**whole, "bar": bar, "retrieval": None})
    except InputError:
        return None


def _counts(path: str, fields: Mapping[str, Any]) -> bool:
    """A part counts once what it cannot do without is there."""
    group = path.partition(".")[0]
    needed = {"prompting": PROMPTING, "retrieval": ARM}.get(group, ())
    return all(each in fields for each in needed)


def design_effect_of(said: Stated) -> float:
    """What the clusters of the items that were measured come to, at worst; 1 where none are known."""
    effects = None if said.evidence is None else said.evidence.prompting.design_effects
    return max(effects or (1.0,))


def judged(answer: Answer, said: Stated) -> EvidenceAnswer:
    """The three verdicts and the decision."""
    evidence = said.evidence
    first = prompting_not_measured() if evidence is None else prompting_fails(evidence)
    second = retrieval_not_tested() if evidence is None else retrieval_does_not_fix_it(evidence)
    told = None if answer.comparison is None else contradiction(first.state, answer.comparison)
    return answer_of(first, second, _volume(answer, said.levels), told)


def states(answer: Answer) -> tuple[State, State, State]:
    """The three states alone, as fast as they can be had."""
    said = stated(answer)
    unknown: State = "not_enough_evidence"
    third = unknown
    if answer.scenario is not None and answer.comparison is not None:
        sure = drawn(answer.scenario, answer.comparison)
        if isinstance(sure, Uncertainty):
            third = _volume_state(
                _key(answer.scenario, said.levels), answer.scenario, answer.comparison, sure, said.levels
            )
    if said.evidence is None:
        return unknown, unknown, third
    return prompting_fails(said.evidence).state, retrieval_does_not_fix_it(said.evidence).state, third


def _volume(answer: Answer, levels: Levels) -> VolumeVerdict:
    if answer.scenario is None or answer.comparison is None:
        return volume_not_given()
    sure = drawn(answer.scenario, answer.comparison)
    if not isinstance(sure, Uncertainty):
        return VolumeVerdict(
            "not_enough_evidence", f"In some future {sure[0]}", "Narrow the range that cannot be answered."
        )
    return _volume_verdict(_key(answer.scenario, levels), answer.scenario, answer.comparison, sure, levels)


def _key(scenario: Scenario, levels: Levels) -> str:
    return f"{scenario.fingerprint} {levels.model_dump_json()}"


@st.cache_resource(max_entries=128, show_spinner=False)
def _volume_verdict(
    key: str, _scenario: Scenario, _comparison: Comparison, _sure: Uncertainty, _levels: Levels
) -> VolumeVerdict:
    del key  # it stands for scenario and levels among what is kept
    return volume_of_scenario_justifies(_scenario, load_catalog(), _comparison, _sure, _levels)


@st.cache_resource(max_entries=128, show_spinner=False)
def _volume_state(
    key: str, _scenario: Scenario, _comparison: Comparison, _sure: Uncertainty, _levels: Levels
) -> State:
    del key  # it stands for scenario and levels among what is kept
    return volume_state(_scenario, load_catalog(), _comparison, _sure, _levels)

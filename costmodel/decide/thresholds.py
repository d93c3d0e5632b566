"""For one input alone: the values at which another option is recommended, all other inputs as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.askable import numeric_fields, with_typed_rents
from costmodel.case.draws import resolve_draws
from costmodel.case.model import Case
from costmodel.case.replica_sizes import by_replica_sizes
from costmodel.case.resolve import resolve
from costmodel.catalog.book import Catalog
from costmodel.decide.flip_search import NO_OPTION, Choices, Side, Values, narrowed, outwards
from costmodel.decide.threshold_words import why_in_words
from costmodel.decide.uncertainty.futures import npv_usd
from costmodel.errors import InputError, Problem, nearest_names
from costmodel.scenario.model import Scenario
from costmodel.scenario.number_fields import NumericField
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.ranges import with_numbers

TIMES = 1e4
"""A positive number is varied by this factor to either side, and to 0 where its field takes that."""

POINTS = 600
HALVINGS = 48


@dataclass(frozen=True)
class Flip:
    """At `at` the recommendation changes; `option` is recommended beyond it, None where none is good enough.

    `at` has 12 digits; whether the value itself belongs to this side or the other is not said.
    """

    at: float
    option: str | None


@dataclass(frozen=True)
class Thresholds:
    """The nearest flips below and above the present value; None where no value in `searched` flips it."""

    path: str
    value: float
    recommended: str | None
    below: Flip | None
    above: Flip | None
    searched: tuple[float, float]
    why: str


def askable_fields(scenario: Scenario, catalog: Catalog) -> Mapping[str, NumericField]:
    """Every number that `thresholds` takes, by dotted path, rents of the price book included."""
    return numeric_fields(with_typed_rents(scenario, resolve(scenario, catalog)))


def nearest_flips(scenario: Scenario, catalog: Catalog, paths: Iterable[str]) -> tuple[Thresholds, ...]:
    """The thresholds of several inputs, each varied alone. Raises InputError like `thresholds`."""
    return tuple(thresholds(scenario, catalog, path) for path in paths)


def thresholds(scenario: Scenario, catalog: Catalog, path: str) -> Thresholds:
    """Vary the number at a dotted path, all others at their point estimates.

    Raises InputError for a path that is no number of the scenario, naming `path` and its nearest names.
    """
    plain, field = _asked(scenario, catalog, path)
    question = _Question(plain, catalog, path)
    scans = [_scan(question, field.value, end) for end in _ends(field)]
    here = int(scans[0].choices.place[0])
    sides = narrowed([Side.of(scan.values, scan.choices, here) for scan in scans], question.choices)
    names = {NO_OPTION: None, **{place: option.name for place, option in enumerate(plain.options)}}
    below, above = (Flip(side.flip[0], names[side.flip[1]]) if side.flip else None for side in sides)
    searched = float(scans[0].values[-1]), float(scans[1].values[-1])
    return Thresholds(
        path=path,
        value=field.value,
        recommended=names[here],
        below=below,
        above=above,
        searched=searched,
        why=why_in_words(
            path.rpartition(".")[2],
            field.value,
            below=None if below is None else (below.at, below.option),
            above=None if above is None else (above.at, above.option),
            searched=searched,
            is_cut=(scans[0].is_cut, scans[1].is_cut),
        ),
    )


def _asked(scenario: Scenario, catalog: Catalog, path: str) -> tuple[Scenario, NumericField]:
    """The scenario without what must follow ranges, with typed rents where one is asked for; and the number."""
    plain = scenario.model_copy(update={"correlations": ()})
    if path not in (fields := numeric_fields(plain)):
        plain = with_typed_rents(plain, resolve(plain, catalog))
        fields = numeric_fields(plain)
    if path not in fields:
        allowed = (
            "numbers of the workload, of an option or its programme may be varied, counts may not;"
            f" {nearest_names(path, list(fields))}"
        )
        raise InputError([Problem("path", path, allowed)])
    return plain, fields[path]


@dataclass(frozen=True)
class _Question:
    """A scenario as a function of one of its numbers."""

    scenario: Scenario
    catalog: Catalog
    path: str

    def choices(self, values: Values) -> Choices:
        """What is recommended at each value; raises InputError if it cannot be answered at one of them."""
        parts = by_replica_sizes(self.scenario, self.catalog, self.path, values)
        shape = len(values), len(self.scenario.options)
        npv, is_candidate = np.empty(shape), np.empty(shape, dtype=bool)
        for scenario, places in parts:
            case = resolve_draws(scenario, self.catalog, {self.path: values[places]})
            npv[places] = npv_usd(case, len(places))
            is_candidate[places] = _candidates(case, len(places))
        return Choices.of(npv, is_candidate)

    def can_be(self, value: float) -> bool:
        """Whether the value agrees with all other inputs."""
        try:
            scenario_from_dict(with_numbers(self.scenario, {self.path: value}).model_dump())
        except InputError:
            return False
        return True


def _candidates(case: Case, draws: int) -> NDArray[np.bool_]:
    """Which options may be recommended in each draw, shape (draws, options), like `recommend`."""
    shape = draws, len(case.options)
    is_known = np.array([option.quality is not None for option in case.options])
    if case.quality_bar is None:
        return np.ones(shape, dtype=bool)
    good = np.zeros(shape, dtype=bool)
    for place, option in enumerate(case.options):
        if option.quality is not None:
            good[:, place] = np.ravel(option.quality >= case.quality_bar)
    return np.where(good.any(axis=1, keepdims=True), good, ~is_known)


def _ends(field: NumericField) -> tuple[float, float]:
    """How far to look below and above."""
    low, high = field.low, field.high
    if field.value > 0 and low >= 0:
        return (0.0 if low == 0 else max(low, field.value / TIMES)), min(high, field.value * TIMES)
    return low, high


@dataclass(frozen=True)
class _Scan:
    """The values on one side that can be, from the present one outwards; `is_cut` where others cannot."""

    values: Values
    choices: Choices
    is_cut: bool


def _scan(question: _Question, value: float, end: float) -> _Scan:
    possible = _furthest(question, value, end)
    values = outwards(value, possible, POINTS)
    try:
        return _Scan(values, question.choices(values), possible != end)
    except InputError:
        answered = values[: _answered(question, values)]
        return _Scan(answered, question.choices(answered), is_cut=True)


def _furthest(question: _Question, value: float, end: float) -> float:
    """The last value on the way to `end` that agrees with the other inputs."""
    if question.can_be(end) or not question.can_be(value):
        return end
    inside, outside = value, end
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if question.can_be(middle) else (inside, middle)
    rounded = float(f"{inside:.9g}")
    return rounded if question.can_be(rounded) else inside


def _answered(question: _Question, values: Values) -> int:
    """How many of the values, from the first on, can be answered; the first must be. Raises InputError."""
    question.choices(values[:1])
    answered, refused = 1, len(values)
    while refused - answered > 1:
        middle = (answered + refused) // 2
        try:
            question.choices(values[answered:middle])
            answered = middle
        except InputError:
            refused = middle
    return answered

"""Which inputs are ranges, as one line of text that fits into a link.

`tasks*0.5~2;trend_today+-0.65~0.75`: an input's key, then at least and at most, times its value or plus it
(in the units of the scenario), so that a range moves along when its input does. An empty text stands for
the usual ranges, `none` for none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from costmodel.case.usual_ranges import Measure, ends, put_range, usual_range_at, usually_ranged
from costmodel.errors import InputError, Problem
from costmodel.scenario.model import Scenario
from costmodel.scenario.ranges import Ranged, ThreePoints, number_at
from ui.inputs.table import RANGE_INPUTS
from ui.inputs.table.ranged import RangeInput

NONE, USUAL = "none", ""
SIGN: Mapping[Measure, str] = {"times": "*", "plus": "+"}
PIECE = re.compile(r"([a-z_]+)([*+])(-?[0-9.e+-]+)~(-?[0-9.e+-]+)")
BY_KEY: Mapping[str, RangeInput] = {each.key: each for each in RANGE_INPUTS}


@dataclass(frozen=True)
class Spread:
    """At least and at most of an input: times its value, or plus it."""

    measure: Measure
    low: float
    high: float

    def ends(self, value: float, limits: tuple[float, float]) -> tuple[float, float]:
        """The ends around a value, within the limits of the input; all as the scenario stores them."""
        low, high = ends(self.measure, self.low, self.high, value)
        return max(low, min(value, limits[0])), min(high, max(value, limits[1]))


Spreads = Mapping[str, Spread]
"""By the key of the input."""


def spreads_of(text: str, scenario: Scenario, places: list[int]) -> dict[str, Spread]:
    """What a text says; `places`: where the options of the scenario stand in the preset. Raises InputError."""
    if text == NONE:
        return {}
    if text == USUAL:
        return usual_spreads(scenario, places)
    spreads: dict[str, Spread] = {}
    for piece in filter(None, text.split(";")):
        found = PIECE.fullmatch(piece)
        if found is None or found[1] not in BY_KEY:
            allowed = "write KEY*LOW~HIGH or KEY+LOW~HIGH with the key of an input, parted by semicolons"
            raise InputError([Problem("ranges", piece[:80], allowed)])
        spreads[found[1]] = _spread(found, piece)
    return spreads


def _spread(found: re.Match[str], piece: str) -> Spread:
    try:
        low, high = float(found[3]), float(found[4])
    except ValueError:
        low, high = 1.0, 0.0
    measure: Measure = "times" if found[2] == SIGN["times"] else "plus"
    middle = 1.0 if measure == "times" else 0.0
    if not low <= middle <= high or low < 0 < middle:
        allowed = f"at least must be at most {middle:g} and at most must be at least {middle:g}"
        raise InputError([Problem("ranges", piece[:80], allowed)])
    return Spread(measure, low, high)


def text_of_spreads(spreads: Spreads) -> str:
    """The text that says so."""
    return (
        ";".join(f"{key}{SIGN[each.measure]}{each.low!r}~{each.high!r}" for key, each in spreads.items())
        or NONE
    )


def usual_spreads(scenario: Scenario, places: list[int]) -> dict[str, Spread]:
    """The inputs that are usually least sure."""
    usual = {path for path, _, _ in usually_ranged(scenario)}
    return {
        each.key: usual_spread(each, scenario, places)
        for each in RANGE_INPUTS
        if any(path in usual for path in _paths(each, places))
    }


def usual_spread(each: RangeInput, scenario: Scenario, places: list[int]) -> Spread:
    """How far off this input usually is."""
    found = usual_range_at(scenario, next(_paths(each, places)))
    return Spread(found.measure, found.low, found.high)


def why_usual(each: RangeInput, scenario: Scenario, places: list[int]) -> str:
    """What its usual range rests on."""
    return usual_range_at(scenario, next(_paths(each, places))).why


def put_spreads(data: dict[str, Any], text: str, scenario: Scenario, places: list[int]) -> bool:
    """Write the ranges of a text into a scenario as JSON holds it; whether there were any."""
    spreads = spreads_of(text, scenario, places)
    for key, spread in spreads.items():
        for path in _paths(BY_KEY[key], places):
            value = number_at(scenario, path)
            if value is None:
                continue
            at_least, at_most = spread.ends(value, BY_KEY[key].limits)
            if at_least < at_most:
                put_range(data, path, value, at_least, at_most)
    return bool(spreads)


def text_of_scenario(scenario: Scenario) -> str:
    """The text for the ranges of a scenario that has all four options, as far as a text can say them."""
    places = list(range(len(scenario.options)))
    spreads = {
        each.key: _spread_of(number, usual_spread(each, scenario, places).measure)
        for each in RANGE_INPUTS
        for path in _paths(each, places)
        if isinstance(number := number_at(scenario, path), Ranged)
    }
    return shortest_text(spreads, scenario, places)


def shortest_text(spreads: Spreads, scenario: Scenario, places: list[int]) -> str:
    """The text that says so, empty where they are the usual ones."""
    return USUAL if _same(spreads, scenario, places) else text_of_spreads(spreads)


def with_spread(text: str, keys: Collection[str], spread: Spread) -> str:
    """The text with another spread for those of these inputs that it names; usual ranges follow by themselves."""
    pieces = [piece for piece in text.split(";") if piece]
    kept = {found[1]: piece for piece in pieces if (found := PIECE.fullmatch(piece)) is not None}
    changed = {key: text_of_spreads({key: spread}) for key in keys if key in kept}
    return ";".join((kept | changed).values()) if changed else text


def _same(spreads: Spreads, scenario: Scenario, places: list[int]) -> bool:
    """Whether the usual ranges come to the same ends."""
    usual = usual_spreads(scenario, places)
    return usual.keys() == spreads.keys() and all(
        _close(ends_now, ends_usual)
        for key in usual
        for value in [number_at(scenario, next(_paths(BY_KEY[key], places)))]
        if value is not None
        for ends_now in [spreads[key].ends(value, BY_KEY[key].limits)]
        for ends_usual in [usual[key].ends(value, BY_KEY[key].limits)]
    )


def _close(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return all(abs(a - b) <= 1e-9 * max(1.0, abs(a)) for a, b in zip(first, second, strict=True))


def _spread_of(number: Ranged, measure: Measure) -> Spread:
    if not isinstance(number.range, ThreePoints):
        return Spread(measure, *((1, 1) if measure == "times" else (0, 0)))
    low, mode, high = number.range.min, number.range.mode, number.range.max
    if measure == "times" and mode:
        return Spread("times", low / mode, high / mode)
    return Spread("plus", low - mode, high - mode)


def path_of(each: RangeInput, places: list[int]) -> str | None:
    """Where the input stands first in the scenario; None if its option is left out."""
    return next(_paths(each, places), None)


def _paths(each: RangeInput, places: list[int]) -> Iterator[str]:
    """Where the input stands in a scenario with only the options at these places of the preset."""
    for path in each.paths:
        if not path.startswith("options."):
            yield path
            continue
        _, place, name = path.split(".", 2)
        if int(place) in places:
            yield f"options.{places.index(int(place))}.{name}"

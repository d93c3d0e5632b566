"""How far off a number usually is: at least and at most, around its most likely value, each with a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from costmodel.catalog.load import load_catalog
from costmodel.errors import UnknownNameError
from costmodel.estimate.factors import Band, band, new_cards_band
from costmodel.estimate.families import is_new_card
from costmodel.estimate.intervals import wilson_limits
from costmodel.scenario.anchor import READ
from costmodel.scenario.anchors import PART_ANCHORS
from costmodel.scenario.model import Scenario
from costmodel.scenario.number_fields import numbers_in
from costmodel.scenario.options import Fleet, Hosted, ManagedFineTune, Option
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.price_paths import GPU_PATHS, HOSTED_PATHS, PricePath, path_near
from costmodel.scenario.ranges import number_at

INTERVALS = "https://doi.org/10.1080/01621459.1927.10502953"
THROUGHPUT_ROWS = "https://github.com/gpustack/gpustack/tree/main/docs/performance-lab"
USUAL_HELD_OUT_ITEMS = 400

THROUGHPUT_ENDS = (0.49, 1.79)
"""Of a PERT distribution around 1 whose p10 and p90 are the estimate's 80 % band."""

NEW_CARD_ENDS = (0.22, 3.26)
"""The same on cards of which no run has been published."""

Measure = Literal["times", "plus"]


@dataclass(frozen=True)
class UsualRange:
    """The ends of a range around a value: the value times both, or plus both."""

    measure: Measure
    low: float
    high: float
    why: str
    url: str
    as_of: date
    confidence: str

    def ends(self, value: float) -> tuple[float, float]:
        """At least and at most, for this most likely value."""
        return ends(self.measure, self.low, self.high, value)


def ends(measure: Measure, low: float, high: float, value: float) -> tuple[float, float]:
    """At least and at most, rounded to 12 digits so that a half stays a half."""
    at_least, at_most = (value * low, value * high) if measure == "times" else (value + low, value + high)
    return min(value, round(at_least, 12)), max(value, round(at_most, 12))


VOLUME = UsualRange("times", 0.5, 2, "half to double of a forecast: a judgement", "", READ, "judgement")
GROWTH = UsualRange("plus", -0.02, 0.02, "two points a month either way: a judgement", "", READ, "judgement")
OTHERWISE = UsualRange(
    "times", 0.75, 4 / 3, "a quarter less to a third more: a judgement", "", READ, "judgement"
)
OF_NOTHING = UsualRange("plus", 0, 0.1, "up to a tenth: a judgement", "", READ, "judgement")

BY_NAME = {
    "tasks_per_month": VOLUME,
    "monthly_growth": GROWTH,
}


def usual_range(name: str, value: float, option: Option | None) -> UsualRange:
    """The usual range of a field: `name` is its dotted path within the workload, or within `option`."""
    if name == "price_change_per_year":
        return _price(path_near(GPU_PATHS if isinstance(option, Fleet) else HOSTED_PATHS, value))
    if name == "quality":
        return _quality(value, option)
    if name == "throughput_factor":
        return _throughput(option)
    anchor = PART_ANCHORS.get(name.removeprefix("programme."))
    if anchor is not None and anchor.default and value:
        return UsualRange(
            "times",
            round(anchor.low / anchor.default, 6),
            round(anchor.high / anchor.default, 6),
            f"{anchor.why}; {anchor.low:,g} to {anchor.high:,g}",
            anchor.url,
            anchor.as_of,
            anchor.confidence,
        )
    return BY_NAME.get(name) or (OTHERWISE if value > 0 else OF_NOTHING)


def usual_range_at(scenario: Scenario, path: str) -> UsualRange:
    """The usual range of the number at a dotted path of the scenario; of 0 where none stands."""
    value = float(number_at(scenario, path) or 0)
    if not path.startswith("options."):
        return usual_range(path.partition(".")[2], value, None)
    _, place, name = path.split(".", 2)
    return usual_range(name, value, scenario.options[int(place)])


def _throughput(option: Option | None) -> UsualRange:
    """Wider ends than the band: its own are those of 8 in 10 cases, a range's those of nearly all."""
    if _is_on_new_card(option):
        return _within(new_cards_band(), NEW_CARD_ENDS, "cards of which no run has been published", "medium")
    return _within(band(), THROUGHPUT_ENDS, "published runs", "high")


def _within(of: Band, ends_: tuple[float, float], against: str, confidence: str) -> UsualRange:
    why = (
        f"in 8 of 10 cases {against} reach {of.low:.2f} to {of.high:.2f} times the estimate;"
        " nearly all lie between these ends"
    )
    return UsualRange("times", *ends_, why, THROUGHPUT_ROWS, READ, confidence)


def _is_on_new_card(option: Option | None) -> bool:
    if not isinstance(option, Fleet) or option.gpu is None:
        return False
    try:
        return is_new_card(load_catalog().gpu(option.gpu))
    except UnknownNameError:
        return False


def _price(path: PricePath) -> UsualRange:
    """The spread of the path that such a change stands for."""
    return UsualRange(
        "plus",
        round(path.least - path.change_per_year, 6),
        round(path.most - path.change_per_year, 6),
        path.why,
        path.url,
        path.as_of,
        path.confidence,
    )


def _quality(value: float, option: Option | None) -> UsualRange:
    data = option.programme.data if option is not None else None
    items = data.held_out_items if data is not None and data.held_out_items else USUAL_HELD_OUT_ITEMS
    low, high = wilson_limits(value, items)
    return UsualRange(
        *("plus", round(low - value, 4), round(high - value, 4)),
        f"the 95 % interval of {items:,} held-out items",
        *(INTERVALS, READ, "high"),
    )


def usually_ranged(scenario: Scenario) -> Iterator[tuple[str, float, UsualRange]]:
    """What is usually least sure: volume, hosted prices, throughput, quality, labels; path, value and range."""
    tasks = scenario.workload.tasks_per_month
    yield "workload.tasks_per_month", tasks, usual_range("tasks_per_month", tasks, None)
    for place, option in enumerate(scenario.options):
        for name, value in _of_option(option):
            yield f"options.{place}.{name}", value, usual_range(name, value, option)


def _of_option(option: Option) -> Iterator[tuple[str, float]]:
    if isinstance(option, Hosted | ManagedFineTune) and option.sku is not None:
        yield "price_change_per_year", option.price_change_per_year
    if isinstance(option, Fleet) and option.usd_per_task is None and option.requests_per_second is None:
        yield "throughput_factor", option.throughput_factor
    if option.quality is not None:
        yield "quality", option.quality
    if option.programme.data is not None and option.programme.data.made_by == "people":
        yield "programme.data.usd_per_example", option.programme.data.usd_per_example


def with_usual_ranges(scenario: Scenario) -> Scenario:
    """The scenario with its least sure numbers as ranges, within the limits of their fields; points stay as they are."""
    data, fields = scenario.model_dump(exclude_unset=True), dict(numbers_in(scenario))
    for path, value, usual in usually_ranged(scenario):
        at_least, at_most = usual.ends(value)
        put_range(data, path, value, max(at_least, fields[path].low), min(at_most, fields[path].high))
    return scenario_from_dict(data)


def put_range(data: dict[str, Any], path: str, value: float, at_least: float, at_most: float) -> None:
    """Write a range into a scenario as JSON holds it."""
    *parents, last = path.split(".")
    place: Any = data
    for parent in parents:
        place = place[int(parent)] if isinstance(place, list | tuple) else place.setdefault(parent, {})
    place[last] = {"min": at_least, "mode": value, "max": at_most}

"""The gates of evaluation and A/B test: is the measurement large enough, and what does it show?"""

from __future__ import annotations

from collections.abc import Iterator

from costmodel.case.model import OptionCase
from costmodel.case.work import AbTestWork, ProgrammeWork
from costmodel.decide.pipeline.gate import Gate, state_of
from costmodel.estimate.intervals import difference_interval, wilson_interval, wilson_limits
from costmodel.estimate.samples import held_out_items_wilson
from costmodel.scenario.progress import Progress

EXPECTED_RATE = 0.8
"""Of an option whose quality is not known yet; the interval is wider only nearer to a half."""

MEETS_BAR = "It meets the quality bar"

MOST_ITEMS = 1_000_000
"""Beyond this a held-out set is no answer."""


def items_to_clear(quality: float, bar: float) -> int | None:
    """Items for which the interval of `quality` lies above `bar`; None beyond a million, or at the bar."""
    low, high = 1, MOST_ITEMS
    if wilson_limits(quality, high)[0] < bar:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if wilson_limits(quality, middle)[0] >= bar else (middle + 1, high)
    return low


def evaluation_gates(
    option: OptionCase, work: ProgrammeWork, measured: Progress, bar: float | None
) -> Iterator[Gate]:
    """Whether the interval is narrow enough, and whether it lies above the bar."""
    if work.evaluation is None:
        return
    passes = measured.held_out_passes if measured.held_out_items else None
    items = measured.held_out_items or _planned_items(work)
    expected = EXPECTED_RATE if option.quality is None else float(option.quality)
    rate = expected if passes is None else passes / items
    yield _narrow_enough(rate, items, work.evaluation.half_width, bool(measured.held_out_items))
    if bar is None:
        return
    if passes is None:
        yield _can_meet_bar(option, items, bar)
    else:
        yield _meets_bar(passes, int(items), bar)


def _planned_items(work: ProgrammeWork) -> float:
    """No more can be judged than is held out; nothing is where no round is planned."""
    if work.evaluation is None or not work.evaluation.rounds:
        return 0.0
    items = float(work.evaluation.items)
    return items if work.data is None else min(items, float(work.data.held_out_items))


def _can_meet_bar(option: OptionCase, items: float, bar: float) -> Gate:
    """Before anything is measured: whether so many items could show it, at the quality that is assumed."""
    needed = f"all of the 95% interval at {bar:.1%} or above"
    if option.quality is None or items < 1:
        remedy = "Record how many held-out items came out right."
        return Gate("evaluation", MEETS_BAR, "not_known", "not measured", needed, remedy, False)
    quality = float(option.quality)
    low, high = wilson_limits(quality, items)
    found = f"not measured; {quality:.1%} of {items:,.0f} would be {low:.1%} to {high:.1%}"
    if low >= bar:
        remedy = "Record how many held-out items came out right."
        return Gate("evaluation", MEETS_BAR, "not_known", found, needed, remedy, False)
    enough = items_to_clear(quality, bar)
    remedy = (
        f"Hold out and judge {enough:,} items to show {quality:.1%} against this bar."
        if enough is not None
        else f"At the {quality:.1%} that is assumed no number of items shows it."
    )
    return Gate("evaluation", MEETS_BAR, "fails", found, needed, remedy, False)


def _meets_bar(passes: int, items: int, bar: float) -> Gate:
    low, high = wilson_interval(passes, items)
    remedy = (
        "Better data before more data: sort what fails, and write examples for it."
        if high < bar
        else "The bar lies within the interval: measure more held-out items."
    )
    return Gate(
        "evaluation",
        MEETS_BAR,
        state_of(True if low >= bar else False if high < bar else None),
        f"{passes / items:.1%} right, between {low:.1%} and {high:.1%}",
        f"all of the 95% interval at {bar:.1%} or above",
        remedy,
        True,
    )


def _narrow_enough(rate: float, items: float, half_width: float, is_measured: bool) -> Gate:
    if items < 1:
        return Gate(
            "evaluation",
            "The evaluation is narrow enough",
            "fails",
            "no held-out items",
            f"±{half_width:.1%}",
            "Keep items aside that no training sees.",
            is_measured,
        )
    low, high = wilson_limits(rate, items)
    half = (high - low) / 2
    needed = held_out_items_wilson(min(max(rate, 0.001), 0.999), half_width)
    return Gate(
        "evaluation",
        "The evaluation is narrow enough",
        state_of(half <= half_width),
        f"±{half:.1%} with {items:,.0f} items",
        f"±{half_width:.1%}",
        f"Hold out {needed:,} items, or accept a wider interval.",
        is_measured,
    )


def ab_test_gates(work: ProgrammeWork, measured: Progress) -> Iterator[Gate]:
    """Whether the test is large enough, and what it shows."""
    test = work.ab_test
    if test is None:
        return
    arrived, days = measured.arm_items, float(test.days)
    in_time = days <= test.most_days
    needed = float(test.items_per_arm)
    planned = needed if in_time else needed * test.most_days / days
    items = planned if arrived is None else arrived
    yield Gate(
        "ab_test",
        "The test is large enough",
        state_of(items >= needed if arrived is not None else in_time),
        f"{items:,.0f} items an arm arrived"
        if arrived is not None
        else f"{items:,.0f} items an arm within {test.most_days:g} days",
        f"{test.items_per_arm:,} items an arm, which takes {_time(days)}",
        "Give the test more of the traffic or more days, or look for a larger difference.",
        arrived is not None,
    )
    yield _better_or_not_worse(test, measured)


def _better_or_not_worse(test: AbTestWork, measured: Progress) -> Gate:
    """Judged once the planned items have arrived: looking earlier finds differences that are none."""
    is_better = test.goal == "better"
    name = (
        "The new model is better in production" if is_better else "The new model is not worse in production"
    )
    least = 0.0 if is_better else -test.lift
    needed = (
        f"the 95% interval of the difference above {least * 100:+.3g} points"
        if least
        else ("the 95% interval of the difference above 0")
    )
    arrived, control, treated = measured.arm_items, measured.control_passes, measured.treated_passes
    if not arrived or control is None or treated is None:
        return Gate(
            "ab_test",
            name,
            "not_known",
            "not measured",
            needed,
            "Record items and passes of both arms.",
            False,
        )
    low, high = difference_interval(control, treated, arrived)
    found = f"{low * 100:+.1f} to {high * 100:+.1f} points"
    if arrived < test.items_per_arm:
        remedy = "Wait for the planned items: whoever looks early finds differences that are none."
        return Gate("ab_test", name, "not_known", found, needed, remedy, True)
    state = state_of(True if low > least else False if high < least else None)
    remedy = (
        "Keep today's model and look at what changed."
        if state == "fails"
        else "Not told apart yet: let it run on."
    )
    return Gate("ab_test", name, state, found, needed, remedy, True)


def _time(days: float) -> str:
    return f"{days * 24:.1f} hours" if days < 1 else f"{days:,.1f} days"

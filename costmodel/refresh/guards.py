"""What a refresh does not do unless someone has looked at it."""

from __future__ import annotations

from collections.abc import Sequence

from costmodel.refresh.plan import Plan
from costmodel.refresh.quotes import EmbeddedList, Reading
from costmodel.refresh.witness import Disagreement

LARGEST_CHANGE = 0.5
LARGEST_SHARE_VANISHED = 0.05


def reasons_to_hold(
    plan: Plan, conflicts: Sequence[Disagreement], *, share_vanished: float
) -> tuple[str, ...]:
    """Why the plan needs --accept; empty if it does not.

    A change above 50 %; a price that goes without another in its place; a witness that disagrees with the
    source; more than 5 % of what a source was asked for vanished from it at once.
    """
    reasons = []
    if any(difference.retires for difference in plan.differences):
        if share_vanished > LARGEST_SHARE_VANISHED:
            reasons.append(f"{share_vanished:.0%} of the source's products vanished at once, more than 5 %")
    else:
        shares = [difference.share for difference in plan.differences]
        measured = [abs(share) for share in shares if share is not None]
        if any(difference.new is None for difference in plan.differences):
            reasons.append("a price goes, and none takes its place")
        if measured and max(measured) > LARGEST_CHANGE:
            reasons.append(f"a price moves by {max(measured):.0%}, more than 50 %")
    if conflicts:
        worst = max(conflicts, key=lambda conflict: abs(conflict.share))
        reasons.append(f"the witness differs by {worst.share:+.1%} on {worst.field}")
    return tuple(reasons)


def reasons_of_age(plan: Plan, embedded: EmbeddedList | None) -> tuple[str, ...]:
    """Why a list inside a package may not change rows that were read after its day; empty if it may."""
    if embedded is None:
        return ()
    if embedded.day is None:
        return (f"the day of the embedded list of {embedded.package} is not known",)
    read = max(entry.row.as_of for entry in plan.product.rows if plan.product.touches(entry.row))
    if embedded.day >= read:
        return ()
    return (
        f"the embedded list of {embedded.package} is from {embedded.day}, older than the day this row was"
        f" read, {read}",
    )


def reasons_of_end(plan: Plan, heard: Sequence[Reading]) -> tuple[str, ...]:
    """Who says that the product is no longer sold, though a price of it is still listed."""
    key = plan.product.key
    return tuple(
        f"{reading.source} says it ended on {reading.ended[key]}" for reading in heard if key in reading.ended
    )

"""The break-even of two options."""

from __future__ import annotations

CLOSE = 1e-5


SECONDS, HOURS = 730 * 3600, 730


def tasks_per_replica(requests_per_second: float) -> float:
    return requests_per_second * 0.7 * SECONDS / 3

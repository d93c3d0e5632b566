"""What the calls of an option ask of whoever serves them, at the peak."""

from __future__ import annotations

from dataclasses import dataclass

from costmodel.case.model import OptionCase
from costmodel.cost.fleet import peak_requests_per_second
from costmodel.cost.ledger import Months

SECONDS_PER_MINUTE = 60


@dataclass(frozen=True)
class PeakDemand:
    """Tokens a minute that a rate limit must allow in the busiest moment of the busiest month."""

    input_tokens_per_minute: float
    output_tokens_per_minute: float


def peak_demand(option: OptionCase, tasks: Months) -> PeakDemand:
    """The rate limits that an option needs, for plain numbers; `tasks` has shape (months,)."""
    calls_per_minute = float(peak_requests_per_second(option.calls, tasks).max()) * SECONDS_PER_MINUTE
    return PeakDemand(
        input_tokens_per_minute=calls_per_minute * float(option.calls.input_tokens),
        output_tokens_per_minute=calls_per_minute * float(option.calls.output_tokens),
    )

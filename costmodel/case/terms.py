"""How an option buys tokens: at which hours, from which region, and how long its caches live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.model import TokenTier
from costmodel.catalog.prices import TokenPrice
from costmodel.catalog.rates import TierRates, tier_for, token_rates
from costmodel.errors import InputError, Problem
from costmodel.scenario.options import TokenBilled
from costmodel.scenario.workload import Workload


@dataclass(frozen=True)
class Terms:
    """What of an option and its workload picks or moves a price of the book; no share: even over the day."""

    offpeak_share: Amount | None
    writes_for_an_hour: bool
    region_uplift: Amount

    def rates(self, rows: Sequence[TokenPrice], on: date) -> tuple[TierRates, ...]:
        """The book's rates on a day, blended at the middle draw of the off-peak share."""
        if self.offpeak_share is None:
            return token_rates(rows, on)
        return token_rates(rows, on, float(np.median(self.offpeak_share)))

    def tiers(self, rows: Sequence[TokenPrice], on: date) -> tuple[TokenTier, ...]:
        """Context tiers on a day as this option pays them, before its discount."""
        if self.offpeak_share is None or all(row.time_window == "all" for row in rows):
            return tuple(self._tier(rates) for rates in token_rates(rows, on))
        cheap, dear = (token_rates(rows, on, share) for share in (1.0, 0.0))
        share = self.offpeak_share
        return tuple(
            _mixed(self._tier(low), self._tier(high), share) for low, high in zip(cheap, dear, strict=True)
        )

    def _tier(self, rates: TierRates) -> TokenTier:
        write, uplift = rates.cache_write_usd_per_mtok, self.region_uplift
        if self.writes_for_an_hour and rates.cache_write_1h_usd_per_mtok is not None:
            write = rates.cache_write_1h_usd_per_mtok
        return TokenTier(
            above_tokens=rates.tier_from_tokens,
            input_usd_per_mtok=uplift * rates.input_usd_per_mtok,
            cached_input_usd_per_mtok=uplift * rates.cached_input_usd_per_mtok,
            cache_write_usd_per_mtok=uplift * write,
            output_usd_per_mtok=uplift * rates.output_usd_per_mtok,
            batch_multiplier=1.0 if rates.batch_multiplier is None else rates.batch_multiplier,
        )


def terms_of(billed: TokenBilled, work: Workload) -> Terms:
    """The terms that an option and its workload ask for."""
    writes = work.cache_write_ttl == "1h" and bool(np.any(np.asarray(work.cache_write_tokens) > 0))
    return Terms(work.offpeak_share, writes, billed.region_uplift)


def sells_long_writes(rows: Sequence[TokenPrice], input_tokens: Amount, on: date) -> bool:
    """Whether a prompt of this length, the middle draw, can be written to a cache for an hour."""
    tier = tier_for(token_rates(rows, on), float(np.median(input_tokens)))
    return tier.cache_write_1h_usd_per_mtok is not None


def check_cache_lifetime(rows: Sequence[TokenPrice], terms: Terms, input_tokens: Amount, on: date) -> None:
    """Raise InputError if caches are to live for an hour and the SKU is not sold so on that day."""
    if terms.writes_for_an_hour and not sells_long_writes(rows, input_tokens, on):
        allowed = f"the price book has no one-hour cache write of {rows[0].display_name}; use 5m"
        raise InputError([Problem("workload.cache_write_ttl", "1h", allowed)])


def _mixed(cheap: TokenTier, dear: TokenTier, cheap_share: Amount) -> TokenTier:
    def between(low: Amount, high: Amount) -> Amount:
        return cheap_share * low + (1 - cheap_share) * high

    return TokenTier(
        above_tokens=cheap.above_tokens,
        input_usd_per_mtok=between(cheap.input_usd_per_mtok, dear.input_usd_per_mtok),
        cached_input_usd_per_mtok=between(cheap.cached_input_usd_per_mtok, dear.cached_input_usd_per_mtok),
        cache_write_usd_per_mtok=between(cheap.cache_write_usd_per_mtok, dear.cache_write_usd_per_mtok),
        output_usd_per_mtok=between(cheap.output_usd_per_mtok, dear.output_usd_per_mtok),
        batch_multiplier=cheap.batch_multiplier,
    )

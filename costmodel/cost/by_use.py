"""What a provider bills for use: by the token, or at a known cost per task."""

from __future__ import annotations

from functools import reduce

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.model import Calls, TaskBill, TokenBill, TokenTier
from costmodel.cost.ledger import Months
from costmodel.cost.volume import price_path
from costmodel.units import HOURS_PER_MONTH, TOKENS_PER_MTOK


def api_usd(bill: TokenBill | TaskBill, calls: Calls, tasks: Months) -> Months:
    """Line `api`: what use costs in each month, shape (..., months).

    Retries are billed like calls. A known cost per task already holds calls, retries, caches and batch.
    """
    if isinstance(bill, TaskBill):
        usd_per_task: Amount = bill.usd_per_task
    else:
        usd_per_task = calls.billed_per_task * usd_per_call(bill, calls)
    paid = (1 - bill.discount) * price_path(bill.price_change_per_year, tasks.shape[-1])
    return tasks * (usd_per_task * paid)


def usd_per_call(bill: TokenBill, calls: Calls) -> Amount:
    """Price of one call, a batch share of them at the batch price.

    The prompt of one call picks the context tier, and the tier applies to the whole call: a cliff, not
    a margin, https://developers.openai.com/api/docs/pricing
    """

    def dearer(price: Amount, tier: TokenTier) -> Amount:
        is_above = np.asarray(calls.input_tokens) > tier.above_tokens
        return np.where(is_above, _usd_per_call_in(tier, calls), price)

    first, *higher = bill.tiers
    return reduce(dearer, higher, _usd_per_call_in(first, calls))


def hosting_usd(bill: TokenBill | TaskBill, tasks: Months) -> Months:
    """Line `hosting`: the hourly fee of a deployment that is there whether used or not."""
    return bill.hosting_usd_per_hour * HOURS_PER_MONTH * np.ones(tasks.shape[-1])


def _usd_per_call_in(tier: TokenTier, calls: Calls) -> Amount:
    fresh = calls.input_tokens - calls.cached_input_tokens - calls.cache_write_tokens
    usd = (
        fresh * tier.input_usd_per_mtok
        + calls.cached_input_tokens * tier.cached_input_usd_per_mtok
        + calls.cache_write_tokens * tier.cache_write_usd_per_mtok
        + calls.output_tokens * tier.output_usd_per_mtok
    ) / TOKENS_PER_MTOK
    return usd * (1 - calls.batch_share + calls.batch_share * tier.batch_multiplier)

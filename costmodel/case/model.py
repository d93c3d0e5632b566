"""A case: the scenario with every name looked up and every gap estimated; numbers only.

A number may be a float or an array. The last axis of an array is months; leading axes are draws or
volumes, so a number that varies by draw but not by month has a last axis of length 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from costmodel.case.amount import Amount
from costmodel.case.work import ProgrammeWork
from costmodel.catalog.prices import GpuPrice
from costmodel.estimate.throughput import Throughput
from costmodel.scenario.options import Billing
from costmodel.scenario.workload import GrowthShape


@dataclass(frozen=True)
class Source:
    """Where a number of the case comes from: the scenario's field, what was looked up, and what it says."""

    field: str
    what: str
    value: str
    unit: str
    url: str
    as_of: date | None
    confidence: str
    note: str = ""


@dataclass(frozen=True)
class PriceEvent:
    """A day inside the horizon on which what an option pays for a token changes, or its model retires.

    `old_usd` and `new_usd` are input and output per million tokens for its prompts, before discount.
    `successor` is who takes over; `retires` without one: the last price stays.
    """

    day: date
    month: float
    model: str
    retires: bool
    successor: str | None
    old_usd: tuple[float, float]
    new_usd: tuple[float, float]


@dataclass(frozen=True)
class Growth:
    """How the volume moves from month to month: at a rate, or in the shape of a series of monthly volumes.

    A linear rate is a fraction of month 0. Of a `series` only the shape counts; with one there is no rate.
    """

    per_month: Amount = 0.0
    shape: GrowthShape = "compound"
    series: tuple[float, ...] | None = None

    def notes(self, horizon_months: int) -> tuple[str, ...]:
        """What the reader should know where the series and the horizon differ in length."""
        months = horizon_months if self.series is None else len(self.series)
        if months < horizon_months:
            return (
                f"The monthly volumes end with month {months - 1}; the last one stays until the horizon"
                f" of {horizon_months} months ends.",
            )
        if months > horizon_months:
            return (
                f"The horizon of {horizon_months} months ends before the {months} monthly volumes do; the"
                f" last {months - horizon_months} are not used.",
            )
        return ()


@dataclass(frozen=True)
class Calls:
    """The calls that one option needs: how many for a task, how long, how many of them may wait."""

    calls_per_task: Amount
    retry_rate: Amount
    input_tokens: Amount
    cached_input_tokens: Amount
    cache_write_tokens: Amount
    output_tokens: Amount
    batch_share: Amount
    peak_to_mean: Amount
    day_weights: tuple[float, ...] | None = None
    """Load of each hour over the mean of the day, where a day profile is given."""

    @property
    def billed_per_task(self) -> Amount:
        """Calls that are made and billed for one task, retries included."""
        return self.calls_per_task * (1 + self.retry_rate)


@dataclass(frozen=True)
class TokenTier:
    """Prices per million tokens for calls whose prompt is longer than `above_tokens`."""

    above_tokens: float
    input_usd_per_mtok: Amount
    cached_input_usd_per_mtok: Amount
    cache_write_usd_per_mtok: Amount
    output_usd_per_mtok: Amount
    batch_multiplier: Amount


@dataclass(frozen=True)
class TokenBill:
    """Use billed by the token; `tiers` ascend and the first starts at 0."""

    tiers: tuple[TokenTier, ...]
    discount: Amount
    price_change_per_year: Amount
    hosting_usd_per_hour: Amount


@dataclass(frozen=True)
class TaskBill:
    """Use billed at a known cost per task."""

    usd_per_task: Amount
    discount: Amount
    price_change_per_year: Amount
    hosting_usd_per_hour: Amount


@dataclass(frozen=True)
class FleetBill:
    """GPUs in whole replicas and whole instances: always on, following the day, or asleep while nobody calls."""

    usd_per_gpu_hour: Amount
    price_change_per_year: Amount
    gpus_per_replica: int
    gpus_per_instance: int
    requests_per_second: Amount
    target_utilisation: Amount
    min_replicas: int
    spare_replicas: int
    platform_usd_per_month: Amount
    billing: Billing = "always_on"
    startup_minutes: Amount = 0.0
    idle_minutes: Amount = 0.0


@dataclass(frozen=True)
class KnownFleetBill:
    """Own serving at a known cost per task, machines not modelled."""

    usd_per_task: Amount
    price_change_per_year: Amount
    platform_usd_per_month: Amount


@dataclass(frozen=True)
class HybridBill:
    """Own replicas that are always on, and a provider for the calls they cannot take.

    `owned_replicas` None: the number with the lowest total over the horizon, chosen anew for every volume.
    """

    fleet: FleetBill
    overflow: TokenBill | TaskBill
    owned_replicas: Amount | None


Bill = TokenBill | TaskBill | FleetBill | KnownFleetBill | HybridBill


def machines_of(bill: Bill) -> FleetBill | None:
    """The own machines behind a bill, those of a hybrid included; None where there are none, or they are not known."""
    if isinstance(bill, HybridBill):
        return bill.fleet
    return bill if isinstance(bill, FleetBill) else None


@dataclass(frozen=True)
class Upkeep:
    """The programme of an option: what is paid once, every month, at each retraining and base refresh.

    `upfront_usd_by_line` holds lumps of one-off money by line of the ledger; `work` is priced on top.
    `end_of_life_month`: when the end of a provider's base model forces a refresh.
    """

    build_months: int
    upfront_usd_by_line: Mapping[str, Amount]
    people_usd_per_month: Amount
    retrain_every_months: int | None
    retrain_usd: Amount
    retrain_share: Amount = 0.0
    base_refresh_every_months: int | None = None
    base_refresh_usd: Amount = 0.0
    base_refresh_share: Amount = 0.0
    end_of_life_month: int | None = None
    work: ProgrammeWork | None = None


@dataclass(frozen=True)
class OptionCase:
    """One way to do the work, in numbers."""

    name: str
    kind: str
    quality: Amount | None
    calls: Calls
    bill: Bill
    upkeep: Upkeep
    escalation_share: Amount
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    quality_notes: tuple[str, ...] = ()
    serving: Throughput | None = None
    gpu_offer: GpuPrice | None = None
    price_events: tuple[PriceEvent, ...] = ()


@dataclass(frozen=True)
class Case:
    """The whole question in numbers, ready for the cost functions."""

    as_of: date
    horizon_months: int
    discount_rate: Amount
    quality_bar: float | None
    error_cost_usd: Amount
    last_invoice_usd: float | None
    tasks_per_month: Amount
    growth: Growth
    baseline_index: int
    options: tuple[OptionCase, ...]
    market_notes: tuple[str, ...] = ()

    @property
    def baseline(self) -> OptionCase:
        """The option that the others are held against."""
        return self.options[self.baseline_index]

    @property
    def quality_notes(self) -> tuple[str, ...]:
        """Where an option is judged by the quality of a model that no longer answers for it."""
        return tuple(note for option in self.options for note in option.quality_notes)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should know about how the numbers came about, each once."""
        of_options = (note for option in self.options for note in (*option.notes, *option.quality_notes))
        return tuple(
            dict.fromkeys((*self.growth.notes(self.horizon_months), *self.market_notes, *of_options))
        )

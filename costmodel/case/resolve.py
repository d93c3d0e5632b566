"""From a scenario and the catalog to a case: names become numbers, gaps are estimated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from costmodel.case.day_shapes import day_weights
from costmodel.case.end_of_life import end_of_life_notes
from costmodel.case.fleet_bill import resolve_fleet
from costmodel.case.from_scratch import with_training
from costmodel.case.market import Market, market_notes, market_of
from costmodel.case.model import (
    Calls,
    Case,
    FleetBill,
    Growth,
    HybridBill,
    KnownFleetBill,
    OptionCase,
    TaskBill,
    TokenBill,
    Upkeep,
)
from costmodel.case.price_events import price_events
from costmodel.case.price_notes import price_notes
from costmodel.case.programme import resolve_programme
from costmodel.case.succession import Timeline
from costmodel.case.successor_quality import successor_quality_notes
from costmodel.case.terms import terms_of
from costmodel.case.token_bill import bill_by_use, hosting_fee, price_sources
from costmodel.case.training_work import training_notes
from costmodel.catalog.book import Catalog
from costmodel.catalog.prices import TokenPrice
from costmodel.catalog.successors import Reign, alone, succession
from costmodel.errors import InputError, Problem, UnknownNameError
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Fleet, FromScratch, Hosted, Hybrid, ManagedFineTune, Option, Overflow
from costmodel.scenario.workload import Workload

NO_UPKEEP = Upkeep(
    build_months=0,
    upfront_usd_by_line=MappingProxyType({}),
    people_usd_per_month=0.0,
    retrain_every_months=None,
    retrain_usd=0.0,
)
"""Of an option whose programme is not looked at yet."""


def resolve(scenario: Scenario, catalog: Catalog) -> Case:
    """Look everything up and estimate what was not given.

    Raises InputError with every name that the catalog does not hold and every fleet that cannot serve, or
    with every fault of the scenario's own prices.
    """
    market = market_of(scenario, catalog)
    timeline = Timeline(market.on, scenario.horizon_months)
    options, problems = [], []
    for index, option in enumerate(scenario.options):
        try:
            options.append(_resolve_option(option, scenario, market, timeline))
        except InputError as error:
            problems += [replace(p, field=f"options.{index}.{p.field}") for p in error.problems]
    if problems:
        raise InputError(problems)
    return Case(
        as_of=market.on,
        horizon_months=scenario.horizon_months,
        discount_rate=scenario.discount_rate,
        quality_bar=scenario.quality_bar,
        error_cost_usd=scenario.error_cost_usd,
        last_invoice_usd=scenario.last_invoice_usd,
        tasks_per_month=scenario.workload.tasks_per_month,
        growth=_growth(scenario.workload),
        baseline_index=scenario.baseline_index,
        options=tuple(options),
        market_notes=market_notes(market),
    )


def _resolve_option(option: Option, scenario: Scenario, market: Market, timeline: Timeline) -> OptionCase:
    work = option.workload.applied_to(scenario.workload)
    served = _served(option, work, market.catalog, timeline)
    resolved = replace(
        served,
        upkeep=resolve_programme(option, market),
        notes=(*served.notes, *end_of_life_notes(option, market), *training_notes(option, market)),
        quality_notes=successor_quality_notes(option, scenario, market.catalog, timeline),
    )
    return with_training(resolved, option, market.catalog) if isinstance(option, FromScratch) else resolved


def _served(option: Option, work: Workload, catalog: Catalog, timeline: Timeline) -> OptionCase:
    if isinstance(option, Hosted | ManagedFineTune):
        return _billed_by_use(option, work, catalog, timeline)
    if option.usd_per_task is not None:
        bill = KnownFleetBill(
            option.usd_per_task, option.price_change_per_year, option.platform_usd_per_month
        )
        return _option_case(option, work, bill)
    fleet = resolve_fleet(option, work, catalog, timeline.as_of)
    own = replace(
        _option_case(option, work, fleet.bill),
        sources=fleet.sources,
        notes=fleet.notes,
        serving=fleet.serving,
        gpu_offer=fleet.offer,
    )
    return _with_overflow(own, option, work, catalog, timeline) if isinstance(option, Hybrid) else own


def _with_overflow(
    own: OptionCase, option: Hybrid, work: Workload, catalog: Catalog, timeline: Timeline
) -> OptionCase:
    """The own replicas, and the provider that takes what they cannot; it is priced like any hosted option."""
    given = {field: getattr(option.overflow, field) for field in Overflow.model_fields}
    # A draw's fields are arrays, which validation would refuse; they were validated with the option.
    hosted = Hosted.model_construct(kind="hosted", name=f"{option.name}, overflow", **given)
    try:
        overflow = _billed_by_use(hosted, work, catalog, timeline)
    except InputError as error:
        raise InputError([replace(p, field=f"overflow.{p.field}") for p in error.problems]) from None
    assert isinstance(own.bill, FleetBill)
    assert isinstance(overflow.bill, TokenBill | TaskBill)
    return replace(
        own,
        bill=HybridBill(own.bill, overflow.bill, option.owned_replicas),
        sources=(*own.sources, *overflow.sources),
        notes=(*own.notes, *overflow.notes),
        price_events=overflow.price_events,
    )


def _billed_by_use(
    option: Hosted | ManagedFineTune, work: Workload, catalog: Catalog, timeline: Timeline
) -> OptionCase:
    reigns = _reigns(option, catalog)
    rows = reigns[0].rows if reigns else ()
    fee = _hosting_usd_per_hour(option, rows, timeline.as_of)
    case = _option_case(option, work, bill_by_use(option, reigns, fee, work, timeline))
    if not reigns:
        return case
    terms = terms_of(option, work)
    notes = price_notes(reigns, work, terms, timeline)
    if isinstance(option, ManagedFineTune) and option.hosting_usd_per_hour is None and fee:
        notes = (
            *notes,
            f"{rows[0].display_name}: its hosting fee of ${fee:g} an hour is from the price book.",
        )
    return replace(
        case,
        sources=price_sources(reigns, terms, work.input_tokens, timeline),
        notes=notes,
        price_events=price_events(reigns, terms, work.input_tokens, timeline),
    )


def _reigns(option: Hosted | ManagedFineTune, catalog: Catalog) -> tuple[Reign, ...]:
    """Who prices the option; a tuned model has no successor: its end forces a move, which is priced apart."""
    if option.sku is None:
        return ()
    try:
        if isinstance(option, Hosted):
            return succession(catalog.hosted_model(option.sku), catalog)
        rows = catalog.fine_tune(option.sku)
    except UnknownNameError as error:
        raise InputError([Problem("sku", option.sku, error.allowed)]) from None
    if any(row.input_usd_per_mtok is None or row.output_usd_per_mtok is None for row in rows):
        allowed = "it is billed by GPU time, not by the token: use kind self_hosted at the provider's rate"
        raise InputError([Problem("sku", option.sku, allowed)])
    return alone(rows)


def _hosting_usd_per_hour(option: Hosted | ManagedFineTune, rows: Sequence[TokenPrice], on: date) -> float:
    """The fee that was given, else the one of the SKU in the price book, else 0."""
    if isinstance(option, Hosted):
        return 0.0
    if option.hosting_usd_per_hour is not None:
        return option.hosting_usd_per_hour
    return hosting_fee(rows, on)


def _option_case(option: Option, work: Workload, bill: object) -> OptionCase:
    return OptionCase(
        name=option.name,
        kind=option.kind,
        quality=option.quality,
        calls=_calls(work),
        bill=bill,  # type: ignore[arg-type]
        upkeep=NO_UPKEEP,
        escalation_share=option.escalation_share if isinstance(option, Fleet | ManagedFineTune) else 0.0,
    )


def _growth(work: Workload) -> Growth:
    return Growth(work.monthly_growth, work.growth_shape, work.volume_series)


def _calls(work: Workload) -> Calls:
    return Calls(
        calls_per_task=work.calls_per_task,
        retry_rate=work.retry_rate,
        input_tokens=work.input_tokens,
        cached_input_tokens=work.cached_input_tokens,
        cache_write_tokens=work.cache_write_tokens,
        output_tokens=work.output_tokens,
        batch_share=work.batch_share,
        peak_to_mean=work.peak_to_mean,
        day_weights=day_weights(work.day_profile),
    )

"""What one adapter costs a month, where the plan does not say: a programme of its own, spread over its life."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from costmodel.case.market import Market
from costmodel.case.mix import MixCase, pool_rent, resolve_mix
from costmodel.case.programme import resolve_programme
from costmodel.catalog.book import Catalog
from costmodel.cost.programme import retraining_usd, upfront_usd
from costmodel.decide.money import usd_in_words
from costmodel.errors import InputError
from costmodel.scenario.adapter import usual_adapter_programme
from costmodel.scenario.mix_plan import MixPlan
from costmodel.scenario.options import SelfHosted
from costmodel.scenario.programme import Programme


@dataclass(frozen=True)
class AdapterCost:
    """One adapter of a pool: what it takes once and again, spread over `life_months`."""

    pool: str
    upfront_usd: float
    retraining_usd: float
    retrainings: int
    people_usd_per_month: float
    life_months: int

    @property
    def usd_per_month(self) -> float:
        """All of it over its life."""
        once = self.upfront_usd + self.retrainings * self.retraining_usd
        return once / self.life_months + self.people_usd_per_month


def mix_case(plan: MixPlan, catalog: Catalog, on: date | None = None) -> MixCase:
    """A plan in numbers, adapters that it does not price included; raises InputError naming the field."""
    costs = adapter_costs(plan, catalog, on)
    priced = plan.model_copy(
        update={
            "adapter_usd_per_month": {
                **{cost.pool: cost.usd_per_month for cost in costs},
                **plan.adapter_usd_per_month,
            }
        }
    )
    case = resolve_mix(priced, catalog, on)
    return replace(case, notes=(*case.notes, *_notes(plan, costs)))


def adapter_costs(plan: MixPlan, catalog: Catalog, on: date | None = None) -> tuple[AdapterCost, ...]:
    """The adapters of pools that the plan does not price; none where checkpoint or card is not known."""
    day = on or catalog.newest_date
    market = Market(catalog, day, plan.requests_per_month, plan.adapter_life_months)
    return tuple(_cost(plan, pool, market) for pool in _unpriced(plan))


def adapter_programme(plan: MixPlan) -> Programme:
    """The plan's own, else the usual one."""
    return plan.adapter_programme or usual_adapter_programme()


def _unpriced(plan: MixPlan) -> Iterator[str]:
    for name, pool in plan.pools.items():
        if name not in plan.adapter_usd_per_month and None not in (pool.checkpoint, pool.gpu):
            yield name


def _cost(plan: MixPlan, name: str, market: Market) -> AdapterCost:
    pool, programme = plan.pools[name], adapter_programme(plan)
    try:
        option = SelfHosted(
            kind="self_hosted",
            name=name,
            checkpoint=pool.checkpoint,
            gpu=pool.gpu,
            precision=pool.precision,
            usd_per_gpu_hour=pool_rent(pool, market.catalog, market.on),
            programme=programme,
        )
        upkeep = resolve_programme(option, market)
    except InputError as error:
        raise InputError(
            [replace(problem, field=_field_of_plan(name, problem.field)) for problem in error.problems]
        ) from None
    every, life = programme.retrain_every_months, plan.adapter_life_months
    return AdapterCost(
        pool=name,
        upfront_usd=float(upfront_usd(upkeep)),
        retraining_usd=float(retraining_usd(upkeep)),
        retrainings=0 if every is None else (life - 1) // every,
        people_usd_per_month=float(upkeep.people_usd_per_month),
        life_months=life,
    )


def _field_of_plan(pool: str, field: str) -> str:
    part, _, rest = field.partition(".")
    return f"adapter_programme.{rest}" if part == "programme" else f"pools.{pool}.{field}"


def _notes(plan: MixPlan, costs: tuple[AdapterCost, ...]) -> Iterator[str]:
    for cost in costs:
        yield (
            f"An adapter on {cost.pool} costs {usd_in_words(cost.usd_per_month)} a month: {usd_in_words(cost.upfront_usd)} once and"
            f" {cost.retrainings} renewals of {usd_in_words(cost.retraining_usd)}, over {cost.life_months} months."
        )
    known = {*plan.adapter_usd_per_month, *(cost.pool for cost in costs)}
    for name in plan.pools:
        if name not in known:
            yield f"Adapters on {name} cost nothing here: the plan names no cost, and no checkpoint to train."

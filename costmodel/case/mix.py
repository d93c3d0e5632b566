"""From a plan of sub-tasks and the catalog to numbers: what each option costs, takes and reaches for each sub-task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from costmodel.case.fleet_bill import cheapest_offer
from costmodel.catalog.book import Catalog
from costmodel.catalog.lookup import found
from costmodel.catalog.rates import TierRates, tier_for, token_rates
from costmodel.errors import InputError, Problem, UnknownNameError
from costmodel.estimate.throughput import DoesNotFit, MissesPromise, Throughput, estimate_throughput
from costmodel.scenario.mix_plan import BASE, LORA, Api, MixPlan, Pool
from costmodel.units import HOURS_PER_MONTH, SECONDS_PER_MONTH, TOKENS_PER_MTOK

Table = NDArray[np.float64]

STEADY_TPOT_MS = 50.0
"""How fast a pool must write while its speeds are estimated: 20 tokens a second, faster than reading."""

USUAL_DEPLOYMENT = "typical"
"""What an application team reaches: engine defaults of vLLM, https://docs.vllm.ai."""


@dataclass(frozen=True)
class PoolCase:
    """One pool in numbers; speeds are those of a replica."""

    name: str
    usd_per_replica_month: float
    platform_usd: float
    min_replicas: int
    spare_replicas: int
    prefill_tok_s: float
    decode_tok_s: float
    lora_overhead: float


@dataclass(frozen=True)
class MixCase:
    """A plan in numbers; tables have a row for each sub-task and a column for each option.

    `usd` is what an option costs a month apart from replicas, `usd_fixed` the part of it that no volume moves
    (adapters, monthly fees), `load` how many replicas of its pool it fills,
    `pool_of` the place of its pool, -1 for a hosted one. Quality and latency are NaN where they are not known.
    `permitted` says which options the plan allows; `edges` name sub-tasks by their places.
    """

    subtasks: tuple[str, ...]
    options: tuple[str, ...]
    pool_of: tuple[int, ...]
    pools: tuple[PoolCase, ...]
    usd: Table
    usd_fixed: Table
    load: Table
    quality: Table
    latency_ms: Table
    permitted: NDArray[np.bool_]
    task_floors: Table
    edges: tuple[tuple[int, int], ...]
    quality_floor: float
    latency_budget_ms: float
    requests_per_month: float
    measured: tuple[tuple[tuple[int, ...], float], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_hosted(self) -> NDArray[np.bool_]:
        """Which options a provider serves."""
        return np.array([pool < 0 for pool in self.pool_of])

    def is_adapter(self, column: int) -> bool:
        """Whether an option is a pool's model with an adapter of the sub-task's own."""
        return self.pool_of[column] >= 0 and self.options[column].endswith(LORA)

    def at_volume(self, requests_per_month: float) -> MixCase:
        """The same plan at another volume: what is bought by use and the loads scale, the rest stays."""
        times = requests_per_month / self.requests_per_month
        return replace(
            self,
            usd=self.usd_fixed + (self.usd - self.usd_fixed) * times,
            load=self.load * times,
            requests_per_month=requests_per_month,
        )


def resolve_mix(plan: MixPlan, catalog: Catalog, on: date | None = None) -> MixCase:
    """Look up prices and estimate speeds that the plan leaves out; raises InputError naming the field."""
    day = on or catalog.newest_date
    problems: list[Problem] = []
    rates: dict[str, tuple[TierRates, ...]] = {}
    pools: list[PoolCase] = []
    for name, api in plan.apis.items():
        try:
            rates[name] = () if api.sku is None else token_rates(catalog.token_prices(api.sku), day)
        except UnknownNameError as error:
            problems.append(Problem(f"apis.{name}.sku", error.name, error.allowed))
    for name, pool in plan.pools.items():
        try:
            pools.append(_pool(name, pool, plan, catalog, day))
        except InputError as error:
            problems += [
                replace(problem, field=f"pools.{name}.{problem.field}") for problem in error.problems
            ]
    if problems:
        raise InputError(problems)
    return _case(plan, rates, tuple(pools))


def _case(plan: MixPlan, rates: Mapping[str, tuple[TierRates, ...]], pools: tuple[PoolCase, ...]) -> MixCase:
    tasks, options = tuple(plan.subtasks), plan.options
    costs = np.array([[_one(plan, task, option, rates, pools) for option in options] for task in tasks])
    place = {task: row for row, task in enumerate(tasks)}
    hosted = len(plan.hosted_options)
    return MixCase(
        subtasks=tasks,
        options=options,
        pool_of=(*(-1 for _ in range(hosted)), *(column // 2 for column in range(len(options) - hosted))),
        pools=pools,
        usd=costs[:, :, 0] + costs[:, :, 1],
        usd_fixed=costs[:, :, 1],
        load=costs[:, :, 2],
        quality=_table(plan, "quality"),
        latency_ms=_table(plan, "latency_ms"),
        permitted=np.array([[_permits(plan, task, option) for option in options] for task in tasks]),
        task_floors=np.array([subtask.quality_floor for subtask in plan.subtasks.values()]),
        edges=tuple((place[start], place[end]) for start, end in plan.edges),
        quality_floor=plan.quality_floor,
        latency_budget_ms=np.inf if plan.latency_budget_ms is None else plan.latency_budget_ms,
        requests_per_month=plan.requests_per_month,
        measured=_measured(plan),
        notes=tuple(_notes(plan)),
    )


def _measured(plan: MixPlan) -> tuple[tuple[tuple[int, ...], float], ...]:
    column = {option: place for place, option in enumerate(plan.options)}
    return tuple(
        (tuple(column[each.assignment[task]] for task in plan.subtasks), each.quality)
        for each in plan.measured
    )


def _one(
    plan: MixPlan,
    task: str,
    option: str,
    rates: Mapping[str, tuple[TierRates, ...]],
    pools: tuple[PoolCase, ...],
) -> tuple[float, float, float]:
    """What one option costs by use and by the month for a sub-task, and the replicas it fills."""
    subtask = plan.subtasks[task]

    def by_use(api: str) -> float:
        usd_in, usd_out = _rates_of_call(plan.apis[api], rates[api], subtask.input_tokens)
        per_call = (subtask.input_tokens * usd_in + subtask.output_tokens * usd_out) / TOKENS_PER_MTOK
        return plan.requests_per_month * subtask.calls_per_request * per_call

    if option in plan.apis:
        return by_use(option), plan.apis[option].usd_per_month, 0.0
    if option in plan.cascades:
        cascade = plan.cascades[option]
        fees = sum(plan.apis[end].usd_per_month for end in {cascade.first, cascade.then})
        return by_use(cascade.first) + cascade.escalation_share * by_use(cascade.then), fees, 0.0
    pool = next(pool for pool in pools if option in (pool.name + BASE, pool.name + LORA))
    is_lora = option.endswith(LORA)
    seconds = subtask.input_tokens / pool.prefill_tok_s + subtask.output_tokens / pool.decode_tok_s
    peak = plan.requests_per_month / SECONDS_PER_MONTH * plan.peak_to_mean * subtask.calls_per_request
    load = peak * seconds * (pool.lora_overhead if is_lora else 1.0) / plan.target_utilisation
    return 0.0, plan.adapter_usd_per_month.get(pool.name, 0.0) if is_lora else 0.0, load


def _permits(plan: MixPlan, task: str, option: str) -> bool:
    subtask = plan.subtasks[task]
    if subtask.user_facing and option not in plan.hosted_options:
        return False
    return subtask.allowed is None or option in subtask.allowed


def _table(plan: MixPlan, name: str) -> Table:
    given: Mapping[str, Mapping[str, float]] = getattr(plan, name)
    rows = [
        [_value(plan, name, given.get(task, {}), option) for option in plan.options] for task in plan.subtasks
    ]
    return np.array(rows, dtype=float)


def _value(plan: MixPlan, name: str, row: Mapping[str, float], option: str) -> float:
    """What the table says; of a cascade that it leaves out, the mixture of qualities, or both latencies on end."""
    if option in row:
        return row[option]
    if option not in plan.cascades:
        return np.nan
    cascade = plan.cascades[option]
    first, then = row.get(cascade.first, np.nan), row.get(cascade.then, np.nan)
    share = cascade.escalation_share
    return (1 - share) * first + share * then if name == "quality" else first + then


def _rates_of_call(api: Api, tiers: Sequence[TierRates], input_tokens: float) -> tuple[float, float]:
    """USD per million tokens in and out: what the plan says, else the book's tier of so long a prompt."""
    usd_in, usd_out = api.input_usd_per_mtok, api.output_usd_per_mtok
    if usd_in is not None and usd_out is not None:
        return usd_in, usd_out
    tier = tier_for(tiers, input_tokens)
    return (
        tier.input_usd_per_mtok if usd_in is None else usd_in,
        tier.output_usd_per_mtok if usd_out is None else usd_out,
    )


def _pool(name: str, pool: Pool, plan: MixPlan, catalog: Catalog, day: date) -> PoolCase:
    usd = pool_rent(pool, catalog, day)
    given = pool.gpus_per_replica, pool.prefill_tok_s, pool.decode_tok_s
    estimated = _speeds(pool, plan, catalog) if None in given else (1, 1.0, 1.0)
    gpus, prefill, decode = (
        guess if own is None else own for own, guess in zip(given, estimated, strict=True)
    )
    return PoolCase(
        name=name,
        usd_per_replica_month=usd * gpus * HOURS_PER_MONTH,
        platform_usd=pool.platform_usd_per_month,
        min_replicas=pool.min_replicas,
        spare_replicas=pool.spare_replicas,
        prefill_tok_s=prefill,
        decode_tok_s=decode,
        lora_overhead=pool.lora_overhead,
    )


def pool_rent(pool: Pool, catalog: Catalog, day: date) -> float:
    """US dollars per GPU-hour: the plan's own, else the cheapest of the book that is sold so."""
    if pool.usd_per_gpu_hour is not None:
        return pool.usd_per_gpu_hour
    gpu = found(catalog.gpu, "gpu", pool.gpu)
    offer = cheapest_offer(gpu, catalog, day, provider=pool.provider, commitment=pool.commitment)
    return float(offer.usd_per_gpu_hour)


def _speeds(pool: Pool, plan: MixPlan, catalog: Catalog) -> tuple[int, float, float]:
    """GPUs of a replica, and its prefill and decode speeds at the mean lengths of the plan's calls.

    Prompts alone give the one, answers to prompts that are all cached the other.
    """
    checkpoint = found(catalog.checkpoint, "checkpoint", pool.checkpoint)
    gpu = found(catalog.gpu, "gpu", pool.gpu)
    tokens_in, tokens_out = _mean_lengths(plan)
    writing = estimate_throughput(
        checkpoint,
        gpu,
        input_tokens=tokens_in,
        output_tokens=tokens_out,
        prefix_hit_rate=1.0,
        max_tpot_ms=STEADY_TPOT_MS,
        precision=pool.precision,
        deployment=USUAL_DEPLOYMENT,
        gpus_per_replica=pool.gpus_per_replica,
    )
    if isinstance(writing, DoesNotFit | MissesPromise):
        raise InputError([Problem("gpu", pool.gpu, writing.why)])
    reading = estimate_throughput(
        checkpoint,
        gpu,
        input_tokens=tokens_in,
        output_tokens=0,
        precision=pool.precision,
        deployment=USUAL_DEPLOYMENT,
        gpus_per_replica=writing.gpus,
    )
    assert isinstance(reading, Throughput), "what can write can read"
    return (
        writing.gpus,
        float(reading.requests_per_second) * tokens_in,
        float(writing.output_tok_s_per_gpu) * writing.gpus,
    )


def _mean_lengths(plan: MixPlan) -> tuple[float, float]:
    """Tokens in and out of the mean call, at least 1 each."""
    work = [task for task in plan.subtasks.values() if task.calls_per_request > 0] or [
        *plan.subtasks.values()
    ]
    calls = sum(task.calls_per_request for task in work) or 1.0
    tokens_in = sum(task.calls_per_request * task.input_tokens for task in work) / calls
    tokens_out = sum(task.calls_per_request * task.output_tokens for task in work) / calls
    return max(tokens_in, 1.0), max(tokens_out, 1.0)


def _notes(plan: MixPlan) -> Iterator[str]:
    for task, subtask in plan.subtasks.items():
        if subtask.user_facing:
            yield f"{task} stays hosted: users read what it writes, and a general model is the safer hand for that."

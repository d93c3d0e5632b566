"""A request as sub-tasks, the models each may run on, and what they must reach together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from costmodel.errors import InputError, Problem
from costmodel.plain_text import NAME
from costmodel.scenario.adapter import USUAL_LIFE_MONTHS
from costmodel.scenario.numbers import COUNT, PLAIN_NUMBER, Gpus, Replicas
from costmodel.scenario.options import Precision
from costmodel.scenario.parse import json_of, problems_of
from costmodel.scenario.programme import Programme

PLAN = "plan"
MOST_SUBTASKS, MOST_MODELS = 60, 20
BASE, LORA = "_base", "_lora"
"""What follows a pool's name in the names of its two options."""

Name = Annotated[str, Field(min_length=1, max_length=60), NAME]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), PLAIN_NUMBER]
Usd = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False), PLAIN_NUMBER]
Ms = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False), PLAIN_NUMBER]
Speed = Annotated[float, Field(ge=1e-3, le=1e9, allow_inf_nan=False), PLAIN_NUMBER]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Subtask(_Part):
    """One step of a request; `calls_per_request` below 1 is a step that is not always taken.

    `allowed` None: every option. `user_facing`: only hosted models, since users see what it writes.
    """

    calls_per_request: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False), PLAIN_NUMBER] = 1
    input_tokens: Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False), PLAIN_NUMBER]
    output_tokens: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), PLAIN_NUMBER]
    quality_floor: Share = 0
    allowed: tuple[Name, ...] | None = None
    user_facing: bool = False


class Api(_Part):
    """A hosted model: rates per million tokens, or a SKU of the price book; explicit rates win.

    `usd_per_month` is what a tuned API costs for each sub-task on it.
    """

    sku: Name | None = None
    input_usd_per_mtok: Usd | None = None
    output_usd_per_mtok: Usd | None = None
    usd_per_month: Usd = 0

    @model_validator(mode="after")
    def _priced(self) -> Api:
        rates = (self.input_usd_per_mtok, self.output_usd_per_mtok)
        if self.sku is None and None in rates:
            raise ValueError("both rates are needed, or a sku of the price book")
        return self


class Cascade(_Part):
    """Every call goes to `first`; `escalation_share` of them are then sent to `then` as well."""

    first: Name
    then: Name
    escalation_share: Share


class Pool(_Part):
    """Replicas of one open model that sub-tasks share, each with an adapter of its own or with the base model.

    Speeds and rent that are not given come from `checkpoint`, `gpu` and the price book. `lora_overhead`: time
    with adapters beside the base model over time without; 1.25 keeps 0.80 of the speed, published are 0.55 to
    0.92 (https://github.com/vllm-project/vllm/pull/11267, https://github.com/vllm-project/vllm/pull/15655).
    """

    usd_per_gpu_hour: Annotated[float, Field(ge=0, le=1e4, allow_inf_nan=False), PLAIN_NUMBER] | None = None
    gpus_per_replica: Gpus | None = None
    prefill_tok_s: Speed | None = None
    decode_tok_s: Speed | None = None
    checkpoint: Name | None = None
    gpu: Name | None = None
    provider: Name | None = None
    commitment: Name = "on_demand"
    precision: Precision = "bf16"
    min_replicas: Replicas = 1
    spare_replicas: Replicas = 0
    platform_usd_per_month: Usd = 0
    lora_overhead: Annotated[float, Field(ge=1, le=100, allow_inf_nan=False), PLAIN_NUMBER] = 1.25

    @model_validator(mode="after")
    def _known(self) -> Pool:
        speeds = (self.prefill_tok_s, self.decode_tok_s, self.gpus_per_replica)
        if None in speeds and (self.checkpoint is None or self.gpu is None):
            raise ValueError(
                "prefill_tok_s, decode_tok_s and gpus_per_replica are needed, or checkpoint and gpu"
            )
        if self.usd_per_gpu_hour is None and self.gpu is None:
            raise ValueError("usd_per_gpu_hour is needed, or gpu")
        return self


class Measured(_Part):
    """An end-to-end quality that was measured for one whole assignment; it stands in place of the product."""

    assignment: Mapping[Name, Name]
    quality: Share


class MixPlan(_Part):
    """The whole question. Quality and latency are tables by sub-task and option; an option without one is unknown.

    Adapters of pools that `adapter_usd_per_month` leaves out cost what `adapter_programme` (None: the usual one)
    takes for the pool's checkpoint, spread over `adapter_life_months`.
    """

    name: Annotated[str, Field(max_length=200)] = ""
    requests_per_month: Annotated[float, Field(ge=1, le=1e12, allow_inf_nan=False), PLAIN_NUMBER]
    peak_to_mean: Annotated[float, Field(ge=1, le=1000, allow_inf_nan=False), PLAIN_NUMBER] = 3
    target_utilisation: Annotated[float, Field(ge=0.05, le=1, allow_inf_nan=False), PLAIN_NUMBER] = 0.7
    latency_budget_ms: Ms | None = None
    quality_floor: Share = 0
    subtasks: Annotated[Mapping[Name, Subtask], Field(min_length=1, max_length=MOST_SUBTASKS)]
    edges: tuple[tuple[Name, Name], ...] = ()
    apis: Annotated[Mapping[Name, Api], Field(max_length=MOST_MODELS)] = Field(default_factory=dict)
    cascades: Annotated[Mapping[Name, Cascade], Field(max_length=MOST_MODELS)] = Field(default_factory=dict)
    pools: Annotated[Mapping[Name, Pool], Field(max_length=MOST_MODELS)] = Field(default_factory=dict)
    adapter_usd_per_month: Mapping[Name, Usd] = Field(default_factory=dict)
    adapter_programme: Programme | None = None
    adapter_life_months: Annotated[int, Field(ge=1, le=120), COUNT] = USUAL_LIFE_MONTHS
    quality: Mapping[Name, Mapping[Name, Share]] = Field(default_factory=dict)
    latency_ms: Mapping[Name, Mapping[Name, Ms]] = Field(default_factory=dict)
    measured: Annotated[tuple[Measured, ...], Field(max_length=100)] = ()

    @property
    def hosted_options(self) -> tuple[str, ...]:
        """Names of all options that a provider serves."""
        return (*self.apis, *self.cascades)

    @property
    def options(self) -> tuple[str, ...]:
        """Names of all options, hosted ones first."""
        return (*self.hosted_options, *(f"{pool}{kind}" for pool in self.pools for kind in (BASE, LORA)))


def parse_mix_plan(text: str) -> MixPlan:
    """Read a plan from JSON text; raises InputError with one problem per mistake."""
    return mix_plan_from_dict(json_of(text, PLAN))


def mix_plan_from_dict(data: Any) -> MixPlan:
    """Validate what a JSON object holds; raises InputError with one problem per mistake."""
    if not isinstance(data, dict):
        raise InputError([Problem(PLAN, data, "it must be one JSON object")])
    try:
        plan = MixPlan.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(error.errors(), PLAN)) from None
    problems = [*_names(plan), *_cycle(plan)]
    if problems:
        raise InputError(problems)
    return plan


def _names(plan: MixPlan) -> Iterator[Problem]:
    if not plan.options:
        yield Problem("apis", "none", "a plan needs at least one of apis and pools")
        return
    if len(set(plan.options)) < len(plan.options):
        yield Problem("apis", ", ".join(plan.options), "names of apis, cascades and pool options must differ")
    yield from _names_of_subtasks(plan)
    yield from _names_in_tables(plan)
    yield from _names_of_models(plan)


def _names_of_subtasks(plan: MixPlan) -> Iterator[Problem]:
    for place, edge in enumerate(plan.edges):
        for name in edge:
            if name not in plan.subtasks:
                yield Problem(f"edges.{place}", name, _no_subtask(plan))
    for task, subtask in plan.subtasks.items():
        for name in subtask.allowed or ():
            if name not in plan.options:
                yield Problem(f"subtasks.{task}.allowed", name, f"the options are {', '.join(plan.options)}")


def _names_in_tables(plan: MixPlan) -> Iterator[Problem]:
    for table in ("quality", "latency_ms"):
        for task, row in getattr(plan, table).items():
            if task not in plan.subtasks:
                yield Problem(f"{table}.{task}", task, _no_subtask(plan))
            for name in row:
                if name not in plan.options:
                    yield Problem(f"{table}.{task}", name, f"the options are {', '.join(plan.options)}")


def _names_of_models(plan: MixPlan) -> Iterator[Problem]:
    for name in plan.adapter_usd_per_month:
        if name not in plan.pools:
            yield Problem("adapter_usd_per_month", name, f"the pools are {', '.join(plan.pools) or 'none'}")
    for name, cascade in plan.cascades.items():
        for end in ("first", "then"):
            model = getattr(cascade, end)
            if model not in plan.apis:
                yield Problem(f"cascades.{name}.{end}", model, f"the apis are {', '.join(plan.apis)}")
    for place, measured in enumerate(plan.measured):
        field = f"measured.{place}.assignment"
        if set(measured.assignment) != set(plan.subtasks):
            yield Problem(field, len(measured.assignment), f"it must name each of {', '.join(plan.subtasks)}")
        elif unknown := set(measured.assignment.values()) - set(plan.options):
            yield Problem(field, min(unknown), f"the options are {', '.join(plan.options)}")


def _no_subtask(plan: MixPlan) -> str:
    return f"it is no sub-task; the sub-tasks are {', '.join(plan.subtasks)}"


def _cycle(plan: MixPlan) -> Iterator[Problem]:
    after: dict[str, list[str]] = {task: [] for task in plan.subtasks}
    for start, end in plan.edges:
        after.setdefault(start, []).append(end)
    done: set[str] = set()
    for start in after:
        path: list[str] = []
        if found := _loop_from(start, after, path, done):
            yield Problem("edges", " -> ".join(found), "a request must not come back to a step it has left")
            return


def _loop_from(
    task: str, after: Mapping[str, list[str]], path: list[str], done: set[str]
) -> list[str] | None:
    if task in path:
        return [*path[path.index(task) :], task]
    if task in done:
        return None
    path.append(task)
    for following in after.get(task, ()):
        if found := _loop_from(following, after, path, done):
            return found
    path.pop()
    done.add(task)
    return None

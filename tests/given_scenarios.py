"""Scenarios for tests: plain ones to start from, and random ones for hypothesis, as the objects JSON holds."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from costmodel.case import Case, resolve
from costmodel.catalog import load_catalog
from costmodel.decide.compare import Comparison, compare
from costmodel.scenario.parse import scenario_from_dict

Json = dict[str, Any]


def api(name: str = "API", usd_per_task: float = 0.005, **fields: Any) -> Json:
    return {"kind": "hosted", "name": name, "usd_per_task": usd_per_task, **fields}


def by_token(name: str = "API", **fields: Any) -> Json:
    rates = {"input_usd_per_mtok": 2.5, "output_usd_per_mtok": 10}
    return {"kind": "hosted", "name": name, "rates": rates, **fields}


def own(name: str = "Own", **fields: Any) -> Json:
    """Llama-3.1-8B on one H100 at $2.50 that sustains 10 calls a second."""
    return {
        "kind": "self_hosted",
        "name": name,
        "checkpoint": "Llama-3.1-8B",
        "gpu": "H100",
        "usd_per_gpu_hour": 2.5,
        "gpus_per_replica": 1,
        "requests_per_second": 10,
        **fields,
    }


def from_scratch(name: str = "Scratch", **fields: Any) -> Json:
    """The same model and machines as `own`, trained on a billion tokens first."""
    return {**own(name), "kind": "from_scratch", "training_tokens": 1e9, **fields}


def known_cost(name: str = "Own", usd_per_task: float = 0.0005, **fields: Any) -> Json:
    return {"kind": "self_hosted", "name": name, "usd_per_task": usd_per_task, **fields}


def scenario(*options: Json, workload: Json | None = None, **fields: Any) -> Json:
    """100k tasks a month of 1,000 tokens in and 100 out."""
    work = {"tasks_per_month": 100_000, "input_tokens": 1_000, "output_tokens": 100}
    return {**fields, "workload": {**work, **(workload or {})}, "options": list(options)}


def case_of(given: Json) -> Case:
    return resolve(scenario_from_dict(given), load_catalog())


def compared(given: Json) -> Comparison:
    return compare(case_of(given))


def decimals(low: float, high: float, digits: int) -> st.SearchStrategy[float]:
    """Numbers with so many digits after the point, as people type them."""
    scale = 10**digits
    return st.integers(round(low * scale), round(high * scale)).map(lambda number: number / scale)


SHARES = st.one_of(st.sampled_from([0.0, 1.0]), decimals(0, 1, 3))
PRICE_CHANGES = st.one_of(st.just(0.0), decimals(-0.6, 0.6, 2))


def _optional(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(required, optional=optional)


GROWTHS = st.one_of(
    _optional({}, monthly_growth=decimals(-0.2, 0.2, 3), growth_shape=st.just("compound")),
    st.fixed_dictionaries({"monthly_growth": decimals(-0.5, 0.4, 2), "growth_shape": st.just("linear")}),
    st.builds(
        lambda first, others: {"volume_series": [first, *others]},
        st.integers(30, 100),
        st.lists(st.integers(0, 100) | decimals(0, 100, 1), max_size=14),
    ),
)
"""Volumes by every shape, declines to nothing and series shorter and longer than the horizon among them."""

WORKLOADS = _optional(
    {
        "tasks_per_month": st.one_of(st.integers(1, 5_000_000), decimals(1, 1000, 1)),
        "input_tokens": st.integers(2_000, 10_000),
        "output_tokens": st.integers(0, 2_000),
    },
    calls_per_task=st.one_of(st.just(0), decimals(0.1, 6, 1)),
    retry_rate=decimals(0, 1, 2),
    cached_input_tokens=st.integers(0, 1_000),
    cache_write_tokens=st.integers(0, 1_000),
    batch_share=SHARES,
    peak_to_mean=decimals(1, 8, 1),
)
OVERRIDES = _optional(
    {},
    calls_per_task=decimals(0, 3, 1),
    retry_rate=decimals(0, 1, 2),
    input_tokens=st.integers(2_000, 5_000),
    output_tokens=st.integers(0, 500),
    batch_share=SHARES,
)
RATES = _optional(
    {"input_usd_per_mtok": decimals(0, 10, 2), "output_usd_per_mtok": decimals(0, 50, 2)},
    cached_input_usd_per_mtok=decimals(0, 5, 2),
    cache_write_usd_per_mtok=decimals(0, 12, 2),
    batch_multiplier=decimals(0, 1, 2),
)
USD_PER_TASK = decimals(0, 0.02, 4)


def programmes(most_build_months: int) -> st.SearchStrategy[Json]:
    return _optional(
        {},
        build_months=st.integers(0, most_build_months),
        one_off_usd=st.integers(0, 30_000),
        people_usd_per_month=st.integers(0, 5_000),
        retrain_every_months=st.integers(1, 8),
        retrain_usd=st.integers(0, 3_000),
    )


@st.composite
def billed_by_use(draw: st.DrawFn, name: str, kind: str, build: int, may_escalate: bool) -> Json:
    price = draw(
        st.one_of(
            st.fixed_dictionaries({"usd_per_task": USD_PER_TASK}), st.fixed_dictionaries({"rates": RATES})
        )
    )
    extra: Json = {}
    if kind == "managed_fine_tune":
        extra["hosting_usd_per_hour"] = draw(decimals(0, 5, 2))
        extra["escalation_share"] = draw(SHARES) if may_escalate else 0
    common = draw(
        _optional(
            {"discount": SHARES, "price_change_per_year": PRICE_CHANGES},
            quality=SHARES,
            workload=OVERRIDES,
            programme=programmes(build),
        )
    )
    return {"kind": kind, "name": name, **price, **extra, **common}


@st.composite
def fleets(draw: st.DrawFn, name: str, build: int, may_escalate: bool) -> Json:
    machines = _optional(
        {
            "checkpoint": st.just("Llama-3.1-8B"),
            "gpu": st.just("H100"),
            "usd_per_gpu_hour": st.one_of(st.just(0), decimals(0.2, 6, 2)),
            "gpus_per_replica": st.sampled_from([1, 2, 4]),
            "requests_per_second": decimals(0.05, 5, 2),
        },
        gpus_per_instance=st.sampled_from([1, 2, 3, 8]),
        target_utilisation=decimals(0.05, 1, 2),
        min_replicas=st.integers(0, 4),
        spare_replicas=st.integers(0, 3),
    )
    serving = draw(st.one_of(machines, machines, st.fixed_dictionaries({"usd_per_task": USD_PER_TASK})))
    common = draw(
        _optional(
            {"price_change_per_year": PRICE_CHANGES, "platform_usd_per_month": st.integers(0, 800)},
            quality=SHARES,
            workload=OVERRIDES,
            programme=programmes(build),
        )
    )
    share = {"escalation_share": draw(SHARES)} if may_escalate else {}
    return {"kind": "self_hosted", "name": name, **serving, **common, **share}


@st.composite
def typed_scenarios(draw: st.DrawFn, most_months: int = 30, options: int = 4) -> Json:
    """Scenarios that name nothing of the price book, with the baseline anywhere among the options."""
    months = draw(st.integers(1, most_months))
    count = draw(st.integers(2, options))
    place = draw(st.integers(0, count - 1))
    kinds = draw(
        st.lists(
            st.sampled_from(["hosted", "managed_fine_tune", "self_hosted", "self_hosted"]),
            min_size=count,
            max_size=count,
        )
    )
    may_escalate = kinds[place] == "hosted"
    drawn = []
    for i, kind in enumerate(kinds):
        build = 0 if i == place else months + 2
        escalates = may_escalate and i != place
        if kind == "self_hosted":
            drawn.append(draw(fleets(f"option {i}", build, escalates)))
        else:
            drawn.append(draw(billed_by_use(f"option {i}", kind, build, escalates)))
    return {
        "horizon_months": months,
        "discount_rate": draw(st.one_of(st.just(0), decimals(0, 0.3, 2))),
        "error_cost_usd": draw(st.one_of(st.just(0), decimals(0, 0.05, 3))),
        "baseline": f"option {place}",
        "workload": {**draw(WORKLOADS), **draw(GROWTHS)},
        "options": drawn,
    }

"""Plans of sub-tasks for tests: the worked example, and random ones small enough to try every assignment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from costmodel.case.mix import MixCase
from costmodel.catalog.load import load_catalog
from costmodel.decide.mix import mix_case
from costmodel.scenario.mix_plan import mix_plan_from_dict

Json = dict[str, Any]

REFERENCE: Json = json.loads(
    (Path(__file__).parent / "contract" / "mix" / "mix_reference.json").read_text(encoding="utf-8")
)


def plan(**changes: Any) -> Json:
    """The worked example with other limits or parts."""
    return {**REFERENCE["plan"], **changes}


def case_of(given: Json) -> MixCase:
    return mix_case(mix_plan_from_dict(given), load_catalog())


SHARES = st.integers(500, 1000).map(lambda thousandths: thousandths / 1000)
WHOLE_MS = st.integers(10, 5_000)


@st.composite
def plans(draw: st.DrawFn) -> Json:
    """Up to 6 sub-tasks, 2 apis, a cascade and 2 pools; many of them keep no limit."""
    tasks = [f"t{place}" for place in range(draw(st.integers(1, 6)))]
    apis = {
        f"a{place}": {
            "input_usd_per_mtok": draw(st.integers(0, 30)) / 10,
            "output_usd_per_mtok": draw(st.integers(0, 150)) / 10,
            "usd_per_month": draw(st.sampled_from([0, 0, 300])),
        }
        for place in range(draw(st.integers(0, 2)))
    }
    pools = {
        f"p{place}": {
            "usd_per_gpu_hour": draw(st.integers(1, 40)) / 10,
            "gpus_per_replica": draw(st.sampled_from([1, 2])),
            "prefill_tok_s": draw(st.integers(1_000, 30_000)),
            "decode_tok_s": draw(st.integers(200, 3_000)),
            "min_replicas": draw(st.integers(0, 2)),
            "spare_replicas": draw(st.integers(0, 1)),
            "platform_usd_per_month": draw(st.sampled_from([0, 1_500])),
            "lora_overhead": draw(st.sampled_from([1, 1.1, 1.25])),
        }
        for place in range(draw(st.integers(0 if apis else 1, 2)))
    }
    cascades = (
        {"c": {"first": "a0", "then": "a1", "escalation_share": draw(st.integers(0, 4)) / 10}}
        if len(apis) == 2
        else {}
    )
    options = [*apis, *cascades, *(f"{pool}{kind}" for pool in pools for kind in ("_base", "_lora"))]
    known = [option for option in options if option != "c"]
    return {
        "requests_per_month": draw(st.integers(1_000, 20_000_000)),
        "peak_to_mean": draw(st.sampled_from([1, 2, 3])),
        "latency_budget_ms": draw(st.one_of(st.none(), st.integers(100, 15_000))),
        "quality_floor": draw(st.sampled_from([0, 0.3, 0.6, 0.9])),
        "subtasks": {
            task: {
                "calls_per_request": draw(st.sampled_from([0, 0.3, 1, 2])),
                "input_tokens": draw(st.integers(0, 5_000)),
                "output_tokens": draw(st.integers(0, 500)),
                "quality_floor": draw(st.sampled_from([0, 0.6, 0.8])),
                "user_facing": draw(st.booleans()) and draw(st.booleans()),
                "allowed": draw(
                    st.one_of(st.none(), st.lists(st.sampled_from(options), min_size=1, unique=True))
                ),
            }
            for task in tasks
        },
        "edges": [
            [tasks[start], tasks[end]]
            for start in range(len(tasks))
            for end in range(start + 1, len(tasks))
            if draw(st.booleans())
        ],
        "apis": apis,
        "cascades": cascades,
        "pools": pools,
        "adapter_usd_per_month": dict.fromkeys(pools, draw(st.sampled_from([0, 700]))),
        "quality": {task: {option: draw(SHARES) for option in known} for task in tasks},
        "latency_ms": {task: {option: draw(WHOLE_MS) for option in known} for task in tasks},
    }

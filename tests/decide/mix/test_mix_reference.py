"""The worked example to the cent, its rivals, and what its limits do."""

from __future__ import annotations

import pytest
from given_mixes import REFERENCE, case_of, plan

from costmodel.catalog.load import load_catalog
from costmodel.catalog.rates import token_rates
from costmodel.decide.mix import Mix, MixAnswer, NoMix, answer_mix, evaluate


def answered(**changes: object) -> MixAnswer:
    found = answer_mix(case_of(plan(**changes)))
    assert isinstance(found, MixAnswer)
    return found


def named(mix: Mix | None) -> dict[str, str]:
    assert mix is not None
    case = case_of(plan())
    return {task: case.options[column] for task, column in zip(case.subtasks, mix.assignment, strict=True)}


def test_the_optimum_its_runner_up_and_hosted_models_alone() -> None:
    found, expected = answered(), REFERENCE["expected"]
    assert found.proved_optimal
    assert found.gap == 0
    for mix, wanted in ((found.best, expected["best"]), (found.runner_up, expected["runner_up"])):
        assert mix is not None
        assert mix.usd_per_month == pytest.approx(wanted["usd_per_month"], abs=0.005)
        assert named(mix) == wanted["assignment"]
        assert mix.quality == pytest.approx(wanted["quality"])
        assert dict(zip(["8b", "32b"], mix.replicas, strict=True)) == {"8b": 0, **wanted["replicas"]}
    assert found.api_only is not None
    assert found.api_only.usd_per_month == pytest.approx(expected["api_only_usd_per_month"], abs=0.005)
    assert found.best.latency_ms == 9360
    assert found.simplest is None


def test_its_ledger_by_hand() -> None:
    """Rent 2 x 2 x 2.50 x 730, platform 1,500, four adapters at 1,100, rewrite 392 and draft 3,380 on mid."""
    best = answered().best
    assert best.usd_by_pool == (0, 7_300 + 1_500)
    assert best.usd_by_subtask == pytest.approx((1_100, 392, 1_100, 1_100, 3_380, 1_100))
    assert best.load[1] == pytest.approx(1.941684648)


def test_the_frontier_everywhere_is_dear_and_too_slow() -> None:
    case = case_of(plan())
    frontier = evaluate(case, [case.options.index("frontier")] * 6)
    assert frontier.usd_per_month == pytest.approx(76_537.50)
    assert frontier.latency_ms == 12_300


@pytest.mark.parametrize(
    ("changes", "names", "reach"),
    [
        ({"quality_floor": 0.999}, "quality", "0.7494"),
        ({"latency_budget_ms": 1}, "fastest plan", "ms, above 1 ms"),
    ],
)
def test_a_limit_that_nothing_keeps_is_named_with_what_can_be_reached(
    changes: dict[str, float], names: str, reach: str
) -> None:
    found = answer_mix(case_of(plan(**changes)))
    assert isinstance(found, NoMix)
    assert names in found.why
    assert reach in found.why


def test_the_named_relaxation_helps_and_less_does_not() -> None:
    found = answer_mix(case_of(plan(latency_budget_ms=1)))
    assert isinstance(found, NoMix)
    fastest = float(found.why.split(" takes ")[1].split(" ms")[0].replace(",", ""))
    assert isinstance(answer_mix(case_of(plan(latency_budget_ms=fastest))), MixAnswer)
    assert isinstance(answer_mix(case_of(plan(latency_budget_ms=fastest - 1))), NoMix)


def test_a_sub_task_that_nobody_can_serve_is_named() -> None:
    subtasks = plan()["subtasks"]
    for change, words in (
        ({"quality_floor": 0.99}, "No option of plan reaches its quality floor"),
        ({"allowed": ["8b_lora"], "user_facing": True}, "No option is left for plan"),
    ):
        found = answer_mix(case_of(plan(subtasks={**subtasks, "plan": {**subtasks["plan"], **change}})))
        assert isinstance(found, NoMix)
        assert words in found.why


def test_the_outer_step_stays_hosted_with_a_reason() -> None:
    subtasks = plan()["subtasks"]
    case = case_of(plan(subtasks={**subtasks, "safety": {**subtasks["safety"], "user_facing": True}}))
    found = answer_mix(case)
    assert isinstance(found, MixAnswer)
    assert case.options[found.best.assignment[-1]] in ("frontier", "mid", "small")
    assert any("safety stays hosted" in note for note in case.notes)


def test_a_measured_quality_stands_in_place_of_the_product() -> None:
    mids = dict.fromkeys(plan()["subtasks"], "mid")
    good = answered(measured=[{"assignment": mids, "quality": 0.7}])
    assert named(good.best) == mids
    assert good.best.quality == 0.7
    best = named(answered().best)
    bad = answered(measured=[{"assignment": best, "quality": 0.5}])
    assert named(bad.best) != best


def test_a_cascade_costs_both_calls_and_mixes_their_quality() -> None:
    cascades = {"small_then_frontier": {"first": "small", "then": "frontier", "escalation_share": 0.25}}
    case = case_of(plan(cascades=cascades))
    column = case.options.index("small_then_frontier")
    small, frontier = case.options.index("small"), case.options.index("frontier")
    assert case.usd[0, column] == pytest.approx(case.usd[0, small] + 0.25 * case.usd[0, frontier])
    assert case.quality[0, column] == pytest.approx(0.75 * 0.91 + 0.25 * 0.97)
    assert case.latency_ms[0, column] == 350 + 900


def test_another_volume_scales_use_and_loads_and_nothing_else() -> None:
    case, tenth = case_of(plan()), case_of(plan(requests_per_month=250_000))
    moved = case.at_volume(250_000)
    assert moved.usd == pytest.approx(tenth.usd)
    assert moved.load == pytest.approx(tenth.load)


def test_pools_and_apis_may_come_from_the_catalog() -> None:
    apis = {"luna": {"sku": "openai/gpt-6-luna"}}
    pools = {"small": {"checkpoint": "Qwen3-8B", "gpu": "L40S", "provider": "nebius", "precision": "fp8"}}
    tasks = ("a", "b")
    given = {
        "requests_per_month": 3_000_000,
        "subtasks": {task: {"input_tokens": 1_000, "output_tokens": 100} for task in tasks},
        "edges": [["a", "b"]],
        "apis": apis,
        "pools": pools,
    }
    case = case_of(given)
    assert case.usd[0, 0] > 0
    assert case.pools[0].decode_tok_s > 100
    assert case.pools[0].prefill_tok_s > case.pools[0].decode_tok_s
    found = answer_mix(case)
    assert isinstance(found, MixAnswer)
    assert found.best.quality is None


def test_a_long_prompt_pays_its_own_context_tier() -> None:
    """GPT-6 Astra doubles its input above 272,000 tokens."""
    rates = token_rates(load_catalog().hosted_model("openai/gpt-6-astra"), load_catalog().newest_date)
    assert len(rates) > 1
    subtasks = {
        name: {"input_tokens": tokens, "output_tokens": 0}
        for name, tokens in (("short", 1_000), ("long", 300_000))
    }
    case = case_of(
        {"requests_per_month": 1_000, "subtasks": subtasks, "apis": {"astra": {"sku": "openai/gpt-6-astra"}}}
    )
    assert case.usd[0, 0] == pytest.approx(1_000 * 1_000 * rates[0].input_usd_per_mtok / 1e6)
    assert case.usd[1, 0] == pytest.approx(1_000 * 300_000 * rates[-1].input_usd_per_mtok / 1e6)

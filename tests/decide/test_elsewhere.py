"""What a task costs on every hosted model is what the ledger of an option on that model says."""

from __future__ import annotations

from datetime import date

import pytest

from costmodel.case.resolve import resolve
from costmodel.catalog.load import load_catalog
from costmodel.decide.compare import Comparison, compare
from costmodel.decide.elsewhere import Elsewhere, elsewhere
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Fleet, Hosted
from costmodel.scenario.presets import preset, preset_names
from costmodel.scenario.workload import WorkloadOverride

CATALOG = load_catalog()
NAMES = [name for name, _ in CATALOG.hosted_names()]


def baseline_of(scenario: Scenario) -> Hosted:
    option = scenario.options[scenario.baseline_index]
    assert isinstance(option, Hosted)
    return option


def answered(scenario: Scenario) -> Comparison:
    return compare(resolve(scenario, CATALOG))


def found(scenario: Scenario) -> Elsewhere:
    return elsewhere(answered(scenario), CATALOG, baseline_of(scenario).sku)


def with_work(scenario: Scenario, **numbers: float) -> Scenario:
    work = scenario.workload.model_copy(update=numbers)
    return scenario.model_copy(update={"workload": work})


def ledger_usd_per_task(scenario: Scenario, sku: str) -> float:
    """Month 0 of an option on that model at list price."""
    moved = {"sku": sku, "rates": None, "usd_per_task": None, "discount": 0.0, "price_change_per_year": 0.0}
    alone = baseline_of(scenario).model_copy(update=moved)
    of_model = answered(scenario.model_copy(update={"options": (alone,), "baseline": None}))
    ledger = of_model.baseline.ledger
    return float(ledger.running_usd["api"][0] / ledger.tasks[0])


SCENARIOS = {
    **{name: preset(name) for name in preset_names()},
    "retries, batch and caches": with_work(
        preset("email-extraction"),
        retry_rate=0.4,
        batch_share=0.7,
        calls_per_task=3.0,
        cached_input_tokens=900,
        cache_write_tokens=80,
        monthly_growth=0.05,
    ),
    "beyond every tier": with_work(preset("email-extraction"), input_tokens=300_000.0),
    "at a tier itself": with_work(preset("email-extraction"), input_tokens=272_000.0),
    "after announced steps": preset("email-extraction").model_copy(update={"as_of": date(2027, 1, 1)}),
    "before the book": preset("email-extraction").model_copy(update={"as_of": date(2026, 1, 1)}),
    "a prompt of its own": preset("email-extraction").model_copy(
        update={
            "options": tuple(
                option.model_copy(update={"workload": WorkloadOverride(input_tokens=77.0)})
                for option in preset("email-extraction").options
            )
        }
    ),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_model_costs_what_the_ledger_of_an_option_on_it_says(name: str) -> None:
    scenario = SCENARIOS[name]
    models = found(scenario).models
    assert sorted(model.sku for model in models) == NAMES
    for model in models:
        assert model.usd_per_task == pytest.approx(ledger_usd_per_task(scenario, model.sku), rel=1e-12)
        assert model.usd_per_1000_tasks == pytest.approx(1000 * model.usd_per_task)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_cheapest_comes_first_and_the_mix_explains_the_cost(name: str) -> None:
    scenario = SCENARIOS[name]
    answer = found(scenario)
    costs = [model.usd_per_task for model in answer.models]
    assert costs == sorted(costs)
    calls = answered(scenario).case.baseline.calls
    billed = float(calls.billed_per_task) * answer.tokens_per_call
    for model in answer.models:
        assert model.blended_usd_per_mtok is not None
        assert model.usd_per_task == pytest.approx(billed * model.blended_usd_per_mtok / 1e6)


def test_todays_model_is_marked_and_costs_once_what_it_costs() -> None:
    (today,) = [model for model in found(preset("email-extraction")).models if model.is_today]
    assert today.sku == baseline_of(preset("email-extraction")).sku
    assert today.times_today == pytest.approx(1)


def test_a_discount_of_today_is_not_carried_over() -> None:
    scenario = preset("email-extraction")
    options = tuple(
        option.model_copy(update={"discount": 0.5}) if option is baseline_of(scenario) else option
        for option in scenario.options
    )
    cheaper = found(scenario.model_copy(update={"options": options}))
    assert [m.usd_per_task for m in cheaper.models] == [m.usd_per_task for m in found(scenario).models]
    assert [m.times_today for m in cheaper.models if m.is_today] == [pytest.approx(2)]


def test_a_window_that_is_too_small_and_a_model_that_has_stopped_are_never_the_cheapest() -> None:
    long = found(with_work(preset("email-extraction"), input_tokens=200_000.0))
    small = [model for model in long.models if not model.fits]
    assert small
    assert all(
        model.context_window is not None and model.context_window < long.tokens_per_call for model in small
    )
    stopped = [model for model in long.models if not model.is_sold]
    assert {"openai/o4-mini", "openai/gpt-4.1-nano"} <= {model.sku for model in stopped}
    assert long.cheapest is not None
    assert long.cheapest.can_take_over
    shown = long.shown(most=5)
    assert sum(model.can_take_over for model in shown) >= 5
    assert all(model.can_take_over or model.is_today for model in shown)
    assert any(model.is_today for model in shown)
    assert long.shown() == long.models
    of_groq = long.shown({"groq"})
    assert {model.provider for model in of_groq if not model.is_today} == {"groq"}


def test_work_without_tokens_costs_nothing_and_has_no_mix() -> None:
    empty = found(
        with_work(preset("email-extraction"), input_tokens=0.0, output_tokens=0.0, cached_input_tokens=0.0)
    )
    assert {model.usd_per_task for model in empty.models} == {0.0}
    assert {model.blended_usd_per_mtok for model in empty.models} == {None}
    assert {model.times_today for model in empty.models} == {None}


def test_own_gpus_as_of_today_have_no_bill_by_use_to_be_held_against() -> None:
    scenario = preset("email-extraction")
    own = next(option for option in scenario.options if isinstance(option, Fleet))
    answer = elsewhere(answered(scenario.model_copy(update={"baseline": own.name})), CATALOG)
    assert answer.today_usd_per_1000_tasks is None
    assert {model.times_today for model in answer.models} == {None}

"""The value of one input at which another option is recommended, by hand and against every value between."""

from __future__ import annotations

import pytest
from given_scenarios import (
    api,
    by_token,
    known_cost,
    own,
    scenario,
)
from told_flips import found

from costmodel.case import resolve
from costmodel.case.askable import numeric_fields, with_typed_rents
from costmodel.case.model import FleetBill
from costmodel.catalog import Catalog
from costmodel.cost.ledgers import ledgers
from costmodel.decide.thresholds import Flip, askable_fields, nearest_flips, thresholds
from costmodel.errors import InputError
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset, preset_names

CAPACITY = 0.7 * 730 * 3600 / 3
"""Tasks a month of one replica that takes 1 call a second, at the usual target and peak."""


def flip(at: float, option: str | None) -> Flip:
    return Flip(pytest.approx(at, rel=1e-11), option)  # type: ignore[arg-type]


def test_two_prices_cross_where_they_are_equal() -> None:
    given_scenario = scenario(api("A", 0.005), api("B", 0.01))
    dearer = found(given_scenario, "options.0.usd_per_task")
    assert (dearer.recommended, dearer.value, dearer.below) == ("A", 0.005, None)
    assert dearer.above == Flip(0.01, "B")
    assert dearer.searched == (0, 50)
    assert dearer.why == "B is recommended above $0.01 a task; it is $0.005 now."
    cheaper = found(given_scenario, "options.1.usd_per_task")
    assert (cheaper.below, cheaper.above) == (Flip(0.005, "B"), None)


def test_the_rent_at_which_two_gpus_cost_what_the_provider_asks() -> None:
    """100k tasks at $0.005 are $500 a month; a replica and its spare run for 2 x 730 hours."""
    rent = found(scenario(api(), own()), "options.1.usd_per_gpu_hour")
    assert (rent.recommended, rent.above) == ("API", None)
    assert rent.below == flip(500 / 1460, "Own")
    assert rent.why == "Own is recommended below $0.342 a GPU-hour; it is $2.50 now."


@pytest.mark.parametrize(("path", "factor"), [("requests_per_second", 1), ("target_utilisation", 0.35)])
def test_a_slower_replica_flips_at_the_step_to_one_machine_more(path: str, factor: float) -> None:
    """$50,000 a month pay for 27 GPUs at $1,825; the 27th replica beside the spare is one too many."""
    given_scenario = scenario(api(), own(requests_per_second=2), workload={"tasks_per_month": 1e7})
    slower = found(given_scenario, f"options.1.{path}")
    assert (slower.recommended, slower.above) == ("Own", None)
    assert slower.below == flip(1e7 / CAPACITY / 26 * factor, "API")


def test_volume_between_two_steps() -> None:
    """Three GPUs pay from $5,475 / 0.005 tasks on, until two replicas are full and a fourth GPU is rented."""
    slow = own(requests_per_second=1)
    at_once = found(scenario(api(), slow, workload={"tasks_per_month": 1.2e6}), "workload.tasks_per_month")
    assert at_once.recommended == "Own"
    assert (at_once.below, at_once.above) == (flip(5475 / 0.005, "API"), flip(2 * CAPACITY, "API"))
    assert (
        at_once.why
        == "API is recommended below 1.09M tasks a month and above 1.23M tasks a month; it is 1.20M now."
    )
    from_afar = found(scenario(api(), slow, workload={"tasks_per_month": 1_000}), "workload.tasks_per_month")
    assert from_afar.above == flip(5475 / 0.005, "Own")


def test_an_estimated_rate_is_asked_by_its_factor(catalog: Catalog) -> None:
    estimated = {name: value for name, value in own().items() if name != "requests_per_second"}
    given_scenario = scenario(api(), estimated, workload={"tasks_per_month": 1e7})
    case = resolve(scenario_from_dict(given_scenario), catalog)
    bill = case.options[1].bill
    assert isinstance(bill, FleetBill)
    slower = found(given_scenario, "options.1.throughput_factor")
    assert slower.below == flip(1e7 / CAPACITY / 26 / float(bill.requests_per_second), "API")


def test_quality_flips_at_the_bar() -> None:
    given_scenario = scenario(api("Cheap", quality=0.85), api("Good", 0.01, quality=0.95), quality_bar=0.9)
    better = found(given_scenario, "options.0.quality")
    assert (better.recommended, better.below, better.above) == ("Good", None, Flip(0.9, "Cheap"))
    worse = found(given_scenario, "options.1.quality")
    assert (worse.below, worse.above) == (Flip(0.9, None), None)
    assert worse.why == "No option is recommended below 0.9; it is 0.95 now."


def test_an_option_of_unknown_quality_stands_in() -> None:
    given_scenario = scenario(api("New", 0.01), api("Good", quality=0.95), quality_bar=0.9)
    assert found(given_scenario, "options.1.quality").below == Flip(0.9, "New")


def test_nothing_flips_what_has_no_rival() -> None:
    alone = found(scenario(api()), "options.0.usd_per_task")
    assert (alone.below, alone.above) == (None, None)
    assert alone.why == "No value from $0 to $50.0 a task flips the recommendation."
    silent = found(scenario(api("A", quality=0.5), api("B", 0.01)), "options.0.quality")
    assert silent.why == "No value from 0 to 1.00 flips the recommendation."


def test_equal_costs_are_no_flip() -> None:
    twins = scenario(api("A"), by_token("B"), api("C"), workload={"calls_per_task": 0.9})
    assert found(twins, "workload.tasks_per_month").above is None


def test_a_cached_part_stays_within_the_prompt() -> None:
    given_scenario = scenario(by_token(), api("Flat", 0.05), workload={"cached_input_tokens": 400})
    prompt = found(given_scenario, "workload.input_tokens")
    assert prompt.searched == (400, 1e7)
    assert prompt.why.endswith(" Values below 400 tokens contradict other inputs.")
    assert found(given_scenario, "workload.cached_input_tokens").searched == (0, 1000)


def test_a_lift_that_cannot_be_limits_the_search() -> None:
    tested = api("Tuned", 0.001, programme={"ab_test": {"control_rate": 0.9, "lift": 0.02}})
    lift = found(scenario(api(), tested), "options.1.programme.ab_test.lift")
    assert 0.08 < lift.searched[1] < 0.1
    assert "contradict other inputs" in lift.why


def test_a_replica_that_cannot_serve_has_lost() -> None:
    """One token in half a millisecond is beyond any card: the fleet is not recommended any more."""
    machine = {name: value for name, value in own().items() if name != "requests_per_second"}
    faster = found(scenario(api(), machine, workload={"tasks_per_month": 1e8}), "options.1.max_tpot_ms")
    assert faster.recommended == "Own"
    assert faster.below is not None
    assert faster.below.option == "API"


def test_ranges_are_taken_at_their_points() -> None:
    ranged = scenario(api("A", 0.005), api("B"))
    ranged["options"][1]["usd_per_task"] = {"p10": 0.005, "p90": 0.02}
    ranged["workload"]["tasks_per_month"] = {"p10": 50_000, "p90": 200_000}
    ranged["correlations"] = [{"between": ["options.1.usd_per_task", "workload.tasks_per_month"], "rho": 0.5}]
    assert found(ranged, "options.0.usd_per_task").above == flip(0.01, "B")
    other = found(ranged, "options.1.usd_per_task")
    assert (other.value, other.below) == (pytest.approx(0.01), flip(0.005, "B"))


def test_zero_and_negative_numbers_have_neighbours_too() -> None:
    given_scenario = scenario(api("A"), api("B", 0.006, price_change_per_year=-0.1), horizon_months=12)
    falls = found(given_scenario, "options.0.price_change_per_year")
    assert falls.above is not None
    assert falls.searched == (-0.95, 3)
    lump = found(given_scenario, "options.0.programme.one_off_usd")
    saved = 0.006 * sum(0.9 ** (month / 12) for month in range(12)) - 0.005 * 12
    assert lump.above == flip(100_000 * saved, "B")


def test_an_unknown_path_names_its_neighbours(catalog: Catalog) -> None:
    given_scenario = scenario_from_dict(scenario(api(), own()))
    with pytest.raises(InputError, match=r"path: 'options.1.usd_per_hour' .* options.1.usd_per_gpu_hour"):
        thresholds(given_scenario, catalog, "options.1.usd_per_hour")
    for count in (
        "horizon_months",
        "options.1.min_replicas",
        "options.1.gpus_per_replica",
        "",
        "options.9.quality",
    ):
        with pytest.raises(InputError, match="numbers of the workload"):
            nearest_flips(given_scenario, catalog, [count])


def test_what_other_fields_leave_no_choice_about_is_not_asked() -> None:
    fields = numeric_fields(scenario_from_dict(scenario(api(), own(), known_cost("Known"))))
    assert "options.1.escalation_share" in fields
    assert "options.1.throughput_factor" not in fields
    assert (
        not {"options.2.max_tpot_ms", "options.2.prefix_hit_rate", "options.2.throughput_factor"}
        & fields.keys()
    )
    on_gpus = numeric_fields(scenario_from_dict(scenario(own(), api())))
    assert "options.0.escalation_share" not in on_gpus


@pytest.mark.parametrize("name", preset_names())
def test_rents_of_the_price_book_can_be_typed(name: str, catalog: Catalog) -> None:
    given_scenario = preset(name)
    case = resolve(given_scenario, catalog)
    typed = with_typed_rents(given_scenario, case)
    again = resolve(scenario_from_dict(typed.model_dump()), catalog)
    assert [ledger.npv_usd for ledger in ledgers(again)] == [ledger.npv_usd for ledger in ledgers(case)]
    assert "options.3.usd_per_gpu_hour" in askable_fields(given_scenario, catalog)

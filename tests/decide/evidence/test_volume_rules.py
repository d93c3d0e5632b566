"""Third verdict on figures, and on small scenarios: what is built, and what it is held against."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from given_evidence import evidence, prompts
from given_scenarios import Json, api, by_token, known_cost, scenario

from costmodel.case.resolve import resolve
from costmodel.catalog import Catalog
from costmodel.decide.compare import compare
from costmodel.decide.evidence import judge
from costmodel.decide.evidence.verdict import State
from costmodel.decide.evidence.volume import VolumeVerdict
from costmodel.decide.uncertainty import uncertainty
from costmodel.decide.uncertainty.detail import break_even_volumes
from costmodel.scenario.parse import scenario_from_dict


def verdict(catalog: Catalog, volume: Any, bar: float = 0.9, **fields: Any) -> VolumeVerdict:
    return judge(evidence(prompts([80], 100, bar), volume=volume, **fields), catalog).volume_justifies


def figures(chance: float, break_even: float | None, forecast: float = 2e6) -> Json:
    return {"probability_pays": chance, "break_even_p90": break_even, "forecast_p25": forecast}


@pytest.mark.parametrize(
    ("chance", "break_even", "state"),
    [
        (0.8, 1_999_999, "holds"),
        (1, 1, "holds"),
        (0.8, 2_000_000, "not_enough_evidence"),
        (0.95, None, "not_enough_evidence"),
        (0.799, 1, "not_enough_evidence"),
        (0.401, None, "not_enough_evidence"),
        (0.4, 1, "does_not_hold"),
        (0, None, "does_not_hold"),
    ],
)
def test_figures(catalog: Catalog, chance: float, break_even: float | None, state: State) -> None:
    found = verdict(catalog, figures(chance, break_even))
    assert found.state == state
    assert found.why
    assert found.next_step
    assert (found.build, found.rival, found.measure) == (None, None, None)


def test_levels_are_the_askers(catalog: Catalog) -> None:
    assert verdict(catalog, figures(0.7, 1), levels={"pays": 0.7}).state == "holds"
    assert verdict(catalog, figures(0.5, 1), levels={"does_not_pay": 0.5}).state == "does_not_hold"
    assert verdict(catalog, figures(0.3, 1), levels={"does_not_pay": 0.2}).state == "not_enough_evidence"


def test_nothing_given(catalog: Catalog) -> None:
    assert verdict(catalog, None).state == "not_enough_evidence"


TODAY = api("Today", 0.005, quality=0.95)
OWN = known_cost("Own", 0.0005, quality=0.95)
MANAGED = {"kind": "managed_fine_tune", "name": "Managed", "usd_per_task": 0.0002, "quality": 0.95}


def against(catalog: Catalog, *options: Json, **fields: Any) -> tuple[State, str | None, str | None]:
    found = verdict(catalog, scenario(*options, **fields))
    return found.state, found.build, found.rival


def test_a_cheaper_option_that_misses_the_bar_is_no_rival(catalog: Catalog) -> None:
    misses, meets = api("Cheap", 0.0001, quality=0.89), api("Cheap", 0.0001, quality=0.9)
    assert against(catalog, TODAY, misses, OWN) == ("holds", "Own", "Today")
    assert against(catalog, TODAY, meets, OWN) == ("does_not_hold", "Own", "Cheap")


def test_a_cheaper_option_of_unknown_quality_is_no_rival(catalog: Catalog) -> None:
    assert against(catalog, TODAY, api("Cheap", 0.0001), OWN) == ("holds", "Own", "Today")


def test_the_bar_of_the_evidence_counts_not_the_scenarios(catalog: Catalog) -> None:
    cheap = api("Cheap", 0.0001, quality=0.89)
    given = scenario(TODAY, cheap, OWN, quality_bar=0.5)
    assert verdict(catalog, given, bar=0.9).rival == "Today"
    assert verdict(catalog, given, bar=0.8).rival == "Cheap"


def test_a_tuned_option_billed_by_use_is_a_rival_of_the_own_fleet(catalog: Catalog) -> None:
    assert against(catalog, TODAY, MANAGED, OWN) == ("does_not_hold", "Own", "Managed")
    assert against(catalog, TODAY, {**MANAGED, "quality": 0.8}, OWN) == ("holds", "Own", "Today")
    assert against(catalog, TODAY, MANAGED) == ("holds", "Managed", "Today")


def test_of_several_fleets_the_cheapest_that_meets_the_bar_is_built(catalog: Catalog) -> None:
    dear, bad = known_cost("Dear", 0.001, quality=0.95), known_cost("Bad", 0.0001, quality=0.5)
    assert against(catalog, TODAY, bad, dear, OWN) == ("holds", "Own", "Today")
    assert against(catalog, TODAY, bad)[1] == "Bad"


def test_nothing_to_build(catalog: Catalog) -> None:
    found = verdict(catalog, scenario(TODAY, api("Other", 0.001, quality=0.95)))
    assert (found.state, found.build, found.rival, found.facts) == ("not_enough_evidence", None, None, None)
    assert found.next_step
    # A fleet that is what runs today is not built.
    assert against(catalog, OWN, TODAY, baseline="Own")[1] is None


def test_a_fleet_known_to_miss_the_bar_never_pays(catalog: Catalog) -> None:
    found = verdict(catalog, scenario(TODAY, {**OWN, "quality": 0.5}))
    assert found.state == "does_not_hold"
    assert found.facts is not None
    assert found.facts.probability_pays == 0
    assert any("misses the bar" in note for note in found.notes)


def test_a_fleet_of_unknown_quality_counts_as_if_it_met_the_bar_and_says_so(catalog: Catalog) -> None:
    found = verdict(catalog, scenario(TODAY, known_cost("Own", 0.0005)))
    assert found.state == "holds"
    assert any("quality of Own is not known" in note for note in found.notes)


def test_todays_option_stands_in_where_nothing_else_meets_the_bar(catalog: Catalog) -> None:
    found = verdict(catalog, scenario(api("Today", 0.005, quality=0.8), OWN))
    assert (found.state, found.rival) == ("holds", "Today")
    assert any("stands for what is paid today" in note for note in found.notes)


def by_batch(**fields: Any) -> Json:
    rates = {
        "input_usd_per_mtok": 2,
        "cached_input_usd_per_mtok": 0.2,
        "output_usd_per_mtok": 10,
        "batch_multiplier": 0.5,
    }
    return {**by_token("Today", quality=0.95), "rates": rates, **fields}


@pytest.mark.parametrize(
    ("own_usd", "workload", "state"),
    [
        # 1,000 in and 100 out: $0.003 a task, $0.0015 by batch, $0.00156 with 800 of 1,000 cached.
        (0.0029, {}, "holds"),
        (0.0031, {}, "does_not_hold"),
        (0.0029, {"batch_share": 1}, "does_not_hold"),
        (0.0014, {"batch_share": 1}, "holds"),
        (0.0016, {"cached_input_tokens": 800}, "does_not_hold"),
        (0.0015, {"cached_input_tokens": 800}, "holds"),
    ],
)
def test_batch_and_cached_prices_count(
    catalog: Catalog, own_usd: float, workload: Json, state: State
) -> None:
    given = scenario(by_batch(), known_cost("Own", own_usd, quality=0.95), workload=workload)
    assert verdict(catalog, given).state == state


def test_points_are_all_or_nothing(catalog: Catalog) -> None:
    """$2,500 once over 24 months: $0.0045 saved on each task repay it from 23,148 tasks a month on."""
    own = {**OWN, "programme": {"one_off_usd": 2_500}}
    found = verdict(catalog, scenario(TODAY, own, workload={"tasks_per_month": 30_000}))
    assert found.facts is not None
    assert found.facts.probability_pays == 1
    assert found.facts.break_even == pytest.approx(2_500 / 0.0045 / 24, rel=1e-5)
    assert found.facts.forecast == 30_000
    assert found.state == "holds"
    assert any("No number of the scenario is a range" in note for note in found.notes)
    few = verdict(catalog, scenario(TODAY, own, workload={"tasks_per_month": 20_000}))
    assert (few.state, few.facts and few.facts.probability_pays) == ("does_not_hold", 0)


def test_a_fleet_that_never_saves_breaks_even_nowhere(catalog: Catalog) -> None:
    found = verdict(catalog, scenario(TODAY, known_cost("Own", 0.006, quality=0.95)))
    assert found.facts is not None
    assert (found.state, found.facts.break_even) == ("does_not_hold", None)
    assert "it breaks even at no volume" in found.why


def ranged(p10: float, p90: float, one_off: float = 2_500) -> Json:
    return scenario(
        TODAY,
        {**OWN, "programme": {"one_off_usd": one_off}},
        workload={"tasks_per_month": {"p10": p10, "p90": p90}},
    )


def test_a_range_of_volumes_by_hand(catalog: Catalog) -> None:
    """Break-even at 23,148; a lognormal volume with these quantiles has its lower quarter at 31,046."""
    found = verdict(catalog, ranged(20_000, 125_000))
    assert found.facts is not None
    assert found.facts.break_even == pytest.approx(23_148, rel=1e-4)
    assert found.facts.forecast == pytest.approx(50_000 * 2.5 ** (-0.6744898 / 1.2815516), rel=1e-3)
    assert found.facts.probability_pays == pytest.approx(0.859, abs=0.005)
    assert found.state == "holds"
    assert found.evpi_usd is not None
    assert found.evpi_usd > 0


def test_open_odds_say_what_to_measure_and_what_it_is_worth(catalog: Catalog) -> None:
    found = verdict(catalog, ranged(10_000, 62_500))
    assert found.state == "not_enough_evidence"
    assert found.measure is not None
    assert found.measure.swing.path == "workload.tasks_per_month"
    assert "tasks per month" in found.next_step
    assert "no study should cost more" in found.next_step


def test_good_odds_with_a_break_even_near_the_forecast_stay_open(catalog: Catalog) -> None:
    found = verdict(catalog, ranged(20_000, 125_000), levels={"forecast_quantile": 0.1})
    assert found.state == "not_enough_evidence"
    assert "firm up the volume" in found.next_step


@pytest.mark.parametrize(("quantile", "one_off"), [(0.1, 1_000), (0.5, 2_000), (0.9, 4_000)])
def test_the_break_even_volume_is_the_quantile_asked_for(
    catalog: Catalog, quantile: float, one_off: float
) -> None:
    """Of one-off money from 1,000 to 4,000 dollars, saving $0.0045 on each task over 24 months."""
    own = {**OWN, "programme": {"one_off_usd": {"p10": 1_000, "p90": 4_000}}}
    found = verdict(catalog, scenario(TODAY, own), levels={"break_even_quantile": quantile})
    assert found.facts is not None
    assert found.facts.break_even == pytest.approx(one_off / 0.0045 / 24, rel=0.02)


def test_volumes_are_held_against_the_rival_not_against_today(catalog: Catalog) -> None:
    """Against the tuned option at $0.0009 own GPUs save $0.0004 on each task."""
    own, rival = {**OWN, "programme": {"one_off_usd": 2_500}}, {**MANAGED, "usd_per_task": 0.0009}
    found = verdict(catalog, scenario(TODAY, rival, own))
    assert found.rival == "Managed"
    assert found.facts is not None
    assert found.facts.break_even == pytest.approx(2_500 / 0.0004 / 24, rel=1e-5)
    assert found.state == "does_not_hold"


def test_a_search_of_volumes_of_several_challengers(catalog: Catalog) -> None:
    """One column for each, in the order asked for; infinite where there is no such volume."""
    own = {**OWN, "programme": {"one_off_usd": 2_500}}
    dear = known_cost("Dear", 0.006, quality=0.95)
    given = scenario_from_dict(scenario(TODAY, {**MANAGED, "usd_per_task": 0.0009}, own, dear))
    found = uncertainty(given, catalog, compare(resolve(given, catalog)), 4)
    against_managed = break_even_volumes(given, catalog, found, [3, 2, 0], 1)
    assert against_managed.shape == (4, 3)
    assert against_managed[0] == pytest.approx([np.inf, 2_500 / 0.0004 / 24, np.inf], rel=1e-5)
    assert break_even_volumes(given, catalog, found, [2], 0)[0] == pytest.approx(
        [2_500 / 0.0045 / 24], rel=1e-5
    )

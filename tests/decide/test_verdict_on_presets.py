"""What comes out of the ready scenarios, against the figures they were built to show."""

from __future__ import annotations

from functools import cache

import pytest
from given_scenarios import api, compared, from_scratch, known_cost, own, scenario

from costmodel.case import resolve
from costmodel.catalog import load_catalog
from costmodel.decide.compare import Comparison, OptionResult, compare
from costmodel.decide.verdict import Verdict, verdict
from costmodel.scenario.presets import preset, preset_names


@cache
def answered(name: str) -> tuple[Comparison, Verdict]:
    comparison = compare(resolve(preset(name), load_catalog()))
    return comparison, verdict(comparison)


def option(comparison: Comparison, start: str) -> OptionResult:
    return next(result for result in comparison.results if result.name.startswith(start))


def test_first_screen_pay_by_the_token_and_rent_no_gpus() -> None:
    comparison, _found = answered("email-extraction")
    assert comparison.recommended is not None
    assert comparison.recommended.option.kind == "managed_fine_tune"
    tuned, own_gpus = option(comparison, "Tuned"), option(comparison, "Own")
    assert tuned.npv_usd == pytest.approx(160_000, rel=0.05)
    payback = comparison.crossovers[tuned.name].payback
    assert payback.status == "reached"
    assert payback.months is not None
    assert 10 <= payback.months <= 12
    assert own_gpus.npv_usd == pytest.approx(300_000, rel=0.05)
    assert comparison.crossovers[own_gpus.name].payback.status == "beyond_horizon"
    assert comparison.baseline.npv_usd == pytest.approx(240_000, rel=0.05)


def test_first_screen_own_gpus_need_millions_and_never_beat_the_token_host() -> None:
    comparison, found = answered("email-extraction")
    assert found.fine_tune is not None
    assert found.fine_tune.pays
    assert found.rent_gpus is not None
    assert not found.rent_gpus.pays
    assert found.rent_gpus.rival.option.kind == "managed_fine_tune"
    assert found.rent_gpus.volume_against_baseline is not None
    assert found.rent_gpus.volume_against_baseline.tasks_per_month[0] == pytest.approx(2.8e6, rel=0.05)
    assert found.rent_gpus.volume_against_rival is not None
    assert found.rent_gpus.volume_against_rival.status == "never"
    assert found.passed_over == (option(comparison, "GPT-6 Luna"),)


def test_the_lesson_and_the_machine_bill_beside_it() -> None:
    comparison, _ = answered("lesson")
    assert comparison.baseline.total_usd == pytest.approx(24_000)
    tuned = option(comparison, "Fine-tuned")
    assert tuned.total_usd == pytest.approx(4_900)
    assert comparison.crossovers[tuned.name].payback.months == pytest.approx(2.78, abs=5e-3)
    machines = option(comparison, "Own")
    assert float(machines.ledger.usd_by_month[0]) == pytest.approx(2_263)
    assert comparison.crossovers[machines.name].payback.status == "never"


def test_ticket_router_needs_far_more_for_own_gpus() -> None:
    comparison, found = answered("ticket-router")
    tuned = option(comparison, "Tuned")
    payback = comparison.crossovers[tuned.name].payback
    assert payback.months == pytest.approx(11.5, abs=1.5)
    assert found.rent_gpus is not None
    assert found.rent_gpus.volume_against_baseline is not None
    assert found.rent_gpus.volume_against_baseline.tasks_per_month[0] == pytest.approx(13.6e6, rel=0.05)


def test_batch_extraction_is_where_own_gpus_win() -> None:
    comparison, found = answered("batch-extraction")
    assert comparison.recommended is option(comparison, "Own")
    assert found.rent_gpus is not None
    assert found.rent_gpus.pays
    assert found.rent_gpus.rival is option(comparison, "Tuned")
    in_use = 3
    own_usd = float(option(comparison, "Own").ledger.usd_by_month[in_use])
    tuned_usd = float(option(comparison, "Tuned").ledger.usd_by_month[in_use])
    assert own_usd < tuned_usd
    assert own_usd < 40_000


@pytest.mark.parametrize("name", ["contract-summaries", "cached-assistant"])
def test_small_volumes_stay_hosted(name: str) -> None:
    comparison, found = answered(name)
    assert comparison.recommended is comparison.baseline
    assert found.fine_tune is not None
    assert not found.fine_tune.pays
    assert found.rent_gpus is not None
    assert not found.rent_gpus.pays


def test_a_tuned_assistant_needs_about_a_million_tasks() -> None:
    comparison, _ = answered("cached-assistant")
    volumes = comparison.crossovers[option(comparison, "Tuned").name].break_even.tasks_per_month
    assert volumes == pytest.approx([1e6], rel=0.05)


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_holds_the_four_ways(name: str) -> None:
    comparison, _ = answered(name)
    assert len(comparison.results) == 4
    kinds = [result.option.kind for result in comparison.results]
    assert kinds == ["hosted", "hosted", "managed_fine_tune", "self_hosted"]


@pytest.mark.parametrize("name", preset_names())
def test_findings_agree_with_the_ledgers(name: str) -> None:
    comparison, found = answered(name)
    for finding in (found.fine_tune, found.rent_gpus):
        assert finding is not None
        assert finding.option is not comparison.baseline
        assert finding.pays is (finding.option.npv_usd < finding.rival.npv_usd)
        assert finding.saving_npv_usd == pytest.approx(finding.rival.npv_usd - finding.option.npv_usd)
        assert finding.option.meets_quality_bar is not False


def test_no_finding_without_such_an_option() -> None:
    found = verdict(compared(scenario(api("A"), api("B"))))
    assert (found.fine_tune, found.rent_gpus, found.passed_over) == (None, None, ())


def test_a_known_cost_of_serving_rents_no_gpus() -> None:
    found = verdict(compared(scenario(api(), known_cost())))
    assert found.fine_tune is not None
    assert found.rent_gpus is None


def test_an_option_that_misses_the_bar_is_no_finding() -> None:
    found = verdict(compared(scenario(api(quality=0.95), own(quality=0.5), quality_bar=0.9)))
    assert (found.fine_tune, found.rent_gpus) == (None, None)


def test_a_model_from_nothing_is_neither_a_fine_tune_nor_a_rival() -> None:
    tasks = {"tasks_per_month": 10_000_000}
    with_it = verdict(compared(scenario(api(), own(), from_scratch(), workload=tasks)))
    without = verdict(compared(scenario(api(), own(), workload=tasks)))
    for found, expected in ((with_it.fine_tune, without.fine_tune), (with_it.rent_gpus, without.rent_gpus)):
        assert found is not None
        assert expected is not None
        assert (found.option.name, found.rival.name) == (expected.option.name, expected.rival.name)
        assert found.saving_npv_usd == pytest.approx(expected.saving_npv_usd)
    alone = verdict(compared(scenario(api(), from_scratch())))
    assert (alone.fine_tune, alone.rent_gpus) == (None, None)

"""Cards side by side: what each costs is what the comparison bills for it, and none that cannot serve is shown."""

from __future__ import annotations

import pytest
from given_scenarios import api, case_of, scenario

from costmodel.case.resolve import resolve
from costmodel.catalog.load import load_catalog
from costmodel.decide.compare import compare
from costmodel.decide.serving import (
    CardChoices,
    card_choices,
    checkpoint_choices,
    hosted_months,
    ways_to_run,
)
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset

OWN = 3


def choices(asked: Scenario, place: int = OWN) -> CardChoices:
    catalog = load_catalog()
    return card_choices(asked, resolve(asked, catalog), place, catalog)


def test_each_card_costs_what_the_comparison_bills() -> None:
    asked = preset("email-extraction")
    found = choices(asked)
    assert len(found.cards) > 10
    for card in found.cards[::4]:
        assert card.offer is not None
        moved = asked.options[OWN].model_copy(
            update={
                "gpu": card.gpu,
                "provider": card.offer.provider,
                "commitment": card.offer.commitment,
                "gpus_per_replica": None,
                "gpus_per_instance": None,
            }
        )
        options = (*asked.options[:OWN], moved)
        bill = compare(resolve(asked.model_copy(update={"options": options}), load_catalog())).results[OWN]
        first_in_use = bill.option.upkeep.build_months
        volume = bill.ledger.tasks[first_in_use]
        again = asked.model_copy(
            update={"workload": asked.workload.model_copy(update={"tasks_per_month": float(volume)})}
        )
        card_then = next(each for each in choices(again).cards if each.gpu == card.gpu)
        assert card_then.usd_per_month == pytest.approx(bill.ledger.running_usd["gpu"][first_in_use])
        assert card_then.usd_per_1000_tasks == pytest.approx(1000 * card_then.usd_per_month / volume)


def test_cheapest_first_and_the_chosen_card_is_marked() -> None:
    found = choices(preset("email-extraction"))
    costs = [card.usd_per_month for card in found.cards]
    assert costs == sorted(costs)
    assert [card.gpu for card in found.cards if card.is_current] == ["L40S-48GB"]
    assert len({card.gpu for card in found.cards}) == len(found.cards)


def test_the_chosen_card_costs_what_its_way_of_running_costs() -> None:
    asked, catalog = preset("email-extraction"), load_catalog()
    case = resolve(asked, catalog)
    (current,) = (card for card in card_choices(asked, case, OWN, catalog).cards if card.is_current)
    (way,) = (way for way in ways_to_run(case, OWN) if way.is_current)
    assert current.usd_per_month == way.gpu_usd


def test_cards_that_cannot_serve_say_why() -> None:
    given = {
        "kind": "self_hosted",
        "name": "Own",
        "checkpoint": "Llama-3.1-405B",
        "gpu": "B200",
        "usd_per_gpu_hour": 5,
        "gpus_per_replica": 8,
        "max_tpot_ms": 500,
        "max_ttft_s": 60,
    }
    found = choices(scenario_from_dict(scenario(api(), given)), 1)
    shown = {card.gpu for card in found.cards}
    reasons = dict(found.left_out)
    assert "T4-16GB" in reasons
    assert "needs" in reasons["T4-16GB"]
    assert not shown & set(reasons)
    for card in found.cards:
        assert card.serving.gpus <= 8


def test_a_full_replica_costs_what_the_data_sheet_of_the_answer_says() -> None:
    card = next(card for card in choices(preset("email-extraction")).cards if card.is_current)
    per_hour = card.usd_per_gpu_hour * card.serving.gpus
    tokens_per_hour = 3600 * float(card.serving.requests_per_second) * (1_100 + 300)
    assert card.usd_per_mtok_full == pytest.approx(per_hour / tokens_per_hour * 1e6)


def test_checkpoints_on_one_card_share_its_rent() -> None:
    asked, catalog = preset("email-extraction"), load_catalog()
    case = resolve(asked, catalog)
    found = checkpoint_choices(asked, case, OWN, catalog)
    assert {card.gpu for card in found.cards} == {"L40S-48GB"}
    assert {card.usd_per_gpu_hour for card in found.cards} == {
        float(case.options[OWN].gpu_offer.usd_per_gpu_hour)
    }  # type: ignore[union-attr]
    assert len(found.cards) + len(found.left_out) == len(catalog.checkpoints)
    (current,) = (card for card in found.cards if card.is_current)
    assert current.checkpoint == "Qwen3-8B"
    assert current.usd_per_month == ways_to_run(case, OWN)[0].gpu_usd


def test_an_option_without_machines_is_no_fleet() -> None:
    given = scenario(api(), {"kind": "self_hosted", "name": "Own", "usd_per_task": 0.01})
    with pytest.raises(ValueError, match="no fleet"):
        card_choices(scenario_from_dict(given), case_of(given), 1, load_catalog())


def test_the_band_of_a_month_is_the_rent_at_both_ends_of_the_estimate() -> None:
    asked, catalog = preset("batch-extraction"), load_catalog()
    (current,) = (card for card in choices(asked).cards if card.is_current)
    serving = current.serving
    assert current.band_usd_per_month is not None
    for usd, end in zip(current.band_usd_per_month, (serving.high, serving.low), strict=True):
        factor = float(end) / float(serving.output_tok_s_per_gpu)
        own = asked.options[OWN].model_copy(update={"throughput_factor": factor})
        moved = asked.model_copy(update={"options": (*asked.options[:OWN], own)})
        (way,) = (way for way in ways_to_run(resolve(moved, catalog), OWN) if way.is_current)
        assert usd == pytest.approx(way.gpu_usd)
    assert current.band_usd_per_month[0] <= current.usd_per_month <= current.band_usd_per_month[1]


def test_a_measured_rate_has_no_band() -> None:
    asked = preset("email-extraction")
    own = asked.options[OWN].model_copy(update={"requests_per_second": 3.0})
    moved = asked.model_copy(update={"options": (*asked.options[:OWN], own)})
    cards = choices(moved).cards
    assert [card.gpu for card in cards if card.band_usd_per_month is None] == ["L40S-48GB"]


def test_tokens_at_the_load_cost_the_month_over_its_tokens() -> None:
    asked = preset("email-extraction")
    calls = resolve(asked, load_catalog()).options[OWN].calls
    tokens = 2_000_000 * calls.billed_per_task * (1_100 + 300)
    for card in choices(asked).cards:
        assert card.usd_per_mtok == pytest.approx(card.usd_per_month / tokens * 1e6)
        assert card.usd_per_mtok >= card.usd_per_mtok_full


def test_the_safe_one_is_near_published_runs_and_not_of_a_marketplace() -> None:
    found = choices(preset("email-extraction"))
    safe = found.cheapest_safe
    assert safe is not None
    assert not safe.serving.extrapolated
    assert safe.offer is not None
    assert not safe.offer.is_marketplace
    cheaper = found.cards[: found.cards.index(safe)]
    assert all(card.serving.extrapolated or card.offer.is_marketplace for card in cheaper if card.offer)


def test_providers_bill_what_the_ledger_bills_them_for() -> None:
    asked = preset("email-extraction")
    case = resolve(asked, load_catalog())
    results = {result.name: result for result in compare(case).results}
    months = hosted_months(case)
    assert [month.name for month in months] == [case.options[place].name for place in (0, 1, 2)]
    for month in months:
        result = results[month.name]
        first = result.option.upkeep.build_months
        running = result.ledger.running_usd
        hosting = running["hosting"][first] if "hosting" in running else 0.0
        usd = running["api"][first] * float(case.tasks_per_month) / result.ledger.tasks[first]
        assert month.usd_per_month == pytest.approx(usd + hosting, rel=0.02)

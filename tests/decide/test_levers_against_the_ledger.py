"""What a lever saves is the difference of two ledgers, whatever the programme."""

from __future__ import annotations

import math

import pytest
from given_levers import CATALOG, ENGINEERING, EXAMPLES, REVIEW, RUNS, TEACHER, asked, levers, usd
from given_scenarios import Json, api, known_cost, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.decide.levers import ranked_levers
from costmodel.errors import InputError
from costmodel.scenario.parse import scenario_from_dict

QLORA = "Train with QLoRA"


CARD = "Train on the cheapest card that fits"


ALL_PARTS: Json = {"data": {}, "training": {}, "evaluation": {}, "ab_test": {}, "engineering": {}}


LONG_RUN = {"checkpoint": "Llama-3.1-8B", "gpu": "H100", "gpus": 8, "examples": 100_000}


def test_qlora_in_place_of_all_weights_saves_what_the_ledger_says() -> None:
    full = {"recipe": {**LONG_RUN, "method": "full"}}
    qlora = {"recipe": {**LONG_RUN, "method": "qlora", "sharded": True}}
    by_hand = usd({"training": full}) - usd({"training": qlora})
    assert levers({"training": full})[QLORA].saving_usd == pytest.approx(by_hand)


def test_qlora_that_is_slower_is_no_lever() -> None:
    lora, qlora = ({"training": {"recipe": {**LONG_RUN, "method": method}}} for method in ("lora", "qlora"))
    assert usd(qlora) > usd(lora)
    assert QLORA not in levers(lora)
    assert QLORA not in levers(qlora)


def test_the_cheapest_card_costs_what_the_ledger_says_of_it() -> None:
    dear = {"recipe": {**LONG_RUN, "gpus": 1, "method": "lora"}, "usd_per_gpu_hour": 12}
    cheapest = min(
        usd_on(card.gpu, gpus, sharded) for card in CATALOG.gpus for gpus, sharded in WAYS_TO_SPREAD
    )
    saving = levers({"training": dear})[CARD].saving_usd
    assert saving == pytest.approx(usd({"training": dear}) - cheapest)


WAYS_TO_SPREAD = ((1, False), (2, False), (2, True))


def usd_on(gpu: str, gpus: int, sharded: bool) -> float:
    """What the runs cost on so many of these cards, infinite where nobody rents them or they are too small."""
    offers = CATALOG.gpu_offers(gpu, commitment="on_demand", on=CATALOG.newest_date)
    rents = [float(offer.usd_per_gpu_hour) for offer in offers if offer.gpu_count_min <= gpus]
    if not rents:
        return math.inf
    recipe = {**LONG_RUN, "gpu": gpu, "gpus": gpus, "sharded": sharded}
    try:
        return usd({"training": {"recipe": recipe, "usd_per_gpu_hour": min(rents)}})
    except InputError:
        return math.inf


def test_full_training_moves_to_cards_that_hold_it_only_together() -> None:
    """At a rent of 12 USD anything is cheaper; none of the cheap cards holds 8B weights in training alone."""
    full = {"recipe": {**LONG_RUN, "method": "full"}, "usd_per_gpu_hour": 12}
    found = levers({"training": full})
    assert found[CARD].saving_usd > 0.5 * usd({"training": full})


def test_a_run_that_is_billed_by_the_token_gains_nothing_from_cards() -> None:
    recipe = {"checkpoint": "Llama-3.1-8B", "method": "full", "gpus": 8}
    found = levers({"training": {"recipe": recipe, "train_usd_per_mtok": 3}}, known_cost())
    assert set(found) == {RUNS}


BY_HAND = {
    EXAMPLES: {"data": {"examples": 500}},
    RUNS: {"training": {"runs": 4}},
    REVIEW: {"evaluation": {"review_share": 0.05}},
    TEACHER: {"data": {"made_by": "teacher", "teacher_sku": "openai/gpt-6-luna", "review_share": 0.3}},
    ENGINEERING: {"engineering": {"ml_weeks": 4.5, "data_weeks": 2.25, "platform_weeks": 1.5}},
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_saving_is_the_difference_of_two_ledgers(name: str) -> None:
    repeated = {"retrain_every_months": 4, "retrain_share": 0.5, "base_refresh_every_months": 10}
    before = usd({**ALL_PARTS, **repeated})
    after = usd({**ALL_PARTS, **BY_HAND[name], **repeated})
    assert after < before
    assert levers({**ALL_PARTS, **repeated})[name].saving_usd == pytest.approx(before - after, rel=1e-9)


def test_the_largest_saving_comes_first() -> None:
    found = ranked_levers(asked(ALL_PARTS), CATALOG, 1)
    savings = [lever.saving_usd for lever in found]
    assert [lever.name for lever in found][:3] == [ENGINEERING, TEACHER, EXAMPLES]
    assert savings == sorted(savings, reverse=True)
    assert all(lever.price.endswith(".") for lever in found)


def test_a_programme_without_parts_has_no_lever() -> None:
    assert levers({"one_off_usd": 50_000}) == {}
    assert levers({}) == {}


def test_the_other_options_play_no_part() -> None:
    own_one = {**own(), "programme": ALL_PARTS}
    two = scenario_from_dict(scenario(api(), own_one))
    four = scenario_from_dict(scenario(own_one, known_cost("Third"), api(), baseline="API"))
    assert ranked_levers(four, CATALOG, 0) == ranked_levers(two, CATALOG, 1)


def test_the_baseline_has_levers_too() -> None:
    alone = scenario_from_dict(scenario({**own(), "programme": ALL_PARTS}, api()))
    assert ranked_levers(alone, CATALOG, 0) == ranked_levers(asked(ALL_PARTS), CATALOG, 1)


def test_a_programme_that_cannot_be_priced_is_refused() -> None:
    unknown = asked({"training": {"recipe": {"checkpoint": "No-Such-1B"}}})
    with pytest.raises(InputError, match="No-Such-1B"):
        ranked_levers(unknown, CATALOG, 1)


PROGRAMMES = st.fixed_dictionaries(
    {},
    optional={
        "one_off_usd": st.integers(0, 10_000),
        "build_months": st.integers(0, 6),
        "retrain_every_months": st.integers(1, 40),
        "retrain_usd": st.integers(0, 3_000),
        "retrain_share": st.sampled_from([0, 0.3, 1]),
        "data": st.fixed_dictionaries(
            {
                "examples": st.integers(0, 5_000),
                "held_out_items": st.integers(0, 2_000),
                "preference_pairs": st.sampled_from([0, 1, 700]),
                "usd_per_example": st.sampled_from([0, 0.01, 10]),
            }
        ),
        "training": st.fixed_dictionaries(
            {"runs": st.integers(1, 30), "dpo_runs": st.integers(1, 5)},
            optional={"usd_per_gpu_hour": st.sampled_from([0, 0.1, 9]), "gpu_hours_per_run": st.just(7)},
        ),
        "evaluation": st.fixed_dictionaries(
            {"items": st.integers(0, 2_000), "review_share": st.sampled_from([0, 0.04, 0.5])}
        ),
        "engineering": st.fixed_dictionaries({"ml_weeks": st.integers(0, 20)}),
    },
)


@given(PROGRAMMES, st.sampled_from([None, 0.0, 0.5, 0.97, 1.0]))
def test_a_lever_saves_something_and_at_most_all(programme: Json, quality: float | None) -> None:
    found = ranked_levers(asked(programme, {**own(), "quality": quality}), CATALOG, 1)
    most = usd(programme) * (1 + 1e-9)
    assert all(0 < lever.saving_usd <= most for lever in found)
    assert [lever.saving_usd for lever in found] == sorted(
        (lever.saving_usd for lever in found), reverse=True
    )
    assert len({lever.name for lever in found}) == len(found)

"""What would make a programme cheaper: savings worked out by hand, their order, and what must always hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from given_levers import CATALOG, ENGINEERING, EXAMPLES, REVIEW, RUNS, TEACHER, asked, data, levers, usd
from given_scenarios import own

from costmodel.decide.levers import Lever, ranked_levers

HELD_OUT = "Hold out half as many items, or as few as the interval allows"


PAIRS = "Drop the preference pairs and the DPO runs on them"


RETRAIN = "Retrain half as often"


NO_EXAMPLES = {"examples": 0, "held_out_items": 0}


def test_a_programme_costs_what_is_paid_once_and_at_every_retraining() -> None:
    """24 months, built by month 3: retrained in months 9, 15 and 21."""
    lump = {"one_off_usd": 1_000, "build_months": 3, "retrain_every_months": 6, "retrain_usd": 50}
    assert usd(lump) == 1_000 + 3 * 50


def test_money_is_not_discounted_and_people_are_not_counted() -> None:
    programme = {"one_off_usd": 1_000, "retrain_every_months": 6, "retrain_usd": 50}
    plain = usd(programme)
    assert usd({**programme, "people_usd_per_month": 9_000}, discount_rate=0.5) == plain == 1_000 + 3 * 50


def test_half_of_a_thousand_examples_at_ten_dollars() -> None:
    assert levers(data(examples=1_000, usd_per_example=10))[EXAMPLES].saving_usd == 5_000


def test_an_odd_number_is_halved_upwards() -> None:
    assert levers(data(examples=3, usd_per_example=10))[EXAMPLES].saving_usd == 10
    assert EXAMPLES not in levers(data(examples=1, usd_per_example=10))


def test_every_retraining_that_repeats_the_data_saves_again() -> None:
    """Retrained in months 6, 12 and 18 on a tenth of the data each time."""
    programme = {**data(), "retrain_every_months": 6, "retrain_share": 0.1}
    assert levers(programme)[EXAMPLES].saving_usd == pytest.approx(5_000 * 1.3)


def test_a_teacher_by_hand() -> None:
    """GPT-6 Luna at 0.1 and 0.5 USD per million: 0.0008 a kept example of two; 30 % reviewed at 2 USD."""
    per_example = (1_500 * 0.1 + 500 * 0.5) / 1e6 / 0.5
    saving = 1_000 * (10 - per_example - 0.3 * 2)
    assert levers(data())[TEACHER].saving_usd == pytest.approx(saving)


def test_more_review_than_a_teacher_needs_stays() -> None:
    per_example = (1_500 * 0.1 + 500 * 0.5) / 1e6 / 0.5
    assert levers(data(review_share=0.8))[TEACHER].saving_usd == pytest.approx(1_000 * (10 - per_example))


def test_the_cheapest_model_teaches_where_the_usual_one_is_not_in_the_book() -> None:
    hosted = tuple(
        row for row in CATALOG.hosted if row.provider == "openai" and row.sku in ("gpt-4o", "gpt-4.1")
    )
    assert {row.sku for row in hosted} == {"gpt-4o", "gpt-4.1"}
    found = ranked_levers(asked(data()), replace(CATALOG, hosted=hosted), 1)
    per_example = (1_500 * 2 + 500 * 8) / 1e6 / 0.5
    saving = {lever.name: lever.saving_usd for lever in found}[TEACHER]
    assert saving == pytest.approx(1_000 * (10 - per_example - 0.6))
    without = ranked_levers(asked(data()), replace(CATALOG, hosted=()), 1)
    assert [lever.name for lever in without] == [EXAMPLES]


def test_examples_of_a_teacher_are_not_given_to_a_teacher() -> None:
    assert TEACHER not in levers(data(made_by="teacher", teacher_sku="anthropic/claude-sonnet-5-5"))


def test_a_teacher_that_costs_more_than_people_is_no_lever() -> None:
    assert TEACHER not in levers(data(usd_per_example=0.1))


def held_out(quality: float | None, items: int = 400, half_width: float = 0.1) -> dict[str, Lever]:
    """10 USD an item, and 2 rounds that judge each at 1 USD."""
    judged = {
        "items": items,
        "rounds": 2,
        "judge_usd_per_item": 1,
        "review_share": 0,
        "half_width": half_width,
    }
    programme = {"data": {**NO_EXAMPLES, "held_out_items": items}, "evaluation": judged}
    return levers(programme, {**own(), "quality": quality})


def test_half_of_the_held_out_items_are_neither_labelled_nor_judged() -> None:
    assert held_out(0.9)[HELD_OUT].saving_usd == 200 * 10 + 2 * 200 * 1


def test_the_held_out_set_stays_as_large_as_the_interval_needs() -> None:
    """0.8 ± 0.05 needs 245 items by Wilson, also where quality is not known; 0.95 needs fewer than half."""
    assert held_out(0.8, half_width=0.05)[HELD_OUT].saving_usd == (400 - 245) * 12
    assert held_out(None, half_width=0.05) == held_out(0.8, half_width=0.05)
    assert held_out(0.95, half_width=0.05)[HELD_OUT].saving_usd == 200 * 12
    assert HELD_OUT not in held_out(0.8, half_width=0.03)


def test_a_perfect_option_has_no_interval_to_size_a_set_for() -> None:
    assert HELD_OUT not in held_out(1.0)


def test_half_of_the_runs_at_given_hours() -> None:
    """8 runs of 10 hours at 3 USD, a fifth of them failing: 300 USD, of which half stays."""
    training = {"runs": 8, "failed_share": 0.2, "gpu_hours_per_run": 10, "usd_per_gpu_hour": 3}
    found = levers({"training": training})
    assert found[RUNS].saving_usd == pytest.approx(150)
    assert set(found) == {RUNS}


def test_people_review_one_in_twenty() -> None:
    """8 rounds of 400 items, 10 % reviewed at 2 USD before."""
    assert levers({"evaluation": {}})[REVIEW].saving_usd == pytest.approx(8 * 400 * 0.05 * 2)
    assert REVIEW not in levers({"evaluation": {"review_share": 0.05}})


def test_without_pairs_there_is_nothing_to_prefer_and_no_dpo() -> None:
    """500 pairs at 5 USD, and 2 runs at the minimum bill of 100 USD."""
    training = {"minimum_usd_per_run": 100, "failed_share": 0}
    found = levers({"data": {**NO_EXAMPLES, "preference_pairs": 500}, "training": training})
    assert found[PAIRS].saving_usd == 500 * 5 + 2 * 100
    assert PAIRS not in levers({"data": {}, "training": training})


def test_pairs_that_the_recipe_itself_trains_on_stay() -> None:
    recipe = {"checkpoint": "Llama-3.1-8B", "method": "dpo_lora"}
    found = levers({"data": {"preference_pairs": 500}, "training": {"recipe": recipe}})
    assert EXAMPLES in found
    assert PAIRS not in found


def test_retraining_half_as_often() -> None:
    """In months 12 only, not 6, 12 and 18."""
    programme = {"retrain_every_months": 6, "retrain_usd": 700}
    assert levers(programme)[RETRAIN].saving_usd == 2 * 700
    assert levers({"retrain_usd": 700}) == {}


def test_a_quarter_of_the_weeks() -> None:
    """8 weeks of 52,000 USD a year; the platform's set-up is paid all the same."""
    part = {"ml_weeks": 4, "data_weeks": 2, "platform_weeks": 2, "usd_per_fte_year": 52_000}
    found = levers({"engineering": {**part, "platform_set_up_usd": 5_000}})
    assert found[ENGINEERING].saving_usd == 2_000
    assert set(found) == {ENGINEERING}

"""What each stage costs, worked by hand, and that all of them together are what the ledger pays."""

from __future__ import annotations

import pytest
from given_scenarios import Json
from hypothesis import given
from itemised import PARTS, PROGRAMMES, RECIPE, case_with, option_with

from costmodel.cost.ledgers import ledgers
from costmodel.decide.pipeline.stages import STAGES, Spread, StageCost, stage_costs

NOTHING = Spread(0.0, 0.0, 0.0)


def costs(programme: Json) -> dict[str, StageCost]:
    return {cost.name: cost for cost in stage_costs(option_with(programme))}


def bounds(spread: Spread) -> list[float]:
    return [spread.low, spread.mid, spread.high]


def test_data_are_written_and_reviewed_by_people() -> None:
    """100 x (3 + 0.5 x 2) + 10 x 5 is $450; people take from 0.67 to 1.5 of it."""
    part = {
        "examples": 100,
        "usd_per_example": 3,
        "review_share": 0.5,
        "usd_per_review": 2,
        "held_out_items": 10,
        "usd_per_held_out_item": 5,
    }
    found = costs({"data": part})
    assert bounds(found["data"].work_usd) == pytest.approx([301.5, 450, 675])
    assert found["data"].people_usd == NOTHING


def test_pairs_are_paid_for_in_their_own_stage() -> None:
    """40 pairs at $5, and no example."""
    part = {"examples": 0, "held_out_items": 0, "preference_pairs": 40, "usd_per_pair": 5}
    found = costs({"data": part})
    assert found["data"].usd.mid == 0
    assert bounds(found["dpo"].work_usd) == pytest.approx([134, 200, 300])


def test_hours_that_are_given_have_no_band() -> None:
    """2 runs of 4 hours at $2, half of all runs failing."""
    part = {"runs": 2, "failed_share": 0.5, "gpu_hours_per_run": 4, "usd_per_gpu_hour": 2}
    assert bounds(costs({"training": part})["training"].work_usd) == pytest.approx([32, 32, 32])


def test_a_provider_bill_has_no_band() -> None:
    """8 runs of 3 x 1,000 x 800 tokens at $5 a million."""
    part = {"failed_share": 0, "train_usd_per_mtok": 5, "recipe": RECIPE}
    assert bounds(costs({"training": part})["training"].work_usd) == pytest.approx([96, 96, 96])


def test_an_estimated_run_has_the_band_of_its_hours() -> None:
    programme = {"training": {"runs": 3, "failed_share": 0.25, "usd_per_gpu_hour": 2, "recipe": RECIPE}}
    option = option_with(programme)
    assert option.upkeep.work is not None
    assert option.upkeep.work.training is not None
    estimate = option.upkeep.work.training.run.estimate
    assert estimate is not None
    hours = [float(estimate.low_gpu_hours), float(estimate.gpu_hours), float(estimate.high_gpu_hours)]
    assert hours[0] < hours[1] < hours[2]
    found = costs(programme)["training"].work_usd
    assert bounds(found) == pytest.approx([4 * 2 * each for each in hours])


def test_no_end_of_the_band_costs_less_than_the_minimum_bill() -> None:
    """A run of about half an hour at $2 is below the minimum of $50, however long it takes."""
    part = {
        "runs": 2,
        "failed_share": 0,
        "usd_per_gpu_hour": 2,
        "recipe": RECIPE,
        "minimum_usd_per_run": 50,
    }
    assert bounds(costs({"training": part})["training"].work_usd) == pytest.approx([100, 100, 100])


def test_runs_on_pairs_stand_beside_the_pairs() -> None:
    pairs = {"examples": 0, "held_out_items": 0, "preference_pairs": 40, "usd_per_pair": 5}
    part = {"runs": 1, "dpo_runs": 3, "failed_share": 0, "train_usd_per_mtok": 10, "recipe": RECIPE}
    found = costs({"data": pairs, "training": part})
    # 40 pairs x 900 tokens, one epoch, at $10 a million: $0.36 a run.
    assert bounds(found["dpo"].work_usd) == pytest.approx([134 + 1.08, 200 + 1.08, 300 + 1.08])
    assert found["training"].work_usd.mid == pytest.approx(24)


def test_every_round_is_judged() -> None:
    """3 rounds x 50 items x (0.1 + 0.5 x 2)."""
    part = {"items": 50, "rounds": 3, "judge_usd_per_item": 0.1, "review_share": 0.5, "usd_per_review": 2}
    assert bounds(costs({"evaluation": part})["evaluation"].work_usd) == pytest.approx([110.55, 165, 247.5])


def test_the_test_measures_both_arms() -> None:
    """2 x 903 items at $0.50, without a band."""
    part = {"usd_per_item": 0.5, "double_running_usd_per_month": 0}
    assert bounds(costs({"ab_test": part})["ab_test"].work_usd) == pytest.approx([903, 903, 903])


WEEKS = {
    "ml_weeks": 6,
    "data_weeks": 3,
    "platform_weeks": 2,
    "usd_per_fte_year": 52_000,
    "platform_set_up_usd": 500,
}


def test_weeks_fall_on_the_stages_that_take_them() -> None:
    """$1,000 a week: 6 on models as 1, 3 and 2, 3 on data, 2 and the set-up on the platform."""
    found = {name: cost.people_usd.mid for name, cost in costs({"engineering": WEEKS}).items()}
    assert found == pytest.approx(
        {"checkpoint": 1_000, "data": 3_000, "training": 3_000, "dpo": 0, "evaluation": 2_000}
        | {"ab_test": 2_500}
    )


def test_pairs_take_weeks_from_training() -> None:
    found = costs({"engineering": WEEKS, "data": {"preference_pairs": 10}})
    weeks = {name: cost.people_usd.mid for name, cost in found.items()}
    assert [weeks[name] for name in ("checkpoint", "training", "dpo", "evaluation")] == pytest.approx(
        [1_000, 2_000, 1_000, 2_000]
    )
    assert bounds(found["dpo"].people_usd) == pytest.approx([670, 1_000, 1_500])


@given(PROGRAMMES)
def test_all_stages_and_the_lump_are_what_the_ledger_pays_at_the_start(programme: Json) -> None:
    case = case_with(programme)
    found = stage_costs(case.options[1])
    total = sum(cost.usd.mid for cost in found) + programme.get("one_off_usd", 0)
    assert total == pytest.approx(float(ledgers(case)[1].upfront_usd), abs=1e-6)
    assert tuple(cost.name for cost in found) == STAGES


@given(PROGRAMMES)
def test_every_band_holds_its_estimate(programme: Json) -> None:
    for cost in stage_costs(option_with(programme)):
        for spread in (cost.work_usd, cost.people_usd, cost.usd):
            assert 0 <= spread.low <= spread.mid <= spread.high


BELONGS_TO = {
    "data": {"data", "dpo"},
    "training": {"training", "dpo"},
    "evaluation": {"evaluation"},
    "ab_test": {"ab_test"},
}


@given(PROGRAMMES)
def test_what_is_not_itemised_costs_nothing(programme: Json) -> None:
    own_work = set().union(*(BELONGS_TO.get(part, set()) for part in programme))
    for cost in stage_costs(option_with(programme)):
        if cost.name not in own_work:
            assert cost.work_usd == NOTHING
        if "engineering" not in programme:
            assert cost.people_usd == NOTHING


def test_a_programme_of_lumps_has_no_stage_that_costs() -> None:
    assert all(cost.usd == NOTHING for cost in stage_costs(option_with({"one_off_usd": 5_000})))


@pytest.mark.parametrize("part", sorted({*PARTS} - {"ab_test"}))
def test_every_part_at_its_defaults_costs_something(part: str) -> None:
    assert sum(cost.usd.mid for cost in stage_costs(option_with({part: {}}))) > 0

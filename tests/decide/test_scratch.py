"""Training from nothing beside a fine-tune: figures worked out by hand, and what must always hold."""

from __future__ import annotations

import math
from typing import Any

import pytest
from given_scenarios import Json, api, case_of, from_scratch, known_cost, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case.model import OptionCase
from costmodel.catalog import Catalog, load_catalog
from costmodel.catalog.cards import Gpu
from costmodel.decide.scratch import CONDITIONS, ScratchContrast, scratch_contrast
from costmodel.errors import InputError
from costmodel.estimate.training import estimate_training

CATALOG: Catalog = load_catalog()
H100: Gpu = CATALOG.gpu("H100")


def tune(one_off_usd: float = 75_000, option: Json | None = None) -> OptionCase:
    tuned = option or own("Tuned", programme={"one_off_usd": one_off_usd})
    return case_of(scenario(api(), tuned)).options[1]


TUNED = tune()


def contrast(
    size_b: float = 7, rent: float = 2.0, fine_tune: OptionCase = TUNED, **fields: Any
) -> ScratchContrast:
    return scratch_contrast(fine_tune, size_b, H100, rent, **fields)


def test_a_compute_optimal_seven_billion_model_by_hand() -> None:
    """140B tokens, about 6.6k H100-hours, about 13k USD at 2 USD an hour."""
    answer = contrast()
    bill = answer.asked
    assert answer.is_compute_optimal
    assert bill.training_tokens == 140e9
    assert bill.hours.gpu_hours == pytest.approx(6_600, rel=0.01)
    assert bill.final_run_usd == pytest.approx(13_212, rel=0.001)
    assert bill.failed_runs_usd == pytest.approx(6_606, rel=0.001)
    assert (bill.data_usd, bill.people_usd) == (0, 500_000)
    assert bill.total_usd == pytest.approx(13_212 + 6_606 + 500_000, rel=1e-4)
    assert answer.ratio == pytest.approx(519_818 / 75_000, rel=1e-4)


def test_frontier_class_at_eight_billion_by_hand() -> None:
    """15T tokens: 0.81 million H100-hours."""
    bill = contrast(8.03).frontier
    assert bill.training_tokens == 15e12
    assert bill.hours.gpu_hours == pytest.approx(0.81e6, rel=0.01)
    assert bill.final_run_usd == pytest.approx(1.62e6, rel=0.01)
    assert bill.low_final_run_usd == pytest.approx(0.6 * bill.final_run_usd)
    assert bill.high_final_run_usd == pytest.approx(1.7 * bill.final_run_usd)


def test_computing_alone_is_a_million_times_a_reference_adapter() -> None:
    adapter = estimate_training(
        CATALOG.checkpoint("Llama-3.1-8B"), H100, method="lora", tokens=2.4e6, seq_len=4096
    )
    assert contrast(8.03).frontier.hours.gpu_hours / adapter.gpu_hours > 1e6


def test_given_tokens_and_efficiency_take_the_place_of_defaults() -> None:
    answer = contrast(8.03, training_tokens=15e12, realised_mfu=0.14)
    assert not answer.is_compute_optimal
    assert answer.asked.hours.gpu_hours == pytest.approx(1.46e6, rel=0.03)
    assert answer.asked == answer.frontier


def test_published_runs_of_the_same_size() -> None:
    answer = contrast(8.03)
    assert answer.nearest.model == "Llama 3 8B"
    sizes = [run.active_params_b for run in answer.of_the_same_size]
    assert sizes
    assert all(8.03 / 1.5 <= size <= 8.03 * 1.5 for size in sizes)
    alone = contrast(3_000)
    assert alone.of_the_same_size == ()
    assert alone.nearest.model == "Llama 3.1 405B"


def test_one_sentence_names_both_costs_and_the_ratio() -> None:
    assert contrast(8.03).sentence == (
        "Training 8.03B parameters from nothing on 161B tokens costs $526k once, 7.01 times the $75.0k of"
        " Tuned; on 15.0T tokens, as current models do, $2.94M, 39.1 times as much as Tuned."
    )


def test_a_fine_tune_without_one_off_cost_has_no_ratio() -> None:
    answer = contrast(fine_tune=tune(0))
    assert (answer.ratio, answer.frontier_ratio) == (None, None)
    assert "no one-off cost" in answer.sentence


def test_a_managed_fine_tune_is_one_too() -> None:
    managed = {"kind": "managed_fine_tune", "name": "Managed", "usd_per_task": 0.001}
    answer = contrast(fine_tune=tune(option={**managed, "programme": {"one_off_usd": 1_000}}))
    assert (answer.option, answer.fine_tune_usd) == ("Managed", 1_000)
    assert contrast(fine_tune=tune(option=known_cost())).option == "Own"


@pytest.mark.parametrize("option", [api("B"), from_scratch()])
def test_what_is_no_fine_tune_is_refused(option: Json) -> None:
    with pytest.raises(InputError, match=r"kind: .* is not accepted"):
        contrast(fine_tune=tune(option=option))


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
@pytest.mark.parametrize("field", ["rent", "data_usd", "people_usd", "failed_share"])
def test_bad_amounts_are_refused(field: str, value: float) -> None:
    with pytest.raises(InputError, match="usd_per_gpu_hour" if field == "rent" else field):
        contrast(**{field: value})


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        *(({"size_b": size}, "active_params_b") for size in (0, -7, math.nan, math.inf)),
        *(({"training_tokens": tokens}, "training_tokens") for tokens in (0, -1, math.nan)),
        ({"realised_mfu": 1.5}, "realised_mfu"),
    ],
)
def test_bad_sizes_are_refused(fields: dict[str, float], named: str) -> None:
    with pytest.raises(InputError, match=named):
        contrast(**fields)


def test_all_bad_amounts_at_once() -> None:
    with pytest.raises(InputError) as caught:
        contrast(data_usd=-1, people_usd=-1)
    assert [problem.field for problem in caught.value.problems] == ["data_usd", "people_usd"]


def test_few_conditions_each_a_sentence() -> None:
    assert contrast().conditions == CONDITIONS
    assert 3 <= len(CONDITIONS) <= 5
    assert all(condition.endswith(".") for condition in CONDITIONS)


SIZES = st.floats(0.05, 2_000)


@given(SIZES, st.floats(0.1, 20), st.floats(0, 1), st.integers(0, 10**7))
def test_parts_add_up_and_ratios_follow(size_b: float, rent: float, failed: float, people_usd: int) -> None:
    answer = contrast(size_b, rent, data_usd=123, failed_share=failed, people_usd=people_usd)
    for bill, ratio in ((answer.asked, answer.ratio), (answer.frontier, answer.frontier_ratio)):
        parts = (bill.final_run_usd * (1 + failed), 123, people_usd)
        assert bill.total_usd == pytest.approx(sum(parts))
        assert ratio == pytest.approx(bill.total_usd / 75_000)
        assert bill.low_final_run_usd < bill.final_run_usd < bill.high_final_run_usd


@given(SIZES, st.floats(1.01, 10))
def test_compute_optimal_cost_grows_with_the_square_of_size(size_b: float, factor: float) -> None:
    small, large = contrast(size_b).asked, contrast(size_b * factor).asked
    assert large.final_run_usd == pytest.approx(factor**2 * small.final_run_usd)

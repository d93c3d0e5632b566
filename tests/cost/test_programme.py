"""What a programme costs, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from given_scenarios import api, case_of, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case.work import AbTestWork, DataWork, EngineeringWork, EvaluationWork, RunWork, TrainingWork
from costmodel.cost.ledgers import ledgers
from costmodel.cost.programme import (
    ab_test_usd,
    data_usd,
    engineering_usd,
    evaluation_usd,
    training_usd,
)

DATA = DataWork(1_000, 10, 0.1, 2, 400, 10, 500, 5)


def test_data_is_examples_reviews_held_out_items_and_pairs() -> None:
    """1,000 x (10 + 0.1 x 2) + 400 x 10 + 500 x 5."""
    assert data_usd(DATA) == pytest.approx(10_200 + 4_000 + 2_500)


def test_failed_runs_are_paid_for() -> None:
    """8 good runs at 20 % failures are 10 runs."""
    assert training_usd(TrainingWork(8, 0.2, RunWork(3.0), 0)) == pytest.approx(30)


def test_no_run_costs_less_than_the_minimum() -> None:
    assert training_usd(TrainingWork(8, 0.0, RunWork(0.5), 4.0)) == pytest.approx(32)


def test_every_round_is_judged_and_a_share_is_reviewed() -> None:
    """8 rounds x 400 items x (0.01 + 0.1 x 2)."""
    assert evaluation_usd(EvaluationWork(400, 8, 0.01, 0.1, 2)) == pytest.approx(672)


def test_both_arms_and_the_days_of_double_running() -> None:
    """2 x 903 items at $0.50, and 73 days of $1,000 a month."""
    work = AbTestWork(903, 73.0, 0.5, 1_000)
    assert ab_test_usd(work) == pytest.approx(903 + 1_000 * 73 / (730 / 24))


def test_weeks_of_work_and_the_set_up() -> None:
    assert engineering_usd(EngineeringWork(6, 3, 2, 250_000 / 52, 5_000)) == pytest.approx(
        11 * 4807.6923 + 5_000
    )


def test_the_lines_of_a_programme_stand_in_the_ledger_beside_a_lump() -> None:
    programme = {
        "one_off_usd": 100,
        "data": {"examples": 100, "usd_per_example": 3, "review_share": 0, "held_out_items": 10},
        "training": {"runs": 2, "failed_share": 0, "gpu_hours_per_run": 4, "usd_per_gpu_hour": 2},
        "evaluation": {"items": 10, "rounds": 1, "judge_usd_per_item": 1, "review_share": 0},
        "ab_test": {"usd_per_item": 0.01, "double_running_usd_per_month": 0},
        "engineering": {"ml_weeks": 1, "data_weeks": 0, "platform_weeks": 0, "usd_per_fte_year": 52_000},
    }
    ledger = ledgers(case_of(scenario(api(), own(programme=programme))))[1]
    lines = {line: float(usd) for line, usd in ledger.upfront_usd_by_line.items()}
    assert lines == pytest.approx(
        {
            "one_off": 100,
            "data": 400,
            "training": 16,
            "evaluation": 10,
            "ab_test": 2 * 903 * 0.01,
            "engineering": 1_000,
        }
    )
    assert ledger.upfront_usd == pytest.approx(sum(lines.values()))


def test_a_retraining_repeats_its_share_of_what_the_model_took() -> None:
    """$50, and half of $300 data and $16 training; engineering is not repeated."""
    programme = {
        "retrain_every_months": 6,
        "retrain_usd": 50,
        "retrain_share": 0.5,
        "data": {"examples": 100, "usd_per_example": 3, "review_share": 0, "held_out_items": 0},
        "training": {"runs": 2, "failed_share": 0, "gpu_hours_per_run": 4, "usd_per_gpu_hour": 2},
        "engineering": {},
    }
    ledger = ledgers(case_of(scenario(api(), own(programme=programme), horizon_months=12)))[1]
    assert ledger.running_usd["retraining"].tolist() == [0.0] * 6 + [208.0] + [0.0] * 5


@given(st.floats(0, 1e5), st.floats(0, 1e3), st.floats(0, 0.9))
def test_more_of_anything_never_costs_less(examples: float, usd: float, failed: float) -> None:
    more = DataWork(examples + 1, usd + 1, 0.1, 2, 400, 10, 500, 5)
    assert data_usd(more) >= data_usd(DataWork(examples, usd, 0.1, 2, 400, 10, 500, 5))
    assert training_usd(TrainingWork(8, failed, RunWork(usd), 1)) >= training_usd(
        TrainingWork(8, 0, RunWork(usd), 1)
    )


def test_draws_broadcast() -> None:
    draws = np.array([[1.0], [3.0]])
    costs = data_usd(DataWork(draws * 1_000, 10, 0.1, 2, 400, 10, 500, 5))
    assert costs.ravel().tolist() == pytest.approx([16_700, 16_700 + 20_400])


def test_a_base_refresh_repeats_its_share_of_all_but_the_data() -> None:
    """$100, and half of $16 training and $1,000 engineering, every 12 months; $300 of data are kept."""
    programme = {
        "base_refresh_every_months": 12,
        "base_refresh_usd": 100,
        "base_refresh_share": 0.5,
        "data": {"examples": 100, "usd_per_example": 3, "review_share": 0, "held_out_items": 0},
        "training": {"runs": 2, "failed_share": 0, "gpu_hours_per_run": 4, "usd_per_gpu_hour": 2},
        "engineering": {"ml_weeks": 1, "data_weeks": 0, "platform_weeks": 0, "usd_per_fte_year": 52_000},
    }
    ledger = ledgers(case_of(scenario(api(), own(programme=programme), horizon_months=24)))[1]
    assert ledger.running_usd["retraining"].tolist() == [0.0] * 12 + [608.0] + [0.0] * 11


def test_runs_on_pairs_are_paid_beside_the_others() -> None:
    """8 runs at $3 and 2 on pairs at $5, a fifth of each failing."""
    assert training_usd(TrainingWork(8, 0.2, RunWork(3.0), 0, 2, RunWork(5.0))) == pytest.approx(42.5)


def test_the_end_of_a_providers_model_forces_a_refresh_once_it_is_built() -> None:
    """GPT-4.1 tuned at OpenAI ends on 2027-01-14, in month 2 of prices of 2026-11-23; built in month 3."""
    tuned = {
        "kind": "managed_fine_tune",
        "name": "Tuned",
        "sku": "openai/ft:gpt-4.1-2025-04-14",
        "programme": {"base_refresh_usd": 700},
    }
    given = scenario(api(), tuned, as_of="2026-11-23", horizon_months=6)
    assert ledgers(case_of(given))[1].running_usd["retraining"].tolist() == [0, 0, 700, 0, 0, 0]
    tuned["programme"]["build_months"] = 3  # type: ignore[index]
    late = case_of(given)
    assert ledgers(late)[1].running_usd["retraining"].tolist() == [0, 0, 0, 700, 0, 0]
    assert any("2027-01-14, before it is built" in note for note in late.notes)

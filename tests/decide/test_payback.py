"""When an option has paid back, and what is said when it has not."""

from __future__ import annotations

import pytest
from given_scenarios import Json, api, compared, known_cost, own, scenario

from costmodel.decide.payback import Payback


def payback_of(option: Json, baseline: Json | None = None, **fields: object) -> Payback:
    given = scenario(baseline or api(), option, **fields)  # type: ignore[arg-type]
    return compared(given).crossovers[option["name"]].payback


def test_reached_within_a_month() -> None:
    found = payback_of(known_cost(programme={"one_off_usd": 1000}))
    assert (found.status, found.months) == ("reached", pytest.approx(1000 / 450))


def test_reached_at_the_last_moment() -> None:
    found = payback_of(known_cost(usd_per_task=0, programme={"one_off_usd": 12_000}))
    assert (found.status, found.months) == ("reached", pytest.approx(24))


def test_beyond_the_horizon_at_the_pace_of_the_last_month() -> None:
    found = payback_of(known_cost(programme={"one_off_usd": 20_000}))
    assert found.status == "beyond_horizon"
    assert found.months == pytest.approx(24 + (20_000 - 24 * 450) / 450)


def test_never_names_the_cost_that_keeps_it_up() -> None:
    found = payback_of(own(programme={"one_off_usd": 500, "people_usd_per_month": 4000}))
    assert (found.status, found.months) == ("never", None)
    assert "people" in found.why or "gpu" in found.why
    idle = payback_of(own(programme={"one_off_usd": 500, "people_usd_per_month": 1}))
    assert "gpu" in idle.why


def test_a_lead_that_is_lost_again() -> None:
    """Its price rises fourfold a year, so the lead of the first months is gone for good."""
    found = payback_of(known_cost(usd_per_task=0.003, price_change_per_year=3))
    assert (found.status, found.months) == ("never", None)
    assert "lost" in found.why


def test_a_lead_that_is_lost_for_a_while_counts_from_its_return() -> None:
    """Retraining in month 2 throws it back behind; after that it stays ahead."""
    programme = {"one_off_usd": 400, "retrain_every_months": 2, "retrain_usd": 600}
    found = payback_of(known_cost(usd_per_task=0, programme=programme), horizon_months=4)
    # Owed: 400, -100, -600, -500, -1000.
    assert (found.status, found.months) == ("reached", pytest.approx(0.8))
    dearer = {**programme, "retrain_usd": 1_200}
    found = payback_of(known_cost(usd_per_task=0, programme=dearer), horizon_months=4)
    # Owed: 400, -100, -600, 100, -400.
    assert (found.status, found.months) == ("reached", pytest.approx(3.2))


def test_nothing_upfront_and_cheaper_from_the_start() -> None:
    found = payback_of(known_cost())
    assert (found.status, found.months) == ("reached", 0)


@pytest.mark.parametrize("build_months", [1, 3, 23])
def test_not_before_it_is_in_use(build_months: int) -> None:
    found = payback_of(known_cost(programme={"build_months": build_months}))
    assert (found.status, found.months) == ("reached", build_months)


def test_not_before_it_is_in_use_though_ahead_since_month_zero() -> None:
    """The baseline has one-off money of its own."""
    hosted = api(programme={"one_off_usd": 9_999})
    found = payback_of(known_cost(programme={"build_months": 5, "one_off_usd": 1}), hosted)
    assert (found.status, found.months) == ("reached", 5)


@pytest.mark.parametrize("one_off_usd", [0, 1_000])
@pytest.mark.parametrize("build_months", [25, 60])
def test_what_is_built_beyond_the_horizon_is_never_paid_back(build_months: int, one_off_usd: int) -> None:
    found = payback_of(known_cost(programme={"build_months": build_months, "one_off_usd": one_off_usd}))
    assert (found.status, found.months) == ("never", None)
    assert "built" in found.why


def test_built_until_the_last_month_ends_with_money_owed() -> None:
    found = payback_of(known_cost(programme={"build_months": 24, "one_off_usd": 10}))
    assert (found.status, found.months) == ("never", None)


def test_retraining_in_the_last_month_is_no_pace() -> None:
    """The last month costs more than the baseline's, so there is no pace to go by: never, by the contract."""
    programme = {"one_off_usd": 100_000, "retrain_every_months": 23, "retrain_usd": 5_000}
    assert payback_of(known_cost(programme=programme)).status == "never"


def test_rounding_noise_is_no_debt() -> None:
    thirds = {"one_off_usd": 0.1 + 0.2}
    found = payback_of(known_cost(usd_per_task=0.005, programme=thirds), api(programme={"one_off_usd": 0.3}))
    assert (found.status, found.months) == ("reached", 0)

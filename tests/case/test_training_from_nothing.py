"""A model trained from nothing: own GPUs, and one training run paid first."""

from __future__ import annotations

from typing import Any

import pytest
from given_scenarios import Json, api, case_of, compared, decimals, from_scratch, own, programmes, scenario
from hypothesis import given, settings
from hypothesis import strategies as st

from costmodel.case.model import OptionCase
from costmodel.cost.programme import upfront_usd
from costmodel.decide.compare import Comparison

PARAMS, H100_FLOPS, RENT = 8.03e9, 989e12, 2.5


def by_hand_usd(tokens: float, mfu: float, rent: float = RENT) -> float:
    return 6 * PARAMS * tokens / (mfu * H100_FLOPS) / 3600 * rent


def option(**fields: Any) -> OptionCase:
    return case_of(scenario(api(), from_scratch(**fields))).options[1]


def training_usd(**fields: Any) -> float:
    return float(option(**fields).upkeep.upfront_usd_by_line["training"])


def test_fifteen_trillion_tokens_by_hand() -> None:
    """0.81 million H100-hours at 2 USD."""
    usd = training_usd(training_tokens=15e12, usd_per_gpu_hour=2)
    assert usd == pytest.approx(0.81e6 * 2, rel=0.01)
    assert usd == pytest.approx(by_hand_usd(15e12, 0.25, 2))


def test_the_published_run_of_that_size_realised_less() -> None:
    assert training_usd(training_tokens=15e12, realised_mfu=0.14) == pytest.approx(1.46e6 * RENT, rel=0.03)


def test_efficiency_goes_by_card() -> None:
    hours = training_usd(gpu="A100-80GB") / RENT
    assert hours == pytest.approx(6 * PARAMS * 1e9 / (0.36 * 312e12) / 3600)


def test_a_mixture_is_trained_by_its_active_parameters() -> None:
    mixture = training_usd(checkpoint="Qwen3-30B-A3B")
    assert mixture < 0.5 * training_usd()


def test_a_free_card_trains_for_nothing() -> None:
    assert training_usd(usd_per_gpu_hour=0) == 0


def test_the_rent_of_the_book_prices_training_too() -> None:
    booked = option(usd_per_gpu_hour=None, provider="nebius", commitment="on_demand")
    assert booked.gpu_offer is not None
    rent = float(booked.gpu_offer.usd_per_gpu_hour)
    assert booked.upkeep.upfront_usd_by_line["training"] == pytest.approx(by_hand_usd(1e9, 0.25, rent))


def test_a_lump_stands_beside_it() -> None:
    upkeep = option(programme={"one_off_usd": 7_000}).upkeep
    assert upkeep.upfront_usd_by_line["one_off"] == 7_000
    assert upfront_usd(upkeep) == pytest.approx(7_000 + by_hand_usd(1e9, 0.25))


def test_notes_say_what_it_rests_on_and_what_is_left_out() -> None:
    notes = " ".join(option(training_tokens=15e12).notes)
    for words in (
        "Llama 3 8B",
        "1,300,000 GPU-hours",
        "failed runs",
        "50%",
        "https://arxiv.org/abs/2503.05804",
    ):
        assert words in notes
    assert "811,9" in notes or "812,0" in notes


def test_sources_name_the_nearest_run_and_the_efficiency_unless_given() -> None:
    fields = {source.field for source in option().sources}
    assert {"training_tokens", "realised_mfu"} <= fields
    given_mfu = option(realised_mfu=0.4).sources
    assert "realised_mfu" not in {source.field for source in given_mfu}
    assert all(source.url.startswith("https://") for source in given_mfu if source.url)


def with_a_lump_instead(given_option: Json, usd: float) -> Json:
    """The same machines, the training money typed as a lump."""
    kept = {
        key: value for key, value in given_option.items() if key not in ("training_tokens", "realised_mfu")
    }
    programme = kept.get("programme", {})
    lump = programme.get("one_off_usd", 0) + usd
    return {**kept, "kind": "self_hosted", "programme": {**programme, "one_off_usd": lump}}


def answered(given_option: Json, months: int) -> Comparison:
    return compared(scenario(api(usd_per_task=0.05), given_option, horizon_months=months, discount_rate=0.1))


@settings(max_examples=40, deadline=None)
@given(
    tokens=st.integers(1, 10**12),
    mfu=decimals(0.01, 1, 2),
    programme=programmes(12),
    months=st.integers(1, 24),
)
def test_it_costs_what_own_gpus_and_a_lump_cost(
    tokens: int, mfu: float, programme: Json, months: int
) -> None:
    """Totals, payback and every break-even volume include the training money."""
    scratch = from_scratch(training_tokens=tokens, realised_mfu=mfu, programme=programme)
    trained = answered(scratch, months)
    lump = answered(with_a_lump_instead(scratch, by_hand_usd(tokens, mfu)), months)
    one, other = trained.results[1], lump.results[1]
    assert one.total_usd == pytest.approx(other.total_usd)
    assert one.npv_usd == pytest.approx(other.npv_usd)
    assert one.upfront_usd == pytest.approx(other.upfront_usd)
    crossing, expected = trained.crossovers["Scratch"], lump.crossovers["Scratch"]
    assert crossing.payback.status == expected.payback.status
    assert crossing.payback.months == pytest.approx(expected.payback.months)
    assert crossing.break_even.tasks_per_month == pytest.approx(expected.break_even.tasks_per_month)


def test_more_training_moves_the_break_even_up() -> None:
    def volume(tokens: float) -> float:
        return (
            answered(from_scratch(training_tokens=tokens), 24)
            .crossovers["Scratch"]
            .break_even.tasks_per_month[0]
        )

    without = answered(own("Scratch"), 24).crossovers["Scratch"].break_even.tasks_per_month[0]
    assert volume(1e10) - without == pytest.approx(by_hand_usd(1e10, 0.25) / 24 / 0.05)
    assert volume(2e10) > volume(1e10)

"""Which option to take: every row of the contract's rule."""

from __future__ import annotations

import pytest
from given_scenarios import api, compared, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.decide.recommend import Recommendation, Standing, meets_bar, recommend


@pytest.mark.parametrize(
    ("qualities", "bar", "place", "provisional"),
    [
        ((None, None, None), None, 0, False),
        ((0.5, 0.9, None), None, 0, False),
        ((0.8, 0.9, 0.95), 0.9, 1, False),
        ((None, 0.9, 0.95), 0.9, 1, False),
        ((None, 0.8, 0.95), 0.9, 2, False),
        ((0.8, None, None), 0.9, 1, True),
        ((0.8, 0.89, None), 0.9, 2, True),
        ((0.8, 0.7, 0.1), 0.9, None, False),
        ((0.0, 0.0, 0.0), 0.0, 0, False),
        ((1.0, 0.99, 0.5), 1.0, 0, False),
    ],
)
def test_the_cheapest_of_those_that_are_good_enough(
    qualities: tuple[float | None, ...], bar: float | None, place: int | None, provisional: bool
) -> None:
    """Options stand in the order of their cost."""
    standings = [Standing(usd, quality) for usd, quality in zip((10, 20, 30), qualities, strict=True)]
    chosen = recommend(standings, bar)
    assert (chosen.place, chosen.provisional) == (place, provisional)


def test_of_equally_cheap_options_the_first_is_taken() -> None:
    assert recommend([Standing(5, None), Standing(5, None)], None).place == 0


@pytest.mark.parametrize(
    ("quality", "bar", "meets"), [(0.9, 0.9, True), (0.899, 0.9, False), (None, 0.9, None), (0.0, 0.0, True)]
)
def test_the_bar_itself_is_good_enough(quality: float | None, bar: float, meets: bool | None) -> None:
    assert meets_bar(quality, bar) is meets


QUALITIES = st.one_of(st.none(), st.sampled_from([0.0, 0.5, 0.9, 1.0]))


@given(
    st.lists(st.tuples(st.floats(0, 1e6), QUALITIES), min_size=1, max_size=12),
    st.one_of(st.none(), st.sampled_from([0.5, 0.9])),
)
def test_no_better_choice_exists(drawn: list[tuple[float, float | None]], bar: float | None) -> None:
    standings = [Standing(usd, quality) for usd, quality in drawn]
    chosen = recommend(standings, bar)
    known = [s for s in standings if bar is None or (s.quality is not None and s.quality >= bar)]
    unknown = [s for s in standings if s.quality is None]
    allowed = known or unknown
    if not allowed:
        assert chosen == Recommendation(None, provisional=False)
        return
    assert chosen.place is not None
    assert standings[chosen.place].npv_usd == min(s.npv_usd for s in allowed)
    assert chosen.provisional is not bool(known)
    assert [standings[place] for place in chosen.candidates] == allowed


def test_cheapest_is_by_present_value_and_blind_to_quality() -> None:
    """Paying late is cheaper in today's money though dearer in all."""
    late = api("Late", 0.0051)
    early = api("Early", 0, programme={"one_off_usd": 12_000})
    comparison = compared(scenario(early, late, discount_rate=0.5, quality_bar=0.5))
    assert comparison.results[0].total_usd < comparison.results[1].total_usd
    assert comparison.cheapest.name == "Late"


def test_nothing_is_recommended_if_all_are_known_to_miss_the_bar() -> None:
    comparison = compared(scenario(api("A", quality=0.5), api("B", quality=0.6), quality_bar=0.9))
    assert comparison.recommended is None
    assert comparison.recommendation.provisional is False
    assert [result.meets_quality_bar for result in comparison.results] == [False, False]


def test_an_unknown_quality_leaves_what_depends_on_it_unknown() -> None:
    known, unknown = compared(scenario(api("A", quality=0.8), api("B"), quality_bar=0.7)).results
    assert known.usd_per_good_task == pytest.approx(known.usd_per_task / 0.8)
    assert (unknown.usd_per_good_task, unknown.meets_quality_bar) == (None, None)


def test_no_task_of_quality_zero_is_good() -> None:
    (result,) = compared(scenario(api(quality=0))).results
    assert result.usd_per_good_task is None

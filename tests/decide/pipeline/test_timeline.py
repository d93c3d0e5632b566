"""The schedule of a programme, worked by hand, and what must hold for all of them."""

from __future__ import annotations

import pytest
from given_scenarios import Json
from hypothesis import given
from hypothesis import strategies as st
from itemised import PROGRAMMES, RECIPE, option_with

from costmodel.decide.pipeline.timeline import Bar, timeline

WEEKS = {"ml_weeks": 6, "data_weeks": 4, "platform_weeks": 2}


def bars(programme: Json, workload: Json | None = None) -> dict[str, Bar]:
    return {bar.name: bar for bar in timeline(option_with(programme, workload)).bars}


def test_weeks_of_engineers_one_after_the_other_and_beside_each_other() -> None:
    """Checkpoint 7 days, data 28 and platform 14 together; training 21 from day 28, evaluation 14 from day 49."""
    found = bars({"engineering": WEEKS})
    starts = {name: bar.start_day for name, bar in found.items()}
    assert starts == pytest.approx(
        {"checkpoint": 0, "data": 0, "platform": 0, "training": 28, "dpo": 49, "evaluation": 49}
        | {"ab_test": 63}
    )
    days = {name: bar.days.mid for name, bar in found.items()}
    assert days == pytest.approx(
        {"checkpoint": 7, "data": 28, "platform": 14, "training": 21, "dpo": 0, "evaluation": 14}
        | {"ab_test": 0}
    )
    whole = timeline(option_with({"engineering": WEEKS}))
    assert [whole.days.low, whole.days.mid, whole.days.high] == pytest.approx([42.21, 63, 94.5])
    assert whole.months == pytest.approx(63 / (730 / 24))


def test_training_waits_for_the_checkpoint_too() -> None:
    """A sixth of 60 weeks is 70 days, longer than 28 of data."""
    found = bars({"engineering": {**WEEKS, "ml_weeks": 60}})
    assert found["training"].start_day == found["checkpoint"].end_day == pytest.approx(70)


def test_the_test_waits_for_the_platform() -> None:
    """30 weeks of platform are 210 days, longer than 63 of all the others."""
    found = bars(
        {"engineering": {**WEEKS, "platform_weeks": 30}, "ab_test": {"traffic_share": 1, "least_days": 7}}
    )
    assert found["evaluation"].end_day == pytest.approx(63)
    assert found["ab_test"].start_day == found["platform"].end_day == pytest.approx(210)
    assert found["ab_test"].end_day == pytest.approx(217)


def test_writing_may_take_longer_than_the_engineers() -> None:
    """1,000 written, 100 reviewed and 400 held out at 100 a working day: 15 working days, 21 days."""
    found = bars({"data": {}})
    assert found["data"].days.mid == pytest.approx(21)
    assert bars({"data": {}, "engineering": WEEKS})["data"].days.mid == pytest.approx(28)


def test_what_a_teacher_writes_is_only_reviewed() -> None:
    """100 reviewed and 400 held out: 5 working days, 7 days."""
    part = {"made_by": "teacher", "teacher_sku": "openai/gpt-6-luna"}
    assert bars({"data": part})["data"].days.mid == pytest.approx(7)


def test_reviews_of_the_last_round_hold_the_evaluation() -> None:
    """A half of 1,000 items at 100 a working day: 5 working days, 7 days, whatever the rounds."""
    part = {"items": 1_000, "review_share": 0.5}
    assert bars({"evaluation": part})["evaluation"].days.mid == pytest.approx(7)
    assert bars({"evaluation": {**part, "rounds": 80}})["evaluation"].days.mid == pytest.approx(7)
    slow = {"evaluation": part, "data": {"labelled_per_day": 50}}
    assert bars(slow)["evaluation"].days.mid == pytest.approx(14)


def test_runs_take_their_hours_one_after_the_other() -> None:
    """3 runs that succeed of 4, each 48 hours: 8 days, and machines are what takes long."""
    part = {"runs": 3, "failed_share": 0.25, "gpu_hours_per_run": 48}
    bar = bars({"training": part})["training"]
    assert (bar.days.mid, bar.waits_on) == (pytest.approx(8), "machines")
    slow_people = bars({"training": part, "engineering": WEEKS})["training"]
    assert (slow_people.days.mid, slow_people.waits_on) == (pytest.approx(21), "people")


def test_more_cards_finish_a_run_sooner() -> None:
    recipe = {**RECIPE, "examples": 1_000_000}
    one = bars({"training": {"recipe": recipe}})["training"].days
    four = bars({"training": {"recipe": {**recipe, "gpus": 4}}})["training"].days
    assert four.mid < 0.5 * one.mid
    assert four.low < four.mid < four.high


def test_a_test_takes_its_least_days() -> None:
    """1,806 items of 100,000 a month at full traffic would be there in half a day."""
    bar = bars({"ab_test": {"traffic_share": 1, "least_days": 7}})["ab_test"]
    assert (bar.days.mid, bar.waits_on) == (7, "traffic")


def test_a_test_on_slow_traffic_waits_long() -> None:
    """1,806 items at a tenth of 1,000 tasks a month: 18.06 months of 730 hours."""
    bar = bars({"ab_test": {}}, {"tasks_per_month": 1_000})["ab_test"]
    assert bar.days.mid == pytest.approx(18.06 * 730 / 24)


def test_pairs_are_a_stage_only_where_they_are_paid_for() -> None:
    """700 pairs at 100 a working day are 9.8 days, longer than a sixth of 6 weeks."""
    without = bars({"data": {}, "training": {}, "engineering": WEEKS})
    assert without["dpo"].days.high == 0
    assert without["evaluation"].start_day == without["training"].end_day
    found = bars({"data": {"preference_pairs": 700}, "training": {}, "engineering": WEEKS})
    assert found["dpo"].days.mid == pytest.approx(9.8)
    assert found["dpo"].start_day == found["training"].end_day
    assert found["evaluation"].start_day == found["dpo"].end_day
    assert found["training"].days.mid == pytest.approx(14)


def test_runs_on_pairs_may_take_longer_than_people() -> None:
    recipe = {**RECIPE, "method": "full", "gpus": 8, "examples": 1_000}
    programme = {
        "data": {"preference_pairs": 1_000_000, "labelled_per_day": 10_000_000},
        "training": {"recipe": recipe, "dpo_runs": 5},
    }
    bar = bars(programme)["dpo"]
    assert bar.waits_on == "machines"
    assert 0 < bar.days.low < bar.days.mid < bar.days.high


def test_nothing_itemised_takes_no_time() -> None:
    found = timeline(option_with({"one_off_usd": 5_000}))
    assert (found.days.low, found.days.mid, found.days.high, found.months) == (0, 0, 0, 0)


@given(PROGRAMMES)
def test_bars_follow_each_other_and_the_last_ends_the_whole(programme: Json) -> None:
    whole = timeline(option_with(programme))
    found = {bar.name: bar for bar in whole.bars}
    assert len(found) == len(whole.bars) == 7
    for earlier, later in (
        *(("checkpoint", "training"), ("data", "training"), ("training", "dpo"), ("dpo", "evaluation")),
        *(("evaluation", "ab_test"), ("platform", "ab_test")),
    ):
        assert found[later].start_day >= found[earlier].end_day - 1e-9
    assert 0 <= whole.days.low <= whole.days.mid <= whole.days.high
    assert whole.days.mid == max(bar.end_day for bar in whole.bars)
    for bar in whole.bars:
        assert 0 <= bar.days.low <= bar.days.mid <= bar.days.high


@given(PROGRAMMES, st.sampled_from(["ml_weeks", "data_weeks", "platform_weeks"]))
def test_more_weeks_of_people_never_shorten_it(programme: Json, role: str) -> None:
    weeks = {**WEEKS, **programme.get("engineering", {})}
    before = timeline(option_with({**programme, "engineering": weeks})).days
    after = timeline(option_with({**programme, "engineering": {**weeks, role: 2 * weeks[role]}})).days
    assert after.low >= before.low - 1e-9
    assert after.mid >= before.mid - 1e-9
    assert after.high >= before.high - 1e-9

"""Sizes of tests against the published tables, what is impossible in words, and what to collect first."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.decide.evidence.plan import Asked, collection_plan, plan_tests, template_csv
from costmodel.decide.evidence.plan.sizes import points
from costmodel.errors import Problem
from costmodel.estimate.exact_limits import chance_of_at_most, lower_limit, upper_limit
from costmodel.estimate.looks import false_alarm_rate
from costmodel.estimate.samples import ab_items_per_arm_by_variance
from costmodel.results.model import NamedFile
from costmodel.results.read import read_results
from costmodel.scenario.evidence import Failures

ONE_PROMPT = Asked(bar=0.9, pass_rate=0.8, variants=1)


@pytest.mark.parametrize(
    ("rate", "half_width", "items"),
    [
        (0.9, 0.10, 37),
        (0.95, 0.03, 215),
        (0.95, 0.05, 83),
        (0.95, 0.10, 25),
        (0.9, 0.05, 141),
        (0.8, 0.05, 245),
    ],
)
def test_items_for_an_interval(rate: float, half_width: float, items: int) -> None:
    plan = plan_tests(replace(ONE_PROMPT, pass_rate=rate, difference=half_width))
    assert plan.of("rate").items == items


@pytest.mark.parametrize(
    ("bar", "rate", "floor", "likely"),
    [
        (0.80, 0.70, 54, 127),
        (0.90, 0.70, 11, 29),
        (0.90, 0.80, 36, 89),
        (0.90, 0.85, 121, 299),
        (0.95, 0.85, 21, 59),
        (0.95, 0.90, 71, 191),
    ],
)
def test_items_that_show_that_one_prompt_fails(bar: float, rate: float, floor: int, likely: int) -> None:
    plan = plan_tests(Asked(bar=bar, pass_rate=rate, variants=1))
    assert (plan.of("bar_floor").items, plan.of("bar_likely").items) == (floor, likely)
    assert plan.of("bar_floor").shows == "Prompting fails"


@pytest.mark.parametrize(
    ("rate", "difference", "items"),
    [
        *((0.7, 0.01, 32_646), (0.7, 0.02, 8_079), (0.7, 0.03, 3_553), (0.7, 0.05, 1_250), (0.7, 0.08, 470)),
        *((0.8, 0.01, 24_638), (0.8, 0.02, 6_036), (0.8, 0.03, 2_626), (0.8, 0.05, 903), (0.8, 0.08, 325)),
        *((0.9, 0.01, 13_488), (0.9, 0.02, 3_205), (0.9, 0.03, 1_347), (0.9, 0.05, 424), (0.9, 0.08, 122)),
    ],
)
def test_items_of_each_arm(rate: float, difference: float, items: int) -> None:
    test = plan_tests(replace(ONE_PROMPT, pass_rate=rate, difference=difference)).of("two_arms")
    assert (test.items, test.arms, test.all_items) == (items, 2, 2 * items)


@pytest.mark.parametrize(
    ("newly_passing", "newly_failing", "pairs", "arcsine", "by_variance"),
    [(0.12, 0.02, 108, 390, 394), (0.08, 0.03, 343, 1_806, 1_806)],
)
def test_shared_items_replace_two_arms(
    newly_passing: float, newly_failing: float, pairs: int, arcsine: int, by_variance: int
) -> None:
    """The published 398 and 1,812 in two arms pool the variances; the two formulas here come within 2%."""
    plan = plan_tests(replace(ONE_PROMPT, newly_passing=newly_passing, newly_failing=newly_failing))
    assert plan.of("paired").items == pairs
    assert plan.pairing is not None
    assert (plan.pairing.pairs, plan.pairing.in_two_arms) == (pairs, arcsine)
    lift = newly_passing - newly_failing
    assert 2 * ab_items_per_arm_by_variance(0.8, 0.8 + lift) == pytest.approx(by_variance, abs=4)


@pytest.mark.parametrize(("margin", "items"), [(0.01, 14_128), (0.02, 3_532), (0.03, 1_570)])
def test_items_that_show_that_it_is_not_worse(margin: float, items: int) -> None:
    plan = plan_tests(replace(ONE_PROMPT, pass_rate=0.9, margin=margin))
    assert plan.of("not_worse").items == items


@pytest.mark.parametrize(
    ("looks", "false_alarms", "pocock", "last"),
    [(2, 0.083, 2.178, 1.977), (3, 0.107, 2.289, 2.004), (5, 0.142, 2.413, 2.040), (10, 0.193, 2.555, 2.087)],
)
def test_looking_early_and_the_bounds_that_allow_it(
    looks: int, false_alarms: float, pocock: float, last: float
) -> None:
    peeking = plan_tests(replace(ONE_PROMPT, looks=looks)).peeking
    assert peeking is not None
    assert peeking.false_alarms == pytest.approx(false_alarms, abs=5e-4)
    assert peeking.pocock_z == pytest.approx(pocock, abs=6e-4)
    assert peeking.obrien_fleming_z[-1] == pytest.approx(last, abs=6e-4)
    assert len(peeking.obrien_fleming_z) == looks
    assert false_alarm_rate(looks, peeking.pocock_z) == pytest.approx(0.05, abs=1e-9)


def test_one_look_needs_no_bounds_and_more_looks_need_more_items() -> None:
    assert plan_tests(ONE_PROMPT).peeking is None
    once, often = plan_tests(ONE_PROMPT), plan_tests(replace(ONE_PROMPT, looks=5))
    assert (once.of("bar_floor").items or 0) < (often.of("bar_floor").items or 0)
    assert "5 looks" in often.of("bar_floor").assumes


def test_with_so_many_items_all_prompts_fall_short_in_four_of_five_evaluations() -> None:
    """Five prompts that each pass 80% against a bar of 90%: the chances to miss add up to a fifth at most."""
    items = plan_tests(replace(ONE_PROMPT, variants=5)).of("bar_likely").items
    assert items == 155
    most = max(passes for passes in range(items) if upper_limit(passes, items, 0.05) < 0.9)
    assert 5 * (1 - float(chance_of_at_most(most, items, 0.8))) <= 0.2


def test_a_rate_above_the_bar_is_planned_to_reach_it() -> None:
    plan = plan_tests(replace(ONE_PROMPT, bar=0.8, pass_rate=0.9))
    assert plan.of("bar_floor").shows == "Prompting is enough"
    items = plan.of("bar_floor").items
    assert items is not None
    assert lower_limit(math.ceil(0.9 * items), items, 0.05) >= 0.8
    assert lower_limit(math.ceil(0.9 * (items - 1)), items - 1, 0.05) < 0.8
    corrected = plan_tests(replace(ONE_PROMPT, bar=0.8, pass_rate=0.9, variants=5))
    assert (corrected.of("bar_floor").items or 0) > items


def test_on_the_bar_no_number_of_items_decides() -> None:
    plan = plan_tests(replace(ONE_PROMPT, pass_rate=0.9))
    assert plan.of("bar_floor").items is None
    assert plan.of("bar_likely").items is None
    assert plan.problems == ()


def test_items_in_clusters_are_worth_less() -> None:
    alone, clustered = plan_tests(ONE_PROMPT), plan_tests(replace(ONE_PROMPT, design_effect=2.08))
    for one, other in zip(alone.tests, clustered.tests, strict=True):
        assert one.items is not None
        assert other.items == -(-one.items * 208 // 100)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (
            {"difference": 0.3},
            Problem("difference", 0.3, "a pass rate of 80% leaves room for less than 20 points"),
        ),
        (
            {"difference": 0.0},
            Problem("difference", 0.0, "0.01 points or more, and less than 50 points, are"),
        ),
        ({"margin": 0.0}, Problem("margin", 0.0, "0.01 points or more, and less than 100 points, are")),
        (
            {"newly_failing": 0.08},
            Problem(
                "newly_failing", 0.08, "it must differ from the share newly passing by 0.01 points or more"
            ),
        ),
        (
            {"newly_passing": 0.7, "newly_failing": 0.4},
            Problem("newly_failing", 0.4, "together with the 70% newly passing it may be at most 100%"),
        ),
        ({"pass_rate": 1.0}, Problem("pass_rate", 1.0, "a rate above 0% and below 100% is")),
    ],
)
def test_what_is_impossible_is_said_and_leaves_the_rest_alone(
    changed: dict[str, float], problem: Problem
) -> None:
    plan = plan_tests(replace(ONE_PROMPT, **changed))  # type: ignore[arg-type]
    assert problem in plan.problems
    for test in plan.tests:
        assert test.items is None if test.problem else (test.items or 0) > 0
    if "pass_rate" not in changed:
        assert plan.of("bar_floor").items == 36


SHARES = st.floats(0, 1)


@given(st.builds(Asked, SHARES, SHARES, SHARES, SHARES, SHARES, SHARES, st.just(2), st.integers(1, 7)))
def test_any_shares_make_a_plan(asked: Asked) -> None:
    plan = plan_tests(asked)
    assert len(plan.tests) == 6
    for test in plan.tests:
        assert test.items is None or test.items >= 1
        assert "nan" not in f"{test.name} {test.shows} {test.assumes}"


def test_what_to_collect_first() -> None:
    plan = collection_plan(0.9, 1)
    assert [(gap.pass_rate, gap.at_least, gap.likely) for gap in plan.gaps] == [
        (0.8, 36, 89),
        (0.85, 121, 299),
    ]
    assert [gap.likely for gap in collection_plan(0.9, 5).gaps] == [155, 532]
    assert plan.fewest_items == plan.fewest_failures == 100
    assert len(plan.prompts) == plan.fewest_variants == 5
    assert [step.failure_class for step in plan.oracle if step.failure_class] == [
        *("bad_label", "search_defect", "missing_knowledge", "wrong_behaviour")
    ]
    assert {step.failure_class for step in plan.oracle} - {None} == set(Failures.model_fields)
    assert [gap.gap for gap in collection_plan(0.08).gaps] == [0.05]


def test_the_template_is_a_file_of_results() -> None:
    rows = list(csv.DictReader(io.StringIO(template_csv(), newline="")))
    assert list(rows[0]) == ["item", "variant", "passed", "cluster", "repeat", "failure_class"]
    variants = {row["variant"] for row in rows}
    assert len(rows) == len({row["item"] for row in rows}) * len(variants)
    assert {row["passed"] for row in rows} == {"true", "false"}
    for row in rows:
        assert row["item"]
        assert row["cluster"]
        assert row["failure_class"] in ("", *Failures.model_fields)
        assert not (row["failure_class"] and row["passed"] == "true")
    read = read_results([NamedFile("template.csv", io.BytesIO(template_csv().encode()))])
    assert set(read.variants) == variants
    assert read.rows == len(rows)
    assert read.clusters is not None
    assert read.notes == ()


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.05, "5 points"), (0.01, "1 point"), (0.005, "0.5 points"), (1 - 0.85, "15 points")],
)
def test_differences_are_said_in_points(share: float, words: str) -> None:
    assert points(share) == words

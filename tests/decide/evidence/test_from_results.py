"""Results of an evaluation, item by item, become the counts that the verdicts read."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.decide.evidence.from_results import FEWEST_FAILING_CLUSTERS, counts_of
from costmodel.errors import InputError
from costmodel.estimate.clusters import cautious_design_effect
from costmodel.results import NamedFile, Results, Totals, read_results
from costmodel.scenario.parse_evidence import evidence_from_dict


def results_of(text: str) -> Results:
    return read_results([NamedFile("results.csv", io.BytesIO(text.encode()))])


SMALL = results_of(
    "item,variant,passed,failure_class\n"
    "a,zero,1,\na,few,1,\na,rag,1,\n"
    "b,zero,0,\nb,few,1,\nb,rag,0,wrong behaviour\n"
    "c,zero,0,\nc,few,0,\nc,rag,1,\n"
    "d,zero,0,\nd,few,0,\nd,rag,0,search defect\n"
    "e,zero,1,\n"
)


def test_pairs_are_counted_on_the_items_that_all_ran_on() -> None:
    found = counts_of(SMALL, ["rag"])
    assert found.evidence["prompting"] == {
        "items": 4,
        "passes": [1, 2],
        "passed_by_any": 2,
        "names": ["zero", "few"],
    }
    arm = found.evidence["retrieval"]
    assert (arm["newly_passing"], arm["newly_failing"], arm["passes"]) == (1, 1, 2)
    assert arm["failures"] == {
        "search_defect": 1,
        "missing_knowledge": 0,
        "wrong_behaviour": 1,
        "bad_label": 0,
    } or arm["failures"] == {"wrong_behaviour": 1, "search_defect": 1}
    assert any("1 of 5 items were not run by every variant" in note for note in found.notes)
    assert evidence_from_dict({"bar": 0.9, **found.evidence}).arm_passes == 2


def test_without_an_arm_every_variant_is_a_prompt() -> None:
    found = counts_of(SMALL)
    assert found.prompts == ("zero", "few", "rag")
    assert "retrieval" not in found.evidence


def test_of_several_arms_the_best_stands_for_them() -> None:
    found = counts_of(SMALL, ["zero", "rag"])
    assert found.arm == "rag"
    assert found.evidence["retrieval"]["arms"] == 2
    assert found.evidence["retrieval"]["name"] == "rag"


@pytest.mark.parametrize("arms", [["nobody"], ["zero", "few", "rag"]])
def test_an_arm_must_be_a_variant_and_leave_a_prompt(arms: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        counts_of(SMALL, arms)
    assert refused.value.problems[0].field == "arm"


@pytest.mark.parametrize("alpha", [0.5, 0, -1, 7, math.nan])
def test_an_error_rate_that_is_none_is_refused(alpha: float) -> None:
    with pytest.raises(InputError) as refused:
        counts_of(SMALL, alpha=alpha)
    assert refused.value.problems[0].field == "alpha"


def test_variants_without_an_item_in_common_cannot_be_compared() -> None:
    apart = results_of("item,variant,passed\na,zero,1\nb,few,1\n")
    with pytest.raises(InputError, match="at least one item must have been run by every variant"):
        counts_of(apart)


def test_repeats_are_averaged_and_pairs_compare_averages() -> None:
    lines = ["item,variant,passed,repeat"]
    for repeat, (prompt, arm) in enumerate([(1, 1), (0, 1), (0, 0)]):
        lines += [f"a,p,{prompt},{repeat}", f"a,arm,{arm},{repeat}", f"b,p,1,{repeat}", f"b,arm,1,{repeat}"]
    found = counts_of(results_of("\n".join(lines)), ["arm"]).evidence
    assert found["prompting"]["repeats"] == 3
    assert found["prompting"]["passes"] == [pytest.approx(4 / 3)]
    assert (found["retrieval"]["newly_passing"], found["retrieval"]["newly_failing"]) == (1, 0)
    assert evidence_from_dict({"bar": 0.9, **found}).arm_passes == pytest.approx(5 / 3)


def test_clusters_weigh_every_variant_by_its_own_design_effect() -> None:
    rng = np.random.default_rng(1)
    clusters = np.repeat(np.arange(30), 5)
    ease = rng.random(30)[clusters]
    lines = ["item,variant,passed,cluster"]
    for item, cluster in enumerate(clusters):
        lines += [
            f"{item},p,{int(ease[item] > 0.3)},c{cluster}",
            f"{item},q,{int(rng.random() > 0.3)},c{cluster}",
        ]
    results = results_of("\n".join(lines))
    effects = counts_of(results).evidence["prompting"]["design_effects"]
    expected = [cautious_design_effect(row, clusters, 0.05) for row in results.rates]
    assert effects == [pytest.approx(value) for value in expected]
    assert effects[0] > 2 > effects[1] >= 1


def test_items_of_a_single_cluster_tell_as_much_as_one() -> None:
    lines = ["item,variant,passed,cluster", *(f"{item},p,{item % 2},all" for item in range(10))]
    found = counts_of(results_of("\n".join(lines)))
    assert found.evidence["prompting"]["design_effects"] == [10]
    assert any("1 cluster holds a failure" in note for note in found.notes)
    assert FEWEST_FAILING_CLUSTERS > 1


def test_totals_alone_make_prompts_and_totals_of_other_sizes_do_not() -> None:
    empty = results_with(Totals("a", 70, 100), Totals("b", 74, 100))
    assert counts_of(empty).evidence == {"prompting": {"items": 100, "passes": [70, 74], "names": ["a", "b"]}}
    with pytest.raises(InputError, match="the same items; theirs are 50, 100"):
        counts_of(results_with(Totals("a", 70, 100), Totals("b", 24, 50)))


def results_with(*totals: Totals) -> Results:
    none = np.empty((0, 0))
    return Results(
        formats=("lm-evaluation-harness",),
        rows=0,
        variants=(),
        items=(),
        rates=none,
        repeats=none.astype(np.int64),
        clusters=None,
        failure_classes={},
        totals=totals,
        notes=(),
    )


outcomes = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=40)


@given(outcomes)
def test_counts_agree_with_a_plain_count(rows: list[tuple[bool, bool, bool]]) -> None:
    lines = ["item,variant,passed"]
    for item, row in enumerate(rows):
        lines += [f"{item},{name},{passed}" for name, passed in zip(("p", "q", "arm"), row, strict=True)]
    found = counts_of(results_of("\n".join(lines)), ["arm"]).evidence
    passes = [sum(row[place] for row in rows) for place in range(3)]
    best = 0 if passes[0] >= passes[1] else 1
    assert found["prompting"]["passes"] == passes[:2]
    assert found["prompting"]["passed_by_any"] == sum(row[0] or row[1] for row in rows)
    assert found["retrieval"]["newly_passing"] == sum(row[2] and not row[best] for row in rows)
    assert found["retrieval"]["newly_failing"] == sum(row[best] and not row[2] for row in rows)
    assert math.isclose(
        evidence_from_dict({"bar": 0.5, **found}).arm_passes,
        max(passes[:2]) + found["retrieval"]["newly_passing"] - found["retrieval"]["newly_failing"],
    )

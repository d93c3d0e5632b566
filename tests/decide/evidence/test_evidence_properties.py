"""What must hold for any evidence: more passes never speak for building, more of the same never turns a verdict round."""

from __future__ import annotations

from math import ceil, floor

from given_evidence import arm, evidence, prompts, sorted_failures
from given_scenarios import decimals
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from costmodel.decide.evidence.prompting import prompting_fails
from costmodel.decide.evidence.retrieval import retrieval_does_not_fix_it
from costmodel.decide.evidence.verdict import State

ORDER: dict[State, int] = {"does_not_hold": 0, "not_enough_evidence": 1, "holds": 2}
OPPOSITE = {frozenset({"holds", "does_not_hold"})}

bars = st.integers(1, 99).map(lambda share: share / 100)
alphas = st.sampled_from([0.001, 0.01, 0.05, 0.1])


@st.composite
def measured(draw: st.DrawFn, most_variants: int = 4) -> tuple[list[int], int, float]:
    """Passes near the bar more often than not."""
    items, bar = draw(st.integers(5, 600)), draw(bars)
    near = st.integers(-items // 10, items // 10).map(
        lambda off: min(items, max(0, round(bar * items) + off))
    )
    passes = draw(st.lists(st.one_of(near, st.integers(0, items)), min_size=1, max_size=most_variants))
    return passes, items, bar


@settings(max_examples=40)
@given(measured(), st.data())
def test_one_more_pass_never_speaks_for_holds(
    found: tuple[list[int], int, float], data: st.DataObject
) -> None:
    passes, items, bar = found
    place = data.draw(st.integers(0, len(passes) - 1))
    assume(passes[place] < items)
    more = [count + (place == i) for i, count in enumerate(passes)]
    before, after = (prompting_fails(evidence(prompts(each, items, bar))).state for each in (passes, more))
    assert ORDER[after] <= ORDER[before]


@settings(max_examples=40)
@given(measured(), st.integers(2, 9))
def test_more_of_the_same_keeps_or_sharpens(found: tuple[list[int], int, float], times: int) -> None:
    passes, items, bar = found
    before = prompting_fails(evidence(prompts(passes, items, bar))).state
    after = prompting_fails(evidence(prompts([times * count for count in passes], times * items, bar))).state
    assert before in (after, "not_enough_evidence")


@settings(max_examples=40)
@given(measured(), st.integers(1, 200))
def test_one_more_prompt_never_speaks_for_holds(found: tuple[list[int], int, float], added: int) -> None:
    passes, items, bar = found
    before = prompting_fails(evidence(prompts(passes, items, bar))).state
    after = prompting_fails(evidence(prompts([*passes, min(items, added)], items, bar))).state
    assert before == "holds" or after != "holds"


@settings(max_examples=40)
@given(measured(), st.floats(1, 20), st.sampled_from([1, 2, 5]), alphas)
def test_less_sure_evidence_never_decides_more(
    found: tuple[list[int], int, float], effect: float, looks: int, alpha: float
) -> None:
    """Clusters and looks can only take a verdict back."""
    passes, items, bar = found
    sure = prompting_fails(evidence(prompts(passes, items, bar), alpha=alpha)).state
    effects = [effect] * len(passes)
    unsure = prompting_fails(
        evidence(prompts(passes, items, bar, design_effects=effects), alpha=alpha, looks=looks)
    )
    assert unsure.state in (sure, "not_enough_evidence")


@settings(max_examples=60)
@given(measured(most_variants=1), alphas)
def test_so_many_items_settle_it_at_the_observed_rate(
    found: tuple[list[int], int, float], alpha: float
) -> None:
    (passes,), items, bar = found
    verdict = prompting_fails(evidence(prompts([passes], items, bar), alpha=alpha))
    assume(verdict.needed and verdict.needed[0].at_least is not None)
    (needed,) = verdict.needed
    assert needed.at_least is not None
    assert needed.at_least > items
    below = passes / items < bar
    wanted: State = "holds" if below else "does_not_hold"
    rate = passes / items
    for more in (0, 1, 7):
        total = needed.at_least + more
        stays = floor(rate * total + 1e-9) if below else ceil(rate * total - 1e-9)
        assert prompting_fails(evidence(prompts([stays], total, bar), alpha=alpha)).state == wanted


@settings(max_examples=60)
@given(measured(), st.floats(1, 10), st.integers(1, 5))
def test_what_is_open_never_needs_fewer_items_than_there_are(
    found: tuple[list[int], int, float], effect: float, repeats: int
) -> None:
    counts, items, bar = found
    passes = [min(items, count + part / repeats) for part, count in enumerate(counts) if part < repeats]
    effects = [1 + (effect - 1) * (place % 2) for place in range(len(passes))]
    verdict = prompting_fails(evidence(prompts(passes, items, bar, repeats=repeats, design_effects=effects)))
    assert bool(verdict.needed) <= (verdict.state == "not_enough_evidence")
    for needed in verdict.needed:
        assert needed.at_least is None or needed.at_least > items
    assert verdict.why
    assert verdict.next_step or verdict.state == "holds"


@st.composite
def arms(draw: st.DrawFn) -> tuple[int, int, float, int, int, float]:
    items, bar = draw(st.integers(10, 500)), draw(bars)
    off = draw(st.integers(-items // 8, items // 8))
    behaviour, other = draw(st.integers(0, 150)), draw(st.integers(0, 150))
    return min(items, max(0, round(bar * items) + off)), items, bar, behaviour, other, draw(decimals(0, 1, 2))


@settings(max_examples=60)
@given(arms(), st.integers(1, 5))
def test_second_verdict_moves_one_way_with_its_counts(
    found: tuple[int, int, float, int, int, float], times: int
) -> None:
    passes, items, bar, behaviour, other, cure = found

    def state(count: int, wrong: int, lacking: int, scale: int = 1) -> State:
        failures = sorted_failures(scale * wrong, scale * lacking)
        given_arm = arm(0, 0, failures, passes=scale * count, expected_cure=cure)
        verdict = retrieval_does_not_fix_it(
            evidence(prompts([scale * count], scale * items, bar), retrieval=given_arm)
        )
        assert verdict.next_step or verdict.state == "holds"
        assert all(needed.at_least is None or needed.at_least > needed.have for needed in verdict.needed)
        return verdict.state

    before = state(passes, behaviour, other)
    assert ORDER[state(passes, behaviour + 1, other)] >= ORDER[before]
    assert ORDER[state(passes, behaviour, other + 1)] <= ORDER[before]
    assert frozenset({before, state(passes, behaviour, other, times)}) not in OPPOSITE

"""First statement: no reasonable prompt reaches the quality bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from costmodel.decide.evidence.needed import needed_to_fall_short, needed_to_reach
from costmodel.decide.evidence.verdict import Counted, Limit, Needed, Verdict, limit_of
from costmodel.decide.evidence.wording import (
    bar_in_words,
    confidence,
    counted_in_words,
    in_one_line,
    lower_in_words,
    needed_in_words,
    percent,
    upper_in_words,
)
from costmodel.scenario.evidence import Evidence, Prompting

FEWEST_VARIANTS = 5
"""Materially different ones, few-shot, decomposition and a stronger model among them: a judgement."""
FEWEST_ITEMS = 100
"""So that classes of failures can be counted: https://www.skills.sh/hamelsmu/evals-skills/error-analysis"""


def prompting_fails(evidence: Evidence) -> Verdict:
    """Holds if every variant is shown to lie below the bar, does not hold if any is shown to reach it.

    All tests must reject, so that no correction is needed to say "holds": an intersection-union test,
    https://en.wikipedia.org/wiki/Intersection-union_test. The winner is picked after the fact, so that its lower limit is
    Bonferroni's, https://en.wikipedia.org/wiki/Bonferroni_correction.
    """
    limits = prompt_limits(evidence)
    reaching = [limit for limit in limits if limit.reaches]
    if all(limit.is_below for limit in limits):
        return _shown(evidence, limits)
    return _refuted(evidence, limits, reaching) if reaching else _undecided(evidence, limits)


def _shown(evidence: Evidence, limits: tuple[Limit, ...]) -> Verdict:
    highest = max(limits, key=lambda limit: limit.upper)
    why = (
        f"{_best_of(limits)} passes {counted_in_words(_best(limits).counted)}. With {confidence(evidence.alpha)} no prompt's"
        f" true rate is above {upper_in_words(highest)}, below your bar of {bar_in_words(evidence.bar)}."
    )
    next_step = "" if evidence.retrieval else "Test retrieval and tools on the same items."
    return Verdict("holds", why, next_step, limits, (), tuple(_notes(evidence)))


def _refuted(evidence: Evidence, limits: tuple[Limit, ...], reaching: Sequence[Limit]) -> Verdict:
    winner = max(reaching, key=lambda limit: limit.lower)
    corrected = f", corrected for having picked the best of {len(limits)}" if len(limits) > 1 else ""
    why = (
        f"{winner.what} passes {counted_in_words(winner.counted)}. With {confidence(evidence.alpha)}{corrected}, its true"
        f" rate is at least {lower_in_words(winner)}, which reaches your bar of {bar_in_words(evidence.bar)}."
    )
    next_step = (
        "Use this prompt; run it once more on fresh items, because it was picked for its result. Only cost can still speak for"
        " building."
    )
    return Verdict("does_not_hold", why, next_step, limits, (), tuple(_notes(evidence)))


def _undecided(evidence: Evidence, limits: tuple[Limit, ...]) -> Verdict:
    """By the best of those that are not shown to be below: in clusters, the best of all may be."""
    best = _best([limit for limit in limits if not limit.is_below])
    needed = _needed(limits, best)
    why = (
        f"{_best_of(limits) if best is _best(limits) else best.what} passes {counted_in_words(best.counted)}. Its true rate may"
        f" be anything from {lower_in_words(best)} to {upper_in_words(best)}, and your bar of {bar_in_words(evidence.bar)} lies"
        " between."
    )
    return Verdict("not_enough_evidence", why, _next(best, needed), limits, needed, tuple(_notes(evidence)))


def prompting_not_measured() -> Verdict:
    """Nobody has counted yet."""
    return Verdict(
        "not_enough_evidence",
        "No prompt has been measured yet.",
        f"Run at least {FEWEST_VARIANTS} prompts that really differ on the same {FEWEST_ITEMS} held-out items or more.",
    )


def prompt_limits(evidence: Evidence) -> tuple[Limit, ...]:
    """The limits of every variant, in their order."""
    prompting, alpha = evidence.prompting, evidence.alpha / evidence.looks
    count = len(prompting.passes)
    return tuple(
        limit_of(
            _name(prompting, place),
            Counted(
                passes,
                prompting.items,
                1.0 if prompting.design_effects is None else prompting.design_effects[place],
            ),
            evidence.bar,
            lower_alpha=alpha / count,
            upper_alpha=alpha,
        )
        for place, passes in enumerate(prompting.passes)
    )


def _name(prompting: Prompting, place: int) -> str:
    if prompting.names is not None:
        return in_one_line(prompting.names[place])
    return f"Prompt {place + 1}" if len(prompting.passes) > 1 else "The prompt"


def _needed(limits: tuple[Limit, ...], best: Limit) -> tuple[Needed, ...]:
    if best.counted.rate == best.bar:
        return ()
    if best.counted.rate > best.bar:
        return (needed_to_reach(best, "items"),)
    return (needed_to_fall_short(limits, "items"),)


def _next(best: Limit, needed: tuple[Needed, ...]) -> str:
    if not needed:
        return "The best prompt lies exactly on the bar, where no number of items decides: improve the prompt, or look at the bar."
    side = "that the prompt is good enough" if best.counted.rate > best.bar else "that prompting fails"
    return f"Measure more items to show {side}: {needed_in_words(needed[0])}."


def _best(limits: Sequence[Limit]) -> Limit:
    return max(limits, key=lambda limit: limit.counted.rate)


def _best_of(limits: tuple[Limit, ...]) -> str:
    return f"The best of {len(limits)} prompts" if len(limits) > 1 else "The one prompt"


def _notes(evidence: Evidence) -> Iterator[str]:
    prompting = evidence.prompting
    items, tried = prompting.items, len(prompting.passes)
    if tried < FEWEST_VARIANTS:
        yield (
            f"Only {tried} {'prompt was' if tried == 1 else 'prompts were'} tried. Try at least {FEWEST_VARIANTS} that really"
            " differ, few-shot, decomposition and a stronger model among them."
        )
    if items < FEWEST_ITEMS:
        yield f"{items:,} items are few: with at least {FEWEST_ITEMS}, classes of failures can be counted."
    if prompting.passed_by_any is not None and tried > 1:
        by_any = Counted(prompting.passed_by_any, items)
        never = items - prompting.passed_by_any
        yield f"{never:,} of {items:,} items ({percent(1 - by_any.rate)}) fail with every prompt and in every run."
        if by_any.rate >= evidence.bar:
            yield (
                f"At least one prompt passes {counted_in_words(by_any)}, which reaches the bar: the skill is there, and a"
                " selector or a cascade of prompts may be enough."
            )
    if evidence.looks > 1:
        yield f"The results were looked at {evidence.looks} times, so each limit may be wrong a share as often."
    if prompting.design_effects is not None and max(prompting.design_effects) > 1:
        worth = items / max(prompting.design_effects)
        yield f"The items come in clusters: {items:,} of them tell as much as {worth:,.0f} that stand alone."

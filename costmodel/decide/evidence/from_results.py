"""From what an evaluation measured, item by item, to the evidence that the verdicts read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from costmodel.errors import InputError, Problem
from costmodel.estimate.clusters import cautious_design_effect
from costmodel.results import Results

FEWEST_FAILING_CLUSTERS = 20
"""Simulated: with fewer, a lower limit of a rate near 1 is wrong up to three times as often as it says."""

LEAST_ALPHA, MOST_ALPHA = 1e-6, 0.4
"""Those of the evidence."""

Json = dict[str, Any]
Rates = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """The evidence as the object that JSON holds, without bar and volume, and what was left out on the way."""

    evidence: Json
    prompts: tuple[str, ...]
    arm: str | None
    notes: tuple[str, ...]


def counts_of(results: Results, arms: Sequence[str] = (), alpha: float = 0.05) -> Counts:
    """Count what prompts and arms pass on the items that all of them ran on; every other variant is a prompt.

    Of several arms the one that passes most stands for them. Raises InputError for an arm that is no variant,
    for no prompt, and where no item was run by all.
    """
    if not LEAST_ALPHA <= alpha <= MOST_ALPHA:
        raise InputError([Problem("alpha", alpha, f"a number from {LEAST_ALPHA:g} to {MOST_ALPHA:g} is")])
    for name in arms:
        if name not in results.variants:
            raise InputError([Problem("arm", name, f"the variants are {', '.join(results.variants[:20])}")])
    prompts = [name for name in results.variants if name not in arms]
    if not prompts:
        return _of_totals(results)
    places = [results.variants.index(name) for name in (*prompts, *arms)]
    matched = np.asarray(~np.isnan(results.rates[places]).any(axis=0))
    if not matched.any():
        allowed = "at least one item must have been run by every variant"
        raise InputError([Problem("results", "no item in common", allowed)])
    rates = results.rates[places][:, matched]
    of_prompts, of_arms = rates[: len(prompts)], rates[len(prompts) :]
    clusters = None if results.clusters is None else results.clusters[matched]
    repeats = int(results.repeats[places][:, matched].max())
    evidence: Json = {"prompting": {**_prompting(of_prompts, repeats, clusters, alpha), "names": prompts}}
    arm: str | None = None
    if arms:
        best_arm = int(np.argmax(of_arms.sum(axis=1)))
        arm = arms[best_arm]
        best_prompt = of_prompts[int(np.argmax(of_prompts.sum(axis=1)))]
        evidence["retrieval"] = _arm(of_arms[best_arm], best_prompt, len(arms), clusters, alpha)
        evidence["retrieval"]["name"] = arm
        if failures := results.failure_classes.get(arm):
            evidence["retrieval"]["failures"] = dict(failures)
    notes = (*results.notes, *_notes(results, matched, clusters, rates))
    return Counts(evidence, tuple(prompts), arm, notes)


def _prompting(rates: Rates, repeats: int, clusters: NDArray[np.int64] | None, alpha: float) -> Json:
    found: Json = {
        "items": rates.shape[1],
        "passes": [_passes(row) for row in rates],
        "passed_by_any": int((rates > 0).any(axis=0).sum()),
    }
    if repeats > 1:
        found["repeats"] = repeats
    if clusters is not None:
        found["design_effects"] = [_effect(row, clusters, alpha) for row in rates]
    return found


def _arm(
    rates: Rates, best_prompt: Rates, arms: int, clusters: NDArray[np.int64] | None, alpha: float
) -> Json:
    found: Json = {
        "newly_passing": int((rates > best_prompt).sum()),
        "newly_failing": int((rates < best_prompt).sum()),
        "passes": _passes(rates),
    }
    if arms > 1:
        found["arms"] = arms
    if clusters is not None:
        found["design_effect"] = _effect(rates, clusters, alpha)
    return found


def _passes(rates: Rates) -> float:
    """A sum of means over repeats; what is noise of thirds and sevenths is no fraction."""
    return round(float(rates.sum()), 9)


def _effect(rates: Rates, clusters: NDArray[np.int64], alpha: float) -> float:
    """All items of a single cluster together tell as much as one that stands alone."""
    effect = cautious_design_effect(rates, clusters, alpha)
    return float(len(rates)) if effect is None else round(min(effect, float(len(rates))), 9)


def _of_totals(results: Results) -> Counts:
    """Variants of which only totals are known: no pairs, no repeats, but limits of their own."""
    if not results.totals:
        raise InputError([Problem("arm", "every variant", "at least one variant must be a prompt")])
    items = {totals.items for totals in results.totals}
    if len(items) > 1:
        allowed = f"all variants must have run on the same items; theirs are {', '.join(f'{n:,}' for n in sorted(items))}"
        raise InputError([Problem("results", "totals of different size", allowed)])
    names = tuple(totals.name for totals in results.totals)
    passes = [totals.passes for totals in results.totals]
    prompting = {"items": items.pop(), "passes": passes, "names": list(names)}
    return Counts({"prompting": prompting}, names, None, results.notes)


def _notes(
    results: Results, matched: NDArray[np.bool_], clusters: NDArray[np.int64] | None, rates: Rates
) -> Iterator[str]:
    left = int((~matched).sum())
    if left:
        yield f"{left:,} of {len(matched):,} items were not run by every variant and are left out."
    if results.totals:
        named = ", ".join(totals.name for totals in results.totals[:5])
        yield f"Known by totals only and left out, because nothing can be matched: {named}."
    if clusters is None:
        yield "No file names clusters (documents, customers): if items hang together, the limits are too narrow."
        return
    failing = len(np.unique(clusters[(rates < 1).any(axis=0)]))
    if failing < FEWEST_FAILING_CLUSTERS:
        yield (
            f"Only {failing:,} {'cluster holds' if failing == 1 else 'clusters hold'} a failure: that a rate reaches the bar is then less sure than it says; that it misses"
            " the bar is not."
        )

"""Predictions of publishers left out, told apart by what the fit had seen of their cards and formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from costmodel.estimate.families import card_family
from tools.serving_rates import Predicted, Runs, Score, scores_of

Pairs = dict[str, list[tuple[Runs, Predicted]]]
"""Runs beside what a predictor said of them, by its name."""


def on_new_cards(pairs: Sequence[tuple[Runs, Predicted]]) -> list[tuple[Runs, Predicted]]:
    """Of runs predicted without their publisher, those on a card family that no other publisher ran."""
    return _of_one_publisher(pairs, lambda runs: card_family(runs.replica.gpu))


def on_new_formats(pairs: Sequence[tuple[Runs, Predicted]]) -> list[tuple[Runs, Predicted]]:
    """Those on a card family that others ran too, but in other number formats."""
    new_cards = {id(runs) for runs, _ in on_new_cards(pairs)}
    known = [pair for pair in pairs if id(pair[0]) not in new_cards]
    return _of_one_publisher(known, lambda runs: (card_family(runs.replica.gpu), runs.replica.weights.name))


def _of_one_publisher(
    pairs: Sequence[tuple[Runs, Predicted]], kind: Callable[[Runs], object]
) -> list[tuple[Runs, Predicted]]:
    publishers_of: dict[object, set[str]] = {}
    for runs, _ in pairs:
        publishers_of.setdefault(kind(runs), set()).add(runs.publisher)
    return [pair for pair in pairs if len(publishers_of[kind(pair[0])]) == 1]


def by_cards(pooled: Pairs) -> list[Score]:
    """The scores of leaving publishers out once more: by card family, on new cards, on known ones in new formats."""
    table = []
    for predictor, pairs in pooled.items():
        groups = {
            family: [pair for pair in pairs if card_family(pair[0].replica.gpu) == family]
            for family in sorted({card_family(runs.replica.gpu) for runs, _ in pairs})
        }
        groups |= {
            "new to the fit": on_new_cards(pairs),
            "known, format new to the fit": on_new_formats(pairs),
        }
        for name, found in groups.items():
            table += scores_of(f"publishers left out, cards: {name}", predictor, found)
    return table

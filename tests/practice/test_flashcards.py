"""Cards: enough of them, each with a source, and computed figures that are what the functions say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from costmodel.case.resolve import resolve
from costmodel.catalog import load_catalog
from costmodel.cost.ledgers import ledgers
from costmodel.errors import InputError
from costmodel.estimate.bar_samples import items_to_fall_short, likely_items_to_fall_short
from costmodel.estimate.exact_limits import upper_limit
from costmodel.estimate.intervals import wilson_interval
from costmodel.estimate.looks import false_alarm_rate
from costmodel.estimate.samples import (
    ab_items_per_arm,
    ab_items_per_arm_by_variance,
    held_out_items_wald,
    non_inferiority_items_per_arm,
    paired_items,
)
from costmodel.practice import flashcards
from costmodel.practice.envelopes import LESSON
from costmodel.practice.flashcards import CARDS_FILE, COMPUTED, Topic, shuffled
from costmodel.scenario.presets import preset, preset_names

CARDS = flashcards()


FIRST_PRESET = preset(preset_names()[0])


def _precision() -> list[str]:
    wide, narrow = held_out_items_wald(0.9, 0.05), held_out_items_wald(0.9, 0.02)
    assert round(narrow / wide) == 6
    return [f"{wide}, about {round(wide, -1)}", f"{narrow}, six times"]


def _pairs() -> list[str]:
    """Two arms by the hundred: textbook formulas differ by a few items."""
    arms = [2 * ab_items_per_arm(0.8, 0.9), 2 * ab_items_per_arm(0.8, 0.85)]
    by_variance = [2 * ab_items_per_arm_by_variance(0.8, 0.9), 2 * ab_items_per_arm_by_variance(0.8, 0.85)]
    assert [round(items, -2) for items in arms] == [round(items, -2) for items in by_variance]
    pairs = [paired_items(0.12, 0.02), paired_items(0.08, 0.03)]
    return [*map(str, pairs), *(f"about {round(items, -2):,}" for items in arms)]


def _fall_short() -> list[str]:
    return [
        f"{items_to_fall_short(0.9, 0.8, 0.05)} if",
        f"{likely_items_to_fall_short(0.9, [0.8], 0.05)} for",
    ]


def _not_worse() -> list[str]:
    return [f"{non_inferiority_items_per_arm(0.9, margin):,}" for margin in (0.02, 0.01)]


def _programme() -> list[str]:
    own = ledgers(resolve(FIRST_PRESET, load_catalog()))[-1]
    lines = {name: float(usd) for name, usd in own.upfront_usd_by_line.items()}
    assert 0 < lines["training"] < 10
    assert round(float(own.upfront_usd), -3) == 75_000
    return ["Less than $10", *(f"${round(lines[name] / 1_000)}k" for name in ("engineering", "data"))]


COMPUTED_FIGURES: dict[str, Callable[[], list[str]]] = {
    "How many items for ±5 points": _precision,
    "Why let both systems answer": _pairs,
    "No failure in 300 items": lambda: [f"{upper_limit(0, 300, 0.05):.0%}"],
    "Ten peeks": lambda: [f"{false_alarm_rate(10, 1.96):.0%}"],
    "8 of 10 passed": lambda: [f"{end:.0%}" for end in wilson_interval(8, 10)],
    "Bar 90%, a prompt passes 80%": _fall_short,
    "How many items, in each of two arms": _not_worse,
    "What does a falling API price do": lambda: [f"{(1 - 0.25) ** 2:.0%}"],
    "$2,500 up front": lambda: [f"{LESSON.answer.crossover.months:.2f} months"],
    "In a tuning programme of about $75k": _programme,
}
"""By how the question begins: what its answer must say."""


def test_there_are_enough_cards_of_every_topic() -> None:
    assert len(CARDS) >= 20
    assert {card.topic for card in CARDS} == set(get_args(Topic))


def test_every_computed_card_is_held_against_the_functions() -> None:
    computed = [card for card in CARDS if card.source == COMPUTED]
    assert len(computed) == len(COMPUTED_FIGURES)
    for card in computed:
        (figures,) = (of for start, of in COMPUTED_FIGURES.items() if card.question.startswith(start))
        for figure in figures():
            assert figure in card.answer, card.question


def test_the_order_is_mixed_and_always_the_same() -> None:
    mixed = shuffled(CARDS)
    assert mixed == shuffled(CARDS)
    assert mixed != CARDS
    assert set(mixed) == set(CARDS)


ROW = "Money,What is a question?,An answer.,computed"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace("Money", "Weather"), "line 2.topic"),
        (ROW.replace("computed", "somebody said so"), "line 2.source"),
        (ROW.replace("computed", "http://no.tls"), "line 2.source"),
        (ROW.replace("An answer.", ""), "line 2.answer"),
        ("Money,What is a question?", "line 2.answer"),
        (f"{ROW},one more", "line 2.more cells"),
        (f"{ROW}\n{ROW}", "line 3.question"),
    ],
)
def test_a_wrong_card_is_refused_with_its_line(row: str, said: str, tmp_path: Path) -> None:
    (tmp_path / CARDS_FILE).write_text(f"topic,question,answer,source\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        flashcards(tmp_path)
    assert any(said in str(problem) for problem in refused.value.problems)

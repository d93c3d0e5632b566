"""Cards to turn over: a question, an answer, and what the answer rests on."""

from __future__ import annotations

import csv
import random
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from costmodel.catalog.load import DATA_FOLDER
from costmodel.errors import InputError, Problem
from costmodel.scenario.parse import problems_of

CARDS_FILE = "flashcards.csv"
COMPUTED = "computed"
SHUFFLE_SEED = 20_261_123

Topic = Literal["First things first", "Statistics", "Money", "Machines", "Market"]


class Flashcard(BaseModel):
    """`source`: a page, or `computed` where the figures are this project's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: Topic
    question: Annotated[str, Field(min_length=10, max_length=160)]
    answer: Annotated[str, Field(min_length=3, max_length=400)]
    source: Annotated[str, Field(pattern=r"^(https://[^\s/]+(/\S*)?|computed)$")]


def flashcards(folder: Path | None = None) -> tuple[Flashcard, ...]:
    """All cards in the order of the file, read once per process; raises InputError with every mistake and its line."""
    return _cards((DATA_FOLDER if folder is None else folder) / CARDS_FILE)


def shuffled(cards: tuple[Flashcard, ...]) -> tuple[Flashcard, ...]:
    """The cards in an order that is mixed, and always the same."""
    return tuple(random.Random(SHUFFLE_SEED).sample(cards, len(cards)))


@cache
def _cards(path: Path) -> tuple[Flashcard, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        rows = [(reader.line_num, row) for row in reader]
    cards: list[Flashcard] = []
    problems: list[Problem] = []
    for line, row in rows:
        try:
            card = Flashcard.model_validate({name or "more cells": cell for name, cell in row.items()})
        except ValidationError as error:
            problems += (
                InputError(problems_of(error.errors(), "card")).inside(f"{path.name} line {line}").problems
            )
            continue
        if card.question in [other.question for other in cards]:
            problems.append(
                Problem(f"{path.name} line {line}.question", card.question, "an earlier card asks it")
            )
        cards.append(card)
    if problems:
        raise InputError(problems)
    return tuple(cards)

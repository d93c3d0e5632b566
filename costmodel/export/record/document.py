"""A document as plain content: headings, paragraphs, lists and tables, for writers of several formats.

Every `str` is text and never markup: a writer escapes all of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Characters that turn the direction of what follows, https://www.unicode.org/reports/tr9/"""


@dataclass(frozen=True)
class Link:
    """An address, shown as it is."""

    url: str


@dataclass(frozen=True)
class Strong:
    """Text that stands out."""

    text: str


Inline = str | Strong | Link
Text = tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """Level 1 is the title."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph."""

    parts: Text


@dataclass(frozen=True)
class Bullets:
    """A list; without items nothing is written."""

    items: tuple[Text, ...]


@dataclass(frozen=True)
class Table:
    """A table; `numbers`: places of the columns that are set to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]
    numbers: frozenset[int] = frozenset()


Block = Heading | Paragraph | Bullets | Table
Document = Sequence[Block]


def one_line(text: str, most: int | None = None) -> str:
    """Text from outside on one line, without characters that cannot be seen; cut after `most` characters."""
    seen = (" " if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") else char for char in text)
    line = " ".join("".join(char for char in seen if ord(char) not in BIDI).split())
    return line if most is None or len(line) <= most else f"{line[: most - 1].rstrip()}…"


def in_line(text: str) -> str:
    """The same for a part of a line, where the space to its neighbours counts."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    line = one_line(text)
    return f"{' ' * before}{line}{' ' * (after and bool(line))}"


def is_address(url: str) -> bool:
    """Whether it may be followed: anything but http and https is shown as text."""
    return url.lower().startswith(("https://", "http://"))

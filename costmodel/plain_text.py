"""Text from outside that reads as what it is: something to see, and nothing that hides or turns it around."""

from __future__ import annotations

import unicodedata

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

HIDING_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Control and format characters (bidi, zero width), line separators, and what has no meaning of its own.

Source: https://www.unicode.org/reports/tr44/#General_Category_Values
"""

BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a Braille pattern that are drawn as nothing."""


def hidden_character(text: str) -> str | None:
    """The first character that cannot be seen, "U+202E at character 3"; None if all can."""
    for place, character in enumerate(text, start=1):
        if unicodedata.category(character) in HIDING_CATEGORIES or character in BLANK_LETTERS:
            return f"U+{ord(character):04X} at character {place}"
    return None


def _seen(text: str) -> str:
    if (found := hidden_character(text)) is not None:
        words = "only characters that can be seen are allowed, in one line; it has {found}"
        raise PydanticCustomError("hidden_character", words, {"found": found})
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "it must not be blank")
    return text


def _named(text: str) -> str:
    if _not_blank(text) != text.strip():
        raise PydanticCustomError("padded", "it must not begin or end with a space")
    return _seen(text)


SEEN = AfterValidator(_seen)
"""Text of one line without hidden characters; it may be empty."""

NAME = AfterValidator(_named)
"""The same, not blank, and without spaces around it."""

NOT_BLANK = AfterValidator(_not_blank)
"""Any text that is not blank."""

UTF8_NEEDED = "the file must be UTF-8 text; save it as UTF-8"


def first_bad_byte(error: UnicodeDecodeError) -> tuple[int, int, str]:
    """Where a file stops being UTF-8: line and byte of the line, both from 1, and the byte itself ("0xff")."""
    before = error.object[: error.start]
    line_start = before.rfind(b"\n") + 1
    return before.count(b"\n") + 1, error.start - line_start + 1, f"0x{error.object[error.start]:02x}"

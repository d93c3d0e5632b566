"""What a row's fields may hold, and the numbers they are counted by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from costmodel.results.model import FAILURE_CLASSES, MOST_NAME_CHARACTERS

REQUIRED = ("item", "variant", "passed")
OPTIONAL = ("cluster", "repeat", "failure_class")
COLUMNS = REQUIRED + OPTIONAL

NOT_ALLOWED = -1
BLANK = 0
"""The number of a cluster, repeat or failure class that a row does not name."""

MOST_SPELLINGS_KEPT = 1_000

NAME_ALLOWED = f"it must be a name of 1 to {MOST_NAME_CHARACTERS} characters or a whole number"
LABEL_ALLOWED = f"it must be empty, a name of up to {MOST_NAME_CHARACTERS} characters or a whole number"
PASSED_ALLOWED = "true, false, yes, no, pass, fail, passed, failed, 1 and 0 are allowed"
CLASS_ALLOWED = f"{', '.join(FAILURE_CLASSES)} are allowed, or nothing"


@dataclass(frozen=True)
class Found:
    """Which of a file's columns or keys are ours, by position or key, and which are not."""

    known: dict[str, int]
    repeated: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The required ones that are not there."""
        return tuple(name for name in REQUIRED if name not in self.known)


def find_columns(header: Sequence[str]) -> Found:
    """Our columns in a header, whatever their case and the spaces around them."""
    known: dict[str, int] = {}
    repeated, unknown = [], []
    for place, written in enumerate(header):
        name = written.strip().lower().replace(" ", "_")
        if name not in COLUMNS:
            unknown.append(written.strip())
        elif name in known:
            repeated.append(name)
        else:
            known[name] = place
    return Found(known, tuple(repeated), tuple(name for name in unknown if name))


class Names(dict[object, int]):
    """Numbers of names in the order of their first appearance; `NOT_ALLOWED` for what is no name.

    Looking a name up gives it a number. Spaces around a name do not count.
    """

    def __init__(self, *, blank_is_allowed: bool = False) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {"": BLANK} if blank_is_allowed else {}
        self._blank_is_allowed = blank_is_allowed

    def __missing__(self, written: object) -> int:
        name = _name_in(written)
        if name is None or not (name or self._blank_is_allowed):
            return NOT_ALLOWED
        number = self._numbers.setdefault(name, len(self._numbers))
        if isinstance(written, str):
            self[written] = number
        return number

    @property
    def names(self) -> tuple[str, ...]:
        """All names by number."""
        return tuple(self._numbers)


class Spellings(dict[object, int]):
    """Numbers of a fixed set of words, however they are spelt; `NOT_ALLOWED` for anything else."""

    def __init__(self, words: Iterable[tuple[object, int]]) -> None:
        super().__init__(words)

    def __missing__(self, written: object) -> int:
        if not isinstance(written, str):
            return NOT_ALLOWED
        plain = "_".join(written.lower().replace("behavior", "behaviour").split())
        number = dict.get(self, plain, NOT_ALLOWED)
        if number != NOT_ALLOWED and len(self) < MOST_SPELLINGS_KEPT:
            self[written] = number
        return number


def passed_spellings() -> Spellings:
    """1 for what says passed, 0 for failed; truth values and the numbers 1 and 0 count as they are."""
    yes = ("true", "yes", "pass", "passed", "1", "1.0", 1)
    no = ("false", "no", "fail", "failed", "0", "0.0", 0)
    return Spellings([*((word, 1) for word in yes), *((word, 0) for word in no)])


def class_spellings() -> Spellings:
    """From 1 in the order of `FAILURE_CLASSES`; `BLANK` where none is named."""
    classes = [(name, number) for number, name in enumerate(FAILURE_CLASSES, start=1)]
    return Spellings([("", BLANK), (None, BLANK), *classes])


def _name_in(written: object) -> str | None:
    if written is None:
        return ""
    if isinstance(written, bool) or not isinstance(written, str | int):
        return None
    name = str(written).strip()
    if len(name) > MOST_NAME_CHARACTERS or "\0" in name:
        return None
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return None
    return name

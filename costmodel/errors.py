"""What is said when input is wrong: one problem per field, all of them at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

SHOWN_VALUE_CHARACTERS = 60


class NotGiven:
    """Stands where a required value is missing."""


NOT_GIVEN = NotGiven()


class InWords(str):
    """A value that is described rather than quoted: "a list of 51"."""

    __slots__ = ()


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the input: which field, what it held, what is allowed."""

    field: str
    value: object
    allowed: str

    def __str__(self) -> str:
        if self.value is NOT_GIVEN or self.value is None:
            return f"{self.field}: not given; {self.allowed}"
        shown = str(self.value) if isinstance(self.value, InWords) else repr(self.value)
        if len(shown) > SHOWN_VALUE_CHARACTERS:
            shown = shown[:SHOWN_VALUE_CHARACTERS] + "…"
        return f"{self.field}: {shown} is not accepted; {self.allowed}"


class InputError(ValueError):
    """Input that cannot be used; `problems` holds every reason found, in the order of the fields."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def inside(self, whole: str) -> InputError:
        """The same problems, with fields named as parts of something larger."""
        return InputError(replace(problem, field=f"{whole}.{problem.field}") for problem in self.problems)


class UnknownNameError(LookupError):
    """A name the catalog does not hold; `allowed` says which known names come nearest."""

    def __init__(self, what: str, name: str, known: Sequence[str]) -> None:
        self.name = name
        self.allowed = f"it is no {what} in the catalog; {nearest_names(name, known)}"
        super().__init__(f"{name!r}: {self.allowed}")


def nearest_names(name: str, known: Sequence[str]) -> str:
    """Which of the known names come nearest, in words."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.lower(), list(by_lower), n=3, cutoff=0.4)
    if close:
        return "the nearest names are " + ", ".join(by_lower[match] for match in close)
    return "known names are, for example, " + ", ".join(list(known)[:3])

"""What is wrong with the files and what looks odd, each listed up to a number and counted beyond it."""

from __future__ import annotations

from collections.abc import Sequence

from costmodel.errors import InputError, Problem

MOST_PLACES = 5
MOST_NOTES = 50


class FurtherProblems(Problem):
    """Stands for the problems beyond those listed; its value is how many there are."""

    def __str__(self) -> str:
        return f"and {self.value:,} more problems; {self.allowed}"


class Problems:
    """Problems in the order found; no more than `most` are kept, the rest are counted."""

    def __init__(self, most: int) -> None:
        self._most = max(1, most)
        self._kept: list[Problem] = []
        self._more = 0

    @property
    def room(self) -> int:
        """How many more would be kept."""
        return self._most - len(self._kept)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._kept) + self._more

    def add(self, field: str, value: object, allowed: str) -> None:
        """Note one problem."""
        self.take([Problem(field, value, allowed)])

    def take(self, problems: Sequence[Problem], more: int = 0) -> None:
        """Note several, and how many there are beyond these."""
        kept = problems[: self.room]
        self._kept += kept
        self._more += len(problems) - len(kept) + more

    def raise_any(self) -> None:
        """Raise InputError if there is any."""
        if not self._kept:
            return
        further = []
        if self._more:
            which = f"only the first {len(self._kept)} are listed"
            further.append(FurtherProblems("further problems", self._more, which))
        raise InputError([*self._kept, *further])


class Notes:
    """Remarks in the order made."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    def add(self, note: str) -> None:
        """Make one remark."""
        self._notes.append(one_line(note))

    def listed(self) -> tuple[str, ...]:
        """The remarks, and how many there are beyond the first fifty."""
        more = len(self._notes) - MOST_NOTES
        kept = self._notes[:MOST_NOTES]
        return (*kept, f"and {more:,} more notes") if more > 0 else tuple(kept)


def one_line(text: str) -> str:
    """A text from a file as it can be shown and written: without line breaks or halves of characters."""
    return " ".join(text.splitlines()).encode("utf-8", "replace").decode("utf-8")


def places(unit: str, numbers: Sequence[int]) -> str:
    """Line numbers in words: "line 7", "lines 7, 9 and 12", "lines 1, 2, 3, 4, 5 and 17 more"."""
    shown = [f"{number:,}" for number in numbers[:MOST_PLACES]]
    if len(numbers) > MOST_PLACES:
        shown.append(f"{len(numbers) - MOST_PLACES:,} more")
    return f"{unit}{'s' if len(numbers) > 1 else ''} {in_words(shown)}"


def in_words(names: Sequence[str], most: int = 10) -> str:
    """Names as a list in a sentence, cut after the first ten."""
    shown = [*names[:most], *([f"{len(names) - most:,} more"] if len(names) > most else [])]
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)

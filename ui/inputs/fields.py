"""What an input is: a number or a choice with a label, a unit, limits, help, and its place in the scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from costmodel.catalog.book import Catalog

Values = Mapping[str, Any]
"""What the inputs show, by key, in the units of their labels."""


@dataclass(frozen=True)
class NumberField:
    """A number, or None for one that is not known; shown in the unit of its label.

    `scale` is what is shown over what is stored (100 for a fraction shown in %). `paths` are dotted places
    in the scenario that all take the value; empty if `ui.inputs.binding` has a rule of its own for it.
    `only_if` names another input and the value it must show for this one to be asked. `zero_is_none`:
    0 stands for a number that is not given, because a box with a default cannot be emptied.
    """

    key: str
    label: str
    help: str
    low: float
    high: float
    step: float
    paths: tuple[str, ...] = ()
    scale: float = 1
    decimals: int = 0
    only_if: tuple[str, str] | None = None
    zero_is_none: bool = False

    def is_asked(self, values: Values) -> bool:
        """Whether the inputs drawn so far call for this one."""
        return self.only_if is None or values[self.only_if[0]] == self.only_if[1]

    def shown(self, stored: float | None) -> float | None:
        """What is displayed for a stored number; noise of the scaling is removed."""
        if stored is None:
            return 0 if self.zero_is_none else None
        value = round(stored * self.scale, 9)
        return value if self.decimals else round(value)

    def stored(self, shown: float | None) -> float | None:
        """The number behind what is displayed."""
        if shown is None or (self.zero_is_none and shown == 0):
            return None
        return round(shown / self.scale, 12)


@dataclass(frozen=True)
class ChoiceField:
    """One of several names; `options` lists them, given the catalog and the inputs drawn before."""

    key: str
    label: str
    help: str
    options: Callable[[Catalog, Values], Sequence[str]]
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToggleField:
    """Yes or no."""

    key: str
    label: str
    help: str


@dataclass(frozen=True)
class TextField:
    """One line of text; `ui.inputs.binding` has a rule of its own for it."""

    key: str
    label: str
    help: str
    max_chars: int


Field = NumberField | ChoiceField | ToggleField | TextField


@dataclass(frozen=True)
class Group:
    """Inputs that are folded away together."""

    title: str
    fields: tuple[Field, ...]

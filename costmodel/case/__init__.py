"""The case: a scenario in numbers, nothing left to look up."""

from costmodel.case.model import Case, OptionCase
from costmodel.case.resolve import resolve

__all__ = ["Case", "OptionCase", "resolve"]

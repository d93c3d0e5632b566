"""What is wrong with one row of a table: its line, its column, what it holds, what is allowed."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import ValidationError

from costmodel.errors import Problem

NEEDED = {
    "provider": "a name",
    "sku": "a name",
    "display_name": "a name",
    "as_of": "the day on which the price was read, YYYY-MM-DD",
    "confidence": "vendor, api, catalogue, secondary or user",
    "commitment": "on_demand, spot, reserved_1y, reserved_3y or serverless_per_s",
    "gpu_memory_gb": "a number above 0, in GB",
    "gpu_count_min": "a whole number, at least 1",
}


class Fault(NamedTuple):
    """One thing wrong; a `line` of None is the whole file, a `field` of None the whole line."""

    line: int | None
    field: str | None
    value: object
    allowed: str

    def in_file(self, name: str) -> Problem:
        """The same as a problem of the file `name` ("pricing.csv line 17: input_usd_per_mtok")."""
        place = name if self.line is None else f"{name} line {self.line}"
        return Problem(place if self.field is None else f"{place}: {self.field}", self.value, self.allowed)


def row_faults(error: ValidationError, line: int) -> list[Fault]:
    """Every rule that one row breaks."""
    faults = []
    for found in error.errors(include_url=False):
        if found["type"] == "broken_rules":
            faults += [Fault(line, rule.field, rule.value, rule.allowed) for rule in found["ctx"]["rules"]]
            continue
        column = str(found["loc"][-1]) if found["loc"] else "kind"
        match found["type"]:
            case "missing":
                value, allowed = None, _needed(column)
            case "extra_forbidden":
                value, allowed = found["input"], "it must be blank in a row of this kind"
            case "union_tag_invalid" | "union_tag_not_found":
                value, allowed = found["input"].get("kind") or None, "kind must be hosted, gpu or finetune"
            case _:
                value, allowed = found["input"], _in_words(found["msg"])
        faults.append(Fault(line, column, value, allowed))
    return faults


def _in_words(message: str) -> str:
    """Pydantic begins a sentence about an "input"; here it goes on from the name of a column."""
    said = message.removeprefix("Value error, ").replace("Input should be", "it must be")
    return said[0].lower() + said[1:]


def _needed(column: str) -> str:
    """What a column that is blank should hold."""
    return f"it is needed: {NEEDED[column]}" if column in NEEDED else f"it is needed: {_kind_of(column)}"


def _kind_of(column: str) -> str:
    return "a number above 0, in US dollars" if "usd_per" in column else "a value"

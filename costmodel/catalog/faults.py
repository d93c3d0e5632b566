"""What is wrong with one row of a table: its line, its column, what it holds, what is allowed."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import ValidationError

from costmodel.errors import Problem


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
                value, allowed = None, "it is needed"
            case "extra_forbidden":
                value, allowed = found["input"], "it must be blank in a row of this kind"
            case "union_tag_invalid" | "union_tag_not_found":
                value, allowed = found["input"].get("kind"), "kind must be hosted, gpu or finetune"
            case _:
                value, allowed = found["input"], found["msg"].removeprefix("Value error, ")
        faults.append(Fault(line, column, value, allowed[0].lower() + allowed[1:]))
    return faults

"""What is wrong with one row of a table of the catalog, in words."""

from __future__ import annotations

from pydantic import ValidationError

from costmodel.errors import Problem


def row_problems(error: ValidationError, place: str) -> list[Problem]:
    """Every fault of one row, its fields named as `place` and the column."""
    problems = []
    for fault in error.errors(include_url=False):
        if fault["type"] == "broken_rules":
            problems += [
                Problem(f"{place}{rule.field}", rule.value, rule.allowed) for rule in fault["ctx"]["rules"]
            ]
            continue
        column = str(fault["loc"][-1]) if fault["loc"] else "kind"
        match fault["type"]:
            case "missing":
                value, allowed = None, "it is needed"
            case "extra_forbidden":
                value, allowed = fault["input"], "it must be blank in a row of this kind"
            case "union_tag_invalid" | "union_tag_not_found":
                value, allowed = fault["input"].get("kind"), "kind must be hosted, gpu or finetune"
            case _:
                value, allowed = fault["input"], fault["msg"].removeprefix("Value error, ")
        problems.append(Problem(f"{place}{column}", value, allowed[0].lower() + allowed[1:]))
    return problems

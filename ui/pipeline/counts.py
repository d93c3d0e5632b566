"""What a data check says about the programme: real counts go where guesses stood."""

from __future__ import annotations

import math
from typing import Any

from costmodel.dataset import DatasetReport
from costmodel.scenario.recipe import Recipe

PAIRS = "preference"


def changes_of_report(report: DatasetReport, recipe: Recipe | None) -> dict[str, Any]:
    """Fields of the programme that the checked files settle, by dotted path.

    Copies count once. A file of preference pairs counts pairs. A sequence that is shorter than the mean example
    is lengthened to the 99th percentile.
    """
    train = report.train
    broken = {
        "progress.broken_lines": sum(count for kind, count in train.problems.items() if kind != "overlong")
    }
    leaks = {} if report.overlap is None else {"progress.leaks": report.overlap.leaks}
    usable = train.examples - train.duplicates_exact
    pairs = train.formats.get(PAIRS, 0)
    if 2 * pairs > train.examples:
        return {"data.preference_pairs": pairs, "progress.pairs": pairs, **broken, **leaks}
    counted: dict[str, Any] = {
        "data.examples": usable,
        "progress.examples": usable,
        "progress.longest_tokens": train.tokens.p99,
        **broken,
        **leaks,
    }
    if report.held_out is not None:
        counted["data.held_out_items"] = report.held_out.examples
        counted["evaluation.items"] = report.held_out.examples
    if recipe is None or not train.examples:
        return counted
    mean = max(1.0, round(train.tokens.mean, 1))
    counted["training.recipe.tokens_per_example"] = mean
    if mean > recipe.sequence_length_tokens:
        counted["training.recipe.sequence_length_tokens"] = max(train.tokens.p99, math.ceil(mean))
    return counted

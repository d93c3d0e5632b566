"""What a data check says about the programme: real counts go where guesses stood."""

from __future__ import annotations

from typing import Any

from costmodel.dataset import DatasetReport
from costmodel.scenario.recipe import Recipe

PAIRS = "preference"


def changes_of_report(report: DatasetReport, recipe: Recipe | None) -> dict[str, Any]:
    """Fields of the programme that the checked files settle, by dotted path.

    A file of preference pairs counts pairs. A sequence that is shorter than the mean example is lengthened.
    """
    train = report.train
    broken = {"progress.broken_lines": sum(train.problems.values())}
    leaks = {} if report.overlap is None else {"progress.leaks": report.overlap.leaks}
    if any(PAIRS in name for name in train.formats):
        pairs = {"data.preference_pairs": train.examples, "progress.pairs": train.examples}
        return {**pairs, **broken, **leaks}
    counted: dict[str, Any] = {
        "data.examples": train.examples,
        "progress.examples": train.examples,
        "progress.longest_tokens": train.tokens.p99,
        **broken,
        **leaks,
    }
    if report.held_out is not None:
        counted["data.held_out_items"] = report.held_out.examples
    if recipe is None or not train.examples:
        return counted
    mean = max(1.0, round(train.tokens.mean, 1))
    counted["training.recipe.tokens_per_example"] = mean
    if mean > recipe.sequence_length_tokens:
        counted["training.recipe.sequence_length_tokens"] = train.tokens.max
    return counted

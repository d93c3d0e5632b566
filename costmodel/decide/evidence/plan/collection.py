"""What to collect first, for who has no numbers yet: items, prompts to try, and why items fail."""

from __future__ import annotations

from dataclasses import dataclass

from costmodel.decide.evidence.prompting import FEWEST_ITEMS, FEWEST_VARIANTS
from costmodel.decide.evidence.retrieval import FEWEST_FAILURES
from costmodel.estimate.bar_samples import items_to_fall_short, likely_items_to_fall_short

ALPHA, CHANCE = 0.05, 0.8
GAPS = (0.10, 0.05)
"""How far below the bar the best prompt is assumed to lie: a judgement, until there is a first result."""


@dataclass(frozen=True)
class Gap:
    """Items that show that prompting fails, if every prompt lies so far below the bar.

    `at_least`: if exactly that is observed. `likely`: with a chance of 80% if that is the true rate. None where
    no number up to a million does.
    """

    gap: float
    pass_rate: float
    at_least: int | None
    likely: int | None


@dataclass(frozen=True)
class PromptToTry:
    """A kind of prompt that really differs from the others, and why it is tried."""

    name: str
    why: str


@dataclass(frozen=True)
class OracleStep:
    """One step of sorting failures; `failure_class` is what the step ends in, None where the next one follows."""

    do: str
    failure_class: str | None = None


@dataclass(frozen=True)
class CollectionPlan:
    """Everything to collect before the first verdict."""

    bar: float
    variants: int
    gaps: tuple[Gap, ...]
    fewest_items: int
    fewest_variants: int
    fewest_failures: int
    prompts: tuple[PromptToTry, ...]
    oracle: tuple[OracleStep, ...]


PROMPTS = (
    PromptToTry(
        "Zero-shot", "the task and the rule for a pass, without examples: what the others are held against"
    ),
    PromptToTry(
        "Few-shot", "three to ten solved items, the hard kinds among them: shows form and edge cases"
    ),
    PromptToTry(
        "Decomposition", "two or more calls, one for each step: shows whether one call asks too much"
    ),
    PromptToTry("Stronger model", "the best model you may use: shows whether any prompt can do it"),
    PromptToTry(
        "Format-constrained", "a schema or grammar for the answer: takes failures of form out of the count"
    ),
)

ORACLE = (
    OracleStep(
        f"Take the items that still fail with retrieval or tools, {FEWEST_FAILURES} or more, drawn by lot if there are many."
    ),
    OracleStep("Read the label and the grader first: if either is wrong, repair it.", "bad_label"),
    OracleStep("Put the right passage or tool result into the prompt by hand, and run the item again."),
    OracleStep("It passes, and your retrieval should have found it.", "search_defect"),
    OracleStep("It passes, and there is no retrieval for it yet.", "missing_knowledge"),
    OracleStep("It still fails: format, tone, procedure or judgement.", "wrong_behaviour"),
)
"""The oracle test; a sorting of about 100 failures is usual: https://www.skills.sh/hamelsmu/evals-skills/error-analysis"""

TEMPLATE = (
    ("item", "variant", "passed", "cluster", "repeat", "failure_class"),
    ("ticket-0001", "zero-shot", "true", "customer-a", "1", ""),
    ("ticket-0001", "few-shot", "true", "customer-a", "1", ""),
    ("ticket-0001", "few-shot with retrieval", "true", "customer-a", "1", ""),
    ("ticket-0002", "zero-shot", "false", "customer-a", "1", ""),
    ("ticket-0002", "few-shot", "false", "customer-a", "1", ""),
    ("ticket-0002", "few-shot with retrieval", "true", "customer-a", "1", ""),
    ("ticket-0003", "zero-shot", "false", "customer-b", "1", ""),
    ("ticket-0003", "few-shot", "true", "customer-b", "1", ""),
    ("ticket-0003", "few-shot with retrieval", "false", "customer-b", "1", "wrong_behaviour"),
)


def collection_plan(bar: float, variants: int = FEWEST_VARIANTS) -> CollectionPlan:
    """What to collect for a bar and so many prompts, each of which must be shown to fall short.

    A gap that leaves no rate above 0 is left out.
    """
    return CollectionPlan(
        bar=bar,
        variants=variants,
        gaps=tuple(_gap(bar, gap, variants) for gap in GAPS if bar - gap > 0),
        fewest_items=FEWEST_ITEMS,
        fewest_variants=FEWEST_VARIANTS,
        fewest_failures=FEWEST_FAILURES,
        prompts=PROMPTS,
        oracle=ORACLE,
    )


def template_csv() -> str:
    """A file of results to fill in: one row per item and variant; the last three columns may stay empty."""
    return "".join(f"{','.join(row)}\r\n" for row in TEMPLATE)


def _gap(bar: float, gap: float, variants: int) -> Gap:
    rate = round(bar - gap, 12)
    return Gap(
        gap=gap,
        pass_rate=rate,
        at_least=items_to_fall_short(bar, rate, ALPHA),
        likely=likely_items_to_fall_short(bar, [rate] * variants, ALPHA, CHANCE),
    )

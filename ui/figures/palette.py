"""One colour for each way of doing the work, the same on every page, readable on light and dark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from costmodel.decide.compare import Comparison

TODAY = "#64748b"
BY_KIND = {
    "hosted": ("#3b82f6", "#8b5cf6", "#db2777"),
    "managed_fine_tune": ("#0d9488", "#16a34a", "#65a30d"),
    "self_hosted": ("#ea580c", "#d97706", "#b45309"),
    "hybrid": ("#c2703d", "#a8763e", "#b8692f"),
    "from_scratch": ("#e11d48", "#f43f5e", "#d946ef"),
}
"""Contrast of each against white and near-black is at least 3:1, WCAG 2.1 section 1.4.11."""

LINE_COLOURS = {
    "api": TODAY,
    "gpu": "#a16207",
    "hosting": "#0891b2",
    "platform": "#65a30d",
    "people": "#8b5cf6",
    "data": "#0e8a6d",
    "training": "#b4530a",
    "evaluation": "#6366f1",
    "ab_test": "#e11d48",
    "engineering": "#a855f7",
    "one_off": "#db2777",
    "retraining": "#c026d3",
    "escalation": "#16a34a",
    "errors": "#dc2626",
}
"""Lines of the ledger; none but today's API use wears the colour of an option."""

TEXT = "#000037"
"""Stands for the theme's own text colour: Streamlit puts dark or light text in its place, which plotly alone does not."""

PROVIDER_COLOURS = ("#0891b2", "#a16207", "#6366f1", "#dc2626", "#0e8a6d", "#c026d3")
PROVIDER_SYMBOLS = ("circle", "square", "triangle-up")
"""No provider wears the colour of an option; where the colours end, the shape tells providers apart."""


def provider_marks(providers: Iterable[str]) -> dict[str, tuple[str, str]]:
    """A colour and a shape for each provider, by its place in the alphabet of those given."""
    return {
        provider: (
            PROVIDER_COLOURS[place % len(PROVIDER_COLOURS)],
            PROVIDER_SYMBOLS[place // len(PROVIDER_COLOURS) % len(PROVIDER_SYMBOLS)],
        )
        for place, provider in enumerate(sorted(set(providers)))
    }


def option_colours(comparison: Comparison) -> dict[str, str]:
    """A colour for each option by its name; today's is always the same."""
    colours: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for result in comparison.results:
        if result is comparison.baseline:
            colours[result.name] = TODAY
            continue
        of_kind = BY_KIND[result.option.kind]
        colours[result.name] = of_kind[seen[result.option.kind] % len(of_kind)]
        seen[result.option.kind] += 1
    return colours

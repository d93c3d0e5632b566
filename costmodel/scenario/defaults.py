"""Where the defaults of a scenario come from: one short source for each field that has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True)
class DefaultSource:
    """What a default rests on; `confidence` is high, medium, low, or judgement."""

    why: str
    url: str
    as_of: date
    confidence: str


AZURE_TRACES = "https://github.com/Azure/AzurePublicDataset"
BLS_BENEFITS = "https://www.bls.gov/news.release/ecec.t06.htm"
LISTING_HISTORY = "https://github.com/pydantic/genai-prices"
GPU_PRICE_HISTORY = "https://newsletter.semianalysis.com/p/the-great-gpu-shortage-rental-capacity"
DEPLOYMENT_ROWS = "https://github.com/gpustack/gpustack/tree/main/docs/performance-lab"

DEFAULT_SOURCES: Mapping[str, DefaultSource] = MappingProxyType(
    {
        "peak_to_mean": DefaultSource(
            "busiest minute over the mean of its hour in public traces: 1.5 (chat) to 4.2 (code)",
            AZURE_TRACES,
            date(2023, 11, 16),
            "medium",
        ),
        "people_usd_per_month": DefaultSource(
            "one loaded full-time year is 250k (190k to 380k); benefits are 30 % of compensation",
            BLS_BENEFITS,
            date(2026, 3, 1),
            "judgement",
        ),
        "price_change_per_year": DefaultSource(
            "staying in a vendor's tier fell by a median 24 % a year; one listing kept did not change",
            LISTING_HISTORY,
            date(2026, 11, 23),
            "medium",
        ),
        "usd_per_gpu_hour": DefaultSource(
            "the price book's row; rents of the last two years moved both ways",
            GPU_PRICE_HISTORY,
            date(2026, 11, 23),
            "high",
        ),
        "deployment": DefaultSource(
            "a team's own vLLM sustains about 0.8 of a tuned one",
            DEPLOYMENT_ROWS,
            date(2026, 11, 23),
            "medium",
        ),
    }
)


def default_source(field: str) -> DefaultSource | None:
    """The source of a field's default, by the last part of its dotted path; None for an example's own figure."""
    return DEFAULT_SOURCES.get(field.rsplit(".", 1)[-1])

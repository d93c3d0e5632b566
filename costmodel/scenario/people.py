"""What people cost, the same on every page."""

from __future__ import annotations

from costmodel.units import MONTHS_PER_YEAR

USD_PER_FTE_YEAR = 250_000
"""One loaded full-time year, range 190k to 380k, https://www.bls.gov/news.release/ecec.t06.htm"""


def people_usd_per_month(fte: float, usd_per_fte_year: float = USD_PER_FTE_YEAR) -> float:
    """Monthly cost of so many full-time people."""
    return fte * usd_per_fte_year / MONTHS_PER_YEAR

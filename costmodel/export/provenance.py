"""What every export carries: which scenario, which prices, which version."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from costmodel.case.model import Case
from costmodel.scenario.model import Scenario
from costmodel.version import VERSION

TERMS = "list prices, before tax"
TERMS_WITH_QUOTES = "list prices and own quotes, before tax"


@dataclass(frozen=True)
class Provenance:
    """The columns that let a reader of a lone file find its way back."""

    scenario: str
    scenario_hash: str
    price_date: str
    version: str
    terms: str = TERMS

    def columns(self) -> dict[str, str]:
        """The same as cells of a row."""
        return asdict(self)


def provenance(scenario: Scenario, case: Case) -> Provenance:
    """Name the scenario, its fingerprint at this price date, the day itself and the package's version."""
    dated = scenario.model_copy(update={"as_of": case.as_of})
    terms = TERMS_WITH_QUOTES if scenario.own_prices else TERMS
    return Provenance(scenario.name, dated.fingerprint, case.as_of.isoformat(), VERSION, terms)

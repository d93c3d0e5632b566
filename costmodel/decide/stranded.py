"""What a reserved rent still costs when the horizon ends before its term does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from costmodel.case.model import Case, OptionCase
from costmodel.cost.ledger import Ledger
from costmodel.decide.money import usd_in_words

TERM_MONTHS = {"reserved_1y": 12, "reserved_3y": 36}


def stranded_months(option: OptionCase, horizon_months: int) -> int:
    """Months of the last commitment that lie beyond the horizon; it starts, and is renewed, from the first month in use."""
    term = TERM_MONTHS.get(str(option.gpu_offer.commitment)) if option.gpu_offer else None
    in_use = horizon_months - option.upkeep.build_months
    return 0 if term is None or in_use <= 0 else -in_use % term


def stranded_usd(option: OptionCase, ledger: Ledger) -> float:
    """Rent of the last month's machines until their commitment ends; plain numbers only. No total holds it."""
    months = stranded_months(option, ledger.tasks.shape[-1])
    if not months or "gpu" not in ledger.running_usd:
        return 0.0
    return months * float(np.asarray(ledger.running_usd["gpu"])[-1])


def with_stranded_notes(case: Case, ledgers: Sequence[Ledger]) -> Case:
    """The case with a note on every option whose commitment outlasts the horizon."""
    pairs = list(zip(case.options, ledgers, strict=True))
    if not any(stranded_usd(option, ledger) for option, ledger in pairs):
        return case
    return replace(case, options=tuple(_noted(option, ledger) for option, ledger in pairs))


def _noted(option: OptionCase, ledger: Ledger) -> OptionCase:
    usd, months = stranded_usd(option, ledger), stranded_months(option, ledger.tasks.shape[-1])
    if not usd:
        return option
    note = (
        f"{option.name}: its commitment runs {months} months beyond the horizon; about {usd_in_words(usd)} of rent is"
        " still owed then, and is in no total. Other use, or a longer horizon, would bear it."
    )
    return replace(option, notes=(*option.notes, note))

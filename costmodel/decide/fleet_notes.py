"""What should be known of a fleet once it is sized: rent owed beyond the horizon, calls that wait, what is owned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from costmodel.case.model import Case, FleetBill, HybridBill, OptionCase
from costmodel.cost.day import waiting_share
from costmodel.cost.ledger import Ledger
from costmodel.decide.money import percent_in_words, usd_in_words

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


def with_fleet_notes(case: Case, ledgers: Sequence[Ledger]) -> Case:
    """The case with what should be known of its fleets once they have been sized; plain numbers only."""
    pairs = list(zip(case.options, ledgers, strict=True))
    notes = [tuple(_notes(option, ledger)) for option, ledger in pairs]
    if not any(notes):
        return case
    options = (
        replace(option, notes=(*option.notes, *new)) for (option, _), new in zip(pairs, notes, strict=True)
    )
    return replace(case, options=tuple(options))


def _notes(option: OptionCase, ledger: Ledger) -> Iterator[str]:
    usd, months = stranded_usd(option, ledger), stranded_months(option, ledger.tasks.shape[-1])
    if usd:
        yield (
            f"{option.name}: its commitment runs {months} months beyond the horizon; about {usd_in_words(usd)} of rent is"
            " still owed then, and is in no total. Other use, or a longer horizon, would bear it."
        )
    bill = option.bill
    if isinstance(bill, FleetBill) and bill.billing == "scale_to_zero":
        waiting = waiting_share(bill, option.calls, ledger.tasks[:1])
        yield (
            f"{option.name}: {percent_in_words(waiting)} of the calls of the first month find its GPUs asleep and wait"
            f" {float(bill.startup_minutes):g} minutes for a start."
        )
    if isinstance(bill, HybridBill):
        owned = int(np.asarray(bill.owned_replicas).flat[0])
        replicas = "1 replica is" if owned == 1 else f"{owned:,} replicas are"
        yield f"{option.name}: {replicas} owned; a provider takes what they cannot."

"""The verdict in words: would fine-tuning pay, would renting GPUs pay, and what else to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from costmodel.case.model import FleetBill, TokenBill
from costmodel.decide.break_even import BreakEven
from costmodel.decide.compare import Comparison, OptionResult
from costmodel.decide.verdict import FROM_SCRATCH, TUNED_KINDS, Finding, Verdict
from ui.words import beats_in_words, markdown_usd, months_in_words, plain, share_in_words


@dataclass(frozen=True)
class VerdictText:
    """A headline that answers, and the sentences under it; Markdown with names escaped."""

    headline: str
    fine_tune: str
    rent_gpus: str
    beware: str


def verdict_text(comparison: Comparison, verdict: Verdict) -> VerdictText:
    """Word a verdict."""
    return VerdictText(
        headline=headline(comparison, verdict),
        fine_tune=_fine_tune(comparison, verdict.fine_tune),
        rent_gpus=_rent_gpus(comparison, verdict),
        beware=_beware(comparison, verdict.passed_over),
    )


def headline(comparison: Comparison, verdict: Verdict) -> str:
    """The verdict in one sentence."""
    recommended = comparison.recommended
    if recommended is None:
        return "No option meets your quality bar."
    if recommended.option.kind == FROM_SCRATCH:
        return (
            "Training from scratch would be cheapest on paper. Distrust it: fine-tuning an open checkpoint"
            " starts where that training ends, and its quality is a hope until the money is spent."
        )
    if recommended.option.kind in TUNED_KINDS:
        return f"Fine-tuning would pay{_how(recommended)}."
    with_another = "" if recommended is comparison.baseline else f", with {plain(recommended.name)}"
    if verdict.fine_tune is not None:
        return f"Fine-tuning would not pay: stay hosted{with_another}."
    compared = any(result.option.kind in TUNED_KINDS for result in comparison.results)
    why = "is known to meet your quality bar" if compared else "is compared"
    return f"Stay hosted{with_another}: no tuned option {why}."


def _how(tuned: OptionResult) -> str:
    if isinstance(tuned.option.bill, FleetBill):
        return ", on own GPUs"
    return ", billed by the token" if isinstance(tuned.option.bill, TokenBill) else ""


def _fine_tune(comparison: Comparison, tune: Finding | None) -> str:
    if comparison.recommended is None:
        return (
            f"Every option is known to miss your bar of {_bar(comparison)}."
            " Lower the bar, or compare a better option."
        )
    if tune is None:
        return ""
    name, horizon = f"{plain(tune.option.name)}{_unknown(tune.option)}", comparison.case.horizon_months
    if tune.rival is None or tune.saving_npv_usd is None:
        return (
            f"**Fine-tune?** {name} is the cheapest{_of_the_others(comparison)} of those known to meet your bar of {_bar(comparison)},"
            f" which no hosted option is; it costs {markdown_usd(tune.option.npv_usd)} over {horizon} months in"
            f" today's money, today's API {markdown_usd(comparison.baseline.npv_usd)}."
        )
    rival, usd = plain(tune.rival.name), markdown_usd(abs(tune.saving_npv_usd))
    if not tune.pays:
        against = _volumes(comparison, [(tune.volume_against_rival, rival)])
        return (
            f"**Fine-tune?** No. The best tuned option, {name}, costs {usd} more than {rival} over {horizon}"
            f" months in today's money{against}."
        )
    payback = comparison.crossovers[tune.option.name].payback
    paid_back = f", paid back {months_in_words(payback.months)}" if payback.months is not None else ""
    return (
        f"**Fine-tune?** It would pay: {name} costs {usd} less than {rival} over {horizon} months in today's"
        f" money{paid_back}."
    )


def _of_the_others(comparison: Comparison) -> str:
    recommended = comparison.recommended
    return (
        ", but for training from scratch," if recommended and recommended.option.kind == FROM_SCRATCH else ""
    )


def _rent_gpus(comparison: Comparison, verdict: Verdict) -> str:
    rent, tune = verdict.rent_gpus, verdict.fine_tune
    if rent is None or rent.rival is None or rent.saving_npv_usd is None:
        return ""
    if tune is not None and (tune.option, tune.rival) == (rent.option, rent.rival):
        return "**Rent GPUs?** The same answer: no other tuned option is good enough."
    name, rival = plain(rent.option.name), plain(rent.rival.name)
    volumes = [(rent.volume_against_baseline, "today's API")]
    if rent.rival is not comparison.baseline and rent.volume_against_rival is not None:
        volumes.append((rent.volume_against_rival, rival))
    against, usd = _volumes(comparison, volumes), markdown_usd(abs(rent.saving_npv_usd))
    if rent.pays:
        return f"**Rent GPUs?** It would pay: {name} costs {usd} less than {rival}{against}."
    return f"**Rent GPUs?** No. {name} costs {usd} more than {rival}{against}."


def _volumes(comparison: Comparison, volumes: Sequence[tuple[BreakEven | None, str]]) -> str:
    """Break-even volumes compare undiscounted totals, which is said where it makes a difference."""
    beats = [beats_in_words(found, rival) for found, rival in volumes if found is not None]
    undiscounted = "undiscounted, " if float(comparison.case.discount_rate) else ""
    return f"; {undiscounted}it {' and '.join(beats)}" if beats else ""


def _beware(comparison: Comparison, passed_over: Sequence[OptionResult]) -> str:
    if not passed_over:
        return ""
    if len(passed_over) > 1:
        named = [f"{plain(result.name)} ({_quality(result)})" for result in passed_over]
        return (
            f"{', '.join(named[:-1])} and {named[-1]} would cost less, but are not known to meet your bar of"
            f" {_bar(comparison)}. If better prompts or better training lift one over it, look again."
        )
    (rival,) = passed_over
    usd = markdown_usd(rival.ledger.usd_by_month[-1])
    costs = f"{plain(rival.name)} would cost {usd} in the last month, people included"
    if rival.option.quality is None:
        return f"{costs}, but its quality is not known: measure it before you decide."
    advice = _advice(rival.option.kind)
    return f"{costs}, but its {_quality(rival)} misses your bar of {_bar(comparison)}. {advice}"


def _advice(kind: str) -> str:
    """What might lift an option over the bar."""
    if kind == FROM_SCRATCH:
        return "Lifting it over the bar means paying for another training run."
    if kind in TUNED_KINDS:
        return "If better training lifts it over the bar, look again."
    return "If a better prompt lifts it over the bar, stop there."


def _bar(comparison: Comparison) -> str:
    return share_in_words(comparison.case.quality_bar or 0)


def _quality(result: OptionResult) -> str:
    return "not known" if result.option.quality is None else share_in_words(float(result.option.quality))


def _unknown(result: OptionResult) -> str:
    return " (its quality is not known yet)" if result.option.quality is None else ""

"""The verdict in words: would fine-tuning pay, would renting GPUs pay, and what else to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from costmodel.decide.compare import Comparison, OptionResult
from costmodel.decide.verdict import TUNED_KINDS, Finding, Verdict
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
        headline=_headline(comparison, verdict),
        fine_tune=_fine_tune(comparison, verdict.fine_tune),
        rent_gpus=_rent_gpus(comparison, verdict),
        beware=_beware(comparison, verdict.cheaper_but_not_good_enough),
    )


def _headline(comparison: Comparison, verdict: Verdict) -> str:
    tune, rent = verdict.fine_tune, verdict.rent_gpus
    if comparison.recommended is None:
        return "No option meets your quality bar."
    if tune is None:
        compared = any(result.option.kind in TUNED_KINDS for result in comparison.results)
        return f"Stay hosted: no tuned option {'meets your quality bar' if compared else 'is compared'}."
    if not tune.pays:
        return "Fine-tuning would not pay: stay hosted."
    if rent is not None and rent.pays:
        return "Fine-tuning would pay, on own GPUs."
    return "Fine-tuning would pay, billed by the token." if rent is not None else "Fine-tuning would pay."


def _fine_tune(comparison: Comparison, tune: Finding | None) -> str:
    if comparison.recommended is None:
        return (
            f"Every option is known to miss your bar of {share_in_words(comparison.case.quality_bar or 0)}."
            " Lower the bar, or compare a better option."
        )
    if tune is None:
        return ""
    name, rival = plain(tune.option.name), plain(tune.rival.name)
    usd = markdown_usd(abs(tune.saving_npv_usd))
    horizon = comparison.case.horizon_months
    unknown = " (its quality is not known yet)" if tune.option.option.quality is None else ""
    if not tune.pays:
        against = (
            f"; it {beats_in_words(tune.volume_against_rival, rival)}" if tune.volume_against_rival else ""
        )
        return (
            f"**Fine-tune?** No. The best tuned option, {name}{unknown}, costs {usd} more than {rival}"
            f" over {horizon} months in today's money{against}."
        )
    payback = comparison.crossovers[tune.option.name].payback
    paid_back = f", paid back {months_in_words(payback.months)}" if payback.months is not None else ""
    return (
        f"**Fine-tune?** It would pay: {name}{unknown} costs {usd} less than {rival} over {horizon} months"
        f" in today's money{paid_back}."
    )


def _rent_gpus(comparison: Comparison, verdict: Verdict) -> str:
    rent = verdict.rent_gpus
    if rent is None:
        return ""
    name, rival = plain(rent.option.name), plain(rent.rival.name)
    beats = []
    if rent.volume_against_baseline:
        beats.append(beats_in_words(rent.volume_against_baseline, "today's API"))
    if rent.volume_against_rival and rent.rival is not comparison.baseline:
        beats.append(beats_in_words(rent.volume_against_rival, rival))
    volumes = " and ".join(beats)
    if rent.pays:
        usd = markdown_usd(rent.saving_npv_usd)
        return f"**Rent GPUs?** It would pay: {name} costs {usd} less than {rival}; it {volumes}."
    usd = markdown_usd(-rent.saving_npv_usd)
    return f"**Rent GPUs?** No. {name} costs {usd} more than {rival}; it {volumes}."


def _beware(comparison: Comparison, rivals: Sequence[OptionResult]) -> str:
    if not rivals:
        return ""
    bar = share_in_words(comparison.case.quality_bar or 0)
    if len(rivals) > 1:
        named = [f"{plain(rival.name)} ({_quality(rival)})" for rival in rivals]
        return (
            f"{', '.join(named[:-1])} and {named[-1]} would cost less, but miss your bar of {bar}."
            " If better prompts or better training lift one over the bar, look again."
        )
    (rival,) = rivals
    usd = markdown_usd(rival.ledger.usd_by_month[0])
    return (
        f"{plain(rival.name)} would cost {usd} a month, people included, but its {_quality(rival)} misses your bar"
        f" of {bar}. {_way_over_the_bar(rival)}"
    )


def _way_over_the_bar(rival: OptionResult) -> str:
    if rival.option.kind in TUNED_KINDS:
        return "If better training lifts it over the bar, look again."
    return "If a better prompt lifts it over the bar, stop there."


def _quality(result: OptionResult) -> str:
    return share_in_words(float(result.option.quality or 0))

"""How sure the verdict is, in words."""

from __future__ import annotations

from costmodel.decide.compare import Comparison
from costmodel.decide.uncertainty import Uncertainty
from costmodel.decide.uncertainty.odds import Odds, Spread
from ui.words import markdown_usd, plain

NEARLY_ALL = 0.995


def share_of_futures(probability: float) -> str:
    """`8 of 10 futures`, `97 of 100 futures`, `all futures`, `no future`."""
    if probability >= NEARLY_ALL:
        return "all futures" if probability == 1 else "nearly all futures"
    if probability <= 1 - NEARLY_ALL:
        return "no future" if probability == 0 else "hardly any future"
    tenths = round(probability * 10)
    if 0.05 <= probability <= 0.95 and 1 <= tenths <= 9:
        return f"{tenths} of 10 futures"
    return f"{round(probability * 100)} of 100 futures"


def verdict_odds(comparison: Comparison, found: Uncertainty) -> str:
    """One line of Markdown: how often the option in question wins, what it saves, whether it is good enough."""
    if found.about is None:
        return ""
    about, today = found.options[found.about], plain(comparison.baseline.name)
    name = plain(about.option)
    line = (
        f"**How sure?** In {share_of_futures(about.probability_cheaper_than_baseline)} {name} costs less than"
        f" {today}: {_saving(about.npv_saving_usd)}."
    )
    return f"{line}{_good_enough(about)}{_best(comparison, found)}"


def _saving(saving: Spread) -> str:
    if saving.p10 is None or saving.p90 is None:
        return "in some futures it cannot serve at all"
    if saving.p10 >= 0:
        return f"{markdown_usd(saving.p10)} to {markdown_usd(saving.p90)} less in 8 of 10"
    if saving.p90 <= 0:
        return f"it costs {markdown_usd(-saving.p90)} to {markdown_usd(-saving.p10)} more in 8 of 10"
    return f"from {markdown_usd(-saving.p10)} more to {markdown_usd(saving.p90)} less in 8 of 10"


def _best(comparison: Comparison, found: Uncertainty) -> str:
    """Against all rivals, and with quality counted."""
    if found.regret is None or found.evpi_usd is None:
        return ""
    recommended = comparison.recommended
    if recommended is None or found.about is None:
        return ""
    name = "it" if recommended.name == found.options[found.about].option else plain(recommended.name)
    return f" All told, {name} is the best choice in {share_of_futures(found.regret.probability_best)}."


def _good_enough(about: Odds) -> str:
    meets = about.probability_meets_bar
    return "" if meets is None else f" It meets your bar in {share_of_futures(meets)}."

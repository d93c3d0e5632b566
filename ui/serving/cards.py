"""Which card: the sentence, the dots and the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from costmodel.decide.money import usd_in_words
from costmodel.decide.serving import CardChoice, CardChoices, HostedMonth
from costmodel.scenario.options import Fleet
from ui.figures.cards import cards_figure
from ui.figures.layout import CHART_CONFIG
from ui.serving.card_table import CARD, CHECKPOINT, draw_costs, draw_speeds
from ui.words import markdown_usd, plain

ACCURACY_PAGE = "pages/accuracy.py"


def draw_title(choices: CardChoices) -> None:
    """The card to name first, the one that is chosen, and what is cheaper but less sure."""
    leading, current = choices.leading, choices.current
    if leading is None:
        st.title("No card of the price book can serve this.", anchor=False)
        return
    title = f"{plain(leading.gpu)} would serve it for {markdown_usd(leading.usd_per_month)} a month"
    if current is leading:
        title += ", and is what you chose"
    elif current is not None:
        title += f", {plain(current.gpu)} as chosen for {markdown_usd(current.usd_per_month)}"
    st.title(f"{title}.", anchor=False)
    st.markdown(" ".join(_around(choices, leading)))


def _around(choices: CardChoices, leading: CardChoice) -> Iterator[str]:
    if leading.band_usd_per_month is not None:
        low, high = (markdown_usd(usd) for usd in leading.band_usd_per_month)
        ends = low if low == high else f"{low} to {high}"
        yield f"In 8 of 10 cases it takes {ends}; cards whose ranges overlap are a tie."
    cheapest, safe = choices.cards[0], choices.cheapest_safe
    if not leading.is_safe:
        yield f"Mind that {_doubt(leading)}."
        if safe is not None:
            yield f"The cheapest that is sure is **{plain(safe.gpu)}**, for {markdown_usd(safe.usd_per_month)}."
    if cheapest is not leading:
        yield f"**{plain(cheapest.gpu)}** may do for {markdown_usd(cheapest.usd_per_month)}, but {_doubt(cheapest)}."


def draw_promise(option: Fleet, load: tuple[float, float], as_of: object) -> None:
    """Draw in one line what is promised to users, and for which load; `load` is mean and busiest calls a second."""
    mean, busiest = load
    spare = f"{option.spare_replicas} spare" if option.spare_replicas else "no spare"
    st.caption(
        f"For {plain(option.name)} in the first month: {mean:.3g} calls a second, {busiest:.3g} in the busiest moment. Promised: at most"
        f" {option.max_tpot_ms:g} ms a token and {option.max_ttft_s:g} s to the first. Replicas are at most"
        f" {option.target_utilisation:.0%} full, {spare}; how well served: {option.deployment}. Rent alone, at prices of {as_of}."
    )


def draw(choices: CardChoices, hosted: Sequence[HostedMonth]) -> None:
    """Draw all cards, and why others are missing."""
    st.header("Which GPU should it run on?", anchor=False)
    if choices.cards:
        st.plotly_chart(
            cards_figure(choices.cards, hosted),
            key="cards_chart",
            config=CHART_CONFIG,
            alt=_alt(choices.cards),
        )
        st.caption(
            "**Near published runs**: someone has published speeds of the same kind of card in the same number format, and of a model"
            " with 3B to 40B active parameters. **Extrapolated**: nobody has; the dot says why. Upright lines: what providers"
            " would bill for the same month."
        )
        draw_costs(choices.cards, CARD, "Cards with what they cost")
    st.caption(
        "The chosen card at the rent that you chose; others at their cheapest, on demand where that is sold. The fewest GPUs that fit"
        " the model and keep the promise; whole replicas for the peak, with the spare."
    )
    if choices.cards:
        with st.expander("How fast each card is, and what limits it", key="card_speeds"):
            draw_speeds(choices.cards, CARD, "Cards with the speed of one replica")
    _draw_left_out(choices, "cards cannot serve it", "cards_left_out")
    st.page_link(ACCURACY_PAGE, label="How sure are these speeds?")


def draw_checkpoints(choices: CardChoices, gpu: str) -> None:
    """Draw what every checkpoint would cost on the chosen card."""
    st.header(f"What else could run on {plain(gpu)}?", anchor=False)
    draw_costs(choices.cards, CHECKPOINT, "Checkpoints with what they cost on this card")
    st.caption(
        "The same calls at the same rent, in the same number format; what a checkpoint costs says nothing of how good it is."
        " Only those that fit and keep the promise are shown."
    )
    _draw_left_out(choices, f"checkpoints cannot be served on up to 8 of {gpu}", "checkpoints_left_out")


def _doubt(card: CardChoice) -> str:
    doubts = [*card.serving.far_because]
    if card.offer is not None and card.offer.is_marketplace:
        doubts.append("it is rented on a marketplace, where price and uptime move by the day")
    return " and ".join(plain(doubt) for doubt in doubts)


def _draw_left_out(choices: CardChoices, words: str, key: str) -> None:
    if choices.left_out:
        with st.expander(f"{len(choices.left_out)} {words}", key=key):
            st.markdown("\n".join(f"- **{plain(name)}**: {plain(why)}" for name, why in choices.left_out))


def _alt(cards: tuple[CardChoice, ...]) -> str:
    ends = cards[0], cards[-1]
    return "Rent of the first month by card: " + " to ".join(
        f"{card.gpu} {usd_in_words(card.usd_per_month)}" for card in ends
    )

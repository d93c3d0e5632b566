"""Cards, one at a time: the question, then its answer."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from costmodel.practice import Flashcard, flashcards
from costmodel.practice.flashcards import COMPUTED, Topic, shuffled
from costmodel.practice.judged import next_after
from ui.words import plain

ALL = "All"
QUESTION, TURNED, TOPIC = "card_question", "card_is_turned", "card_topic"


def draw() -> None:
    """Draw the topic, the card, and the two buttons."""
    st.header("Flashcards", anchor=False)
    topic = st.segmented_control(
        "Topic",
        (ALL, *get_args(Topic)),
        default=ALL,
        required=True,
        key=TOPIC,
        on_change=_turn,
        args=(False,),
    )
    deck = tuple(card for card in shuffled(flashcards()) if topic in (ALL, card.topic))
    asked = {card.question: card for card in deck}
    card = asked.get(st.session_state.get(QUESTION, ""), deck[0])
    is_turned = bool(st.session_state.get(TURNED))
    with st.container(border=True):
        st.caption(
            f"{card.topic}, card {dict(zip(asked, range(1, len(deck) + 1), strict=True))[card.question]} of {len(deck)}"
        )
        st.markdown(f"**{plain(card.question)}**")
        if is_turned:
            st.markdown(plain(card.answer))
            st.caption(_source(card))
    with st.container(horizontal=True):
        st.button(
            "Turn back" if is_turned else "Turn over", on_click=_turn, args=(not is_turned,), key="card_turn"
        )
        st.button("Next card", on_click=_show, args=(next_after(deck, card).question,))


def _source(card: Flashcard) -> str:
    if card.source == COMPUTED:
        return "Source: computed with the functions of this project."
    return f"Source: [{plain(card.source.removeprefix('https://'))}]({card.source})"


def _turn(is_turned: bool) -> None:
    st.session_state[TURNED] = is_turned


def _show(question: str) -> None:
    st.session_state[QUESTION] = question
    _turn(False)

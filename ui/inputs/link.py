"""What a shared link says, and which of it could not be used.

Streamlit binds inputs to the address itself and drops what it cannot use without a word; here the raw
text is kept so that the page can say so.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import streamlit as st

LINK, REJECTED = "link_as_opened", "rejected_parameters"
SHOWN_CHARACTERS = 40


@dataclass(frozen=True)
class Rejected:
    """A parameter of the link that was not used; its text is shown as text, never as markup."""

    name: str
    text: str


def read_link() -> dict[str, list[str]]:
    """The parameters as the link was opened; call it before the first input is drawn.

    Text that breaks an input (infinity, nothing) is taken out of the address and the run starts again.
    """
    if LINK not in st.session_state:
        st.session_state[LINK] = {name: st.query_params.get_all(name) for name in st.query_params}
        broken = [name for name, texts in st.session_state[LINK].items() if any(map(_breaks_an_input, texts))]
        for name in broken:
            del st.query_params[name]
        if broken:
            st.rerun()
    link: dict[str, list[str]] = st.session_state[LINK]
    return link


def rejected_parameters(keys: Collection[str], of_pages: Collection[str]) -> tuple[Rejected, ...]:
    """What of the link was not used; call it after the shared inputs are drawn. Forgotten at the next preset.

    Parameters `of_pages` belong to one page, which draws them later; they are not judged.
    """
    if REJECTED not in st.session_state:
        st.session_state[REJECTED] = tuple(
            Rejected(name[:SHOWN_CHARACTERS], text[:SHOWN_CHARACTERS])
            for name, texts in st.session_state.get(LINK, {}).items()
            for text in texts
            if name not in of_pages
            if name not in keys or not _is_accepted(texts, st.session_state.get(name))
        )
    rejected: tuple[Rejected, ...] = st.session_state[REJECTED]
    return rejected


def forget_rejected() -> None:
    """The link has been left behind: nothing of it needs to be mentioned any more."""
    st.session_state[REJECTED] = ()


def _breaks_an_input(text: str) -> bool:
    if text == "":
        return True
    try:
        return not math.isfinite(float(text))
    except ValueError:
        return False


def _is_accepted(texts: list[str], value: object) -> bool:
    if len(texts) != 1:
        return False
    text = texts[0]
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, int | float):
        try:
            return float(text) == value
        except ValueError:
            return False
    if isinstance(value, date):
        return text == value.isoformat()
    return text == value

"""What prices may do over the years, chosen at once for all options that are billed so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from costmodel.scenario.price_paths import GPU_PATHS, HOSTED_PATHS, PricePath
from ui.inputs.ranges import Spread, with_spread
from ui.inputs.table.places import PERCENT
from ui.words import spoken

HOSTED_TRENDS, GPU_TRENDS = ("trend_today", "trend_rival"), ("trend_own",)
OTHERWISE = "as typed below"
RANGES = "ranges"


def draw(locked: bool) -> None:
    """Draw both choices; each writes the price changes of its options."""
    _draw("Hosted prices", "hosted_path", HOSTED_PATHS, HOSTED_TRENDS, locked=locked)
    _draw("GPU rents", "gpu_path", GPU_PATHS, GPU_TRENDS, locked=locked)


def _draw(label: str, key: str, paths: Sequence[PricePath], trends: Sequence[str], *, locked: bool) -> None:
    by_words = {_words(path): path for path in paths}
    now = {st.session_state.get(trend) for trend in trends}
    chosen = (words for words, path in by_words.items() if now == {path.change_per_year * PERCENT})
    st.session_state[key] = next(chosen, OTHERWISE)
    st.selectbox(
        label,
        [*by_words, OTHERWISE],
        key=key,
        help=spoken("; ".join(f"{path.name}: {path.why}" for path in paths)),
        on_change=_choose,
        args=(key, by_words, trends),
        disabled=locked,
    )


def _words(path: PricePath) -> str:
    return f"{path.name}, {path.change_per_year:+.0%} a year" if path.change_per_year else f"{path.name}, 0%"


def _choose(key: str, by_words: Mapping[str, PricePath], trends: Sequence[str]) -> None:
    """Write the change of each option, and how far off it may be where that is said outright."""
    path = by_words.get(st.session_state[key])
    if path is None:
        return
    for trend in trends:
        st.session_state[trend] = path.change_per_year * PERCENT
    spread = Spread("plus", path.least - path.change_per_year, path.most - path.change_per_year)
    st.session_state[RANGES] = with_spread(st.session_state.get(RANGES, ""), trends, spread)

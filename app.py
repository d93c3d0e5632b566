"""The frame of the dashboard: shared inputs in the sidebar, and the pages that answer."""

from __future__ import annotations

import gc
from pathlib import Path

import streamlit as st

from costmodel.catalog.load import load_catalog
from ui import answer, own_quotes, scenario_file
from ui.accuracy import page as accuracy_page
from ui.decision import page as decision_page
from ui.inputs import range_switches, volume
from ui.inputs.link import read_link, rejected_parameters
from ui.inputs.range_switches import Around
from ui.inputs.sidebar import KEYS, draw_inputs, first_preset
from ui.mix import page as mix_page
from ui.notices import draw_rejected
from ui.pipeline import page as pipeline_page
from ui.practice import page as practice_page
from ui.prices import page as prices_page
from ui.serving import page as serving_page

PAGES = Path(__file__).parent / "pages"
# Parameters of a link that one page draws alone; a string here would be drawn.
PAGE_KEYS = (
    *decision_page.KEYS,
    *pipeline_page.KEYS,
    *prices_page.KEYS,
    *practice_page.KEYS,
    *serving_page.KEYS,
    *mix_page.KEYS,
    *accuracy_page.KEYS,
)


@st.cache_resource(show_spinner=False)
def freeze_imports() -> None:
    """Keep the collector, which Streamlit runs after every rerun, out of what the imports made."""
    gc.collect()
    gc.freeze()


st.set_page_config(page_title="Crossover: hosted or fine-tuned?", page_icon="⚖️", layout="wide")
pages = [
    st.Page(PAGES / "decision.py", title="Should we build at all?"),
    st.Page(PAGES / "compare.py", title="Is building cheaper?", default=True),
    st.Page(PAGES / "pipeline.py", title="What would building take?"),
    st.Page(PAGES / "serving.py", title="On which GPUs?"),
    st.Page(PAGES / "mix.py", title="Which parts?"),
    st.Page(PAGES / "prices.py", title="What do prices rest on?"),
    st.Page(PAGES / "accuracy.py", title="How sure is it?"),
    st.Page(PAGES / "practice.py", title="Try it on cases"),
]
page = st.navigation(pages, position="top")
read_link()
catalog = load_catalog()
file = scenario_file.loaded()
quoted = own_quotes.beside(first_preset())
preset, values, slots = draw_inputs(own_quotes.seen_with(quoted, catalog), locked=file is not None)
draw_rejected(rejected_parameters(KEYS, of_pages=PAGE_KEYS))
if file is not None:
    found = answer.answer_scenario(file, None, catalog)
else:
    found = answer.answer_inputs(values, own_quotes.beside(preset), catalog)
if found.comparison is not None:
    volume.remember(found.comparison)
if file is None and found.scenario is not None:
    range_switches.draw(slots, Around(found.scenario, list(found.places)))
with answer.shown_while(found):
    page.run()
with st.container(horizontal=True):
    for other in pages:
        st.page_link(other)
# The pages import plotly and pandas themselves: only now is everything loaded.
freeze_imports()

"""Counts from files: results of an evaluation, or evidence that was saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from costmodel.decide.evidence.from_results import Counts, counts_of
from costmodel.errors import InputError
from costmodel.results import NamedFile, Results, read_results
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.parse_evidence import evidence_from_dict
from ui import scenario_file
from ui.decision.inputs import replace_all
from ui.evidence import Stated, bar_field
from ui.inputs.evidence_text import flat
from ui.inputs.sidebar import BAR
from ui.notices import MOST_SHOWN, draw_problems
from ui.words import plain

MAX_MEGABYTES = 50
UPLOAD, ARMS, COUNTED = "evidence_files", "evidence_arms", "evidence_counted"
LIKE_AN_ARM = ("rag", "retriev", "tool", "search", "context")
"""Words in the name of a variant that make it the first guess for an arm with retrieval or tools."""
RULES = (
    "CSV or JSON Lines with one row per item and variant: `item`, `variant`, `passed`, and if there are any `cluster`, `repeat`,"
    " `failure_class` (search_defect, missing_knowledge, wrong_behaviour, bad_label). Also results of promptfoo (`-o"
    " results.json`) and of lm-evaluation-harness (`--log_samples`), one file per variant. Repeats are averaged per item, and only"
    " items that every variant ran on count. The link carries the counts, not the file."
)
COMMAND = "python -m costmodel evidence --results results.csv --bar 0.9 --arm rag"


def draw(said: Stated) -> None:
    """Draw the upload, which variants are arms, and the button that puts the counts into the page."""
    with st.expander("Counts from a file of results", key="evidence_from_files", on_change="rerun"):
        st.markdown(RULES)
        uploads = st.file_uploader(
            "Results of your evaluation",
            type=("csv", "tsv", "jsonl", "ndjson", "json"),
            accept_multiple_files=True,
            key=UPLOAD,
            max_upload_size=MAX_MEGABYTES,
            on_change=_forget_notes,
        )
        if uploads:
            _draw_uploaded(uploads, said)
        for note in st.session_state.get(COUNTED, ()):
            st.caption(plain(note))
        st.markdown("The command line does the same for files of any size:")
        st.code(COMMAND, language=None, wrap_lines=True)


def _draw_uploaded(uploads: Sequence[UploadedFile], said: Stated) -> None:
    try:
        saved = _saved_evidence(uploads)
        if saved is not None:
            st.button("Use the evidence of this file", on_click=_use_saved, args=(saved,))
            return
        results = _results(tuple(upload.file_id for upload in uploads), uploads)
        arms = _draw_choice(results)
        counts = counts_of(results, arms, said.alpha)
    except InputError as error:
        draw_problems(error.problems, "The files cannot be used:", name_of=str)
        return
    prompting = counts.evidence["prompting"]
    st.markdown(
        f"{' and '.join(dict.fromkeys(results.formats))}: {prompting['items']:,} items that every variant ran on;"
        f" {len(counts.prompts)} prompts{'' if counts.arm is None else f'; the arm with retrieval or tools is “{plain(counts.arm)}”'}."
    )
    st.button("Use these counts", type="primary", on_click=_use, args=(counts, dict(said.fields)))


def _draw_choice(results: Results) -> list[str]:
    if len(results.variants) < 2:
        return []
    likely = [name for name in results.variants if any(word in name.lower() for word in LIKE_AN_ARM)]
    return st.multiselect(
        "Variants with retrieval or tools",
        results.variants,
        default=likely if len(likely) < len(results.variants) else [],
        key=ARMS,
        help="All others count as prompts. Of several the one that passes most stands for them.",
    )


def _forget_notes() -> None:
    st.session_state[COUNTED] = ()


def _use(counts: Counts, before: dict[str, Any]) -> None:
    """Levels that were chosen stay; counts from before go."""
    rules = {
        path: value
        for path, value in before.items()
        if path.partition(".")[0] not in ("prompting", "retrieval")
    }
    replace_all({**rules, **flat(counts.evidence)})
    st.session_state[COUNTED] = counts.notes
    st.toast("The page now holds the counts of your files.")


def _use_saved(evidence: dict[str, Any]) -> None:
    replace_all(flat({key: value for key, value in evidence.items() if key != "volume"}))
    if "options" in (evidence.get("volume") or {}):
        scenario = scenario_from_dict(evidence["volume"])
        scenario_file.show(scenario.model_copy(update={"quality_bar": evidence["bar"]}))
    else:
        st.session_state[BAR] = bar_field().shown(evidence["bar"])
    st.session_state[COUNTED] = ()


def _saved_evidence(uploads: Sequence[UploadedFile]) -> dict[str, Any] | None:
    """Evidence as the page or the command line writes it; raises InputError for one that contradicts itself."""
    if len(uploads) != 1 or not uploads[0].name.lower().endswith(".json"):
        return None
    try:
        found = json.loads(uploads[0].getvalue())
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and "verdicts" in found and isinstance(found.get("evidence"), dict):
        found = found["evidence"]
    if not isinstance(found, dict) or "prompting" not in found or "bar" not in found:
        return None
    evidence_from_dict(found)
    return found


@st.cache_data(show_spinner="Reading the results", max_entries=2)
def _results(ids: tuple[str, ...], _uploads: Sequence[UploadedFile]) -> Results:
    """Kept by the ids that Streamlit gives uploads."""
    del ids
    return read_results([NamedFile(upload.name, upload) for upload in _uploads], most_problems=MOST_SHOWN - 1)

"""Is the training set sound? Two files in, one check with a progress bar, and what it found."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from costmodel.dataset import DatasetOptions, DatasetReport, check_dataset
from costmodel.dataset.options import CHARACTERS_PER_TOKEN
from costmodel.errors import InputError, Problem
from ui.notices import draw_problems
from ui.pipeline import data_report
from ui.pipeline.data_report import MOST_LISTED, Checked

CHECKED, PROBLEMS = "dataset_checked", "dataset_problems"
MAX_MEGABYTES = 50
LINES = ("jsonl", "ndjson", "json")
NAMES = {"train": "Training set", "held_out": "Held-out set", "tokenizer": "Tokenizer"}
COMMAND = "python -m costmodel dataset train.jsonl --held-out held-out.jsonl"

RULES = (
    "Every line is one example: `messages`; `prompt` and `completion`; or `prompt`, `chosen` and `rejected`."
    " Two examples are the same if their texts are, case and white space aside, and nearly the same if they share"
    " 80% of their runs of five words. A held-out example leaks if training holds the same, nearly the same, or its"
    " prompt."
)


def draw(use_counts: Callable[[DatasetReport], None]) -> None:
    """Draw the uploads, the check and its last report, which `use_counts` takes when asked to."""
    st.header("Is your training set sound?", anchor=False)
    st.markdown(
        "What repeats, leaks into the held-out set or breaks the format costs more than a bad price: it makes the"
        " measured quality wrong."
    )
    train, held_out = _draw_uploads()
    with st.expander("How it is checked, and files of any size"):
        st.markdown(RULES)
        tokenizer, options = _draw_options()
        st.markdown("The command line does the same for files of any size:")
        st.code(COMMAND, language=None, wrap_lines=True)
    pressed = st.button("Check", key="dataset_check", disabled=train is None)
    if pressed and train is not None:
        _check(train, held_out, tokenizer, options)
    if problems := st.session_state.get(PROBLEMS):
        draw_problems(
            problems, "The files could not be checked:", name_of=lambda field: NAMES.get(field, field)
        )
    checked: Checked | None = st.session_state.get(CHECKED)
    if checked is not None:
        data_report.draw(checked, use_counts)


def _draw_uploads() -> tuple[UploadedFile | None, UploadedFile | None]:
    left, right = st.columns(2)
    with left:
        train = st.file_uploader(
            "Training set (JSON Lines)", type=LINES, key="dataset_train", max_upload_size=MAX_MEGABYTES
        )
    with right:
        held_out = st.file_uploader(
            "Held-out set (JSON Lines, optional)",
            type=LINES,
            key="dataset_held_out",
            max_upload_size=MAX_MEGABYTES,
            help="What you measure quality on. Without it, no leak can be found.",
        )
    return train, held_out


def _draw_options() -> tuple[UploadedFile | None, DatasetOptions]:
    left, right = st.columns(2)
    with left:
        tokenizer = _draw_tokenizer()
    with right:
        most = st.number_input(
            "Longest allowed example (tokens)",
            min_value=0,
            max_value=10_000_000,
            value=4096,
            step=512,
            key="dataset_max_tokens",
            help="Trainers cut longer examples off, or leave them out. 0: no limit.",
        )
        label = st.text_input(
            "Field that holds a label (optional)",
            max_chars=100,
            key="dataset_label_field",
            placeholder="category",
            help="A field beside the messages; its values are counted.",
        ).strip()
    return tokenizer, DatasetOptions(
        max_tokens=most or None, label_field=label or None, most_listed=MOST_LISTED
    )


def _draw_tokenizer() -> UploadedFile | None:
    has_library = find_spec("tokenizers") is not None
    tokenizer = st.file_uploader(
        "Tokenizer (tokenizer.json, optional)",
        type="json",
        key="dataset_tokenizer",
        max_upload_size=MAX_MEGABYTES,
        disabled=not has_library,
    )
    estimate = f"Without one, {CHARACTERS_PER_TOKEN:g} characters count as a token."
    missing = "" if has_library else " The package `tokenizers` that reads one is not installed here."
    st.caption(estimate + missing)
    return tokenizer if has_library else None


def _check(
    train: UploadedFile,
    held_out: UploadedFile | None,
    tokenizer: UploadedFile | None,
    options: DatasetOptions,
) -> None:
    """Replace the last report by a new one, or by what stands in its way."""
    st.session_state.pop(CHECKED, None)
    st.session_state.pop(PROBLEMS, None)
    bar = _Bar(train.size + (held_out.size if held_out else 0))
    try:
        report = _report(train, held_out, tokenizer, options, bar.tell)
    except InputError as error:
        st.session_state[PROBLEMS] = error.problems
    else:
        held_out_name = held_out.name if held_out else None
        st.session_state[CHECKED] = Checked(report, train.name, held_out_name, options.max_tokens)
    bar.clear()


def _report(
    train: UploadedFile,
    held_out: UploadedFile | None,
    tokenizer: UploadedFile | None,
    options: DatasetOptions,
    progress: Callable[[int], None],
) -> DatasetReport:
    with _on_disk(tokenizer) as path:
        try:
            return check_dataset(train, held_out, options=replace(options, tokenizer=path), progress=progress)
        except InputError as error:
            raise InputError(_by_its_name(problem, tokenizer) for problem in error.problems) from None
        except Exception as error:
            # The library raises plain Exception where a tokenizer loads but cannot count.
            if tokenizer is None or type(error) is not Exception:
                raise
            why = f"it cannot count these texts: {error}"
            raise InputError([Problem("tokenizer", tokenizer.name, why)]) from None


@contextmanager
def _on_disk(tokenizer: UploadedFile | None) -> Iterator[str | None]:
    if tokenizer is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tokenizer.json"
        path.write_bytes(tokenizer.getbuffer())
        yield str(path)


def _by_its_name(problem: Problem, tokenizer: UploadedFile | None) -> Problem:
    """A tokenizer is known by the name it was uploaded under, not by that of its copy."""
    if tokenizer is None or problem.field != "tokenizer":
        return problem
    return replace(problem, value=tokenizer.name)


class _Bar:
    """A progress bar that is drawn once for each percent."""

    def __init__(self, total: int) -> None:
        self._total, self._percent = max(1, total), 0
        self._bar = st.progress(0, self._words(0))

    def tell(self, read: int) -> None:
        """Show how much has been read."""
        percent = min(100, 100 * read // self._total)
        if percent > self._percent:
            self._percent = percent
            self._bar.progress(percent, self._words(read))

    def clear(self) -> None:
        """Take the bar away."""
        self._bar.empty()

    def _words(self, read: int) -> str:
        if read >= self._total:
            return "All read; looking for what repeats."
        return f"Read {read / 1e6:.1f} of {self._total / 1e6:.1f} MB."

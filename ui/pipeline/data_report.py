"""What the check of a training set found: the verdict, its reasons, lengths, labels and the lines concerned."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import pandas as pd
import streamlit as st

from costmodel.dataset import DatasetReport, FileReport, LabelBalance, Pair
from costmodel.dataset.report import Kind
from costmodel.decide.money import short_number
from ui.figures.layout import CHART_CONFIG
from ui.figures.token_lengths import token_lengths_figure
from ui.words import plain, share_in_words

MOST_LISTED = 100
CHART_HEIGHT = 300
TRAINING, HELD_OUT, SAME_PROMPT = "Training", "Held-out", "Leak, the prompt"

KIND_WORDS: dict[Kind, str] = {
    "format": "No usable example",
    "mixed_formats": "Another format",
    "roles": "Roles out of order",
    "empty": "Empty message",
    "overlong": "Too long",
    "no_preference": "No preference",
    "label_missing": "No label",
}


@dataclass(frozen=True)
class Checked:
    """A report, the names of the files it is about, and the limit that was asked for."""

    report: DatasetReport
    train_name: str
    held_out_name: str | None
    max_tokens: int | None


def draw(checked: Checked, use_counts: Callable[[DatasetReport], None]) -> None:
    """Draw the report from its verdict down to the lines concerned."""
    report = checked.report
    st.subheader(verdict_in_words(report), anchor=False)
    st.caption(_about(checked))
    if report.why:
        st.markdown("\n".join(f"- {plain(why)}" for why in report.why))
    _draw_counts(report)
    _draw_actions(report, use_counts)
    panels = list(_panels(checked))
    sides = [side for side in (panels[:-1], panels[-1:]) if side]
    for column, side in zip(st.columns(len(sides), gap="medium"), sides, strict=True):
        with column:
            for panel in side:
                panel()
    _draw_findings(report)


def verdict_in_words(report: DatasetReport) -> str:
    """One sentence: sound, or what speaks against it most."""
    if report.sound:
        return f"Sound: {_counted(report.train.examples, 'example')}, nothing found that speaks against them."
    things = len(report.why)
    if report.held_out is None or report.overlap is None or not report.overlap.leaks:
        wrong = "one thing is wrong" if things == 1 else f"{things} things are wrong"
        return f"Not sound yet: {wrong} in {_counted(report.train.examples + _held(report), 'example')}."
    leaks = report.overlap.leaks
    leak = "leaks" if leaks == 1 else "leak"
    also = {1: "", 2: ", and one more thing is wrong"}.get(
        things, f", and {things - 1} more things are wrong"
    )
    return f"Not sound yet: {leaks:,} of {report.held_out.examples:,} held-out examples {leak} from training{also}."


def balance_in_words(labels: LabelBalance) -> str:
    """How evenly the examples spread over labels."""
    if not labels.different:
        return "No example has such a label."
    if labels.different == 1:
        return "Every labelled example has the same label, so there is nothing to tell apart."
    if not labels.complete:
        return f"There are {labels.different:,} different values or more: too many for a label."
    smallest = "less than 0.01%" if labels.smallest_share < 1e-4 else share_in_words(labels.smallest_share)
    return (
        f"The smallest of {labels.different:,} labels has {smallest} of the labelled examples, the largest"
        f" {share_in_words(labels.largest_share)}."
    )


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _held(report: DatasetReport) -> int:
    return report.held_out.examples if report.held_out else 0


def _draw_counts(report: DatasetReport) -> None:
    tokens, overlap = report.train.tokens, report.overlap
    with st.container(horizontal=True, gap="small"):
        st.metric("Examples", f"{report.train.examples:,}", border=True)
        st.metric(
            "Tokens in all",
            short_number(tokens.total),
            help=f"{tokens.total:,} in the training set, {tokens.mean:,.0f} an example on average.",
            border=True,
        )
        st.metric("Half of examples have up to", _counted(tokens.p50, "token"), border=True)
        st.metric(
            "Leaks",
            "no held-out set" if overlap is None else f"{overlap.leaks:,} of {_held(report):,}",
            help="Held-out examples that training has seen: quality measured on them is not quality.",
            border=True,
        )


def _about(checked: Checked) -> str:
    names = [checked.train_name] + ([checked.held_out_name] if checked.held_out_name else [])
    formats = ", ".join(name.replace("_", " and ") for name in checked.report.train.formats)
    return (
        f"Checked: {' against '.join(plain(name) for name in names)}; format {formats}."
        f" Tokens by {checked.report.tokens_counted_by}."
    )


def _draw_actions(report: DatasetReport, use_counts: Callable[[DatasetReport], None]) -> None:
    with st.container(horizontal=True):
        st.button("Use these counts in the estimate", key="dataset_use", on_click=use_counts, args=(report,))
        st.download_button(
            "Download the report (JSON)",
            lambda: json.dumps(asdict(report), allow_nan=False, indent=1),
            file_name="dataset-report.json",
            mime="application/json",
            key="dataset_download",
            on_click="ignore",
        )
    st.caption(
        "Puts examples without copies, held-out items, mean and 99th-percentile length, lines at fault and leaks into the"
        " programme above."
    )


def _panels(checked: Checked) -> Iterator[Callable[[], None]]:
    """What is narrow enough to stand beside another."""
    report = checked.report
    yield lambda: _draw_lengths(checked)
    if (labels := report.train.labels) is not None:
        yield lambda: _draw_labels(labels)
    if pairs := _repeats(report):
        yield lambda: _draw_repeats(report, pairs)


def _draw_lengths(checked: Checked) -> None:
    tokens = checked.report.train.tokens
    st.subheader("How long are the examples?", anchor=False)
    st.plotly_chart(
        token_lengths_figure(tokens, checked.max_tokens, CHART_HEIGHT),
        key="token_lengths_chart",
        config=CHART_CONFIG,
        alt=(
            f"Tokens of a training example: 10% have at most {tokens.p10:,}, half {tokens.p50:,}, 90% {tokens.p90:,},"
            f" 95% {tokens.p95:,}, 99% {tokens.p99:,}; the longest has {tokens.max:,}."
        ),
    )


def _draw_labels(labels: LabelBalance) -> None:
    st.subheader("Are the labels balanced?", anchor=False)
    st.markdown(balance_in_words(labels))
    if not labels.counts:
        return
    most = max(labels.counts.values())
    rows = [(name, count, count / most * labels.largest_share) for name, count in labels.counts.items()]
    st.dataframe(
        pd.DataFrame(rows, columns=["Label", "Examples", "Share"]),
        hide_index=True,
        width="stretch",
        column_config={
            "Label": st.column_config.TextColumn(width="medium"),
            "Examples": st.column_config.NumberColumn(format="localized"),
            "Share": st.column_config.NumberColumn(format="percent"),
        },
        alt="Examples of the training set by label",
    )
    if len(rows) < labels.different:
        st.caption(f"The {len(rows):,} most frequent of {labels.different:,} labels.")


def _repeats(report: DatasetReport) -> list[tuple[str, int, int, float | None]]:
    """Leaks first; of two examples that share their prompt alone the similarity is not known."""
    found: list[tuple[str, tuple[Pair, ...]]] = []
    if overlap := report.overlap:
        found += [
            ("Leak, the same", overlap.exact_pairs),
            ("Leak, nearly", overlap.near_pairs),
            (SAME_PROMPT, overlap.same_prompt_pairs),
        ]
    for name, file in _files(report):
        found += [(f"{name}, the same", file.exact), (f"{name}, nearly", file.near)]
    return [
        (words, pair.line, pair.repeats_line, None if words == SAME_PROMPT else pair.similarity)
        for words, pairs in found
        for pair in pairs
    ]


def _draw_repeats(report: DatasetReport, rows: list[tuple[str, int, int, float | None]]) -> None:
    st.subheader("What repeats, what leaks?", anchor=False)
    st.dataframe(
        pd.DataFrame(rows, columns=["What", "Line", "Repeats", "Similarity"]),
        hide_index=True,
        width="stretch",
        placeholder="",
        column_config={
            "What": st.column_config.TextColumn(
                width=132,
                help="A leak is a held-out line that training holds; the others repeat within a file.",
            ),
            "Line": st.column_config.NumberColumn(format="localized", width=66),
            "Repeats": st.column_config.NumberColumn(
                format="localized",
                width=74,
                help="The training line for a leak, else an earlier line of the same file.",
            ),
            "Similarity": st.column_config.NumberColumn(
                format="percent", width=82, help="Runs of five words in both, of all in either."
            ),
        },
        alt="Examples that repeat an earlier one or leak from training",
    )
    repeats = sum(file.duplicates_exact + file.duplicates_near for _, file in _files(report))
    _draw_cut(len(rows), repeats + (report.overlap.leaks if report.overlap else 0))


def _draw_findings(report: DatasetReport) -> None:
    rows = [
        (name, finding.line, KIND_WORDS[finding.kind], finding.why)
        for name, file in _files(report)
        for finding in file.findings
    ]
    if not rows:
        return
    st.subheader("Which lines are wrong?", anchor=False)
    table = pd.DataFrame(rows, columns=["File", "Line", "What", "Why"])
    st.dataframe(
        table if report.held_out else table.drop(columns="File"),
        hide_index=True,
        width="stretch",
        column_config={
            "File": st.column_config.TextColumn(width=74),
            "Line": st.column_config.NumberColumn(format="localized", width=66),
            "What": st.column_config.TextColumn(width=140),
            "Why": st.column_config.TextColumn(width=600),
        },
        alt="Lines of the files that are wrong, and why",
    )
    _draw_cut(len(rows), sum(sum(file.problems.values()) for _, file in _files(report)))


def _files(report: DatasetReport) -> list[tuple[str, FileReport]]:
    held_out = [] if report.held_out is None else [(HELD_OUT, report.held_out)]
    return [(TRAINING, report.train), *held_out]


def _draw_cut(shown: int, total: int) -> None:
    if shown < total:
        st.caption(
            f"{shown:,} of {total:,}: the first {MOST_LISTED} of each kind. The command line names more: --list."
        )

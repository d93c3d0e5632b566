"""Files of a training set are checked when asked, answered in words, and never a reason for a traceback."""

from __future__ import annotations

import gzip

import pytest
from checked_files import (
    GOOD,
    LEAKING,
    chat,
    checked,
    lines,
    opened,
    read,
    said,
    table,
    text,
    with_files,
)
from streamlit.testing.v1 import AppTest


def columns_of(app: AppTest) -> list[list[str]]:
    return [list(table.value.columns) for table in app.dataframe]


def test_nothing_can_be_checked_without_a_training_set() -> None:
    app = opened()
    assert app.button(key="dataset_check").disabled
    app.file_uploader(key="dataset_held_out").upload("held-out.jsonl", lines(GOOD)).run()
    assert app.button(key="dataset_check").disabled
    app.file_uploader(key="dataset_train").upload("train.jsonl", lines(GOOD)).run()
    assert not app.button(key="dataset_check").disabled


def test_files_are_checked_when_asked_and_not_before() -> None:
    app = with_files(lines(GOOD), lines(LEAKING))
    assert "dataset_checked" not in app.session_state
    assert not app.metric
    app.button(key="dataset_check").click().run()
    assert app.session_state["dataset_checked"].report.train.examples == 8


def test_the_limits_of_the_uploads_are_said() -> None:
    app = opened()
    assert [upload.proto.max_upload_size_mb for upload in app.file_uploader] == [50, 50, 50]
    assert "python -m costmodel dataset train.jsonl --held-out held-out.jsonl" in app.code[0].value


def test_a_sound_set_is_called_sound() -> None:
    app = checked(lines(GOOD))
    assert not app.exception
    assert app.subheader[0].value == "Sound: 8 examples, nothing found that speaks against them."
    assert [metric.value for metric in app.metric] == ["8", "203", "26 tokens", "no held-out set"]
    assert not app.dataframe


def test_leaks_are_the_verdict_and_every_reason_is_named() -> None:
    app = checked(lines([*GOOD, GOOD[0], {"nothing": 1}]), lines(LEAKING))
    report = app.session_state["dataset_checked"].report
    assert app.subheader[0].value == (
        "Not sound yet: 2 of 3 held-out examples leak from training, and 2 more things are wrong."
    )
    assert len(report.why) == 3
    shown = read(said(app))
    assert all(why in shown for why in report.why)
    assert app.metric[3].value == "2 of 3"


def test_the_lines_concerned_are_listed_by_file_with_words() -> None:
    app = checked(lines([*GOOD, GOOD[0], {"nothing": 1}]), lines([*LEAKING, chat("", "empty")]))
    findings, repeats = table(app, "Why"), table(app, "Similarity")
    assert findings[["File", "Line", "What"]].to_numpy().tolist() == [
        ["Training", 10, "No usable example"],
        ["Held-out", 4, "Empty message"],
    ]
    assert repeats[["What", "Line", "Repeats"]].to_numpy().tolist() == [
        ["Leak, the same", 1, 3],
        ["Leak, the prompt", 2, 4],
        ["Training, the same", 9, 1],
    ]
    assert repeats["Similarity"].isna().tolist() == [False, True, False]


def test_one_file_needs_no_column_that_names_it() -> None:
    app = checked(lines([*GOOD, {"nothing": 1}]))
    assert columns_of(app) == [["Line", "What", "Why"]]


def test_a_cut_list_says_that_it_is_cut() -> None:
    app = checked(lines([*GOOD, *[{"nothing": place} for place in range(150)]]))
    assert len(table(app, "Why")) == 100
    assert "100 of 150: the first 100 of each kind" in said(app)
    assert "100 of" not in said(checked(lines([*GOOD, *[{"nothing": place} for place in range(100)]])))


def test_labels_are_counted_where_their_field_is_named() -> None:
    app = with_files(lines(GOOD))
    app.text_input(key="dataset_label_field").set_value(" kind ")
    app.button(key="dataset_check").click().run()
    assert table(app, "Label").to_numpy().tolist() == [["a", 6, 0.75], ["b", 2, 0.25]]
    assert "The smallest of 2 labels has 25% of the labelled examples, the largest 75%." in said(app)


def test_the_longest_allowed_example_is_asked_for_and_0_is_no_limit() -> None:
    long = [*GOOD, chat(text(9000, 4000), "answer")]
    app = checked(lines(long))
    assert "1 line is longer" in read(said(app))
    app.number_input(key="dataset_max_tokens").set_value(0)
    app.button(key="dataset_check").click().run()
    assert app.subheader[0].value.startswith("Sound")


REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b"\n \n\n", "no line holds an example"),
    "binary": (lines(GOOD) + b"\0" * 100, "binary"),
    "zipped": (gzip.compress(lines(GOOD)), "UTF"),
    "UTF-16": (lines(GOOD).decode().encode("utf-16"), "UTF"),
    "Latin-1": ('{"prompt": "café"}\n'.encode("latin-1"), "0xe9"),
    "10 MB line": (lines(GOOD) + b'{"prompt": "' + b"a" * 10_000_001 + b'"}\n', "10,000,000 bytes"),
    "half written": (lines(GOOD) + b'{"messages": [{"role": "us', "breaks off"),
    "half a character": (lines(GOOD) + b'{"prompt": "\xe2\x82', "breaks off"),
    "a list": (b'[\n{"prompt": "a"}\n]\n', "none of 3 lines"),
    "nested": (b"[" * 100_000 + b"\n", "nested too deeply"),
    "a table": (b"a,b\n1,2\n", "none of 2 lines"),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("is_train", [True, False])
def test_a_file_that_is_none_is_refused_with_its_reason(what: str, is_train: bool) -> None:
    content, word = REFUSED[what]
    app = checked(content) if is_train else checked(lines(GOOD), content)
    assert not app.exception
    (error,) = app.error
    reason = read(error.value)
    assert word in reason
    assert ("**Training set**" if is_train else "**Held-out set**") in reason
    assert not app.metric
    assert not app.get("progress")


def test_a_report_outlives_reruns_and_pages_and_says_which_files_it_is_about() -> None:
    app = checked(lines(GOOD), lines(LEAKING))
    app.checkbox(key="here").uncheck().run()
    assert not app.metric
    app.checkbox(key="here").check().run()
    assert app.button(key="dataset_check").disabled
    assert app.metric[3].value == "2 of 3"
    assert "train.jsonl against held\\-out.jsonl" in said(app)


def test_a_new_check_drops_the_last_report_even_where_it_fails() -> None:
    app = checked(lines(GOOD))
    app.file_uploader(key="dataset_train").upload("next.jsonl", b"").run()
    assert app.metric
    app.button(key="dataset_check").click().run()
    assert app.error
    assert not app.metric
    app.file_uploader(key="dataset_train").upload("next.jsonl", lines(GOOD[:3])).run()
    app.button(key="dataset_check").click().run()
    assert not app.error
    assert app.metric[0].value == "3"

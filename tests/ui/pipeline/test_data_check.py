"""Files of a training set are checked when asked, answered in words, and never a reason for a traceback."""

from __future__ import annotations

import gzip
import io
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest
from tokenizers import Tokenizer, models, pre_tokenizers

from costmodel.dataset import DatasetOptions, DatasetReport, LabelBalance, check_dataset, source
from ui.pipeline.data_report import balance_in_words, verdict_in_words

Json = dict[str, Any]


def page() -> None:
    import streamlit as st  # noqa: PLC0415

    from ui.pipeline import data_check  # noqa: PLC0415

    def use(report: object) -> None:
        st.session_state["used"] = report

    if st.checkbox("here", value=True, key="here"):
        data_check.draw(use)


def chat(user: str, assistant: str, **fields: Any) -> Json:
    messages = [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]
    return {"messages": messages, **fields}


def lines(examples: Iterable[Any]) -> bytes:
    return "".join(json.dumps(example) + "\n" for example in examples).encode()


def text(start: int, count: int = 12) -> str:
    return " ".join(f"word{place}" for place in range(start, start + count))


GOOD = [chat(text(100 * place), f"answer {place}", kind="ab"[place % 4 == 0]) for place in range(8)]
LEAKING = [GOOD[2], chat(text(300), "another answer"), chat(text(5000), "of its own")]
EVIL = "[win](https://evil.example) <b>x</b> :red[y]"


def opened() -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def with_files(train: bytes, held_out: bytes | None = None, name: str = "train.jsonl") -> AppTest:
    app = opened()
    app.file_uploader(key="dataset_train").upload(name, train)
    if held_out is not None:
        app.file_uploader(key="dataset_held_out").upload("held-out.jsonl", held_out)
    return app.run()


def checked(train: bytes, held_out: bytes | None = None, name: str = "train.jsonl") -> AppTest:
    return with_files(train, held_out, name).button(key="dataset_check").click().run()


def said(app: AppTest) -> str:
    kinds = (app.header, app.subheader, app.markdown, app.caption, app.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def read(markdown: str) -> str:
    """As it is read: without what keeps it from being markup."""
    return markdown.replace("\\", "").replace("\u2060", "")


def columns_of(app: AppTest) -> list[list[str]]:
    return [list(table.value.columns) for table in app.dataframe]


def table(app: AppTest, column: str) -> Any:
    return next(frame.value for frame in app.dataframe if column in frame.value.columns)


def report_of(train: Iterable[Any], held_out: Iterable[Any] | None = None, **options: Any) -> DatasetReport:
    held = None if held_out is None else io.BytesIO(lines(held_out))
    return check_dataset(io.BytesIO(lines(train)), held, options=DatasetOptions(**options))


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


def test_text_of_the_file_is_never_markup() -> None:
    hostile = [
        *GOOD,
        {EVIL: 1},
        {"messages": [{"role": EVIL, "content": "x"}]},
        chat(text(9000), "a", kind=EVIL),
    ]
    app = with_files(lines(hostile), name=f"{EVIL.replace('/', '')}.jsonl")
    app.text_input(key="dataset_label_field").set_value("kind")
    app.button(key="dataset_check").click().run()
    assert not app.exception
    assert "[win](" not in said(app)
    assert "<b>" not in said(app)
    assert ":red[" not in said(app)
    assert EVIL in table(app, "Label")["Label"].tolist()
    assert any("win" in why for why in table(app, "Why")["Why"])


def test_a_label_field_with_markup_is_plain_text_in_reasons_and_balance() -> None:
    app = with_files(lines(GOOD))
    app.text_input(key="dataset_label_field").set_value(EVIL)
    app.button(key="dataset_check").click().run()
    assert not app.exception
    assert "[win](" not in said(app)
    assert "No example has such a label." in said(app)


def test_counts_are_handed_on_when_asked() -> None:
    app = checked(lines(GOOD), lines(LEAKING))
    assert "used" not in app.session_state
    app.button(key="dataset_use").click().run()
    assert app.session_state["used"] is app.session_state["dataset_checked"].report
    assert app.session_state["used"].overlap.leaks == 2


def test_progress_is_drawn_once_for_each_percent_and_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[int] = []
    draw_progress = DeltaGenerator.progress

    def noted(self: DeltaGenerator, value: int, *more: Any) -> DeltaGenerator:
        drawn.append(value)
        return draw_progress(self, value, *more)

    monkeypatch.setattr(DeltaGenerator, "progress", noted)
    monkeypatch.setattr(source, "BLOCK_BYTES", 50)
    many = lines(chat(text(100 * place), f"answer {place}") for place in range(600))
    app = checked(many, many[: len(many) // 2].rpartition(b"\n")[0])
    assert not app.exception
    assert drawn == list(range(1, 101))
    assert not app.get("progress")


def words_only(unknown: str | None) -> bytes:
    tokenizer = Tokenizer(models.WordLevel({"answer": 0, "?": 1}, unk_token=unknown))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    content: bytes = tokenizer.to_str().encode()
    return content


def checked_with_tokenizer(content: bytes) -> AppTest:
    app = with_files(lines(GOOD))
    app.file_uploader(key="dataset_tokenizer").upload("mine.json", content)
    return app.button(key="dataset_check").click().run()


def test_tokens_are_counted_by_the_tokenizer_and_its_copy_is_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    app = checked_with_tokenizer(words_only("?"))
    assert not app.exception
    assert app.metric[1].value == str(8 * 14)
    assert "the given tokenizer" in said(app)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\0", b"[" * 5000, words_only("[absent]")])
def test_a_tokenizer_that_is_none_is_refused_by_the_name_it_came_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    app = checked_with_tokenizer(content)
    assert not app.exception
    (error,) = app.error
    assert "**Tokenizer**" in error.value
    assert "mine.json" in error.value
    assert str(tmp_path) not in read(error.value)
    assert not list(tmp_path.iterdir())


def test_without_its_library_no_tokenizer_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    app = checked(lines(GOOD))
    assert not app.exception
    assert app.file_uploader(key="dataset_tokenizer").disabled
    assert "is not installed here" in said(app)
    assert app.metric


@pytest.mark.parametrize(
    ("train", "held_out", "words"),
    [
        (GOOD[:1], None, "Sound: 1 example, nothing found that speaks against them."),
        ([*GOOD, GOOD[0]], None, "Not sound yet: one thing is wrong in 9 examples."),
        ([*GOOD, GOOD[0]], LEAKING[2:], "Not sound yet: one thing is wrong in 10 examples."),
        (
            [*GOOD, GOOD[0], {"nothing": 1}],
            None,
            "Not sound yet: 2 things are wrong in 9 examples.",
        ),
        (GOOD, LEAKING[1:], "Not sound yet: 1 of 2 held-out examples leaks from training."),
        (
            [*GOOD, GOOD[0]],
            LEAKING,
            "Not sound yet: 2 of 3 held-out examples leak from training, and one more thing is wrong.",
        ),
    ],
)
def test_the_verdict_in_words(train: list[Json], held_out: list[Json] | None, words: str) -> None:
    assert verdict_in_words(report_of(train, held_out)) == words


def balance(counts: dict[str, int], complete: bool = True) -> LabelBalance:
    total = sum(counts.values()) or 1
    shares = sorted(count / total for count in counts.values()) or [0.0]
    return LabelBalance("kind", len(counts), complete, counts, shares[-1], shares[0])


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (balance({}), "No example"),
        (balance({"a": 5}), "the same label"),
        (balance({"a": 3, "b": 1}), "has 25% of the labelled examples, the largest 75%"),
        (balance({"a": 99_999, "b": 1}), "has less than 0.01% of"),
        (balance({"a": 2, "b": 1}, complete=False), "2 different values or more: too many for a label"),
    ],
)
def test_the_balance_in_words(labels: LabelBalance, words: str) -> None:
    assert words in balance_in_words(labels)

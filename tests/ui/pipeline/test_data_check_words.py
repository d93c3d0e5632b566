"""What the check says of markup in files, of tokenizers and of balance."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from checked_files import (
    GOOD,
    LEAKING,
    Json,
    chat,
    checked,
    lines,
    read,
    said,
    table,
    text,
    with_files,
)
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest
from tokenizers import Tokenizer, models, pre_tokenizers

from costmodel.dataset import DatasetOptions, DatasetReport, LabelBalance, check_dataset, source
from ui.pipeline.data_report import balance_in_words, verdict_in_words

EVIL = "[win](https://evil.example) <b>x</b> :red[y]"


def report_of(train: Iterable[Any], held_out: Iterable[Any] | None = None, **options: Any) -> DatasetReport:
    held = None if held_out is None else io.BytesIO(lines(held_out))
    return check_dataset(io.BytesIO(lines(train)), held, options=DatasetOptions(**options))


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

"""Files that are no training set: one clear message, little memory, and never a traceback."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonl import chat, checked, lines

from costmodel.__main__ import main
from costmodel.dataset import DatasetOptions, check_dataset
from costmodel.errors import InputError

ROOT = Path(__file__).parents[2]
GOOD = lines(chat(f"question {i}", f"answer {i}") for i in range(3))
Captured = pytest.CaptureFixture[str]


def refused(content: bytes) -> str:
    with pytest.raises(InputError) as error:
        checked(content)
    (problem,) = error.value.problems
    assert problem.field == "train"
    return str(problem)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        *((b"", "empty"), (b"\n\n \n", "no line holds an example"), (b"\xef\xbb\xbf", "no line holds")),
        *(
            (GOOD + b'{"messages": [{"role": "us', "breaks off"),
            (GOOD + b'{"prompt": "\xe2\x82', "breaks off"),
        ),
        *((GOOD + b'{"prompt": "\xff"}\n', "line 4"), (GOOD.decode().encode("utf-16"), "UTF-")),
        *((GOOD + '{"prompt": "café"}\n'.encode("latin-1") + GOOD, "0xe9"), (GOOD + b"\0" * 100, "binary")),
        *(
            (bytes(range(256)) * 50, "binary"),
            (gzip.compress(GOOD), "UTF-8"),
            (b"a,b\n1,2\n", "none of 2 lines"),
        ),
        *((b'[\n{"prompt": "a"}\n]\n', "none of 3 lines"), (b"a text without an end", "none of 1 lines")),
        (b'{"prompt": "a", "comp', "breaks off"),
    ],
)
def test_no_such_file(content: bytes, said: str) -> None:
    assert said in refused(content)


def test_a_line_of_a_hundred_megabytes_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    with file.open("wb") as out:
        out.write(GOOD + b'{"prompt": "')
        for _ in range(100):
            out.write(b"a" * 1_000_000)
        out.write(b'"}\n' + GOOD)
    checked(GOOD)
    tracemalloc.start()
    with pytest.raises(InputError, match="line 4") as error:
        check_dataset(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "10,000,000 bytes" in str(error.value)
    assert peak < 60_000_000


def test_a_long_line_of_many_words_stays_small() -> None:
    text = "a b " * 1_000_000
    checked(GOOD)
    tracemalloc.start()
    assert checked([chat("question", text)]).sound
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 400_000_000


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.rstrip(b"\n"),
        GOOD.replace(b"\n", b"\n\n"),
        GOOD + b"  \r\n",
    ],
)
def test_harmless_habits(content: bytes) -> None:
    report = checked(content)
    assert report.sound
    assert report.train.examples == 3


def test_a_bad_line_amid_good_ones_is_a_finding() -> None:
    report = checked(GOOD + b'{"messages": [{"role": "us\n' + GOOD)
    assert report.train.findings[0].line == 4
    assert report.train.examples == 6


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_or_refused(content: bytes) -> None:
    for given_bytes in (content, GOOD + content, content + b"\n" + GOOD):
        try:
            examples, refusals = checked(given_bytes).train.examples, 0
        except InputError as error:
            examples, refusals = 0, len(error.problems)
        assert refusals == 1 or examples >= 1


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["messages", "prompt", "completion", "chosen", "rejected", "role", "content", "text"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=5))
def test_any_json_is_an_example_or_a_finding(values: list[object]) -> None:
    report = checked(GOOD + lines(values), label_field="role", most_listed=100)
    assert report.train.examples + report.train.problems.get("format", 0) == 3 + len(values)
    assert report.train.lines == 3 + len(values)


def test_what_cannot_be_opened_or_rewound(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing", tmp_path / ("x" * 5000), Path("a\0b")):
        with pytest.raises(InputError, match="cannot be read"):
            check_dataset(path)
    reader, writer = os.pipe()
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe, pytest.raises(InputError, match="cannot be read"):
        check_dataset(pipe)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: DatasetOptions(characters_per_token=0), "characters_per_token"),
        (lambda: DatasetOptions(characters_per_token=float("nan")), "characters_per_token"),
        (lambda: DatasetOptions(max_tokens=0), "max_tokens"),
        (lambda: DatasetOptions(most_listed=-1), "most_listed"),
        (lambda: DatasetOptions(workers=0), "workers"),
    ],
)
def test_options_out_of_bounds(make: Callable[[], DatasetOptions], field: str) -> None:
    with pytest.raises(InputError) as error:
        make()
    assert [problem.field for problem in error.value.problems] == [field]


@pytest.mark.parametrize("content", [None, b"", b"no tokenizer", b"{}", b"\xff\0"])
def test_a_tokenizer_that_is_none(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "tokenizer.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as error:
        check_dataset(io.BytesIO(GOOD), options=DatasetOptions(tokenizer=str(path)))
    assert [problem.field for problem in error.value.problems] == ["tokenizer"]


def test_a_tokenizer_without_its_library(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    file = tmp_path / "train.jsonl"
    file.write_bytes(GOOD)
    assert main(["dataset", str(file), "--tokenizer", "tokenizer.json"]) == 2
    assert "pip install tokenizers" in capsys.readouterr().err


def test_the_light_import_stays_light() -> None:
    code = "import sys, costmodel, costmodel.__main__, costmodel.dataset; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"datasketch", "scipy", "tokenizers"} & set(done.stdout.split())

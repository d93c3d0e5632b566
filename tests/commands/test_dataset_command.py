"""`dataset`: exit 0 with whatever is found, exit 2 in one line where the file is no such file."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from costmodel.__main__ import main

ROOT = Path(__file__).parents[2]
Captured = pytest.CaptureFixture[str]


def line(question: str, answer: str, **fields: Any) -> bytes:
    return json.dumps({"prompt": question, "completion": answer, **fields}).encode() + b"\n"


TRAIN = line("how warm is it", "mild", label="weather") + line("HOW warm is it ", "mild", label="weather")
HELD_OUT = line("how warm is it", "mild") + line("how late is it", "noon")


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "train.jsonl").write_bytes(TRAIN)
    (tmp_path / "held-out.jsonl").write_bytes(HELD_OUT)
    return str(tmp_path / "train.jsonl"), str(tmp_path / "held-out.jsonl")


def test_one_object(files: tuple[str, str], capsys: Captured) -> None:
    train, held_out = files
    arguments = [
        "dataset",
        train,
        "--held-out",
        held_out,
        "--label-field",
        "label",
        "--max-tokens",
        "3",
        "--json",
    ]
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    answer = json.loads(out, parse_constant=pytest.fail)
    assert answer["sound"] is False
    assert answer["train"]["duplicates_exact"] == 1
    assert answer["train"]["problems"] == {"overlong": 2}
    assert answer["train"]["labels"]["counts"] == {"weather": 2}
    assert answer["overlap"]["exact"] == 1
    assert answer["overlap"]["exact_pairs"] == [{"line": 1, "repeats_line": 1, "similarity": 1.0}]


def test_words(files: tuple[str, str], capsys: Captured) -> None:
    train, held_out = files
    assert main(["dataset", train, "--held-out", held_out]) == 0
    out = capsys.readouterr().out
    assert out.startswith("not sound:")
    assert "line 2: the same (100%) as line 1" in out
    assert "leak" in out
    assert main(["dataset", held_out]) == 0
    assert capsys.readouterr().out.startswith("sound")


def test_standard_input(capsys: Captured, monkeypatch: pytest.MonkeyPatch, files: tuple[str, str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TRAIN)))
    assert main(["dataset", "-", "--held-out", files[1], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["overlap"]["leaks"] == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe(capsys: Captured, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(TRAIN))
    writer.start()
    assert main(["dataset", str(pipe), "--json"]) == 0
    writer.join()
    assert json.loads(capsys.readouterr().out)["train"]["examples"] == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        *((b"", "empty"), (b"\xff\xfe\x00", "binary"), (TRAIN + b'{"prompt": "how', "breaks off")),
        *((TRAIN + b"\xff\n", "UTF-8"), (b"question,answer\n", "none of 1 lines")),
    ],
)
@pytest.mark.parametrize("json_flag", [[], ["--json"]])
def test_broken_files(
    capsys: Captured, files: tuple[str, str], content: bytes, said: str, json_flag: list[str]
) -> None:
    Path(files[0]).write_bytes(content)
    for arguments in ([files[0]], [files[1], "--held-out", files[0]]):
        assert main(["dataset", *arguments, *json_flag]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        (message,) = err.splitlines()
        assert said in message


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        *((["missing.jsonl"], "cannot be read"), (["-", "--held-out", "-"], "--held-out"), ([], "FILE")),
        *((["x", "--max-tokens", "0"], "--max-tokens"), (["x", "--list", "-1"], "--list")),
        (["x", "--characters-per-token", "nan"], "--characters-per-token"),
    ],
)
def test_bad_words(capsys: Captured, arguments: list[str], said: str) -> None:
    assert main(["dataset", *arguments]) == 2
    (message,) = capsys.readouterr().err.splitlines()
    assert said in message


def test_the_process_on_binary() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "costmodel", "dataset", "-"],
        input=os.urandom(10_000),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1

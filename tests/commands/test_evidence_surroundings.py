"""`evidence` whatever its terminal, its standard input and the names in its files are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COUNTS = {
    "bar": 0.9,
    "prompting": {"items": 100, "passes": [70, 74], "names": ["zero", "few \u001b[31m\u202e漢"]},
}
RESULTS = 'item,variant,passed\na,"x\u001b[2J\u202e",1\na,"two\nlines",0\n'


def run(
    *arguments: str, text: str | None = None, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "costmodel", "evidence", *arguments],
        cwd=ROOT,
        input=None if text is None else text.encode(),
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": encoding, "PATH": "/usr/bin:/bin"},
    )


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii", "cp1252"])
def test_any_terminal_is_told(encoding: str) -> None:
    done = run("-", text=json.dumps(COUNTS), encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"decision: ")


def test_a_closed_standard_input_is_one_line() -> None:
    command = f"{sys.executable} -m costmodel evidence - <&-"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == ["evidence: '-' is not accepted; standard input is closed"]


def test_names_cannot_steer_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text(RESULTS, encoding="utf-8")
    for arguments in (
        ("--results", str(file), "--bar", "0.9"),
        ("--results", str(file), "--bar", "0.9", "--arm", "\u001b[31m"),
    ):
        done = run(*arguments)
        said = (done.stdout + done.stderr).decode()
        assert said
        assert not [character for character in said if not character.isprintable() and character != "\n"]


def test_results_may_come_by_standard_input() -> None:
    done = run("--results", "-", "--bar", "0.9", "--json", text="item,variant,passed\na,x,1\nb,x,0\n")
    assert done.returncode == 0
    assert json.loads(done.stdout)["evidence"]["prompting"]["passes"] == [1]


@pytest.mark.parametrize("flag", [("--bar", "0"), ("--alpha", "0.3"), ("--arm", "x"), ("--volume", "y.json")])
def test_flags_of_results_are_refused_beside_counts(flag: tuple[str, str]) -> None:
    done = run("-", *flag, text=json.dumps(COUNTS))
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"{flag[0]}: ")

"""A file is replaced whole or not at all, wherever the writing is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from costmodel.refresh import write_whole

ROOT = Path(__file__).parents[2]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "pricing.csv"
    path.write_bytes(b"old")
    return path


def test_the_new_file_stands_alone_with_the_rights_of_the_old(book: Path) -> None:
    book.chmod(0o640)
    write_whole(book, b"new")
    assert book.read_bytes() == b"new"
    assert book.stat().st_mode & 0o777 == 0o640
    assert list(book.parent.iterdir()) == [book]


@pytest.mark.parametrize("call", ["replace", "fsync", "fdopen"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interruption_leaves_the_old_file_and_nothing_beside_it(
    book: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(os, call, interrupted)
    with pytest.raises(type(error)):
        write_whole(book, b"new")
    assert book.read_bytes() == b"old"
    assert list(book.parent.iterdir()) == [book]


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_process_killed_in_the_middle_leaves_the_old_file(book: Path, call: str) -> None:
    script = f"""
import os, signal
from pathlib import Path
from costmodel.refresh import write_whole
os.{call} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write_whole(Path({str(book)!r}), b"new" * 100_000)
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert book.read_bytes() == b"old"


def test_a_link_keeps_pointing_at_the_file_that_changed(book: Path) -> None:
    link = book.parent / "link.csv"
    link.symlink_to(book)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert book.read_bytes() == b"new"

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


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from costmodel.refresh import write_whole

path, moment = Path(sys.argv[1]), sys.argv[2]
content = b"new" * 100_000

def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def half_written(descriptor, mode):
    os.write(descriptor, content[: len(content) // 2])
    killed()

if moment == "half written":
    os.fdopen = half_written
else:
    setattr(os, moment, killed)
write_whole(path, content)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no way to kill a process at once")
@pytest.mark.parametrize("moment", ["half written", "fsync", "replace"])
def test_a_writer_that_is_killed_leaves_the_old_file_byte_for_byte(book: Path, moment: str) -> None:
    old = bytes(range(256)) * 800
    book.write_bytes(old)
    command = [sys.executable, "-c", KILLED_AT, str(book), moment]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert book.read_bytes() == old
    (left,) = (path for path in book.parent.iterdir() if path != book)
    assert left.name.startswith(".pricing.csv.")
    assert left.name.endswith(".new")
    write_whole(book, b"new")
    assert book.read_bytes() == b"new", "what the killed one left is in nobody's way"


def test_a_link_keeps_pointing_at_the_file_that_changed(book: Path) -> None:
    link = book.parent / "link.csv"
    link.symlink_to(book)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert book.read_bytes() == b"new"

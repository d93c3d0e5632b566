"""Commands that are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from costmodel.__main__ import main

Captured = pytest.CaptureFixture[str]


def refused(capsys: Captured, *arguments: str) -> list[str]:
    """What is said on standard error; nothing stands on standard output."""
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert 1 <= len(lines) <= 10
    assert "Traceback" not in err
    return lines


def refused_scenario(capsys: Captured, path: Path, given: Any) -> list[str]:
    path.write_text(given if isinstance(given, str) else json.dumps(given), encoding="utf-8")
    lines = refused(capsys, "compare", str(path), "--json")
    assert lines == refused(capsys, "compare", str(path))
    return lines

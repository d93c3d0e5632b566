"""The table of statistics worked out elsewhere; tests that read it skip where it is absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def table(key: str, file: str = "stats_cases.json") -> Any:
    """What the file holds under a key."""
    path = DATA / file
    if not path.exists():
        pytest.skip("the table of cases is not here")
    return json.loads(path.read_text(encoding="utf-8"))[key]

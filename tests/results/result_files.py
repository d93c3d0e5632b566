"""Small result files in memory, read or refused."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

import pytest

from costmodel.errors import InputError
from costmodel.results import NamedFile, Results, read_results


def file(content: str | bytes, name: str = "results.csv") -> NamedFile:
    raw = content.encode() if isinstance(content, str) else content
    return NamedFile(name, io.BytesIO(raw))


def read(content: str | bytes, name: str = "results.csv") -> Results:
    return read_results([file(content, name)])


def refused(content: str | bytes, name: str = "results.csv") -> str:
    """The only problem of a file, in words."""
    return refused_all(file(content, name))


def refused_all(*files: NamedFile) -> str:
    with pytest.raises(InputError) as error:
        read_results(files)
    (problem,) = error.value.problems
    assert "\n" not in str(problem)
    return str(problem)


def jsonl(rows: Iterable[object]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)

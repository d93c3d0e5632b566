"""Training files for tests, in memory or on disk."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

from costmodel.dataset import DatasetOptions, DatasetReport, check_dataset

Json = dict[str, Any]


def chat(user: str, assistant: str, system: str | None = None, **fields: Any) -> Json:
    messages = [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]
    if system is not None:
        messages.insert(0, {"role": "system", "content": system})
    return {"messages": messages, **fields}


def roles(*names: str) -> Json:
    return {"messages": [{"role": name, "content": f"words of {name} {i}"} for i, name in enumerate(names)]}


def completion(prompt: str, text: str, **fields: Any) -> Json:
    return {"prompt": prompt, "completion": text, **fields}


def preference(prompt: str, chosen: str, rejected: str) -> Json:
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected}


def lines(examples: Iterable[Any]) -> bytes:
    return "".join(json.dumps(example) + "\n" for example in examples).encode()


def words(start: int, count: int) -> str:
    return " ".join(f"word{i}" for i in range(start, start + count))


def checked(
    train: Iterable[Any] | bytes, held_out: Iterable[Any] | bytes | None = None, **options: Any
) -> DatasetReport:
    """The report on files in memory."""

    def file(content: Iterable[Any] | bytes) -> io.BytesIO:
        return io.BytesIO(content if isinstance(content, bytes) else lines(content))

    held = None if held_out is None else file(held_out)
    return check_dataset(file(train), held, options=DatasetOptions(**options))

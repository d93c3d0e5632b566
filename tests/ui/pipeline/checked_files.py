"""The data check without a browser: files in, words out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from streamlit.testing.v1 import AppTest

Json = dict[str, Any]


def page() -> None:
    import streamlit as st  # noqa: PLC0415

    from ui.pipeline import data_check  # noqa: PLC0415

    def use(report: object) -> None:
        st.session_state["used"] = report

    if st.checkbox("here", value=True, key="here"):
        data_check.draw(use)


def chat(user: str, assistant: str, **fields: Any) -> Json:
    messages = [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]
    return {"messages": messages, **fields}


def lines(examples: Iterable[Any]) -> bytes:
    return "".join(json.dumps(example) + "\n" for example in examples).encode()


def text(start: int, count: int = 12) -> str:
    return " ".join(f"word{place}" for place in range(start, start + count))


GOOD = [chat(text(100 * place), f"answer {place}", kind="ab"[place % 4 == 0]) for place in range(8)]


LEAKING = [GOOD[2], chat(text(300), "another answer"), chat(text(5000), "of its own")]


def opened() -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def with_files(train: bytes, held_out: bytes | None = None, name: str = "train.jsonl") -> AppTest:
    app = opened()
    app.file_uploader(key="dataset_train").upload(name, train)
    if held_out is not None:
        app.file_uploader(key="dataset_held_out").upload("held-out.jsonl", held_out)
    return app.run()


def checked(train: bytes, held_out: bytes | None = None, name: str = "train.jsonl") -> AppTest:
    return with_files(train, held_out, name).button(key="dataset_check").click().run()


def said(app: AppTest) -> str:
    kinds = (app.header, app.subheader, app.markdown, app.caption, app.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def read(markdown: str) -> str:
    """As it is read: without what keeps it from being markup."""
    return markdown.replace("\\", "").replace("\u2060", "")


def table(app: AppTest, column: str) -> Any:
    return next(frame.value for frame in app.dataframe if column in frame.value.columns)

"""The app without a browser: opened at a link, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from ui.answer import Answer

APP = Path(__file__).parents[2] / "app.py"
COMPARE, BUILDING, PRICES = "pages/compare.py", "pages/pipeline.py", "pages/prices.py"
PRACTICE = "pages/practice.py"

Link = Mapping[str, str | list[str]]


def open_app(link: Link | None = None) -> AppTest:
    """Open the app at a link, as a fresh visitor."""
    app = AppTest.from_file(str(APP), default_timeout=15)
    for name, value in (link or {}).items():
        app.query_params[name] = value
    return app.run()


def answer_of(app: AppTest) -> Answer:
    """The answer that the pages read."""
    answer: Answer = app.session_state["shown_answer"]
    return answer


def inputs_of(app: AppTest) -> dict[str, Any]:
    """What every input shows, by key."""
    kinds = (
        app.selectbox,
        app.number_input,
        app.toggle,
        app.date_input,
        app.text_input,
        app.get("button_group"),
    )
    return {
        widget.key: widget.value
        for widgets in kinds
        for widget in widgets
        if widget.key is not None and not widget.key.startswith(("book_", "quote_"))
    }


def texts_of(app: AppTest) -> str:
    """Everything that is read as Markdown on the page."""
    elements = (app.title, app.subheader, app.markdown, app.caption, app.error, app.warning, app.info)
    return "\n".join(element.value for kind in elements for element in kind)


def link_notice_of(app: AppTest) -> str:
    """What the page says of the link that it could not use, in plain text."""
    return "\n".join(element.value for element in app.text)


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    """Open a file from disk."""
    return app.file_uploader[0].upload(name, content).run()

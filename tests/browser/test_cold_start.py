"""The first visitor of a fresh process may come by any link."""

from __future__ import annotations

from typing import Any

import pytest
from app_server import serve
from screen import await_address, await_number, settle

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["prices", "pipeline"])
def test_the_first_visit_may_be_a_deep_link(browser: Any, path: str) -> None:
    """Before the first run Streamlit knows only the pages that it finds by itself."""
    with serve() as address:
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{address}/{path}?tasks=777")
        settle(page)
        assert page.get_by_role("dialog").count() == 0
        assert not [text for text in complaints if "does not seem to exist" in text]
        await_number(page, "tasks", 777)
        await_address(page, "tasks=777")
        page.close()

"""A browser that reaches nothing but the app, and the app for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app_server import DESKTOP, serve

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _missing() -> str | None:
    try:
        import axe_playwright_python  # noqa: F401, PLC0415
        import playwright  # noqa: F401, PLC0415
    except ImportError as error:
        return f"{error.name} is not installed"
    return None if CHROMIUM.exists() else f"{CHROMIUM} is missing"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; without it the tests are skipped, but not where every check must run."""
    if reason := _missing():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            f"no browser test without it: {reason}"
        )
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(browser: Any) -> Iterator[str]:
    """One server for the session."""
    with serve() as address:
        yield address


@pytest.fixture
def open_page(browser: Any, server: str) -> Iterator[Callable[..., Any]]:
    """Open an address of the app in a fresh profile; at the end, nothing may have left it or gone wrong."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def note_console(message: Any) -> None:
        # Streamlit itself asks for its own addresses below those of a page first, in vain.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            complaints.append(f"console: {message.text}")

    def note_request(request: Any) -> None:
        if not request.url.startswith((server, server.replace("http", "ws"), "data:", "blob:")):
            complaints.append(f"request to {request.url}")

    def open_at(path: str = "/", size: tuple[int, int] = DESKTOP, scheme: str = "light", **more: Any) -> Any:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            accept_downloads=True,
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        context.on("request", note_request)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", note_console)
        page.on("pageerror", lambda error: complaints.append(f"page: {error}"))
        page.goto(server + path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert not complaints

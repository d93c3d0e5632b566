"""A server for the session and a browser that reaches nothing but it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
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
DESKTOP, PHONE = (1440, 900), (390, 844)
START_ATTEMPTS = 200


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


@contextmanager
def serve() -> Iterator[str]:
    """The address of the app in a process of its own, on a free port."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}"
    try:
        _await_health(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=10)


@pytest.fixture(scope="session")
def server(browser: Any) -> Iterator[str]:
    """One server for the session."""
    with serve() as address:
        yield address


def _await_health(url: str, process: subprocess.Popen[bytes]) -> None:
    """Ask until it answers; each refused connection gives the server another tenth of a second."""
    for _ in range(START_ATTEMPTS):
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            pass
        else:
            pytest.fail(f"the server ended: {process.stderr.read().decode() if process.stderr else ''}")
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                if response.read() == b"ok":
                    return
        except OSError:
            continue
    pytest.fail("the server did not become healthy")


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

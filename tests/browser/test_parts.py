"""Drawing a request: its table is edited, the plan leaves as a file and comes back, the link keeps what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from screen import await_address, await_new_figures, metrics, settle, settle_with_charts

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]
HEADER_PX, ROW_PX = 33, 33


def type_cell(page: Any, table: str, row: int, x: int, text: str) -> None:
    """Write into a cell of an open table: `row` from 0, `x` in pixels from its left edge."""
    grid = page.locator(f"[class*=st-key-mix_editor_{table}] .dvn-scroller").first
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": x, "y": HEADER_PX + ROW_PX * row + ROW_PX // 2})
    page.keyboard.press("Enter")
    page.locator("#portal input, #portal textarea").wait_for()
    page.keyboard.press("Control+A")
    # A cell takes a key press after the next, not several at once.
    page.keyboard.type(text, delay=60)
    page.keyboard.press("Enter", delay=60)


def choose_template(page: Any, name: str) -> None:
    page.locator(".st-key-mix_template input").click()
    page.get_by_role("option", name=name).click()


def heading(page: Any) -> str:
    text: str = page.locator("[data-testid=stMain] h1").inner_text()
    return text


def await_heading(page: Any, text: str) -> None:
    page.locator("[data-testid=stMain] h1", has_text=text).wait_for()
    settle(page)


def test_steps_are_edited_and_survive_another_page_and_a_file(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/mix")
    settle_with_charts(page)
    first = metrics(page)
    page.locator(".st-key-mix_steps summary").click()
    type_cell(page, "subtasks", 0, 250, "60000")
    await_new_figures(page, first)
    figures = metrics(page)
    type_cell(page, "subtasks", 0, 60, "gate")
    await_heading(page, "gate")
    assert metrics(page) == figures
    title = heading(page)

    choose_template(page, "Voice agent")
    await_heading(page, "Keep everything hosted")
    choose_template(page, "Support assistant")
    await_heading(page, "gate")
    assert (heading(page), metrics(page)) == (title, figures)

    page.locator(".st-key-mix_build summary").click()
    page.get_by_role("button", name="Put it into the inputs").click()
    page.get_by_text("See what building it takes").click()
    await_heading(page, "costs about")
    links = page.locator("[data-testid=stMain] [data-testid=stPageLink] a")
    links.filter(has_text="Which parts?").click()
    await_heading(page, "gate")
    assert (heading(page), metrics(page)) == (title, figures)

    with page.expect_download() as download:
        page.get_by_role("button", name="plan.json", exact=True).click()
    download.value.save_as(tmp_path / "plan.json")
    assert json.loads((tmp_path / "plan.json").read_text())["subtasks"]["gate"]["input_tokens"] == 60_000

    page.get_by_role("button", name="Take back every change of these tables").click()
    await_heading(page, "Fine-tune route")
    assert metrics(page) == first

    again = open_page("/mix")
    settle(again)
    again.locator("[data-testid=stMain] input[type=file]").last.set_input_files(tmp_path / "plan.json")
    await_heading(again, "gate")
    assert (heading(again), metrics(again)) == (title, figures)


def test_the_link_keeps_template_volume_and_limits(open_page: OpenPage) -> None:
    page = open_page("/mix")
    settle(page)
    figures = metrics(page)
    choose_template(page, "Coding agent")
    await_new_figures(page, figures)
    figures = metrics(page)
    box = page.locator(".st-key-mix_volume input[type=number]")
    box.fill("9000000")
    box.press("Enter")
    await_new_figures(page, figures)
    await_address(page, "mix_template=Coding+agent", "mix_volume=9000000")
    page.locator(".st-key-mix_sweep label").first.click()
    page.get_by_text("The best plan changes at:").wait_for(timeout=60_000)
    shared = open_page(page.url.partition(page.evaluate("location.origin"))[2])
    settle_with_charts(shared)
    assert (heading(shared), metrics(shared)) == (heading(page), metrics(page))

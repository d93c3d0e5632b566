"""Ranges and odds in a browser: a switch beside an input, the link that carries it, A against B."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from app_server import PHONE
from screen import (
    await_address,
    await_new_figures,
    metrics,
    open_folded,
    overflow_px,
    settle_with_charts,
    type_number,
)
from test_looks import broken_rules

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]
FOLD = "How sure?"


def odds(page: Any) -> str:
    line: str = page.locator("[data-testid=stMain] p", has_text="How sure?").inner_text()
    return line


def await_other_odds(page: Any, before: str) -> None:
    page.wait_for_function(
        """before => {
            const lines = [...document.querySelectorAll('[data-testid=stMain] p')].map(line => line.innerText);
            const now = lines.find(line => line.startsWith('How sure?'));
            return now && now !== before;
        }""",
        arg=before,
    )
    settle_with_charts(page)


def test_a_switch_turns_an_input_into_a_range_and_the_link_carries_it(open_page: OpenPage) -> None:
    page = open_page()
    settle_with_charts(page)
    first = odds(page)
    assert "of 10 futures" in first
    open_folded(page, FOLD)
    box = page.locator(".st-key-at_most_tasks input[type=number]")
    box.wait_for()
    box.fill("9000000")
    box.press("Enter")
    await_other_odds(page, first)
    await_address(page, "ranges=tasks")
    before = odds(page)
    page.locator(".st-key-range_out label").first.click()
    await_address(page, "out*0.75".replace("*", "%2A"))
    await_other_odds(page, before)
    changed = odds(page)
    link = urlsplit(page.url)
    again = open_page(f"{link.path}?{link.query}")
    settle_with_charts(again)
    assert odds(again) == changed
    assert broken_rules(page) == {}


def test_the_odds_follow_the_volume_and_pinned_inputs_stand_beside_the_new_ones(open_page: OpenPage) -> None:
    page = open_page()
    settle_with_charts(page)
    before, figures = odds(page), metrics(page)
    page.get_by_role("button", name="Pin these inputs as A").click()
    await_address(page, "pinned=preset")
    type_number(page, "tasks", "700000")
    await_new_figures(page, figures)
    await_other_odds(page, before)
    page.get_by_role("heading", name="A against B").wait_for()
    tables = page.locator("[data-testid=stMain] table").all_inner_texts()
    assert any("2.00M" in table and "700k" in table for table in tables)
    assert broken_rules(page) == {}


def test_what_is_folded_keeps_to_a_phone(open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    settle_with_charts(page)
    for title in ("At which value would the verdict flip?", "More about the odds"):
        page.locator("[data-testid=stMain] summary", has_text=title).click()
    page.get_by_text("Shares of the variance", exact=True).wait_for()
    settle_with_charts(page)
    assert overflow_px(page) <= 0
    assert broken_rules(page) == {}

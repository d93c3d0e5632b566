"""A case answered with the keyboard, on a phone: readable, accessible, nothing beyond the edge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from app_server import PHONE
from screen import await_address, overflow_px, settle
from test_looks import broken_rules

from costmodel.practice import practice_cases

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]


def test_a_case_is_answered_with_the_keyboard(open_page: OpenPage) -> None:
    case = practice_cases()[1]
    page = open_page(f"/practice?case={case.title.replace(' ', '+')}", PHONE)
    settle(page)
    for group in ("What would you do?", "What tipped it?"):
        page.get_by_role("radiogroup", name=group).get_by_role("radio").first.press("Space")
        settle(page)
    show = page.get_by_role("button", name="Show the answer")
    page.wait_for_function("button => !button.disabled", arg=show.element_handle())
    show.press("Enter")
    page.get_by_role("heading", name="The answer: Fine-tune and serve it").wait_for()
    settle(page)
    page.get_by_role("button", name="Turn over").press("Enter")
    page.get_by_text("Source: ").first.wait_for()
    assert overflow_px(page) <= 0
    assert broken_rules(page) == {}
    page.get_by_role("button", name="Next case").press("Enter")
    page.get_by_role("heading", name=practice_cases()[2].title).wait_for()
    await_address(page, "case=Policy")

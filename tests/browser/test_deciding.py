"""The page on building at all in a browser: enter by keyboard, upload, share, restore, take the record."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from app_server import DESKTOP, PHONE
from screen import await_address, overflow_px, settle

from costmodel.catalog.load import load_catalog
from costmodel.decide.evidence import judge
from costmodel.scenario.parse_evidence import parse_evidence

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]
ROUTER = (
    "evidence=prompting.items%3D600%3Bprompting.passes%3D540,546,549,551,552"
    "%3Bretrieval.newly_passing%3D9%3Bretrieval.newly_failing%3D7"
)


def headline(page: Any) -> str:
    words: str = page.locator("[data-testid=stMain] h1").inner_text()
    return words


def states(page: Any) -> list[str]:
    """What the three cards say, as soon as all of them do."""
    badges = page.locator("[data-testid=stMain] .stMarkdownBadge")
    badges.nth(2).wait_for()
    texts: list[str] = badges.all_inner_texts()
    return texts


def await_headline(page: Any, words: str) -> None:
    page.get_by_role("heading", name=words, level=1).wait_for()
    settle(page)


def test_counts_are_entered_by_keyboard_alone_and_shared(open_page: OpenPage) -> None:
    page = open_page("/decision")
    await_headline(page, "Collect evidence first: nothing is measured yet.")
    page.get_by_role("spinbutton", name="Held-out items").focus()
    page.keyboard.type("600")
    page.keyboard.press("Enter")
    await_address(page, "prompting.items")
    page.get_by_role("textbox", name="Passes of each prompt").focus()
    page.keyboard.type("540, 546, 549, 551, 552")
    page.keyboard.press("Enter")
    await_address(page, "prompting.passes")
    await_headline(page, "Rent no GPUs for this volume; whether to fine-tune at all is still open.")
    shown = states(page)
    assert shown == ["holds", "not enough evidence", "does not hold"]
    link = urlsplit(page.url)
    again = open_page(f"{link.path}?{link.query}", PHONE)
    await_headline(again, headline(page))
    assert states(again) == shown
    assert overflow_px(again) <= 0
    costs = open_page(f"/?{link.query}")
    costs.get_by_text("1 Prompting fails: holds").first.wait_for()


def results() -> str:
    """240 items that few prompts pass; what fails with retrieval is mostly behaviour."""
    chance = random.Random(3)
    rows = ["item,variant,passed,cluster,failure_class"]
    for item in range(240):
        for variant in ("zero-shot", "few-shot", "decomposed", "stronger", "schema", "with retrieval"):
            passed = chance.random() < 0.8
            kind = chance.choice(["wrong_behaviour"] * 6 + ["search_defect"])
            failure = "" if passed or variant != "with retrieval" else kind
            rows.append(f"q{item},{variant},{passed},d{item // 4},{failure}")
    return "\n".join(rows)


def test_a_file_of_results_fills_the_page(open_page: OpenPage) -> None:
    page = open_page("/decision")
    settle(page)
    page.locator("[data-testid=stMain] summary", has_text="Counts from a file").click()
    upload = page.locator("[data-testid=stMain] input[type=file]").first
    upload.set_input_files({"name": "r.csv", "mimeType": "text/csv", "buffer": results().encode()})
    use = page.get_by_role("button", name="Use these counts")
    use.wait_for()
    assert (
        "240 items that every variant ran on; 5 prompts" in page.locator("[data-testid=stMain]").inner_text()
    )
    use.click()
    await_address(page, "prompting.names", "retrieval.failures")
    settle(page)
    assert page.get_by_role("spinbutton", name="Held-out items").input_value() == "240"
    assert states(page)[0] == "holds"


def test_the_record_restores_what_it_records(open_page: OpenPage) -> None:
    page = open_page(f"/decision?{ROUTER}&tasks=3000000", DESKTOP)
    await_headline(page, "Rent no GPUs for this volume; whether to fine-tune at all is still open.")
    with page.expect_download() as coming:
        page.get_by_role("button", name="decision-record.md").click()
    record = coming.value.path().read_text(encoding="utf-8")
    link = next(word for word in record.split() if "/decision?" in word).strip("<>")
    parts = urlsplit(link)
    again = open_page(f"{parts.path}?{parts.query}")
    await_headline(again, headline(page))
    assert states(again) == states(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="evidence.json").click()
    saved = coming.value.path().read_text(encoding="utf-8")
    assert json.loads(saved)["prompting"]["items"] == 600
    found = judge(parse_evidence(saved), load_catalog())
    assert found.decision == "stay_hosted"

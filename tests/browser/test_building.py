"""The page about building in a browser: change a stage, share the link, check files, take the recipe."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from app_server import ROOT
from screen import (
    await_address,
    await_chart_on_screen,
    await_new_figures,
    metrics,
    open_folded,
    open_slowly,
    overflow_px,
    settle,
    settle_with_charts,
)

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]


def stage(page: Any, number: int) -> Any:
    """The folded inputs of one stage; the checkpoint has none."""
    return page.locator("[data-testid=stMain] summary", has_text="Change or record").nth(number - 2)


def change_examples(page: Any, count: str) -> None:
    stage(page, 2).click()
    box = page.get_by_label("Examples", exact=True)
    before = metrics(page)
    box.fill(count)
    box.press("Enter")
    await_new_figures(page, before)


def test_the_sentence_the_sum_and_the_timeline_need_no_scrolling(open_page: OpenPage) -> None:
    page = open_page("/pipeline")
    settle_with_charts(page)
    assert (
        page.locator("[data-testid=stMain] h1").inner_text().startswith("Building Own 8B on L40S costs about")
    )
    await_chart_on_screen(page)
    assert overflow_px(page) <= 0


def test_a_changed_stage_travels_by_link_to_every_page(open_page: OpenPage) -> None:
    page = open_page("/pipeline")
    settle_with_charts(page)
    change_examples(page, "3000")
    await_address(page, "plan_own=", "3000")
    changed = metrics(page)
    link = urlsplit(page.url)
    again = open_page(f"{link.path}?{link.query}")
    settle_with_charts(again)
    assert metrics(again) == changed
    compare = open_page(f"/?{link.query}")
    settle_with_charts(compare)
    plain = open_page("/")
    settle_with_charts(plain)
    assert (
        compare.locator("[data-testid=stMain]").inner_text()
        != plain.locator("[data-testid=stMain]").inner_text()
    )


def test_choices_that_are_loaded_late_change_nothing_of_the_link(open_page: OpenPage) -> None:
    page, arrive = open_slowly(open_page, "/pipeline?plan_own=progress.done=data", "Selectbox", "Checkbox")
    open_folded(page, "Workload")
    page.locator(".st-key-cached input").wait_for()
    settle(page)
    arrive()
    for kind in ("stSelectbox", "stCheckbox"):
        page.locator(f"[data-testid=stMain] [data-testid={kind}]").first.wait_for(state="attached")
    open_folded(page, "Time, money and quality")
    page.locator(".st-key-rate input").wait_for()
    settle(page)
    assert parse_qs(urlsplit(page.url).query) == {"plan_own": ["progress.done=data"]}


def test_files_are_checked_and_their_counts_used(open_page: OpenPage) -> None:
    page = open_page("/pipeline")
    settle_with_charts(page)
    rows = [
        {"prompt": f"How many are {n} and {n + 1}, all told?", "completion": f"They are {2 * n + 1}."}
        for n in range(60)
    ]
    train = "\n".join(map(json.dumps, rows)).encode()
    held_out = "\n".join(map(json.dumps, rows[:3])).encode()
    uploads = page.locator("[data-testid=stMain] input[type=file]")
    uploads.nth(0).set_input_files({"name": "train.jsonl", "mimeType": "text/plain", "buffer": train})
    uploads.nth(1).set_input_files({"name": "held.jsonl", "mimeType": "text/plain", "buffer": held_out})
    check = page.get_by_role("button", name="Check", exact=True)
    page.wait_for_function(
        "() => document.querySelectorAll('[data-testid=stMain] [data-testid=stFileChip]').length >= 2"
    )
    check.click()
    use = page.get_by_role("button", name="Use these counts in the estimate")
    use.wait_for()
    before = metrics(page)
    use.click()
    await_new_figures(page, before)
    gates = page.locator("[data-testid=stMain]").inner_text()
    assert "60 on hand" in gates
    assert "examples leak; needed: no example in both" in gates


def test_the_run_is_downloaded_as_files_that_name_the_model(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/pipeline")
    settle_with_charts(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the run (zip)").click()
    path = tmp_path / "recipe.zip"
    download.value.save_as(path)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert {"README.md", "trl-sft.yaml", "axolotl-sft.yaml", "run-trl.sh"} <= set(archive.namelist())
        assert "Qwen/Qwen3-8B" in archive.read("trl-sft.yaml").decode()


def test_every_stage_is_accessible_when_unfolded(open_page: OpenPage) -> None:
    from test_looks import broken_rules  # noqa: PLC0415

    page = open_page("/pipeline")
    settle_with_charts(page)
    for folded in page.locator("[data-testid=stMain] summary").all():
        folded.click()
    page.get_by_role("spinbutton", name="Platform set-up").wait_for()
    settle(page)
    (ROOT / "artifacts").mkdir(exist_ok=True)
    page.screenshot(path=ROOT / "artifacts" / "building_unfolded.png", full_page=True)
    assert broken_rules(page) == {}

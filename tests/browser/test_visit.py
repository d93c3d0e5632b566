"""A visit: read the answer, move the volume, take the files, share the link."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_server import ROOT
from screen import (
    await_address,
    await_chart_on_screen,
    await_inputs,
    await_new_figures,
    await_number,
    inputs,
    metrics,
    open_folded,
    open_slowly,
    settle,
    settle_with_charts,
    type_number,
    verdict,
)

from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.decide.money import usd_in_words
from costmodel.scenario.presets import preset

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]
FILES = ("comparison.csv", "ledger.csv", "assumptions.csv", "scenario.json")


def test_the_answer_and_its_picture_need_no_scrolling(open_page: OpenPage) -> None:
    page = open_page()
    settle_with_charts(page)
    assert page.locator("[data-testid=stMain] h1").inner_text().endswith(".")
    await_chart_on_screen(page)
    assert all(figure.bounding_box()["y"] < 900 for figure in page.locator("[data-testid=stMetric]").all())


def test_the_volume_moves_by_keyboard_and_by_typing(open_page: OpenPage) -> None:
    page = open_page()
    settle(page)
    first_verdict, first_figures = verdict(page), metrics(page)
    slider = page.locator(".st-key-volume input[type=range]")
    slider.focus()
    slider.press("Home")
    await_new_figures(page, first_figures)
    await_address(page, "tasks=100")
    assert verdict(page) != first_verdict
    figures = metrics(page)
    for _ in range(8):
        slider.press("ArrowRight")
    await_address(page, "tasks=500")
    await_new_figures(page, figures)
    figures = metrics(page)
    type_number(page, "tasks", "2000000")
    await_new_figures(page, figures)
    await_address(page)
    assert (verdict(page), metrics(page)) == (first_verdict, first_figures)


def test_who_turns_the_page_before_the_slider_is_loaded_keeps_the_volume(open_page: OpenPage) -> None:
    page, arrive = open_slowly(open_page, "/?tasks=777", "Slider")
    links = page.locator("[data-testid=stMain] [data-testid=stPageLink] a")
    links.filter(has_text="What do prices rest on?").click()
    page.get_by_role("heading", name="dated prices").wait_for()
    settle(page)
    arrive()
    page.locator(".st-key-volume input[type=range]").wait_for(state="attached")
    links.filter(has_text="Is building cheaper?").click()
    page.locator("[data-testid=stMetricValue]").first.wait_for()
    settle(page)
    await_number(page, "tasks", 777)
    await_address(page, "tasks=777")


def test_files_agree_with_each_other_with_the_screen_and_with_the_command_line(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("/?tasks=2500000&fte_own=0.4")
    settle(page)
    for name in FILES:
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
    options = rows_of(tmp_path / "comparison.csv")
    spent: dict[str, float] = {}
    for entry in rows_of(tmp_path / "ledger.csv"):
        spent[entry["option"]] = spent.get(entry["option"], 0.0) + float(entry["usd"])
    totals = {option["option"]: float(option["total_usd"]) for option in options}
    assert spent == pytest.approx(totals)
    check_first_screen(metrics(page), options)
    changed = {row["field"] for row in rows_of(tmp_path / "assumptions.csv") if row["status"] == "changed"}
    assert changed == {"workload.tasks_per_month", "options.3.programme.people_usd_per_month"}
    assert answer_of_command_line(tmp_path / "scenario.json") == pytest.approx(totals)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def check_first_screen(figures: list[str], options: list[dict[str, str]]) -> None:
    baseline = next(option for option in options if option["is_baseline"] == "true")
    recommended = next(option for option in options if option["is_recommended"] == "true")
    saved = float(baseline["npv_usd"]) - float(recommended["npv_usd"])
    assert figures[0] == usd_in_words(float(baseline["first_month_usd"]))
    assert figures[1] == usd_in_words(saved)
    assert figures[2] == f"month {float(recommended['payback_months']):.1f}"


def answer_of_command_line(scenario: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "costmodel", "compare", str(scenario), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {option["name"]: option["total_usd"] for option in json.loads(done.stdout)["options"]}


def test_the_address_restores_everything_in_a_fresh_profile_on_both_pages(open_page: OpenPage) -> None:
    page = open_page()
    settle(page)
    figures = metrics(page)
    type_number(page, "tasks", "3210000")
    await_new_figures(page, figures)
    open_folded(page, "Time, money and quality")
    type_number(page, "months", "36")
    await_address(page, "tasks=3210000", "months=36")
    settle(page)
    copied = open_page(page.url.removeprefix(origin(page)))
    settle(copied)
    shown = inputs(page)
    assert await_inputs(copied, shown) == shown
    assert (verdict(copied), metrics(copied)) == (verdict(page), metrics(page))
    page.locator("[data-testid=stMain] [data-testid=stPageLink] a", has_text="prices").click()
    page.get_by_role("heading", name="dated prices").wait_for()
    await_address(page, "tasks=3210000", "months=36")
    settle(page)
    prices = open_page(page.url.removeprefix(origin(page)))
    settle(prices)
    assert await_inputs(prices, inputs(page)) == inputs(page)
    assert "/prices" in prices.url


def origin(page: Any) -> str:
    address: str = page.evaluate("location.origin")
    return address


def test_reset_cleans_the_address(open_page: OpenPage) -> None:
    page = open_page("/?tasks=777&gpu=H200-141GB&with_rival=false&months=12")
    settle(page)
    page.get_by_role("button", name="Reset to the preset").click()
    await_address(page)


def test_another_preset_leaves_only_its_name_in_the_address(open_page: OpenPage) -> None:
    page = open_page("/?tasks=555000")
    settle_with_charts(page)
    page.locator(".st-key-preset input").click()
    page.get_by_role("option", name=preset("ticket-router").name).click()
    page.wait_for_function("/^.preset=Ticket(.|%20)router$/.test(location.search)")
    settle(page)
    await_number(page, "tasks", 10_000_000)


def test_a_group_stays_open_while_one_types_in_it(open_page: OpenPage) -> None:
    page = open_page()
    settle(page)
    open_folded(page, "Time, money and quality")
    type_number(page, "months", "36")
    await_address(page, "months=36")
    settle(page)
    assert page.locator(".st-key-rate input").is_visible()


def test_a_box_shows_the_very_number_that_is_used(open_page: OpenPage) -> None:
    page = open_page("/?invoice=1234567.89&cached=58.1234567")
    settle(page)
    for group in ("Workload", "Time, money and quality"):
        open_folded(page, group)
    await_number(page, "invoice", 1234567.89)
    await_number(page, "cached", 58.1234567)


def test_a_scenario_file_is_opened_and_names_in_it_stay_text(open_page: OpenPage) -> None:
    page = open_page("/?tasks=100000")
    settle(page)
    figures = metrics(page)
    chosen = with_usual_ranges(preset("email-extraction"))
    data = json.loads(chosen.model_dump_json(exclude_unset=True))
    send_file(page, data)
    await_new_figures(page, figures)
    await_address(page)
    await_number(page, "tasks", 2_000_000)
    data["options"][2]["name"] = (
        "[win](https://evil.example) https://evil.example www.evil.example me@evil.example"
    )
    data["options"][3]["name"] = "![p](https://evil.example/p.png) <b>bold</b> $x$ :material/home:"
    send_file(page, data)
    page.get_by_role("button", name="Back to the inputs").wait_for()
    settle_with_charts(page)
    main = page.locator("[data-testid=stMain]")
    assert "evil.example" in main.inner_text()
    assert main.locator("a[href*=evil], img[src*=evil], b, .katex").count() == 0


def send_file(page: Any, data: dict[str, Any]) -> None:
    content = {"name": "scenario.json", "mimeType": "application/json", "buffer": json.dumps(data).encode()}
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(content)


def test_a_broken_link_is_answered_and_named_as_text(open_page: OpenPage) -> None:
    page = open_page(
        "/?tasks=inf&gpu=%5Bx%5D(https%3A%2F%2Fevil.example)&volume_by=&strange=%3Cb%3Ex%3C%2Fb%3E"
    )
    settle(page)
    notice = page.locator("[data-testid=stText]").inner_text()
    for part in ("tasks = inf", "gpu = [x](https://evil.example)", "strange = <b>x</b>"):
        assert part in notice
    assert page.locator("[data-testid=stMain] a[href*=evil]").count() == 0

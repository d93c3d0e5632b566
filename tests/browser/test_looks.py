"""Every page, light and dark, on a desk and on a phone: readable, reachable, nothing beyond the edge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from app_server import DESKTOP, PHONE, ROOT
from screen import CHART, await_still, overflow_px, settle, settle_with_charts

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]
EVIDENCE = (
    "evidence=prompting.items%3D600%3Bprompting.passes%3D540,546,549,551,552%3Bretrieval.newly_passing%3D9"
    "%3Bretrieval.newly_failing%3D7%3Bretrieval.failures.wrong_behaviour%3D86%3Bretrieval.failures.search_defect%3D14"
)
PAGES = {
    "compare": "/",
    "deciding": f"/decision?{EVIDENCE}",
    "building": "/pipeline",
    "serving": "/serving?profile=consumer&billing=follow_load",
    "mix": "/mix",
    "prices": "/prices",
    "accuracy": "/accuracy",
    "practice": "/practice",
}
ARTIFACTS = ROOT / "artifacts"
OWN_TO_STREAMLIT = {"color-contrast", "empty-table-header", "svg-img-alt"}
"""Rules that Streamlit's own parts break; everything else is ours."""
UPLOAD_BOX = ("presentation-role-conflict", "stFileUploaderDropzone")
"""One more, by the box that files are dropped on, and only there."""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_keeps_to_the_screen(
    open_page: OpenPage, name: str, size: tuple[int, int]
) -> None:
    page = open_page(PAGES[name], size)
    (settle if name == "practice" else settle_with_charts)(page)
    await_still(page)
    words = page.locator("[data-testid=stMain]").inner_text()
    ARTIFACTS.mkdir(exist_ok=True)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        await_scheme(page, scheme)
        page.screenshot(path=ARTIFACTS / f"{name}_{scheme}_{size[0]}.png")
        assert overflow_px(page) <= 0
        assert broken_rules(page) == {}
        assert page.locator("[data-testid=stMain]").inner_text() == words


def await_scheme(page: Any, scheme: str) -> None:
    page.wait_for_function(
        """isDark => {
            const colour = getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor;
            const [red, green, blue] = colour.match(/\\d+/g).map(Number);
            return (red + green + blue < 384) === isDark;
        }""",
        arg=scheme == "dark",
    )
    settle(page)


def broken_rules(page: Any) -> dict[str, list[str]]:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415

    broken = {
        rule["id"]: [node["html"] for node in rule["nodes"]]
        for rule in Axe().run(page).response["violations"]
        if rule["id"] not in OWN_TO_STREAMLIT
    }
    rule, box = UPLOAD_BOX
    broken[rule] = [html for html in broken.get(rule, []) if box not in html]
    return {rule: nodes for rule, nodes in broken.items() if nodes}


def test_every_group_of_inputs_is_accessible_when_unfolded(open_page: OpenPage) -> None:
    page = open_page()
    settle(page)
    for group in page.locator("[data-testid=stSidebar] summary").all():
        group.click()
    page.locator(".st-key-trend_own input").wait_for()
    assert broken_rules(page) == {}


def test_on_a_phone_the_verdict_comes_first_and_pages_are_reached_without_the_sidebar(
    open_page: OpenPage,
) -> None:
    page = open_page("/", PHONE)
    settle_with_charts(page)
    heading = page.locator("[data-testid=stMain] h1").bounding_box()
    assert heading["y"] + heading["height"] < 300
    assert heading["y"] < page.locator(CHART).first.bounding_box()["y"]
    links = page.locator("[data-testid=stMain] [data-testid=stPageLink] a")
    assert links.count() == 8
    links.last.scroll_into_view_if_needed()
    links.last.click()
    page.get_by_role("heading", name="would you fine-tune?").wait_for()
    settle(page)
    assert overflow_px(page) <= 0

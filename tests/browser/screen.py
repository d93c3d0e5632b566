"""What a visitor sees and does on the page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
CHART = ".js-plotly-plot .main-svg"
PATIENCE_MS = 20_000
INPUTS = """() => Object.fromEntries([...document.querySelectorAll(
    '[data-testid=stSidebar] input, [data-testid=stSidebar] [role=radio], '
    + '[data-testid=stSidebar] [data-testid=stSelectbox]')].map((input, place) => [
    place + ' ' + (input.getAttribute('aria-label') || input.textContent),
    String(input.type === 'checkbox' ? input.checked
        : input.getAttribute('aria-checked') ?? input.value ?? input.textContent)]))"""


def open_slowly(open_page: Callable[..., Any], path: str, *late: str) -> tuple[Any, Callable[[], None]]:
    """Open an address while kinds of inputs are still being loaded; call what comes with it to let them come."""
    page, held = open_page("/_stcore/health"), []
    for kind in late:
        page.route(f"**/{kind}.*.js", lambda route: held.append(route))  # noqa: PLW0108

    def arrive() -> None:
        assert len(held) >= len(late)
        for route in held:
            route.continue_()

    page.goto(page.evaluate("location.origin") + path)
    settle(page)
    return page, arrive


def settle(page: Any) -> None:
    """Wait until the script has run and the heading stands."""
    page.wait_for_selector("[data-testid=stMain] h1")
    page.wait_for_selector("[data-testid=stMain] [data-testid=stPageLink]")
    page.wait_for_selector(IDLE)


def settle_with_charts(page: Any) -> None:
    """Wait until every chart is drawn as well, and there is one."""
    settle(page)
    page.wait_for_function(
        """chart => {
            const places = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
            return places.length && places.every(place => place.querySelector(chart));
        }""",
        arg=CHART,
    )


def await_chart_on_screen(page: Any) -> None:
    """Wait until the first chart, of some height, is to be seen without scrolling: what stands above takes its place late."""
    page.wait_for_function(
        """() => {
            const chart = document.querySelector('.js-plotly-plot')?.getBoundingClientRect();
            return chart && chart.height > 200 && chart.bottom <= window.innerHeight;
        }"""
    )


def inputs(page: Any) -> dict[str, str]:
    """What every input shows, by its label and place."""
    found: dict[str, str] = page.evaluate(INPUTS)
    return found


def await_inputs(page: Any, shown: dict[str, str]) -> dict[str, str]:
    """What every input shows once it is `shown`: an input is drawn with its default before it takes its value."""
    from playwright.sync_api import TimeoutError as Late  # noqa: PLC0415

    with suppress(Late):
        page.wait_for_function(
            f"shown => {{ const now = ({INPUTS})(), names = Object.keys(shown);"
            " return names.length === Object.keys(now).length"
            " && names.every(name => now[name] === shown[name]); }",
            arg=shown,
        )
    return inputs(page)


def await_number(page: Any, key: str, number: float) -> None:
    """Wait until a number input shows this: it is drawn with its default before it takes its value."""
    from playwright.sync_api import expect  # noqa: PLC0415

    box = page.locator(f".st-key-{key} input[type=number]")
    expect(box).to_have_value(str(number), timeout=PATIENCE_MS)


def verdict(page: Any) -> str:
    """The headline and the first sentences under it."""
    heading = page.locator("[data-testid=stMain] h1").inner_text()
    sentences = page.locator("[data-testid=stMain] [data-testid=stMarkdownContainer] p").first.inner_text()
    return f"{heading}\n{sentences}"


def metrics(page: Any) -> list[str]:
    """The figures of the first screen."""
    texts: list[str] = page.locator("[data-testid=stMetricValue]").all_inner_texts()
    return texts


def await_new_figures(page: Any, before: list[str]) -> None:
    """Wait until the figures differ from those before, and the script has run to its end."""
    page.wait_for_function(
        """before => {
            const shown = [...document.querySelectorAll('[data-testid=stMetricValue]')].map(e => e.innerText);
            return shown.length && shown.join() !== before.join();
        }""",
        arg=before,
    )
    settle(page)


def await_address(page: Any, *parts: str) -> None:
    """Wait until the address holds all of these; without any, until it holds no parameter."""
    page.wait_for_function(
        "parts => parts.length ? parts.every(part => location.search.includes(part)) : !location.search",
        arg=list(parts),
    )


def type_number(page: Any, key: str, text: str) -> None:
    """Type into a number input of the sidebar and leave it."""
    box = page.locator(f".st-key-{key} input[type=number]")
    box.fill(text)
    box.press("Enter")


def open_folded(page: Any, title: str) -> None:
    """Unfold a group of inputs."""
    page.locator("[data-testid=stSidebar] summary", has_text=title).click()


def overflow_px(page: Any) -> int:
    """How far the page reaches beyond the screen to the right."""
    beyond: int = page.evaluate(
        """() => Math.max(document.documentElement.scrollWidth,
            document.querySelector('[data-testid=stMain]').scrollWidth) - window.innerWidth"""
    )
    return beyond


def await_still(page: Any) -> None:
    """Wait until a quarter of a second adds nothing: inputs are loaded one by one after the script has run."""
    page.wait_for_function(
        """() => {
            const text = document.querySelector('[data-testid=stMain]').innerText;
            const isStill = window.textBefore === text;
            window.textBefore = text;
            return isStill;
        }""",
        polling=250,
    )

"""The page on prices from top to bottom: the answer, this task elsewhere, the book, what changes, how old it is."""

from __future__ import annotations

from datetime import date

from costmodel.catalog.book import Catalog
from costmodel.catalog.load import load_catalog
from ui.answer import Answer
from ui.notices import draw_left_out
from ui.prices import ages, book, changes, elsewhere, headline, quotes
from ui.scenario_file import draw_banner

KEYS = (*elsewhere.KEYS, *book.KEYS)
"""Parameters of a link that only this page draws."""


def draw(answer: Answer) -> None:
    """Draw the page; the book needs no answer, and shows without one."""
    draw_banner()
    draw_left_out(answer.left_out)
    catalog = load_catalog()
    on = today(catalog)
    known = changes.announced_of(answer, catalog)
    headline.draw(answer, catalog, known, on)
    elsewhere.draw(answer, catalog, known)
    book.draw(catalog, on)
    quotes.draw(answer, catalog)
    changes.draw(answer, known)
    ages.draw(catalog, on)


def today(catalog: Catalog) -> date:
    """The day on which ages are judged; a clock that lags behind the book makes no price younger than new."""
    return max(date.today(), catalog.newest_date)

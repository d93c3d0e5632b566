"""What comes from outside is never markup in a record, and its page is well formed."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from given_record import CATALOG, CELL, given_of, plain_given, router, table_under
from given_scenarios import api, known_cost, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.decide.evidence.answer import judge
from costmodel.export.record import RecordInput, decision_record, record_page
from costmodel.export.record.markdown import escaped
from costmodel.scenario.presets import preset

HOSTILE = (
    "| <script>alert(1)</script> [x](http://e.example) ![y](//e) `c` **b** www.e.example a@e.example \\ \n # "
)


def hostile() -> RecordInput:
    asked = scenario(api(HOSTILE), own("=1+1 | <b>"), known_cost("- # `x`"), name=HOSTILE, quality_bar=0.9)
    link = 'https://app.example/?a=1|2&b=<script>"\n`x`'
    return plain_given(asked, question=f"# {HOSTILE}" * 9, link=link)


def test_names_of_variants_are_never_markup_either() -> None:
    asked = router(preset("email-extraction"))
    named = asked.prompting.model_copy(update={"names": (*"abcd", HOSTILE[:100])})
    found = judge(asked.model_copy(update={"prompting": named}), CATALOG)
    given_record = replace(given_of("email-extraction"), found=replace(found, contradiction=HOSTILE))
    record = decision_record(given_record)
    assert {len(row) for row in table_under(record, "Three things")} == {4}
    assert "- Mind: \\| \\<script\\>" in record
    assert not re.search(r"(?<!\\)[<>`\[\]]", re.sub(r"<https://[^<>\s|]+>", "", record))
    read_page(given_record)


def test_names_and_questions_from_outside_are_never_markup() -> None:
    record = decision_record(hostile())
    title = record.splitlines()[0]
    assert title.startswith("# # | ".replace("# | ", "# \\| "))
    assert len(title) <= 260
    for table in ("Three things", "Economics", "Prices of"):
        rows = table_under(record, table)
        assert {len(row) for row in rows} == {len(rows[0])}, table
    own_words = re.sub(r"<https://[^<>\s|]+>", "", record)
    assert not re.search(r"(?<!\\)[<>`\[\]]", own_words)
    assert not re.search(r"://|www\.|@(?!\u2060)", own_words)
    assert record.count("<https://app.example/") == 1
    assert "<https://app.example/?a=1%7C2&b=%3Cscript%3E%22%20%60x%60>" in record


@given(st.text(max_size=200))
def test_any_text_stays_on_one_line_and_is_no_markup(text: str) -> None:
    line = escaped(text)
    assert "\n" not in line
    assert "\r" not in line
    assert not re.search(r"(?<!\\)(\\\\)*[<>|`\[\]*~]", line)
    assert not re.search(r"://|www\.", line, re.IGNORECASE)


def test_a_link_that_is_no_address_is_text() -> None:
    record = replace(given_of("email-extraction"), link="javascript:alert(1)")
    assert "<javascript" not in decision_record(record)
    assert 'href="javascript' not in record_page(record)
    assert "Every input:" not in decision_record(replace(record, link=None))


class Reader(HTMLParser):
    """Collects tags, their order and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag != "meta":
            self.open.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open:
            self.cells[-1] += data


def read_page(given_record: RecordInput) -> Reader:
    reader = Reader()
    reader.feed(record_page(given_record))
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_is_well_formed_and_loads_nothing() -> None:
    known = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "strong",
        "ul",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
    }
    for given_record in (given_of("email-extraction"), hostile()):
        page = read_page(given_record)
        assert page.tags <= known
        assert page.attributes <= {"lang", "charset", "name", "content", "class", "href", "rel"}
        assert all(address.startswith("https://") for address in page.addresses)
        text = record_page(given_record)
        assert "<script" not in text
        assert "@import" not in text
        assert "url(" not in text


def test_the_page_says_what_the_markdown_says() -> None:
    given_record = given_of("email-extraction")
    record, page = decision_record(given_record), read_page(given_record)
    cells = [
        cell.strip("<>").replace("\\", "").replace("\u2060", "")
        for line in record.splitlines()
        if line.startswith("|")
        for cell in (each.strip() for each in CELL.split(line)[1:-1])
    ]
    assert page.cells
    assert set(page.cells) <= set(cells)

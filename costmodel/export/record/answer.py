"""The decision record: one page that says what was decided, why, on which figures, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator

from costmodel.decide.evidence.wording import bar_in_words, percent
from costmodel.export.record.document import Block, Bullets, Document, Heading, Paragraph, one_line
from costmodel.export.record.economics import changes_of_numbers, economics_part
from costmodel.export.record.given import RecordInput
from costmodel.export.record.markdown import markdown_text
from costmodel.export.record.origins import assumptions_part, prices_part, way_back_part
from costmodel.export.record.page import page_text
from costmodel.export.record.statements import changes_of_findings, decision_part, statements_part

MOST_QUESTION_CHARACTERS = 160
NO_QUESTION = "Should we build at all?"


def decision_record(given: RecordInput) -> str:
    """The record as Markdown; nothing in names, question or link is taken for markup."""
    return markdown_text(record_of(given))


def record_page(given: RecordInput) -> str:
    """The same record as an HTML file that prints, without scripts and without anything that is loaded."""
    return page_text(record_of(given))


def record_of(given: RecordInput) -> Document:
    """The content of the record, whatever it is written as."""
    return tuple(_blocks(given))


def _blocks(given: RecordInput) -> Iterator[Block]:
    yield Heading(1, one_line(given.question, MOST_QUESTION_CHARACTERS) or NO_QUESTION)
    yield from decision_part(given)
    yield Paragraph((_frame(given),))
    yield from statements_part(given)
    yield from economics_part(given)
    yield Heading(2, "What would change the decision")
    yield Bullets((*changes_of_findings(given), *changes_of_numbers(given)))
    yield from prices_part(given)
    yield from assumptions_part(given)
    yield from way_back_part(given)


def _frame(given: RecordInput) -> str:
    """Day and bar; the bar of the costs too, where it is another than that of the evidence."""
    of_costs = given.comparison.case.quality_bar
    bar = of_costs if given.evidence is None else given.evidence.bar
    words = f"Recorded on {given.day.isoformat()}; quality bar {'not given' if bar is None else bar_in_words(bar)}."
    if bar == of_costs:
        return words
    other = "without a bar" if of_costs is None else f"at a bar of {percent(of_costs)}"
    return f"{words} The costs below are compared {other}."

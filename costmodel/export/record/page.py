"""A document as an HTML file of its own that prints well: no script, and nothing is loaded."""

from __future__ import annotations

from html import escape

from costmodel.export.record.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Inline,
    Link,
    Paragraph,
    Strong,
    Table,
    Text,
    in_line,
    is_address,
    one_line,
)

STYLE = """\
body { font: 10.5pt/1.4 system-ui, sans-serif; color: #1a1a1a; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5em; } h2 { font-size: 1.1em; margin: 1.2em 0 0.4em; }
p, ul { margin: 0.4em 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.92em; }
th, td { border-bottom: 1px solid #ccc; padding: 0.2em 0.5em; text-align: left; vertical-align: top; }
th.number, td.number { text-align: right; }
a, td { overflow-wrap: anywhere; }
a { color: inherit; }
tr, li { break-inside: avoid; } h2 { break-after: avoid; }
@page { margin: 11mm; }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 8.2pt; line-height: 1.22; }
  h1 { margin: 0; } h2 { margin: 0.7em 0 0.2em; } p, ul { margin: 0.3em 0; } th, td { padding: 0.12em 0.4em; }
}
"""


def page_text(document: Document) -> str:
    """Write it; every text is escaped."""
    title = next((block.text for block in document if isinstance(block, Heading)), "")
    body = "\n".join(filter(None, (_block(block) for block in document)))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_plain(title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{_plain(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{_text(block.parts)}</p>"
    if isinstance(block, Bullets):
        items = "".join(f"<li>{_text(item)}</li>" for item in block.items)
        return f"<ul>{items}</ul>" if items else ""
    return _table(block)


def _table(table: Table) -> str:
    head = "".join(_cell("th", name, place, table) for place, name in enumerate(table.columns))
    rows = ("".join(_cell("td", cell, place, table) for place, cell in enumerate(row)) for row in table.rows)
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _cell(tag: str, cell: Inline, place: int, table: Table) -> str:
    kind = ' class="number"' if place in table.numbers else ""
    return f"<{tag}{kind}>{_inline(cell)}</{tag}>"


def _text(parts: Text) -> str:
    return "".join(_inline(part) for part in parts)


def _inline(part: Inline) -> str:
    if isinstance(part, Strong):
        return f"<strong>{_plain(part.text)}</strong>"
    if not isinstance(part, Link):
        return escape(in_line(part))
    url = _plain(part.url)
    return f'<a href="{url}" rel="noreferrer">{url}</a>' if is_address(part.url.strip()) else url


def _plain(text: str) -> str:
    return escape(one_line(text))

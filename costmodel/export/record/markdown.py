"""A document as GitHub-flavoured Markdown that also reads as plain text."""

from __future__ import annotations

import re
from urllib.parse import quote

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

MARKUP = re.compile(r"[\\`*\[\]<>|~]|&(?=#?\w+;)|(?<!\w)_|_(?!\w)")
"""What is markup wherever it stands; an underscore within a word is none: https://github.github.com/gfm/"""
AT_START = re.compile(r"^(?:([#+=]|-(?!\$))|(\d+)([.)](?=\s|$)))")
"""What makes a heading, a list or a rule of a line that starts with it."""
ADDRESS = re.compile(r":(?=//)|www(?=\.)|@", re.IGNORECASE)
"""What makes a link of bare text: https://github.github.com/gfm/#autolinks-extension-"""
WORD_JOINER = "\u2060"
KEPT_IN_ADDRESS = ":/?#@!$&'()*+,;=%-._~"


def markdown_text(document: Document) -> str:
    """Write it; blocks are parted by an empty line."""
    return "\n\n".join(filter(None, (_block(block) for block in document))) + "\n"


def escaped(text: str) -> str:
    """Text on one line in which nothing is markup, a link, a picture or HTML; dollar signs stay as they are."""
    line = MARKUP.sub(lambda found: f"\\{found[0]}", in_line(text))
    return ADDRESS.sub(lambda found: f"{found[0]}{WORD_JOINER}", line)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escaped(block.text.strip())}"
    if isinstance(block, Paragraph):
        return _text(block.parts)
    if isinstance(block, Bullets):
        return "\n".join(f"- {_text(item)}" for item in block.items)
    return _table(block)


def _text(parts: Text) -> str:
    written = "".join(_inline(part) for part in parts)
    return AT_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", written)


def _inline(part: Inline) -> str:
    if isinstance(part, Link):
        url = one_line(part.url)
        return f"<{quote(url, safe=KEPT_IN_ADDRESS)}>" if is_address(url) else escaped(url)
    if isinstance(part, Strong):
        return f"**{escaped(part.text.strip())}**" if part.text.strip() else ""
    return escaped(part)


def _table(table: Table) -> str:
    rule = ["---:" if place in table.numbers else "---" for place in range(len(table.columns))]
    rows = [[escaped(name) for name in table.columns], rule]
    rows += [[_inline(cell).strip() for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)

"""The grammar of `prices check` and `prices refresh`."""

from __future__ import annotations

import argparse

from costmodel.commands import answer_prices_check, answer_prices_refresh
from costmodel.commands.price_book_file import SHIPPED_BOOK


def add_prices(parser: argparse.ArgumentParser) -> None:
    """Adds both commands to the parser of `prices`."""
    commands = parser.add_subparsers(dest="prices_command", required=True, metavar="COMMAND")
    _check(commands.add_parser("check", help="is the price book sound"))
    _refresh(commands.add_parser("refresh", help="what has moved since the prices were read"))


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        default=str(SHIPPED_BOOK),
        help="a price book, or - for standard input",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    parser.set_defaults(run=answer_prices_check.run)


def _refresh(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", action="store_true", help="write the book; without it only the diff")
    parser.add_argument(
        "--accept",
        metavar="SKU",
        action="append",
        default=[],
        help="take a change that would be held back, provider/sku; may be repeated",
    )
    parser.add_argument("--offline", action="store_true", help="embedded data only, dates stay as they are")
    parser.add_argument("--book", metavar="FILE", default=str(SHIPPED_BOOK), help="another price book")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    parser.set_defaults(run=answer_prices_refresh.run)

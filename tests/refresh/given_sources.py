"""A small price book, recorded answers of its sources, and a network that is not there."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from costmodel.catalog.prices import PRICING_COLUMNS
from costmodel.refresh import Outcome, Sources, refresh
from costmodel.refresh.products import Product
from costmodel.refresh.quotes import EmbeddedList, Quote, Reader, Reading, Segment, SourceUnavailableError

HERE = Path(__file__).parent
ON = date(2026, 11, 30)
READ = "2026-11-23"
CARDS = frozenset({"H100-80GB", "H100-PCIe-80GB", "A100-80GB", "A100-40GB"})

Row = dict[str, str]


def hosted(sku: str, **cells: str) -> Row:
    """A row at 1 and 4 dollars, read a week before, whose source is genai-prices."""
    return {
        "kind": "hosted",
        "provider": "acme",
        "sku": sku,
        "display_name": sku.title(),
        "tier_from_tokens": "0",
        "time_window": "all",
        "input_usd_per_mtok": "1",
        "output_usd_per_mtok": "4",
        "source_key": f"genai-prices:acme/{sku}",
        "source_url": "https://acme.example/prices",
        "as_of": READ,
        "confidence": "catalogue",
    } | cells


def rented(sku: str = "H100-80GB", **cells: str) -> Row:
    """Eight GPUs in one box, on demand, whose source is gpuhunt."""
    return {
        "kind": "gpu",
        "provider": "gcp",
        "sku": sku,
        "display_name": sku,
        "commitment": "on_demand",
        "gpu_memory_gb": "80",
        "gpu_count_min": "8",
        "usd_per_gpu_hour": "10",
        "source_key": f"gpuhunt:gcp/{sku}",
        "source_url": "https://gcp.example/prices",
        "as_of": READ,
        "confidence": "catalogue",
        "note": "a3-highgpu-8g",
    } | cells


def book(*rows: Row, line_break: str = "\n") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, PRICING_COLUMNS, lineterminator=line_break)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def rows_of(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def says(
    prices: Mapping[str, Mapping[str, str] | None],
    *,
    confirmed: bool = True,
    name: str = "genai-prices",
    ended: Mapping[str, date] | None = None,
    embedded: EmbeddedList | None = None,
) -> Reader:
    """A source that gives each sku these prices now; None: it has vanished; not named: not read."""

    def read(products: Any, on: date) -> Reading:
        quotes, vanished, unread, ends = {}, set(), {}, {}
        for product in products:
            sku = product.name.partition("/")[2]
            given = prices.get(sku, {})
            if sku in (ended or {}):
                ends[product.key] = ended[sku]
            if given is None:
                vanished.add(product.key)
            elif given:
                cells = {(0, "all"): {column: Decimal(price) for column, price in given.items()}}
                quotes[product.key] = Quote((Segment(None, cells),))
            else:
                unread[product.key] = "not asked"
        return Reading(name, confirmed, quotes, frozenset(vanished), unread, ended=ends, embedded=embedded)

    return read


def token_prices(fresh: str, output: str) -> dict[str, str]:
    return {"input_usd_per_mtok": fresh, "output_usd_per_mtok": output}


def run(
    before: bytes, first: Mapping[str, Reader], witnesses: Mapping[str, Reader] | None = None, **options: Any
) -> Outcome:
    sources = Sources(first, witnesses or {})
    return refresh(
        before,
        sources,
        options.pop("on", ON),
        accept=options.pop("accept", ()),
        cards=CARDS,
        say=options.pop("say", lambda _: None),
    )


def recorded(url: str) -> bytes:
    """The recorded file of an address; any other cannot be reached."""
    for part, name in (("litellm", "litellm_recorded.json"), ("v8/gcp", "skypilot_recorded.csv")):
        if part in url:
            return (HERE / name).read_bytes()
    raise SourceUnavailableError(f"{url} cannot be reached: no network in this test")


def no_network(url: str) -> bytes:
    raise SourceUnavailableError(f"{url} cannot be reached: no network in this test")


def item(**changes: Any) -> SimpleNamespace:
    """A catalog item as gpuhunt has it."""
    given = {
        "provider": "gcp",
        "instance_name": "a3-highgpu-8g",
        "location": "us-central1-a",
        "price": 80.0,
        "gpu_count": 8,
        "gpu_name": "H100",
        "gpu_memory": 80.0,
        "spot": False,
    }
    return SimpleNamespace(**(given | changes))


@contextmanager
def served(content: bytes, status: int = 200) -> Iterator[str]:
    """The address of a server on this machine that answers every request with the content."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/data.json"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def product_of(row: Row, on: date = ON) -> Product:
    """The one product of a book with this row."""
    found: Callable[..., Any] = _products
    (product,) = found(book(row), on)
    return product


def _products(content: bytes, on: date) -> Any:
    from costmodel.catalog.check import check_book  # noqa: PLC0415
    from costmodel.refresh.products import BookRow, products_of  # noqa: PLC0415

    check = check_book(content, on, CARDS)
    return products_of([BookRow(index, row) for index, (_, row) in enumerate(check.accepted)], on)

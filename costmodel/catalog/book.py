"""What the market says, ready to be asked by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, PriceRow, TokenPrice
from costmodel.catalog.tuned_names import tuned_rows
from costmodel.errors import UnknownNameError

Row = TypeVar("Row", bound=PriceRow)
Entry = TypeVar("Entry")


@dataclass(frozen=True, eq=False)
class Catalog:
    """The price book, the GPUs and the open checkpoints; names are found in any letter case.

    Where a scenario's own quotes stand beside the book's rows, `quote_notes` says which, and `book_date` is
    the book's own newest day.

    Two catalogs are equal only if they are the same object, so that one can key a cache cheaply.
    """

    hosted: tuple[HostedPrice, ...]
    gpu_prices: tuple[GpuPrice, ...]
    fine_tunes: tuple[FineTunePrice, ...]
    gpus: tuple[Gpu, ...]
    checkpoints: tuple[Checkpoint, ...]
    quote_notes: tuple[str, ...] = ()
    book_date: date | None = None

    @cached_property
    def newest_date(self) -> date:
        """The newest `as_of` in the price book, the default day of a scenario."""
        return self.book_date or max(row.as_of for row in (*self.hosted, *self.gpu_prices, *self.fine_tunes))

    def hosted_model(self, name: str) -> tuple[HostedPrice, ...]:
        """All rows (tiers, windows, periods) of "provider/sku", or of a bare sku that one provider has.

        Raises UnknownNameError with the nearest names.
        """
        return _find("hosted model", name, self._hosted_by_name, lambda: _spellings(self.hosted, name))

    def fine_tune(self, name: str) -> tuple[FineTunePrice, ...]:
        """All rows of "provider/sku", of a bare sku that one provider has, or of a tuned model's own id.

        Such an id is `ft:BASE:organisation::id`. Raises UnknownNameError with the nearest names.
        """
        return tuned_rows(self.fine_tunes, name) or _find(
            "fine-tuning offer", name, self._fine_tunes_by_name, lambda: _spellings(self.fine_tunes, name)
        )

    def token_prices(self, name: str) -> tuple[TokenPrice, ...]:
        """All rows of a hosted model, else of a tuned one. Raises UnknownNameError with the nearest names."""
        hosted: tuple[TokenPrice, ...] | None = self._hosted_by_name.get(name.strip().casefold())
        if hosted is not None:
            return hosted
        tuned = tuned_rows(self.fine_tunes, name)
        return tuned or _find(
            "model",
            name,
            self._fine_tunes_by_name,
            lambda: _spellings((*self.hosted, *self.fine_tunes), name),
        )

    def gpu(self, name: str) -> Gpu:
        """The card of that name or alias. Raises UnknownNameError with the nearest names."""
        return _find(
            "GPU",
            name,
            self._gpus_by_name,
            lambda: [known for card in self.gpus for known in (card.gpu, *card.aliases)],
        )

    def checkpoint(self, name: str) -> Checkpoint:
        """The checkpoint of that name or Hugging Face id. Raises UnknownNameError with the nearest names."""
        return _find(
            "checkpoint",
            name,
            self._checkpoints_by_name,
            lambda: [known for model in self.checkpoints for known in (model.checkpoint, model.hf_id)],
        )

    def gpu_offers(
        self,
        gpu: str,
        *,
        provider: str | None = None,
        commitment: str | None = None,
        region: str | None = None,
        count: int | None = None,
        on: date,
    ) -> tuple[GpuPrice, ...]:
        """Prices of one card in force on the day `on`, cheapest first; empty if nobody sells it that way.

        `count` is the size of the rented box in GPUs. What is None is not asked for. Raises UnknownNameError
        for an unknown card.
        """
        card = self.gpu(gpu).gpu
        wanted = {
            column: value.casefold()
            for column, value in (("provider", provider), ("commitment", commitment), ("region", region))
            if value is not None
        }
        offers = [
            row
            for row in self.gpu_prices
            if row.sku == card
            and row.holds_on(on)
            and (count is None or row.gpu_count_min == count)
            and all((getattr(row, column) or "").casefold() == value for column, value in wanted.items())
        ]
        return tuple(
            sorted(offers, key=lambda row: (row.usd_per_gpu_hour, row.gpu_count_min, row.display_name))
        )

    def hosted_names(self) -> tuple[tuple[str, str], ...]:
        """("provider/sku", display name) of every hosted model, sorted by the former."""
        return _names(self.hosted)

    def fine_tune_names(self) -> tuple[tuple[str, str], ...]:
        """("provider/sku", display name) of every fine-tuning offer, sorted by the former."""
        return _names(self.fine_tunes)

    @cached_property
    def _hosted_by_name(self) -> Mapping[str, tuple[HostedPrice, ...]]:
        return _rows_by_name(self.hosted)

    @cached_property
    def _fine_tunes_by_name(self) -> Mapping[str, tuple[FineTunePrice, ...]]:
        return _rows_by_name(self.fine_tunes)

    @cached_property
    def _gpus_by_name(self) -> Mapping[str, Gpu]:
        return {name.casefold(): card for card in self.gpus for name in (card.gpu, *card.aliases)}

    @cached_property
    def _checkpoints_by_name(self) -> Mapping[str, Checkpoint]:
        return {
            name.casefold(): model for model in self.checkpoints for name in (model.checkpoint, model.hf_id)
        }


def _find(what: str, name: str, by_name: Mapping[str, Entry], known: Callable[[], Iterable[str]]) -> Entry:
    entry = by_name.get(name.strip().casefold())
    if entry is None:
        raise UnknownNameError(what, name, list(known()))
    return entry


def _rows_by_name(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    by_full_name: dict[str, list[Row]] = defaultdict(list)
    full_names_of_sku: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        full_name = row.full_name.casefold()
        by_full_name[full_name].append(row)
        full_names_of_sku[row.sku.casefold()].add(full_name)
    found = {
        sku: tuple(by_full_name[next(iter(full_names))])
        for sku, full_names in full_names_of_sku.items()
        if len(full_names) == 1
    }
    # A full name wins over a bare sku that looks like one ("openai/gpt-oss-120b" as sold by a host).
    return found | {full_name: tuple(of_name) for full_name, of_name in by_full_name.items()}


def _spellings(rows: Iterable[PriceRow], name: str) -> list[str]:
    """The names to choose from: those that only lack their provider, if any, else all full and bare ones."""
    skus = {row.full_name: row.sku for row in rows}
    lacking_provider = [full for full in skus if full.casefold().endswith("/" + name.strip().casefold())]
    return sorted(lacking_provider) or [*sorted(skus), *sorted(set(skus.values()))]


def _names(rows: Iterable[PriceRow]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({row.full_name: row.display_name for row in rows}.items()))

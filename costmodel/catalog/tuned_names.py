"""The tuned row of the book that a tuned model's own id belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from costmodel.catalog.prices import FineTunePrice
from costmodel.errors import UnknownNameError

_TUNED_ID = re.compile(r"(?:openai/)?ft:([^:/]+)(?::.*)?", re.IGNORECASE)
_PROVIDER, _TUNED_SKU = "openai", "ft:"
_DATE = re.compile(r"-\d{4}-\d{2}-\d{2}$")


def tuned_rows(fine_tunes: Sequence[FineTunePrice], name: str) -> tuple[FineTunePrice, ...]:
    """The rows of the base model that `ft:BASE` or `ft:BASE:organisation:suffix:id` was tuned from.

    The base is found with or without its date, in any letter case; empty if the name is no such id. Raises
    UnknownNameError with the nearest names where no base fits, or several do.
    Source: https://developers.openai.com/api/docs/guides/fine-tuning
    """
    tuned = _TUNED_ID.fullmatch(name.strip())
    if tuned is None:
        return ()
    base = tuned[1].casefold()
    known_rows = [row for row in fine_tunes if row.provider == _PROVIDER and row.sku.startswith(_TUNED_SKU)]
    skus = {row.sku: row.sku.removeprefix(_TUNED_SKU).casefold() for row in known_rows}
    fitting = [sku for sku, known in skus.items() if known == base] or [
        sku for sku, known in skus.items() if base in (_undated(known), known) or _undated(base) == known
    ]
    if len(fitting) != 1:
        raise UnknownNameError("tuned model", f"{_TUNED_SKU}{tuned[1]}", fitting or list(skus))
    return tuple(row for row in known_rows if row.sku == fitting[0])


def _undated(base: str) -> str:
    return _DATE.sub("", base)

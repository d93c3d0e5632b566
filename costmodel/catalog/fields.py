"""Field types that every table of the catalog shares."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from costmodel.plain_text import SEEN

_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _full_date(value: object) -> object:
    # Without this check pydantic reads "20261123" as seconds since 1970.
    if isinstance(value, str) and not _FULL_DATE.fullmatch(value):
        raise ValueError("a full date YYYY-MM-DD is needed")
    return value


FullDate = Annotated[date, BeforeValidator(_full_date)]
"""A calendar day, never a bare month or year."""

HttpsUrl = Annotated[str, Field(pattern=r"^https://[^\s/]+(/\S*)?$"), SEEN]
"""The page a figure was read from."""

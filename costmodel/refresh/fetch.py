"""Fetching a file over https."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException

from costmodel.refresh.quotes import FileUnreadableError, SourceUnavailableError

Fetch = Callable[[str], bytes]

SECONDS_TO_WAIT = 60
LARGEST_BYTES = 100_000_000


def fetch_https(url: str) -> bytes:
    """The bytes at an https address.

    Raises FileUnreadableError if the server does not give it, SourceUnavailableError if nobody answers.
    """
    if not url.startswith("https://"):
        raise SourceUnavailableError(f"{url}: only https addresses are read")
    request = urllib.request.Request(url, headers={"User-Agent": "costmodel-prices-refresh"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_WAIT) as answer:
            content: bytes = answer.read(LARGEST_BYTES + 1)
    except urllib.error.HTTPError as error:
        raise FileUnreadableError(f"{url} cannot be had: {error}") from error
    except (OSError, HTTPException) as error:
        raise SourceUnavailableError(f"{url} cannot be reached: {error}") from error
    if len(content) > LARGEST_BYTES:
        raise SourceUnavailableError(f"{url} is larger than {LARGEST_BYTES // 1_000_000} MB")
    return content

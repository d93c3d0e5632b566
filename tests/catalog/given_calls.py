"""Calls for tests."""

from __future__ import annotations

from datetime import date

from costmodel.catalog import CallUsage

DAY = date(2026, 11, 23)


AGENT_STEP = CallUsage(input_tokens=12_000, cached_input_tokens=10_000, output_tokens=3_000)


FIRST_STEP = CallUsage(input_tokens=12_000, cache_write_tokens=10_000, output_tokens=3_000)

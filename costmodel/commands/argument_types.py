"""Readers of what stands behind a flag: the value, or one line that says what is allowed."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable

SMALLEST = 1e-12


def number(low: float, high: float) -> Callable[[str], float]:
    """A reader of finite numbers from `low` to `high`."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if 0 < abs(value) < SMALLEST:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not accepted; it must be 0, or at least {SMALLEST:g}"
            )
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not accepted; a number from {low:g} to {high:g} is"
            )
        return value

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers from `low` to `high`."""

    def read(text: str) -> int:
        try:
            value = number(low, high)(text)
        except argparse.ArgumentTypeError:
            value = 0.5
        if not value.is_integer():
            allowed = f"a whole number from {low:,} to {high:,} is"
            raise argparse.ArgumentTypeError(f"{text!r} is not accepted; {allowed}")
        return int(value)

    return read

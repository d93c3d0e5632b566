"""Where the four options of every preset stand."""

from __future__ import annotations

TODAY, RIVAL, TUNED, OWN = range(4)

PERCENT = 100
"""Fractions are stored; shares of a hundred are shown."""

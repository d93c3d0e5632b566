"""`prices refresh`."""

from __future__ import annotations

import argparse


def run(options: argparse.Namespace) -> str:
    """Stub."""
    raise NotImplementedError

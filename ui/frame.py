"""The way back to the frame for a page that was run without it.

Streamlit finds the folder `pages/` by itself. Until `app.py` has named its own pages once, a link straight
to a page therefore runs that page alone, without the shared inputs.
"""

from __future__ import annotations

import runpy
from pathlib import Path

APP = Path(__file__).parent.parent / "app.py"


def run_whole_app() -> None:
    """Draw the frame, which draws the page that the address names."""
    runpy.run_path(str(APP))

"""Ready plans of sub-tasks: believable steps, models and pools; qualities and times are examples until measured."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from costmodel.scenario.mix_plan import MixPlan, mix_plan_from_dict

FILE = Path(__file__).resolve().parents[2] / "data" / "mix_templates.json"


def template_names() -> tuple[str, ...]:
    """The names of the templates; the first is what the page shows."""
    return tuple(_templates())


def template(name: str) -> MixPlan:
    """A ready plan; raises KeyError if there is none of that name."""
    return mix_plan_from_dict(_templates()[name])


@cache
def _templates() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found

"""`example` and `schema`: what a scenario, or a plan of sub-tasks, looks like."""

from __future__ import annotations

import argparse
import json

from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.errors import InputError, Problem
from costmodel.scenario.mix_plan import MixPlan
from costmodel.scenario.model import Scenario
from costmodel.scenario.presets import preset, preset_names


def run_example(options: argparse.Namespace) -> str:
    """A preset as JSON that `compare` takes back, or the names of all presets."""
    if options.list:
        return json.dumps({"examples": list(preset_names())}) if options.json else "\n".join(preset_names())
    name = options.name or preset_names()[0]
    if name not in preset_names():
        allowed = f"the presets are {', '.join(preset_names())}"
        raise InputError([Problem("example", name, allowed)])
    chosen = with_usual_ranges(preset(name)) if options.ranges else preset(name)
    return chosen.model_dump_json(indent=None if options.json else 2, exclude_unset=True)


def run_schema(options: argparse.Namespace) -> str:
    """The JSON Schema of a scenario, or of a plan of sub-tasks."""
    model = MixPlan if options.of == "mix" else Scenario
    return json.dumps(model.model_json_schema(), indent=2)

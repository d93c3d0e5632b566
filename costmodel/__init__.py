"""Crossover: what hosted and fine-tuned models cost, and where they cross.

from costmodel import compare, load_catalog, parse_scenario, resolve
comparison = compare(resolve(parse_scenario(text), load_catalog()))
"""

from costmodel.case.resolve import resolve
from costmodel.catalog.load import load_catalog
from costmodel.decide.compare import compare
from costmodel.decide.envelope import envelope
from costmodel.decide.uncertainty import uncertainty
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import parse_scenario, scenario_from_dict
from costmodel.version import VERSION

__version__ = VERSION

__all__ = [
    "InputError",
    "Scenario",
    "__version__",
    "compare",
    "envelope",
    "load_catalog",
    "parse_scenario",
    "resolve",
    "scenario_from_dict",
    "uncertainty",
]

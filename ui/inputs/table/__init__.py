"""Every input of the app: its label with unit, one line of help with a typical value and its source."""

from ui.inputs.fields import Field
from ui.inputs.table.billed_by_use import BILLED_BY_USE
from ui.inputs.table.first import FIRST_INPUTS
from ui.inputs.table.money import MONEY
from ui.inputs.table.own_gpus import OWN_GPUS
from ui.inputs.table.ranged import RangeInput, range_inputs
from ui.inputs.table.workload import WORKLOAD

__all__ = ["FIRST_INPUTS", "FOLDED_GROUPS", "RANGE_INPUTS", "TABLE_FIELDS"]

FOLDED_GROUPS = (WORKLOAD, MONEY, *BILLED_BY_USE, OWN_GPUS)

TABLE_FIELDS: tuple[Field, ...] = (
    *FIRST_INPUTS,
    *(field for group in FOLDED_GROUPS for field in group.fields),
)
"""Every input but the preset, the volume, the ranges and the price date."""

RANGE_INPUTS: tuple[RangeInput, ...] = tuple(range_inputs(TABLE_FIELDS))

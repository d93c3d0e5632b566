"""What serving takes: which card to run on, and when its GPUs should run."""

from costmodel.decide.serving.cards import CardChoice, CardChoices, card_choices, checkpoint_choices
from costmodel.decide.serving.day import DayOfFleet, day_of_fleet
from costmodel.decide.serving.rivals import HostedMonth, hosted_months
from costmodel.decide.serving.ways import OwnedCost, WayToRun, own_ways_are_alike, owned_curve, ways_to_run

__all__ = [
    "CardChoice",
    "CardChoices",
    "DayOfFleet",
    "HostedMonth",
    "OwnedCost",
    "WayToRun",
    "card_choices",
    "checkpoint_choices",
    "day_of_fleet",
    "hosted_months",
    "own_ways_are_alike",
    "owned_curve",
    "ways_to_run",
]

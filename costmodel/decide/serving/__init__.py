"""What serving takes: which card to run on, and when its GPUs should run."""

from costmodel.decide.serving.cards import CardChoice, CardChoices, card_choices, checkpoint_choices
from costmodel.decide.serving.day import DayOfFleet, day_of_fleet
from costmodel.decide.serving.ways import OwnedCost, WayToRun, owned_curve, ways_to_run

__all__ = [
    "CardChoice",
    "CardChoices",
    "DayOfFleet",
    "OwnedCost",
    "WayToRun",
    "card_choices",
    "checkpoint_choices",
    "day_of_fleet",
    "owned_curve",
    "ways_to_run",
]

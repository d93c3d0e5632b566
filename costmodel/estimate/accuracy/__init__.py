"""How far the estimates have been off: published runs beside their predictions, and scores on unseen ones."""

from costmodel.estimate.accuracy.nearest import Asked, asked_for, nearest_runs
from costmodel.estimate.accuracy.runs import MeasuredRun, serving_runs, training_runs
from costmodel.estimate.accuracy.scores import Score, serving_scores, training_scores

__all__ = [
    "Asked",
    "MeasuredRun",
    "Score",
    "asked_for",
    "nearest_runs",
    "serving_runs",
    "serving_scores",
    "training_runs",
    "training_scores",
]

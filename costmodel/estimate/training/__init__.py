"""What training takes: time, GPU hours and memory of one run."""

from costmodel.estimate.training.billing import padded_tokens
from costmodel.estimate.training.estimate import TrainingEstimate, estimate_training
from costmodel.estimate.training.factors import STARTING, TrainingFactors, fitted
from costmodel.estimate.training.gpu_choice import TrainingOffer, cheapest_training_offers
from costmodel.estimate.training.methods import METHODS
from costmodel.estimate.training.scratch import ScratchHours, from_scratch_hours, published_runs
from costmodel.estimate.training.shape import ModelShape, nearest_shape, shape_of
from costmodel.estimate.training.stacks import STACKS, stack_of

__all__ = [
    "METHODS",
    "STACKS",
    "STARTING",
    "ModelShape",
    "ScratchHours",
    "TrainingEstimate",
    "TrainingFactors",
    "TrainingOffer",
    "cheapest_training_offers",
    "estimate_training",
    "fitted",
    "from_scratch_hours",
    "nearest_shape",
    "padded_tokens",
    "published_runs",
    "shape_of",
    "stack_of",
]

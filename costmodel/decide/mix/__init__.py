"""Which sub-task runs where: the cheapest architecture that keeps quality and latency."""

from costmodel.decide.mix.answer import MixAnswer, NoMix, answer_mix
from costmodel.decide.mix.evaluate import Mix, evaluate

__all__ = ["Mix", "MixAnswer", "NoMix", "answer_mix", "evaluate"]

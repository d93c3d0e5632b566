"""How sure an answer is: odds, what decides it, and what it would be worth to know more."""

from costmodel.decide.uncertainty.answer import Uncertainty, uncertainty

__all__ = ["Uncertainty", "uncertainty"]

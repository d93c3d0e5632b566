"""What it would be worth to know more before deciding, in dollars."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.estimate.distributions import standard_normal

DEGREE = 4
"""Of the polynomial in an input's normal score that stands for the expected cost given that input."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Regret:
    """What taking one option may cost, compared with what would have been cheapest.

    `expected_loss_usd`: over all futures. `loss_when_wrong_usd`: over those in which another option is
    cheaper; None if there are none.
    """

    probability_wrong: float
    expected_loss_usd: float
    loss_when_wrong_usd: float | None

    @property
    def probability_best(self) -> float:
        """In which share of futures no other choice would have cost less."""
        return 1 - self.probability_wrong


def evpi_usd(npv_usd: Values) -> float:
    """Expected value of perfect information: E[min cost] below min E[cost]; costs of shape (draws, options).

    Source: https://en.wikipedia.org/wiki/Expected_value_of_perfect_information
    """
    return max(0.0, float(npv_usd.mean(axis=0).min() - npv_usd.min(axis=1).mean()))


def evppi_usd(npv_usd: Values, probability: Values, step: NDArray[np.bool_] | None = None) -> float:
    """Expected value of knowing one input exactly: E over it of the least expected cost, below min E[cost].

    `probability`, shape (draws,): where the input lies in its own range. The expected cost given the input
    is a polynomial in its normal score, fitted by least squares on the draws: https://doi.org/10.1177/0272989X13505910
    `step`: where the input passes a bar at which the cost jumps, fitted beside it. What the fit overshoots is
    cut off: one input is never worth more than all of them.
    """
    basis = np.polynomial.hermite_e.hermevander(standard_normal(probability), DEGREE)
    if step is not None:
        basis = np.column_stack((basis, step))
    apart = npv_usd - npv_usd[:, :1]
    # Hermite polynomials of normal scores are nearly orthogonal, so the normal equations lose nothing.
    fitted = basis @ np.linalg.lstsq(basis.T @ basis, basis.T @ apart, rcond=None)[0]
    worth = float(fitted.mean(axis=0).min() - fitted.min(axis=1).mean())
    return min(max(0.0, worth), evpi_usd(npv_usd))


def regret(npv_usd: Values, taken: int) -> Regret:
    """What taking the option at this place may cost; costs of shape (draws, options)."""
    loss = npv_usd[:, taken] - npv_usd.min(axis=1)
    wrong = loss > 0
    return Regret(
        probability_wrong=float(wrong.mean()),
        expected_loss_usd=float(loss.mean()),
        loss_when_wrong_usd=float(loss[wrong].mean()) if wrong.any() else None,
    )

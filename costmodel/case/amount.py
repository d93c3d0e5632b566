"""A number of a case: a float, or an array whose last axis is months and whose leading axes are draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Amount = float | NDArray[np.float64]

"""The size of numbers, so that arithmetic with them stays finite."""

import numpy as np
from numpy.typing import NDArray


def safe_unit(values: NDArray[np.float64]) -> float:
    """What to divide values by so that their squares neither overflow nor vanish; 1 for all usual numbers."""
    largest = float(np.abs(values).max(initial=0.0))
    return 1.0 if largest == 0 or 1e-100 < largest < 1e100 else largest

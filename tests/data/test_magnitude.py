"""The size of numbers."""

import numpy as np

from lamina.data.magnitude import safe_unit


def test_a_unit_whose_squares_are_numbers() -> None:
    assert safe_unit(np.array([0.0, 3.0])) == 1.0 and safe_unit(np.array([1e300])) == 1e300

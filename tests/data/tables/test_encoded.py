"""Raw rows as they are handed on."""

import torch

from lamina.data.row_names import numbered
from lamina.data.tables.encoded import Encoded


def test_length_is_the_number_of_rows() -> None:
    encoded = Encoded({"numbers": torch.zeros(2, 1)}, numbered(2))
    assert len(encoded) == 2 and encoded.target is None and encoded.flags == {}

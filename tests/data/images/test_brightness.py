"""New images darker or brighter than those of training are told."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.rows import Rows
from lamina.core.spec import ImageSpec
from lamina.data.images.brightness import brightness, brightness_flags, brightness_range
from lamina.words import say

PADDED = ImageSpec(channels=1, height=6, width=6, fit="pad", inner_height=4, inner_width=4)


def grey(*values: int) -> torch.Tensor:
    """Images of one grey inside a border of zeros."""
    images = torch.zeros(len(values), 6, 6, 1, dtype=torch.uint8)
    for image, value in zip(images, values, strict=True):
        image[1:5, 1:5] = value
    return images


def test_the_border_does_not_count() -> None:
    assert brightness(grey(0, 51, 255), PADDED).tolist() == [0.0, 0.2, 1.0]
    rows = Rows(grey(0, 51, 255), torch.tensor([2, 1]))
    assert brightness(rows, PADDED).tolist() == [1.0, 0.2] and brightness_range(rows, PADDED) == (0.2, 1.0)
    assert len(brightness(grey(), PADDED)) == 0


def test_a_black_digit_on_white_is_told_to_look_inverted() -> None:
    flags = brightness_flags(grey(230, 30, 120, 5), PADDED, (0.03, 0.4))
    assert {row: notes[0].parameters["inverted"] for row, notes in flags.items()} == {0: True, 2: False, 3: False}
    said = {row: say(notes[0].code, notes[0].parameters) for row, notes in flags.items()}
    assert "0.9 " in said[0] and "0.03 to 0.4" in said[0] and "inverted" in said[0] and "inverted" not in said[2]


def test_a_model_of_before_flags_nothing() -> None:
    assert brightness_flags(grey(255), PADDED, ()) == {} and brightness_flags(grey(), PADDED, (0.0, 0.5)) == {}


@given(st.lists(st.integers(0, 255), min_size=1, max_size=8))
def test_training_images_are_never_flagged(values: list[int]) -> None:
    images = grey(*values)
    known = brightness_range(images, PADDED)
    assert brightness_flags(images, PADDED, known) == {}
    assert known[0] == pytest.approx(min(values) / 255) and known[1] == pytest.approx(max(values) / 255)

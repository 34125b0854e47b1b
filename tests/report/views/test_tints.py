"""Numbers as colours."""

import numpy as np

from lamina.report.style import BLUE, LINE, ORANGE, PURPLE
from lamina.report.views.tints import laid_over, largest, outlined, photo, plain, relative, rising, signed, sized


def rgb(name: str) -> list[int]:
    return [int(name[place : place + 2], 16) for place in (1, 3, 5)]


def test_zero_is_white_and_more_is_darker() -> None:
    shown = rising(np.array([[-1.0, 0.0, 0.6, 1.0]]), 1.0)
    assert shown[0, 0].tolist() == shown[0, 1].tolist() == [255, 255, 255]
    assert shown[0, 2].tolist() == rgb(BLUE) and shown[0, 3].sum() < shown[0, 2].sum()


def test_both_signs() -> None:
    shown = signed(np.array([[-0.6, 0.0, 0.6]]), 1.0)
    assert shown[0].tolist() == [rgb(ORANGE), [255, 255, 255], rgb(BLUE)]
    assert signed(np.zeros((2, 2)), 0.0).min() == 255  # nothing to divide by


def test_around_grey() -> None:
    shown = relative(np.array([-2.0, 0.0, 2.0]).reshape(3, 1, 1), 2.0)
    assert shown[0, 0].tolist() == [0, 127, 255]
    assert relative(np.zeros((1, 2, 2)), 1.0).shape == (2, 2, 3)


def test_photos_of_one_three_and_four_channels() -> None:
    image = np.arange(16, dtype=np.uint8).reshape(2, 2, 4)
    assert np.array_equal(photo(image[..., :3]), image[..., :3])
    assert photo(image)[0, 1].tolist() == photo(image[..., :1])[0, 1].tolist() == [4, 4, 4]


def test_colour_over_an_image() -> None:
    image = np.zeros((1, 3, 3), dtype=np.uint8)
    shown = laid_over(image, np.array([[0.0, 5.0, -5.0]]), 5.0)
    assert len(set(shown[0, 0].tolist())) == 1  # the image alone is grey
    assert shown[0, 1].argmax() == 2 and shown[0, 2].argmax() == 0


def test_sizes() -> None:
    tile = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    large = sized(tile, 4)
    assert (
        large.shape == (4, 4, 3) and np.array_equal(large[::2, ::2], tile) and np.array_equal(large[1::2, 1::2], tile)
    )
    assert sized(large, 2).shape == (2, 2, 3) and sized(tile, 2) is tile
    assert sized(plain(10, 5, LINE), 20).shape == (10, 20, 3)


def test_outlines() -> None:
    tile = plain(8, 8, "#000000")
    shown = outlined(tile, (1, 1, 7, 7), ORANGE, 2)
    assert shown[1, 1].tolist() == rgb(ORANGE) and shown[3, 3].sum() == 0 and shown[0, 0].sum() == 0
    assert tile.sum() == 0
    assert outlined(tile, (2, 2, 4, 4), ORANGE, 2)[3, 3].tolist() == rgb(ORANGE)  # smaller than its own edge


def test_what_is_not_finite_has_a_colour_of_its_own() -> None:
    broken = np.array([[np.nan, np.inf, 1.0]])
    image = np.zeros((1, 3, 3), dtype=np.uint8)
    for shown in (rising(broken, 1.0), signed(broken, 1.0), relative(broken[None], 1.0), laid_over(image, broken, 1.0)):
        assert shown[0, 0].tolist() == shown[0, 1].tolist() == rgb(PURPLE) != shown[0, 2].tolist()


def test_the_largest_of_what_is_finite() -> None:
    values = np.array([np.nan, -3.0, 1.0, np.inf])
    assert largest(values) == 3.0 and largest(values, 0.5) == 2.0 and largest(values[:1]) == 0.0
    assert largest(np.array([0.0, 0.0, 5.0]), 0.5) == 5.0  # the quantile is 0

"""Views of an image: known pixels in known corners, mirrors, margins, and what both sides of a symmetric image give."""

import pytest
import torch

from lamina.core.spec import ImageSpec
from lamina.data.images.crops import larger_image, views, with_margin

SPEC = ImageSpec(channels=1, height=3, width=2)


def numbered(height: int, width: int) -> torch.Tensor:
    """One image whose pixels are 10 y + x."""
    y, x = torch.arange(height)[:, None], torch.arange(width)
    return (10 * y + x).to(torch.uint8)[None, :, :, None]


def flat(view: torch.Tensor) -> list[list[int]]:
    return view[0, :, :, 0].tolist()


def test_corners_and_centre_are_where_they_should_be() -> None:
    found = [flat(view) for view in views(numbered(7, 4), SPEC, 5)]
    assert found == [
        [[0, 1], [10, 11], [20, 21]],
        [[2, 3], [12, 13], [22, 23]],
        [[40, 41], [50, 51], [60, 61]],
        [[42, 43], [52, 53], [62, 63]],
        [[21, 22], [31, 32], [41, 42]],
    ]


def test_ten_are_the_five_and_their_mirror_images_and_two_the_whole_and_its_own() -> None:
    five, ten = list(views(numbered(7, 4), SPEC, 5)), list(views(numbered(7, 4), SPEC, 10))
    assert len(ten) == 10 and all(torch.equal(a, b) for a, b in zip(five, ten, strict=False))
    assert [flat(view.flip(2)) for view in five] == [flat(view) for view in ten[5:]]
    whole = numbered(3, 2)
    assert [flat(view) for view in views(whole, SPEC, 2)] == [flat(whole), [[1, 0], [11, 10], [21, 20]]]
    assert [flat(view) for view in views(whole, SPEC, 1)] == [flat(whole)]


@pytest.mark.parametrize("side", [1, 8, 28, 32, 64, 97, 224, 227])
def test_the_centre_is_the_exact_middle_so_symmetric_images_give_ten_as_five(side: int) -> None:
    spec = ImageSpec(channels=3, height=side, width=side)
    large = larger_image(spec, 10)
    half = torch.randint(0, 256, (1, large.height, -(-large.width // 2), 3), dtype=torch.uint8)
    image = torch.cat((half, half.flip(2)[:, :, large.width % 2 :]), dim=2)
    seen = list(views(image, spec, 10))
    assert {view.shape for view in seen} == {(1, side, side, 3)}
    for mirrored, other in zip(seen[5:], (1, 0, 3, 2, 4), strict=True):
        assert torch.equal(mirrored, seen[other])


def test_sizes() -> None:
    assert [with_margin(side) for side in (0, 8, 32, 224, 227)] == [0, 10, 38, 256, 261]
    padded = ImageSpec(channels=1, height=32, width=32, fit="pad", inner_height=28, inner_width=28)
    large = larger_image(padded, 5)
    assert (large.height, large.inner_height, large.fit) == (38, 32, "pad")
    assert larger_image(padded, 1) is padded and larger_image(padded, 2) is padded

"""Several views of an image at prediction, whose answers are averaged (Krizhevsky et al. 2012, section 4.1; 004 D II).

   1   the whole image
   2   the whole image and its mirror image
   5   the four corners and the centre of a larger image
  10   these five and their mirror images

The larger image has a margin of 1/14 of the network's size on each side, rounded up: 256 for 224, so that the centre
is the exact middle. Both are as the network's image otherwise (padded or resized, grey or colour).
"""

from collections.abc import Iterator

from torch import Tensor

from lamina.core.spec import ImageSpec

CROPS = (1, 2, 5, 10)
_MARGIN = 14  # sides of the network's image for one of margin: 16 of 224


def larger_image(image: ImageSpec, crops: int) -> ImageSpec:
    """The image that `crops` views are cut from; the network's own for 1 and 2."""
    if crops <= 2:
        return image
    sides = {name: with_margin(getattr(image, name)) for name in ("height", "width", "inner_height", "inner_width")}
    return image.model_copy(update=sides)


def with_margin(side: int) -> int:
    """A side with a margin on both ends: 224 -> 256, 32 -> 38; 0 stays 0."""
    return side + 2 * -(-side // _MARGIN)


def views(images: Tensor, image: ImageSpec, crops: int) -> Iterator[Tensor]:
    """images: (B, H, W, C) as `larger_image` has them -> `crops` times (B, height, width, C) of the network's image.

    Order: the top left, top right, bottom left, bottom right corner, the centre; then the mirror images of these.
    """
    down, right = images.shape[1] - image.height, images.shape[2] - image.width
    corners = ((0, 0), (0, right), (down, 0), (down, right)) if crops >= 5 else ()
    cut = [
        images[:, top : top + image.height, left : left + image.width]
        for top, left in (*corners, (down // 2, right // 2))
    ]
    yield from cut
    if crops in (2, 10):
        yield from (view.flip(2) for view in cut)

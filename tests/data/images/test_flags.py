import pytest

from lamina.core.spec import ImageSpec
from lamina.data.images.files import Header
from lamina.data.images.flags import image_flags, size_notes
from lamina.words import say

GREY = ImageSpec(channels=1, height=32, width=32, fit="pad", inner_height=28, inner_width=28)
COLOUR = ImageSpec(channels=3, height=64, width=64)
SAME = Header(28, 28, "L", grey=True)


def flagged(header: Header, image: ImageSpec = GREY) -> list[str]:
    return [note.code for note in image_flags([SAME, header], image).get(1, [])]


@pytest.mark.parametrize(
    ("header", "image", "codes"),
    [
        (SAME, GREY, []),
        (Header(28, 28, "RGB", grey=True), GREY, []),  # grey in three channels
        (Header(28, 28, "RGB"), GREY, ["images.colour_lost"]),
        (Header(48, 64, "L", grey=True), GREY, []),  # told once for all
        (Header(40, 60, "RGB"), COLOUR, []),
        (Header(36, 64, "RGB"), COLOUR, ["images.squashed"]),
        (Header(200, 56, "L", grey=True), COLOUR, ["images.squashed"]),
        (Header(13, 28, "RGBA"), GREY, ["images.colour_lost", "images.squashed", "images.enlarged"]),
    ],
)
def test_what_a_row_lost(header: Header, image: ImageSpec, codes: list[str]) -> None:
    assert flagged(header, image) == codes


def test_resizing_is_told_once() -> None:
    assert size_notes([SAME] * 3, GREY) == []
    headers = [SAME] * 3 + [Header(48, 64, "L", grey=True)] * 30 + [Header(9, 9 + i, "L", grey=True) for i in range(7)]
    (note,) = size_notes(headers, GREY)
    assert (note.parameters["count"], note.parameters["images"], note.parameters["sizes"]) == (37, 40, 8)
    sentence = say(note.code, note.parameters)
    assert sentence.startswith("37 of 40 images were resized to 28x28 (from 64x48, ") and "other sizes" in sentence

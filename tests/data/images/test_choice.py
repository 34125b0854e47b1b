import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.images.choice import choose_image, header_notes
from lamina.data.images.files import Header

AUTO = DataConfig()


def headers(*sizes: tuple[int, int], grey: bool = True) -> list[Header]:
    return [Header(height, width, "L" if grey else "RGB", grey=grey) for height, width in sizes]


def codes(notes: list) -> list[str]:
    return [note.code for note in notes]


def test_mnist_is_padded_and_that_is_said() -> None:
    spec, notes = choose_image(headers((28, 28), (28, 28)), AUTO, (32, 32), None)
    assert (spec.fit, spec.height, spec.width, spec.inner_height, spec.inner_width) == ("pad", 32, 32, 28, 28)
    assert spec.channels == 1 and codes(notes) == ["images.padded"]
    assert notes[0].parameters == {"own": "28x28", "size": "32x32"}


@pytest.mark.parametrize(
    ("own", "size", "fit"),
    [
        ((28, 28), (32, 32), "pad"),
        ((24, 24), (32, 32), "pad"),
        ((28, 32), (32, 32), "pad"),
        ((23, 23), (32, 32), "resize"),  # more than a quarter would be padding
        ((8, 8), (32, 32), "resize"),
        ((36, 36), (32, 32), "resize"),
        ((36, 28), (32, 32), "resize"),
        ((200, 200), (224, 224), "resize"),  # photos are not framed in black
        ((32, 32), (32, 32), "resize"),
    ],
)
def test_when_images_are_padded(own: tuple[int, int], size: tuple[int, int], fit: str) -> None:
    assert choose_image(headers(own), AUTO, size, None)[0].fit == fit


def test_many_sizes_are_never_padded() -> None:
    assert choose_image(headers((28, 28), (27, 28)), AUTO, (32, 32), None)[0].fit == "resize"


def test_own_size_is_kept_without_a_word() -> None:
    spec, notes = choose_image(headers((20, 30), (20, 30)), AUTO, None, None)
    assert (spec.height, spec.width, notes) == (20, 30, [])


def test_a_sensible_size_is_said() -> None:
    mixed, notes = choose_image(headers((200, 300), (240, 240)), AUTO, None, None)
    assert (mixed.height, mixed.width) == (64, 64) and codes(notes) == ["images.size_chosen", "images.resized"]
    assert notes[1].parameters["squashed"] == 1 and notes[1].parameters["smallest"] == "240x240"
    large, notes = choose_image(headers((600, 800)), AUTO, None, None)
    assert (large.height, large.width) == (64, 64) and notes[0].parameters["one"] == "800x600"


def test_image_size_of_the_config_wins() -> None:
    config = DataConfig(image_size=48)
    assert choose_image(headers((20, 20)), config, (32, 32), None)[0].height == 48
    assert choose_image(headers((20, 20)), config, None, None)[0].width == 48


def test_channels() -> None:
    assert choose_image(headers((9, 9), grey=False), AUTO, None, None)[0].channels == 3
    assert choose_image(headers((9, 9), grey=False), AUTO, None, 1)[0].channels == 1
    assert choose_image(headers((9, 9)), AUTO, None, 3)[0].channels == 3
    with pytest.raises(InputError, match="not 4"):
        choose_image(headers((9, 9)), AUTO, None, 4)


def test_conversions_are_counted() -> None:
    mixed = [
        Header(9, 9, "RGBA", transparent=True),
        Header(9, 9, "I;16", grey=True, deep=True),
        Header(9, 9, "RGB", turned=True),
        Header(9, 9, "CMYK"),
        Header(9, 9, "P"),
    ]
    grey, _ = choose_image(mixed, AUTO, None, 1)
    (note,) = header_notes(dict(zip("abcde", mixed, strict=True)), grey)
    assert note.parameters == {
        "transparent": 1, "animated": 0, "turned": 1, "deep": 1, "palette": 1, "inks": 1, "to_grey": 4, "to_colour": 0,
        "images": 5, "files": {"transparent": ["a"], "turned": ["c"], "deep": ["b"], "palette": ["e"], "inks": ["d"]},
    }  # fmt: skip
    assert header_notes({"plain": headers((9, 9))[0]}, grey) == []

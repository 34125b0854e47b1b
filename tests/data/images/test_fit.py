from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lamina.core.spec import ImageSpec
from lamina.data.images.fit import fit_image, inner_size, is_grey, pad, plain


def spec(channels: int, height: int, width: int) -> ImageSpec:
    return ImageSpec(channels=channels, height=height, width=width)


PADDED = ImageSpec(channels=1, height=32, width=32, fit="pad", inner_height=28, inner_width=28)


def test_padding_is_centred_on_zeros() -> None:
    image = np.random.default_rng(0).integers(1, 256, (28, 28), dtype=np.uint8)
    out = fit_image(Image.fromarray(image), PADDED)
    assert out.shape == (32, 32, 1)
    assert (out[2:30, 2:30, 0] == image).all() and out.sum() == image.sum()


def test_an_odd_pixel_of_padding_goes_below_and_right() -> None:
    odd = ImageSpec(channels=1, height=5, width=5, fit="pad", inner_height=4, inner_width=4)
    out = pad(np.full((1, 4, 4, 1), 9, dtype=np.uint8), odd)
    assert (out[0, 4] == 0).all() and (out[0, :, 4] == 0).all() and (out[0, :4, :4] == 9).all()


def test_a_padded_model_takes_other_sizes_by_resizing_first() -> None:
    out = fit_image(Image.new("L", (100, 60), 200), PADDED)
    assert inner_size(PADDED) == (28, 28)
    assert (out[2:30, 2:30] == 200).all() and out[:2].sum() == 0


def test_resizing_keeps_the_whole_image() -> None:
    image = np.zeros((40, 80), dtype=np.uint8)
    image[:, 40:] = 255
    out = fit_image(Image.fromarray(image), spec(1, 16, 16))[..., 0]
    assert (out[:, :7] == 0).all() and (out[:, 9:] == 255).all()


def test_averages_when_shrinking() -> None:
    board = np.indices((64, 64)).sum(axis=0) % 2 * 255
    out = fit_image(Image.fromarray(board.astype(np.uint8)), spec(1, 8, 8))
    assert np.abs(out.astype(int) - 127).max() <= 2


@pytest.mark.parametrize(
    ("image", "grey", "colour"),
    [
        (Image.new("L", (4, 4), 100), 100, (100, 100, 100)),
        (Image.new("1", (4, 4), 1), 255, (255, 255, 255)),
        (Image.new("RGB", (4, 4), (255, 0, 0)), 76, (255, 0, 0)),
        (Image.new("RGBA", (4, 4), (255, 0, 0, 255)), 76, (255, 0, 0)),
        (Image.new("RGBA", (4, 4), (0, 0, 0, 0)), 255, (255, 255, 255)),
        (Image.new("RGBA", (4, 4), (0, 0, 0, 51)), 204, (204, 204, 204)),
        (Image.new("LA", (4, 4), (10, 0)), 255, (255, 255, 255)),
        (Image.new("CMYK", (4, 4), (0, 255, 255, 0)), 76, (255, 0, 0)),
        (Image.new("I;16", (4, 4), 65535), 255, (255, 255, 255)),
        (Image.new("I;16", (4, 4), 257 * 40), 40, (40, 40, 40)),
        (Image.new("I", (4, 4), 70000), 255, (255, 255, 255)),
        (Image.new("F", (4, 4), 0.5), 128, (128, 128, 128)),
        (Image.new("RGB", (4, 4), (0, 0, 255)).convert("P"), 29, (0, 0, 255)),
        (Image.new("HSV", (4, 4), (0, 255, 255)), 76, (255, 0, 0)),
    ],
    ids=lambda value: value.mode if isinstance(value, Image.Image) else "",
)
def test_every_mode(image: Image.Image, grey: int, colour: tuple[int, int, int]) -> None:
    assert (fit_image(image.copy(), spec(1, 4, 4)) == grey).all()
    assert (fit_image(image.copy(), spec(3, 4, 4)) == np.array(colour)).all()


def test_palette_with_transparency(tmp_path: Path) -> None:
    image = Image.new("P", (4, 4), 0)
    image.putpalette([10, 20, 30, 200, 200, 200])
    image.save(tmp_path / "a.png", transparency=0)
    with Image.open(tmp_path / "a.png") as opened:
        assert (fit_image(opened, spec(3, 4, 4)) == 255).all()


def test_first_frame_of_an_animation(tmp_path: Path) -> None:
    frames = [Image.new("L", (4, 4), value) for value in (0, 255)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    with Image.open(tmp_path / "a.gif") as opened:
        opened.seek(1)
        assert (fit_image(opened, spec(1, 4, 4)) == 0).all()


def test_turned_as_exif_says(tmp_path: Path) -> None:
    image = Image.new("L", (8, 4), 0)
    image.paste(255, (0, 0, 4, 4))  # left half white
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise: left becomes top
    image.save(tmp_path / "a.png", exif=exif)
    with Image.open(tmp_path / "a.png") as opened:
        out = fit_image(opened, spec(1, 8, 4))[..., 0]
    assert (out[:4] == 255).all() and (out[4:] == 0).all()


def test_a_large_jpeg_is_decoded_small_and_looks_the_same(tmp_path: Path) -> None:
    ramp = np.linspace(0, 255, 800).astype(np.uint8)
    image = Image.fromarray(np.tile(ramp, (600, 1)))
    image.save(tmp_path / "a.jpg", quality=95)
    with Image.open(tmp_path / "a.jpg") as opened:
        out = fit_image(opened, spec(1, 32, 32))
        assert opened.size == (100, 75)  # an eighth, still twice what is wanted
    exact = np.asarray(image.resize((32, 32), Image.Resampling.BOX))
    assert np.abs(out[..., 0].astype(int) - exact).max() <= 2


def test_is_grey() -> None:
    image = np.repeat(np.arange(16, dtype=np.uint8).reshape(4, 4, 1), 3, axis=2)
    assert is_grey(Image.fromarray(image))
    image[3, 3, 2] += 1
    assert not is_grey(Image.fromarray(image))
    assert plain(Image.fromarray(image), 1).mode == "L"

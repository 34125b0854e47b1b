from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.spec import ImageSpec
from lamina.data.images.files import Header
from lamina.data.images.found import FoundImages
from lamina.data.images.load import load_pixels, mode_counts, size_counts

AUTO = DataConfig()
RANDOM = np.random.default_rng(0)


def arrays(*shape: int) -> FoundImages:
    return FoundImages(RANDOM.integers(0, 256, shape, dtype=np.uint8), [f"image {row}" for row in range(shape[0])])


def files(folder: Path, *images: Image.Image) -> FoundImages:
    paths = [folder / f"{row}.png" for row in range(len(images))]
    for path, image in zip(paths, images, strict=True):
        image.save(path)
    return FoundImages(list(paths), [path.name for path in paths])


def test_arrays_are_copied_not_shared() -> None:
    found = arrays(3, 6, 6, 1)
    loaded = load_pixels([found], AUTO)
    assert (loaded.images.numpy() == found.pixels).all()
    loaded.images.fill_(7)
    assert not (found.pixels == 7).all()  # type: ignore[union-attr]


def test_arrays_are_padded_row_by_row() -> None:
    found = arrays(3, 28, 28, 1)
    loaded = load_pixels([found], AUTO, size=(32, 32))
    assert loaded.image.fit == "pad"
    assert (loaded.images[:, 2:30, 2:30].numpy() == found.pixels).all()
    assert int(loaded.images.sum()) == int(np.asarray(found.pixels).sum())


def test_arrays_and_files_are_converted_alike(tmp_path: Path) -> None:
    for shape in ((4, 10, 12), (4, 10, 12, 3), (4, 10, 12, 4)):
        pixels = RANDOM.integers(0, 256, shape, dtype=np.uint8)
        from_files = load_pixels([files(tmp_path, *map(Image.fromarray, pixels))], AUTO, size=(8, 8))
        block = FoundImages(pixels if len(shape) == 4 else pixels[..., None], list("abcd"))
        from_arrays = load_pixels([block], AUTO, size=(8, 8))
        assert from_files.image == from_arrays.image and from_files.images.equal(from_arrays.images)


def test_blocks_follow_each_other(tmp_path: Path) -> None:
    first, second = arrays(2, 5, 5, 1), files(tmp_path, Image.new("L", (5, 5), 9))
    loaded = load_pixels([first, second], AUTO)
    assert loaded.images.shape == (3, 5, 5, 1) and loaded.places == [(0, 0), (0, 1), (1, 0)]
    assert (loaded.images[2] == 9).all() and (loaded.images[:2].numpy() == first.pixels).all()


def test_broken_files_leave_no_trace_but_their_names(tmp_path: Path) -> None:
    found = files(tmp_path, *(Image.new("L", (40, 40), value) for value in (10, 20, 30, 40)))
    content = (tmp_path / "1.png").read_bytes()
    (tmp_path / "1.png").write_bytes(content[:-30])
    (tmp_path / "2.png").write_bytes(b"")
    loaded = load_pixels([found], AUTO, size=(4, 4))
    assert loaded.images[:, 0, 0, 0].tolist() == [10, 40] and loaded.places == [(0, 0), (0, 3)]
    assert dict(loaded.quarantined) == {"2.png": "empty", "1.png": "truncated"}
    (note,) = (note for note in loaded.notes if note.code == "images.quarantined")
    assert note.parameters["count"] == 2 and len(loaded.headers) == 2


def test_nothing_usable(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    with pytest.raises(InputError, match=r"a\.png \(empty file\)"):
        load_pixels([FoundImages([tmp_path / "a.png"], ["a.png"])], AUTO)


def test_colour_files_with_grey_pixels_become_one_channel(tmp_path: Path) -> None:
    grey = [Image.fromarray(RANDOM.integers(0, 256, (9, 9), dtype=np.uint8)) for _ in range(3)]
    plain = load_pixels([files(tmp_path, *grey)], AUTO, size=(6, 6))
    coloured = load_pixels([files(tmp_path, *(image.convert("RGB") for image in grey))], AUTO, size=(6, 6))
    assert coloured.image.channels == 1 and coloured.images.equal(plain.images)
    again = load_pixels([files(tmp_path, *(image.convert("RGB") for image in grey))], AUTO, spec=coloured.image)
    assert again.images.equal(coloured.images)
    one_red = [*(image.convert("RGB") for image in grey), Image.new("RGB", (9, 9), (9, 0, 0))]
    assert load_pixels([files(tmp_path, *one_red)], AUTO).image.channels == 3


def test_more_than_the_memory_is_refused() -> None:
    huge = ImageSpec(channels=3, height=2**22, width=2**22)
    with pytest.raises(InputError, match="GiB"):
        load_pixels([arrays(2, 4, 4, 1)], AUTO, spec=huge)


def test_counts() -> None:
    headers = [Header(2, 3, "L"), Header(2, 3, "RGB"), Header(5, 5, "RGB")]
    assert size_counts(headers) == {"3x2": 2, "5x5": 1} and mode_counts(headers) == {"RGB": 2, "L": 1}

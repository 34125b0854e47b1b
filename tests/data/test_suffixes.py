"""Names alone."""

import pytest

from lamina.data.suffixes import is_idx, is_image_name


@pytest.mark.parametrize(
    ("name", "idx"),
    [
        ("train-images-idx3-ubyte.gz", True),
        ("t10k-labels.idx1-ubyte", True),
        ("emnist-train-images-idx3-ubyte", True),
        ("a.idx3", True),
        ("index.csv", False),
        ("images.gz", False),
    ],
)
def test_idx_names(name: str, idx: bool) -> None:
    assert is_idx(name) is idx


def test_image_names() -> None:
    assert is_image_name("a.JPG") and is_image_name("x.y.png") and is_image_name("photo.JFIF")
    assert not any(map(is_image_name, (".DS_Store", "Thumbs.db", "notes.txt", "._a.jpg", "jpg", "a.jpg.txt")))

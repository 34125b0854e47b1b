"""Arrays by their usual names."""

from pathlib import Path

import numpy as np
import pytest

from lamina.core.errors import InputError
from lamina.data.npz import npz_names, npz_parts, npz_shapes

X, Y = np.zeros((3, 4)), np.arange(3)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("x_train", "y_train", "x_test", "y_test"), {"train": ("x_train", "y_train"), "test": ("x_test", "y_test")}),
        (("X", "y"), {"train": ("X", "y")}),
        (("images", "labels"), {"train": ("images", "labels")}),
        (("data", "target"), {"train": ("data", "target")}),
        (("arr_0", "arr_1"), {"train": ("arr_0", "arr_1")}),
        (("train_images", "train_labels", "val_images", "val_labels"),
         {"train": ("train_images", "train_labels"), "validation": ("val_images", "val_labels")}),
        (("anything",), {"train": ("anything", None)}),
    ],
)  # fmt: skip
def test_names(tmp_path: Path, names: tuple[str, ...], found: dict[str, tuple[str, str | None]]) -> None:
    np.savez_compressed(tmp_path / "d.npz", **{name: X if index % 2 == 0 else Y for index, name in enumerate(names)})
    assert npz_names(tmp_path / "d.npz") == found
    parts = npz_parts(tmp_path / "d.npz")
    assert list(parts) == list(found)
    features, answers = parts["train"]
    np.testing.assert_array_equal(features, X)
    assert (answers is None) == (found["train"][1] is None)


def test_shapes_come_from_the_headers(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", a=np.zeros((2, 3)), b=np.zeros(5, dtype=np.uint8))
    assert npz_shapes(tmp_path / "d.npz") == {"a": (2, 3), "b": (5,)}
    np.save(tmp_path / "d.npy", np.zeros((2, 3)))
    assert npz_shapes(tmp_path / "d.npy") == {"x": (2, 3)}


def test_no_pickle_is_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", x=np.array([{"a": 1}], dtype=object))
    np.save(tmp_path / "d.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    for name in ("d.npz", "d.npy"):
        with pytest.raises(InputError) as error:
            npz_parts(tmp_path / name)
        assert error.value.code == "table.cannot_read"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00v"])
def test_broken_files(tmp_path: Path, content: bytes) -> None:
    for name in ("d.npz", "d.npy"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError) as error:
            npz_parts(tmp_path / name)
        assert error.value.code == "table.cannot_read"

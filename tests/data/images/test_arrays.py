from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.images.arrays import find_arrays, find_npz, one_image, to_array

AUTO = DataConfig()
RANDOM = np.random.default_rng(0)
COLOUR = RANDOM.integers(0, 256, (5, 6, 7, 3), dtype=np.uint8)


def pixels(images: Any, config: DataConfig = AUTO) -> np.ndarray:
    found = find_arrays(images, None, config).pixels
    assert isinstance(found, np.ndarray)
    return found


@pytest.mark.parametrize(
    ("array", "layout"),
    [
        (COLOUR, "nhwc"),
        (COLOUR.transpose(0, 3, 1, 2), "nchw"),
        (torch.from_numpy(COLOUR).permute(0, 3, 1, 2), "nchw"),
        (torch.from_numpy(COLOUR.copy()), "nhwc"),
    ],
)
def test_layout_is_guessed_and_said(array: Any, layout: str) -> None:
    found = find_arrays(array, [1, 2, 3, 4, 5], AUTO)
    assert (found.pixels == COLOUR).all() and found.labels == [1, 2, 3, 4, 5]
    assert [note.parameters["layout"] for note in found.notes] == [layout]


def test_both_axes_fit_numpy_last_torch_first() -> None:
    both = RANDOM.integers(0, 256, (4, 3, 9, 3), dtype=np.uint8)
    assert pixels(both).shape == (4, 3, 9, 3)
    assert pixels(torch.from_numpy(both)).shape == (4, 9, 3, 3)
    assert pixels(both, DataConfig(layout="nchw")).shape == (4, 9, 3, 3)


def test_layout_that_does_not_fit() -> None:
    for config in (AUTO, DataConfig(layout="nchw"), DataConfig(layout="nhw")):
        with pytest.raises(InputError, match="5x6x7x2"):
            find_arrays(np.zeros((5, 6, 7, 2), dtype=np.uint8), None, config)
    for shape in ((5,), (5, 6), (2, 3, 4, 1, 1), (0, 3, 3)):
        with pytest.raises(InputError) as caught:
            find_arrays(np.zeros(shape), None, AUTO)
        assert caught.value.code == "images.array_shape"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 255), min_size=4, max_size=4), st.sampled_from([np.float32, np.float64]))
def test_unit_range_comes_back_exactly(values: list[int], dtype: type) -> None:
    levels = np.array([*values, 255, 0], dtype=np.uint8).reshape(1, 2, 3)
    assert (pixels((levels / 255).astype(dtype))[..., 0] == levels).all()
    assert (pixels(torch.from_numpy((levels / 255).astype(dtype)))[..., 0] == levels).all()


@pytest.mark.parametrize(
    ("array", "expected", "told"),
    [
        (np.array([[[0, 255]]], dtype=np.uint8), [0, 255], []),
        (np.array([[[0, 200]]], dtype=np.int64), [0, 200], ["255"]),
        (np.array([[[0.0, 200.4]]]), [0, 200], ["255"]),
        (np.array([[[0.0, 0.5]]]), [0, 128], ["1"]),
        (np.array([[[False, True]]]), [0, 255], ["1"]),
        (np.array([[[0, 1]]], dtype=np.uint8), [0, 255], ["1"]),
        (np.array([[[0, 0]]], dtype=np.uint8), [0, 0], []),
        (torch.tensor([[[0.0, 1.0]]], dtype=torch.bfloat16), [0, 255], ["1"]),
        (torch.tensor([[[0.0, 1.0]]], requires_grad=True), [0, 255], ["1"]),
    ],
)
def test_range_is_guessed_and_said(array: Any, expected: list[int], told: list[str]) -> None:
    found = find_arrays(array, None, AUTO)
    assert isinstance(found.pixels, np.ndarray) and found.pixels.flatten().tolist() == expected
    assert [note.parameters["range"] for note in found.notes] == told


def test_range_can_be_set() -> None:
    dark = np.array([[[0.0, 1.0]]])
    assert pixels(dark, DataConfig(pixel_range="255")).flatten().tolist() == [0, 1]
    with pytest.raises(InputError, match=r"0 to 2, but 0\.\.1"):
        pixels(np.array([[[0.0, 2.0]]]), DataConfig(pixel_range="1"))


@pytest.mark.parametrize(
    ("array", "code"),
    [
        (np.array([[[-1.0, 1.0]]]), "images.array_range"),
        (np.array([[[0, 256]]]), "images.array_range"),
        (np.array([[[0.0, np.nan]]]), "images.array_not_finite"),
        (np.array([[[0.0, np.inf]]]), "images.array_not_finite"),
        (np.array([[["a", "b"]]]), "images.array_type"),
        ([[[1, 2], [3]]], "images.array_ragged"),
    ],
)
def test_bad_pixels(array: Any, code: str) -> None:
    with pytest.raises(InputError) as caught:
        find_arrays(array, None, AUTO)
    assert caught.value.code == code


def test_not_finite_says_which_image() -> None:
    array = np.zeros((5, 2, 2))
    array[3, 1, 1] = np.nan
    with pytest.raises(InputError, match="Image 3"):
        find_arrays(array, None, AUTO)


def test_labels() -> None:
    images = np.zeros((2, 3, 3), dtype=np.uint8)
    assert find_arrays(images, np.array([[1], [2]]), AUTO).labels == [1, 2]
    assert find_arrays(images, torch.tensor([0.5, 1.5]), AUTO).labels == [0.5, 1.5]
    assert find_arrays(images, np.array(["cat", "dog"]), AUTO).labels == ["cat", "dog"]
    assert find_arrays(images, np.array([b"cat", b"dog"]), AUTO).labels == ["cat", "dog"]
    with pytest.raises(InputError, match="2 images but 3 labels"):
        find_arrays(images, [1, 2, 3], AUTO)
    with pytest.raises(InputError, match="one-hot"):
        find_arrays(images, np.eye(2), AUTO)


def test_a_shared_buffer_is_never_written_to() -> None:
    array = RANDOM.random((4, 5, 6))
    before = array.copy()
    array.flags.writeable = False
    pixels(array)
    assert (array == before).all()


def test_npz(tmp_path: Path) -> None:
    labels = np.arange(5)
    np.savez(tmp_path / "a.npz", x_train=COLOUR, y_train=labels, x_test=COLOUR[:2], y_test=labels[:2])
    train, test = find_npz(tmp_path / "a.npz", AUTO)
    assert train.part == ["train"] * 5 and test.part == ["test"] * 2 and test.names == ["test/0", "test/1"]
    np.savez(tmp_path / "b.npz", images=COLOUR, labels=labels)
    (alone,) = find_npz(tmp_path / "b.npz", AUTO)
    assert alone.part is None and alone.labels == [0, 1, 2, 3, 4] and alone.paths == [tmp_path / "b.npz"]
    np.save(tmp_path / "c.npy", COLOUR)
    assert find_npz(tmp_path / "c.npy", AUTO)[0].labels is None


def test_broken_or_pickled_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"PK\3\4 no archive")
    np.save(tmp_path / "b.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    for name in ("a.npz", "b.npy"):
        with pytest.raises(InputError, match=name):
            find_npz(tmp_path / name, AUTO)


def test_to_array_follows_the_tensor() -> None:
    assert to_array(torch.tensor([1, 2])).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("source", "channels", "shape"),
    [
        (np.zeros((28, 28), np.uint8), 1, (1, 28, 28)),
        (torch.zeros(28, 28), 1, (1, 28, 28)),
        (np.zeros((28, 20, 3), np.uint8), 1, (1, 28, 20, 3)),
        (torch.zeros(3, 28, 28), 3, (1, 3, 28, 28)),
        (torch.zeros(3, 28, 28), 1, (3, 28, 28)),  # three grey images
        (np.zeros((5, 28, 28), np.uint8), 1, (5, 28, 28)),
        (np.zeros((5, 28, 28, 1), np.uint8), 1, (5, 28, 28, 1)),
    ],
)
def test_a_single_image_is_a_batch_of_one(source: Any, channels: int, shape: tuple[int, ...]) -> None:
    taken, notes = one_image(source, channels)
    assert tuple(taken.shape) == shape
    assert [note.code for note in notes] == ([] if taken is source else ["images.one_array"])

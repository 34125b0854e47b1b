import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from lamina.core.errors import InputError
from lamina.data.images.idx import find_idx_file, find_idx_folder, read_idx

MNIST = Path(__file__).parents[4] / "shared" / "data" / "mnist"


def idx_bytes(array: np.ndarray) -> bytes:
    return (
        bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.astype(np.uint8).tobytes()
    )


def write(path: Path, content: bytes, packed: bool = False) -> Path:
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


IMAGES = np.arange(3 * 4 * 5).reshape(3, 4, 5)


@pytest.mark.parametrize("packed", [False, True])
def test_reads_what_was_written(tmp_path: Path, packed: bool) -> None:
    path = write(tmp_path / "train-images-idx3-ubyte", idx_bytes(IMAGES), packed)
    assert (read_idx(path) == IMAGES).all()  # .gz is known by its content, not its name


def test_reads_other_types(tmp_path: Path) -> None:
    content = bytes([0, 0, 0x0C, 1]) + struct.pack(">I", 2) + struct.pack(">ii", -7, 300)
    assert read_idx(write(tmp_path / "a.idx1", content)).tolist() == [-7, 300]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "images.idx_empty", "is empty"),
        (b"\x89PNG1234", "images.idx_magic", "0x89504e47"),
        (bytes([0, 0, 8, 3]) + b"\0\0\0\1", "images.idx_header", "at least 16"),
        (idx_bytes(IMAGES)[:-1], "images.idx_count", "3x4x5 values, 60 bytes, but holds 59"),
        (idx_bytes(IMAGES) + b"\0", "images.idx_count", "more than 60"),
        (bytes([0, 0, 8, 4]) + b"\xff" * 16, "images.idx_count", "holds 0"),  # promises 2^128 bytes
    ],
)
def test_broken_file_says_expected_and_found(tmp_path: Path, content: bytes, code: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_idx(write(tmp_path / "x.idx3", content))
    assert caught.value.code == code
    assert "x.idx3" in str(caught.value) and words in str(caught.value)


def test_truncated_gz(tmp_path: Path) -> None:
    whole = gzip.compress(np.random.default_rng(0).bytes(4000))
    path = write(tmp_path / "train-images-idx3-ubyte.gz", whole[:1000])
    with pytest.raises(InputError) as caught:
        read_idx(path)
    assert caught.value.code in ("images.idx_gzip", "images.idx_magic")
    images = gzip.compress(idx_bytes(np.random.default_rng(0).integers(0, 256, (9, 20, 20))))
    with pytest.raises(InputError, match="unpacked") as caught:
        read_idx(write(tmp_path / "t10k-images-idx3-ubyte.gz", images[: len(images) // 2]))
    assert caught.value.code == "images.idx_gzip"


def test_file_finds_its_labels(tmp_path: Path) -> None:
    path = write(tmp_path / "train-images-idx3-ubyte.gz", idx_bytes(IMAGES), True)
    with pytest.raises(InputError, match="train-labels-idx1-ubyte") as caught:
        find_idx_file(path, need_labels=True)
    assert caught.value.code == "images.idx_no_labels"
    assert find_idx_file(path, need_labels=False).labels is None
    write(tmp_path / "train-labels-idx1-ubyte", idx_bytes(np.array([7, 0, 7])))
    found = find_idx_file(path, need_labels=True)
    assert found.labels == [7, 0, 7] and found.part is None and found.names == ["train/0", "train/1", "train/2"]


def test_counts_that_differ(tmp_path: Path) -> None:
    write(tmp_path / "train-images-idx3-ubyte", idx_bytes(IMAGES))
    write(tmp_path / "train-labels-idx1-ubyte", idx_bytes(np.array([1, 2])))
    with pytest.raises(InputError, match=r"2 labels.*3 images"):
        find_idx_folder(tmp_path, need_labels=True)


def test_folder_gives_parts(tmp_path: Path) -> None:
    for name, count in (("train", 3), ("t10k", 2)):
        write(tmp_path / f"{name}-images-idx3-ubyte", idx_bytes(IMAGES[:count]))
        write(tmp_path / f"{name}-labels-idx1-ubyte.gz", idx_bytes(np.arange(count)), True)
    train, test = find_idx_folder(tmp_path, need_labels=True)
    assert (train.part, test.part) == (["train"] * 3, ["test"] * 2)
    assert (
        test.names == ["test/0", "test/1"] and isinstance(test.pixels, np.ndarray) and test.pixels.shape == (2, 4, 5, 1)
    )


def test_folder_with_two_files_for_one_part(tmp_path: Path) -> None:
    for name in ("letters-train", "digits-train"):
        write(tmp_path / f"{name}-images-idx3-ubyte", idx_bytes(IMAGES))
        write(tmp_path / f"{name}-labels-idx1-ubyte", idx_bytes(np.arange(3)))
    with pytest.raises(InputError, match="several IDX files"):
        find_idx_folder(tmp_path, need_labels=True)


def test_labels_given_as_images_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "data.idx1", idx_bytes(np.arange(3)))
    with pytest.raises(InputError) as caught:
        find_idx_file(path, need_labels=False)
    assert caught.value.code == "images.idx_not_images"


@pytest.mark.skipif(not MNIST.is_dir(), reason="the shared data is not here")
def test_mnist() -> None:
    train, test = find_idx_folder(MNIST, need_labels=True)
    assert isinstance(train.pixels, np.ndarray) and isinstance(test.pixels, np.ndarray)
    assert train.pixels.shape == (60000, 28, 28, 1) and test.pixels.shape == (10000, 28, 28, 1)
    assert train.labels is not None and train.labels[:5] == [5, 0, 4, 1, 9]
    assert round(float(train.pixels.mean()) / 255, 4) == 0.1307 and round(float(train.pixels.std()) / 255, 4) == 0.3081

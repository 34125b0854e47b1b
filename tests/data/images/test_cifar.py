"""CIFAR-10's binary files, as a folder, a file, and in their archive."""

import tarfile
from pathlib import Path

import numpy as np
import pytest

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.detect import detect
from lamina.data.images.cifar import RECORD, cifar_part, is_cifar
from lamina.data.images.reading import read_images

CONFIG = RunConfig().data
NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def folder_of(root: Path, *, meta: bool = True) -> tuple[Path, np.ndarray]:
    folder = root / "cifar-10-batches-bin"
    folder.mkdir()
    records = np.random.default_rng(0).integers(0, 256, (3, 20, RECORD), dtype=np.uint8)
    records[:, :, 0] = np.arange(20) % 10
    for name, block in zip(("data_batch_1.bin", "data_batch_2.bin", "test_batch.bin"), records, strict=True):
        (folder / name).write_bytes(block.tobytes())
    if meta:
        (folder / "batches.meta.txt").write_text("\n".join(NAMES) + "\n\n")
    return folder, records


def test_records_become_images_with_names_and_parts(tmp_path: Path) -> None:
    folder, records = folder_of(tmp_path)
    assert detect(folder, CONFIG).form == "cifar"
    images = read_images(folder, CONFIG)
    assert images.images.shape == (60, 32, 32, 3) and images.classes == NAMES
    assert images.given_part == ["train"] * 40 + ["test"] * 20
    red, green, blue = records[1, 3, 1:].reshape(3, 32, 32)
    assert images.row_names[23] == "data_batch_2/3" and images.labels[23] == "cat"
    assert np.array_equal(images.images[23].numpy(), np.stack((red, green, blue), axis=-1))


def test_one_file_and_no_names(tmp_path: Path) -> None:
    folder, _ = folder_of(tmp_path, meta=False)
    images = read_images(folder / "data_batch_1.bin", CONFIG)
    assert len(images) == 20 and images.given_part is None and images.classes == tuple(map(str, range(10)))


def test_the_archive_as_it_is_distributed(tmp_path: Path) -> None:
    folder, _ = folder_of(tmp_path)
    path = tmp_path / "cifar-10-binary.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, arcname=folder.name)
    taken, whole = read_images(path, CONFIG), read_images(folder, CONFIG)
    assert (taken.images == whole.images).all() and taken.labels == whole.labels
    assert taken.given_part == whole.given_part


def test_damaged_files_are_named(tmp_path: Path) -> None:
    folder, records = folder_of(tmp_path)
    (folder / "data_batch_2.bin").write_bytes(records[1].tobytes()[:-5])
    with pytest.raises(InputError) as refused:
        read_images(folder, CONFIG)
    assert refused.value.code == "images.cifar_size" and refused.value.parameters["file"] == "data_batch_2.bin"
    records[1, 7, 0] = 10
    (folder / "data_batch_2.bin").write_bytes(records[1].tobytes())
    with pytest.raises(InputError) as refused:
        read_images(folder, CONFIG)
    assert refused.value.code == "images.cifar_label" and refused.value.parameters["record"] == 7


def test_names() -> None:
    assert cifar_part("data_batch_5.bin") == "train" and cifar_part("test_batch.bin") == "test"
    assert cifar_part("data.bin") == "" and is_cifar("batches.meta.txt") and not is_cifar("x.bin")

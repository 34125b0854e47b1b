"""Image folders inside tar archives: the same rows as from the folder, and archives that cannot be trusted."""

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.detect import detect
from lamina.data.images.archive import find_archive
from lamina.data.images.prepared import prepare_images
from lamina.data.images.reading import encode_images, read_images

CONFIG = RunConfig().data


def folder_of(root: Path, parts: tuple[str, ...] = ("train", "test")) -> Path:
    generator = np.random.default_rng(0)
    for part in parts:
        for name in ("ant", "bee"):
            (root / part / name).mkdir(parents=True)
            for number in range(3):
                pixels = generator.integers(0, 256, (10, 12, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(root / part / name / f"{number}.png")
    return root


def packed(folder: Path, path: Path, mode: str, inside: str = "set") -> Path:
    with tarfile.open(path, mode) as archive:
        archive.add(folder, arcname=inside)
    return path


@pytest.mark.parametrize(("suffix", "mode"), [(".tar", "w"), (".tar.gz", "w:gz"), (".tgz", "w:gz")])
def test_an_archive_reads_as_its_folder(tmp_path: Path, suffix: str, mode: str) -> None:
    folder = folder_of(tmp_path / "pictures")
    path = packed(folder, tmp_path / f"pictures{suffix}", mode)
    assert detect(path, CONFIG).form == "archive" and detect(path, CONFIG).name == "pictures"
    whole, taken = read_images(folder, CONFIG), read_images(path, CONFIG)
    order = [taken.row_names.index(f"set/{name}") for name in whole.row_names]
    assert torch.equal(taken.images[order], whole.images)
    assert [taken.labels[i] for i in order] == whole.labels and taken.classes == whole.classes
    assert taken.given_part is not None and whole.given_part is not None
    assert [taken.given_part[i] for i in order] == whole.given_part


def test_an_archive_without_parts_or_outer_folder(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "pictures", ("",))
    images = read_images(packed(folder, tmp_path / "p.tar.gz", "w:gz", ""), CONFIG)
    assert images.classes == ("ant", "bee") and images.given_part is None and len(images) == 6


def test_prediction_needs_no_classes(tmp_path: Path) -> None:
    spec = prepare_images(read_images(folder_of(tmp_path / "a"), CONFIG), RunConfig()).spec
    flat = tmp_path / "flat"
    flat.mkdir()
    Image.new("RGB", (12, 10), (9, 9, 9)).save(flat / "x.png")
    path = packed(flat, tmp_path / "flat.tar", "w", "")
    assert encode_images(path, spec).row_names == ["x.png"]
    with pytest.raises(InputError) as refused:
        read_images(path, CONFIG)
    assert refused.value.code == "images.flat_folder"


def added(path: Path, name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, target: str = "") -> None:
    with tarfile.open(path, "a") as archive:
        member = tarfile.TarInfo(name)
        member.size, member.type, member.linkname = len(data), kind, target
        archive.addfile(member, io.BytesIO(data))


@pytest.mark.parametrize("name", ["../evil.png", "/etc/evil.png", "a/../../evil.png", "a\\..\\evil.png"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    path = packed(folder_of(tmp_path / "p"), tmp_path / "p.tar", "w")
    added(path, name)
    with pytest.raises(InputError) as refused:
        find_archive(path, need_labels=True)
    assert refused.value.code == "images.archive_unsafe" and refused.value.parameters["name"] == name


def test_links_and_other_files_are_not_followed(tmp_path: Path) -> None:
    path = packed(folder_of(tmp_path / "p"), tmp_path / "p.tar", "w")
    added(path, "set/train/ant/link.png", kind=tarfile.SYMTYPE, target="/etc/passwd")
    added(path, "set/train/ant/notes.txt", b"hello")
    added(path, "set/train/ant/broken.png", b"not an image")
    added(path, "set/train/ant/empty.png")
    images = read_images(path, CONFIG)
    assert len(images) == 12
    assert dict(images.quarantined) == {
        "set/train/ant/broken.png": "not_image", "set/train/ant/empty.png": "empty"
    }  # fmt: skip
    assert any(note.code == "images.ignored_files" and note.parameters["count"] == 2 for note in images.notes)


@pytest.mark.parametrize("damage", ["cut", "noise", "no tar"])
def test_a_damaged_archive_is_one_sentence(tmp_path: Path, damage: str) -> None:
    path = packed(folder_of(tmp_path / "p"), tmp_path / "p.tar.gz", "w:gz")
    data = bytearray(path.read_bytes())
    if damage == "noise":
        data[200:260] = bytes(60)
    path.write_bytes({"cut": data[: len(data) // 2], "noise": data, "no tar": b"hello" * 300}[damage])
    with pytest.raises(InputError) as refused:
        read_images(path, CONFIG)
    assert refused.value.code == "images.unreadable"


def test_an_archive_without_images(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "e.tar", "w"):
        pass
    with pytest.raises(InputError) as refused:
        read_images(tmp_path / "e.tar", CONFIG)
    assert refused.value.code == "images.none_in_folder"

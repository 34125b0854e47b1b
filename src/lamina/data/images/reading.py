"""Images of any source as one uint8 tensor at the network's size, with labels by name: for training and for answers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor

from lamina.core.config import DataConfig, RunConfig
from lamina.core.errors import InputError
from lamina.core.files import fingerprint
from lamina.core.records import Note
from lamina.core.spec import DataSpec, ImageSpec
from lamina.data.images.arrays import one_image
from lamina.data.images.brightness import brightness_flags
from lamina.data.images.crops import larger_image
from lamina.data.images.flags import image_flags, size_notes
from lamina.data.images.found import FoundImages, Label
from lamina.data.images.labels import are_numbers, class_name, class_names, to_numbers
from lamina.data.images.load import LoadedImages, load_pixels, mode_counts, size_counts
from lamina.data.images.source import find_images, source_name
from lamina.data.row_names import image_names
from lamina.data.tables.encoded import Encoded

T = TypeVar("T")


@dataclass(frozen=True)
class ImageSet:
    """All usable images of a source with their labels; row r of each list is images[r].

    images: (n, H, W, C) uint8 at the network's size. labels: names of classes, or numbers when `classes` is empty.
    given_part: "train", "validation", "test", or None where the source gives no parts. sizes and modes count the
    images as they came. quarantined: (name, reason) of unusable files. target: what the label is called.
    """

    name: str
    source: str
    images: Tensor
    labels: list[str] | list[float]
    classes: tuple[str, ...]
    given_part: list[str] | None
    row_names: list[str]
    image: ImageSpec
    notes: tuple[Note, ...]
    paths: list[Path]
    fingerprint: str
    quarantined: tuple[tuple[str, str], ...] = ()
    group: list[str] | None = None
    guessed: bool = False  # whole numbers: classes or not was a guess
    sizes: dict[str, int] | None = None
    modes: dict[str, int] | None = None
    target: str = "label"

    def __len__(self) -> int:
        return len(self.row_names)


def read_images(
    source: Any,
    config: DataConfig,
    *,
    size: tuple[int, int] | None = None,
    channels: int | None = None,
    image: ImageSpec | None = None,
) -> ImageSet:
    """Images and labels of a source: folder per class, CSV or data frame of paths, list, IDX, .npz, arrays, "digits".

    size: (height, width) of the network's image, None: the data's own or a sensible one; `config.image_size` wins.
    channels: 1, 3 or None: 1 if all images are grey. image: what to read them as, so that nothing is
    chosen. Each file is decoded once; broken ones are left out by name.
    Raises InputError when there is no usable image, no label, or the source contradicts itself.
    """
    found = find_images(source, config, need_labels=True)
    from_array = not any(isinstance(block.pixels, list) for block in found)
    loaded = load_pixels(found, config, size=size, channels=channels, spec=image)
    found = [replace(block, pixels=[]) for block in found]  # frees the memory of arrays read from files
    labels = _kept([block.labels for block in found], loaded, "")
    names = _kept([block.names for block in found], loaded, "")
    part = _kept([block.part for block in found], loaded, "train") if any(block.part for block in found) else None
    group = _kept([block.group for block in found], loaded, "") if any(block.group for block in found) else None
    certain = any(block.named for block in found)
    numeric = not certain and are_numbers(labels, from_array=from_array)
    shown: list[str] | list[float] = to_numbers(labels, names) if numeric else [class_name(label) for label in labels]
    columns = next((note for block in found for note in block.notes if note.code == "images.columns"), None)
    return ImageSet(
        name=_short_name(source), source=source_name(source), images=loaded.images, labels=shown,
        classes=() if numeric else class_names(labels), given_part=part, row_names=names, image=loaded.image,
        notes=(*(note for block in found for note in block.notes), *loaded.notes),
        paths=[path for block in found for path in block.paths],
        fingerprint=_fingerprint(found, loaded, names, labels, part), quarantined=loaded.quarantined, group=group,
        guessed=not certain and _whole_numbers(labels), sizes=size_counts(loaded.headers), modes=mode_counts(loaded.headers),
        target=str(columns.parameters["label"]) if columns else "label",
    )  # fmt: skip


def encode_images(source: Any, spec: DataSpec, config: DataConfig | None = None, crops: int = 1) -> Encoded:
    """Images for prediction, converted exactly as in training: one file, a list, a folder, arrays, opened images.

    -> inputs {"images": (n, H, W, C) uint8}, names of the files, and the target where the source has labels
    (an unknown class is -1). crops: views that are to be cut from each image (data.crops), larger where they need it.
    A single array (H, W) is one image. flags: images that are not like those of training (see `image_flags`). Raises InputError when none is usable.
    """
    if spec.image is None:
        raise InputError("images.not_an_image_model")
    settings = config or RunConfig().data
    source, alone = one_image(source, spec.image.channels)
    found = find_images(source, settings, need_labels=False)
    wanted = larger_image(spec.image, crops)
    loaded = load_pixels(found, settings, spec=wanted)
    names = _kept([block.names for block in found], loaded, "")
    target, notes = None, []
    if all(block.labels is not None for block in found):
        target, notes = _target(_kept([block.labels for block in found], loaded, ""), spec)
    told = (*alone, *(note for block in found for note in block.notes), *loaded.notes, *notes)
    told = (*told, *size_notes(loaded.headers, spec.image))
    flags = image_flags(loaded.headers, spec.image)
    for row, found_here in brightness_flags(loaded.images, wanted, spec.brightness).items():
        flags.setdefault(row, []).extend(found_here)
    return Encoded({"images": loaded.images}, image_names(names), target, told, flags)


def _kept(values: Sequence[Sequence[T] | None], loaded: LoadedImages, empty: T) -> list[T]:
    """Values of the usable images, block after block."""
    taken = ((values[b], row) for b, row in loaded.places)
    return [empty if block is None else block[row] for block, row in taken]


def _target(labels: list[Label], spec: DataSpec) -> tuple[Tensor | None, list[Note]]:
    if spec.task == "regress":
        try:
            numbers = [float("nan") if label == "" else float(label) for label in labels]
        except ValueError:
            return None, []
        return torch.tensor(numbers, dtype=torch.float64)[:, None], []
    index = {name: position for position, name in enumerate(spec.classes)}
    codes = [index.get(class_name(label), -1) for label in labels]
    unknown = sorted({class_name(label) for label, code in zip(labels, codes, strict=True) if code < 0})
    if len(unknown) == len({class_name(label) for label in labels}):  # folders of something else, not classes
        return None, [
            Note(code="images.labels_unused", parameters={"names": unknown[:10], "known": list(spec.classes[:10])})
        ]
    told = {"names": unknown, "images": codes.count(-1), "known": list(spec.classes[:10])}
    notes = [Note(code="images.unknown_classes", parameters=told)] if unknown else []
    return torch.tensor(codes, dtype=torch.int64), notes


def _fingerprint(
    found: Sequence[FoundImages], loaded: LoadedImages, names: list[str], labels: list[Label], part: list[str] | None
) -> str:
    """sha256 over the files, or over the pixels where there are none, and over names, labels and parts."""
    paths = [path for block in found for path in dict.fromkeys(block.paths) if path.is_file()]
    digest = hashlib.sha256(fingerprint(paths).encode() if paths else loaded.images.numpy().tobytes())
    for row, (name, label) in enumerate(zip(names, labels, strict=True)):
        digest.update(f"{name}\0{label}\0{part[row] if part else ''}\n".encode())
    return digest.hexdigest()


def _whole_numbers(labels: Sequence[Label]) -> bool:
    try:
        return all(float(label).is_integer() for label in labels)
    except ValueError:
        return False


def _short_name(source: Any) -> str:
    if not isinstance(source, (str, Path)):
        return "images"
    path = Path(source).expanduser()
    return (path.resolve() if path.name in ("", "..") else path).name.split(".")[0] or "images"

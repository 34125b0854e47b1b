"""What a source of images is, and which reader takes it: file, folder, list, data frame, arrays, built-in digits."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.files import missing
from lamina.data import samples
from lamina.data.images.archive import find_archive
from lamina.data.images.arrays import find_arrays, find_npz
from lamina.data.images.cifar import cifar_part, find_cifar_path
from lamina.data.images.folder import find_flat, find_folder, has_class_folders
from lamina.data.images.found import FoundImages
from lamina.data.images.idx import find_idx_file, find_idx_folder
from lamina.data.images.listed import find_csv, find_frame, find_listed
from lamina.data.suffixes import TEXT_SUFFIXES, is_archive, is_idx, is_image_name


def source_name(source: Any) -> str:
    """What the source is called: a path as given, a built-in set, or its type."""
    return str(source) if isinstance(source, (str, Path)) else type(source).__name__


def find_images(source: Any, config: DataConfig, *, need_labels: bool) -> list[FoundImages]:
    """Where the images of a source lie, block by block, with those of `config.validation_data` and `.test_data`.

    Raises InputError where there is none, or where labels are needed and missing.
    """
    found = _find(source, config, need_labels=need_labels)
    for place, part in ((config.validation_data, "validation"), (config.test_data, "test")):
        if place and need_labels:
            found = [block if block.part else block.in_part("train") for block in found]
            found += [block.in_part(part) for block in _find(place, config, need_labels=True)]
    if need_labels and any(block.labels is None for block in found):
        raise InputError("images.no_labels", source=source_name(source))
    return found


def _find(source: Any, config: DataConfig, *, need_labels: bool) -> list[FoundImages]:
    if isinstance(source, (str, Path)):
        if str(source) == "digits" and not Path(source).exists():
            return [_digits(config)]
        return _find_path(Path(source).expanduser(), config, need_labels=need_labels)
    if isinstance(source, (np.ndarray, torch.Tensor)):
        return [find_arrays(source, None, config)]
    if isinstance(source, Image.Image):
        return _find_sequence([source], config)
    if isinstance(source, dict):
        return [find_frame(source, config, need_labels=need_labels)]
    if hasattr(source, "columns"):
        return [find_frame(source, config, need_labels=need_labels)]
    if isinstance(source, Sequence) and len(source):
        return _find_sequence(source, config)
    raise InputError("images.unknown_source", type=type(source).__name__)


def _find_path(path: Path, config: DataConfig, *, need_labels: bool) -> list[FoundImages]:
    if path.is_dir():
        if any(cifar_part(inside.name) for inside in path.iterdir() if inside.is_file()):
            return find_cifar_path(path)
        if any(is_idx(inside.name) for inside in path.iterdir() if inside.is_file()):
            return find_idx_folder(path, need_labels=need_labels)
        return [find_folder(path) if need_labels or has_class_folders(path) else find_flat(path)]
    if not path.exists():
        raise missing(path)
    if is_archive(path.name):
        return find_archive(path, need_labels=need_labels)
    if cifar_part(path.name):
        return find_cifar_path(path)
    if path.suffix.lower() in (".npz", ".npy"):
        return find_npz(path, config)
    if path.suffix.lower() in TEXT_SUFFIXES:
        return [find_csv(path, config, need_labels=need_labels)]
    if is_image_name(path.name) and not need_labels:
        return [find_listed([path], None)]
    if is_image_name(path.name):
        raise InputError("images.one_file", path=str(path))
    return [find_idx_file(path, need_labels=need_labels)]


def _find_sequence(source: Sequence[Any], config: DataConfig) -> list[FoundImages]:
    """(images, labels); [(path, label), ...]; [paths, labels]; [path, ...]; a list of arrays or opened images."""
    first = source[0]
    if len(source) == 2 and isinstance(first, (np.ndarray, torch.Tensor)) and first.ndim >= 3:
        return [find_arrays(first, source[1], config)]
    if isinstance(first, Image.Image):
        return [_opened(source)]
    if isinstance(first, (np.ndarray, torch.Tensor)):
        return [find_arrays(np.stack([np.asarray(one) for one in source]), None, config)]
    if len(source) == 2 and _are_paths(first) and not _are_paths(source[1]) and _is_list(source[1]):
        return [find_listed(first, source[1])]
    if all(isinstance(one, (str, Path)) for one in source):
        return [find_listed(source, None)]
    if all(_is_list(one) and len(one) == 2 and isinstance(one[0], (str, Path)) for one in source):
        return [find_listed([path for path, _ in source], [label for _, label in source])]
    raise InputError("images.unknown_source", type=f"{type(source).__name__} of {type(first).__name__}")


def _opened(images: Sequence[Image.Image]) -> FoundImages:
    names = [str(getattr(image, "filename", "")) or f"image {position}" for position, image in enumerate(images)]
    return FoundImages(list(images), names)


def _digits(config: DataConfig) -> FoundImages:
    images, labels, classes = samples.digits()
    found = find_arrays(images, [classes[label] for label in np.asarray(labels).tolist()], replace_layout(config))
    return replace(found, named=True, notes=())


def replace_layout(config: DataConfig) -> DataConfig:
    """The built-in digits are uint8 (n, 8, 8) whatever the options for the user's arrays say."""
    return config.model_copy(update={"layout": "auto", "pixel_range": "255"})


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple, np.ndarray, torch.Tensor))


def _are_paths(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(
        isinstance(one, (str, Path)) and is_image_name(Path(one).name) for one in value
    )

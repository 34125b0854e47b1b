"""Arrays and tensors of images, and .npz files: the order of the axes and the range of the pixels, guessed and said."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.images.found import FoundImages, Label
from lamina.data.npz import npz_parts

_CHANNELS = (1, 3, 4)
_CHUNK = 2**22  # values converted in one go


def to_array(values: Any) -> NDArray[Any]:
    """A NumPy view of a tensor, array or nested list, on the CPU. Raises InputError for ragged lists."""
    if isinstance(values, torch.Tensor):
        values = values.detach().cpu()
        return (values.float() if values.dtype in (torch.bfloat16, torch.float16) else values).resolve_neg().numpy()
    try:
        return np.asarray(values)
    except ValueError as error:
        raise InputError("images.array_ragged", reason=str(error)) from None


def find_arrays(images: Any, labels: Any, config: DataConfig, *, prefix: str = "") -> FoundImages:
    """Images (N,H,W), (N,C,H,W) or (N,H,W,C) with labels (N,), (N,1) or None -> FoundImages with uint8 pixels.

    Axes and range as `config.layout` and `config.pixel_range` say, else guessed and said in a note.
    Raises InputError for other shapes, NaN, values out of range, and labels that are not as many as the images.
    """
    array = to_array(images)
    array, notes = _channels_last(array, config.layout, prefers_first=isinstance(images, torch.Tensor))
    pixels, range_notes = _to_bytes(array, config.pixel_range)
    names = [f"{prefix}{position}" for position in range(len(pixels))]
    values = None if labels is None else _labels(labels, len(pixels))
    return FoundImages(pixels, names, values, notes=(*notes, *range_notes))


def one_image(source: Any, channels: int) -> tuple[Any, list[Note]]:
    """A single image (H, W), (H, W, 3 or 4) or, for a network of 3 channels, a tensor (3, H, W), as a batch of one.

    Anything else comes back as it is. A batch of grey images 3 or 4 pixels wide is written (N, H, W, 1).
    """
    if not isinstance(source, (np.ndarray, torch.Tensor)) or source.ndim not in (2, 3) or 0 in source.shape:
        return source, []
    shape = tuple(source.shape)
    last = len(shape) == 3 and shape[2] in (3, 4) and min(shape[:2]) > 4
    first = len(shape) == 3 and shape[0] == channels == 3 and isinstance(source, torch.Tensor) and not last
    if not (len(shape) == 2 or last or first):
        return source, []
    told = {"shape": "x".join(map(str, shape))}
    return source[None], [Note(code="images.one_array", parameters=told)]


def find_npz(path: Path, config: DataConfig) -> list[FoundImages]:
    """Images of an .npz file: x_train/y_train, x_test/y_test ..., or images/labels; or of one array in .npy."""
    if path.suffix.lower() == ".npy":
        try:
            return [replace(find_arrays(np.load(path, allow_pickle=False), None, config), paths=[path])]
        except (OSError, ValueError, EOFError) as error:
            raise (
                error
                if isinstance(error, InputError)
                else InputError("images.unreadable", path=str(path), reason=str(error))
            ) from None
    parts = npz_parts(path)
    found = []
    for part, (images, labels) in parts.items():
        one = replace(find_arrays(images, labels, config, prefix=f"{part}/" if len(parts) > 1 else ""), paths=[path])
        found.append(one.in_part(part) if len(parts) > 1 else one)
    return found


def _channels_last(array: NDArray[Any], layout: str, prefers_first: bool) -> tuple[NDArray[Any], list[Note]]:
    """(N,H,W), (N,C,H,W) or (N,H,W,C) -> (N,H,W,C), a view."""
    shape = "x".join(map(str, array.shape))
    if array.ndim not in (3, 4) or array.size == 0 or (layout != "auto" and len(layout) != array.ndim):
        raise InputError("images.array_shape", shape=shape, layout=layout)
    if array.ndim == 3:
        return array[..., None], []
    first, last = array.shape[1] in _CHANNELS, array.shape[3] in _CHANNELS
    guess = "nchw" if first and (prefers_first or not last) else "nhwc"
    wanted = guess if layout == "auto" else layout
    if not (first if wanted == "nchw" else last):
        raise InputError("images.array_channels", shape=shape, layout=wanted)
    notes = [Note(code="images.layout", parameters={"shape": shape, "layout": wanted})] if layout == "auto" else []
    return (array.transpose(0, 2, 3, 1) if wanted == "nchw" else array), notes


def _to_bytes(array: NDArray[Any], pixel_range: str) -> tuple[NDArray[np.uint8], list[Note]]:
    """Any numbers -> uint8 in 0..255. uint8 input in 0..255 is passed on as it is, not copied."""
    if array.dtype.kind not in "buif":
        raise InputError("images.array_type", type=str(array.dtype))
    low, high = array.min(), array.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        bad = int(np.argwhere(~np.isfinite(array))[0][0])
        raise InputError("images.array_not_finite", position=bad)
    top = (
        pixel_range
        if pixel_range != "auto"
        else ("1" if high <= 1 and (array.dtype.kind in "bf" or high > 0) else "255")
    )
    if low < 0 or high > int(top):
        raise InputError("images.array_range", low=float(low), high=float(high), range=top)
    told = Note(code="images.range", parameters={"low": float(low), "high": float(high), "range": top})
    notes = [told] if pixel_range == "auto" and (array.dtype != np.uint8 or top == "1") else []
    if array.dtype == np.uint8 and top == "255":
        return array, notes
    pixels = np.empty(array.shape, dtype=np.uint8)
    step = max(1, _CHUNK // max(1, array[0].size))
    for start in range(0, len(array), step):
        piece = array[start : start + step].astype(np.float64)
        pixels[start : start + step] = np.floor(piece * (255.0 if top == "1" else 1.0) + 0.5)
    return pixels, notes


def _labels(labels: Any, count: int) -> list[Label]:
    values = to_array(labels)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 1:
        raise InputError("images.labels_shape", shape="x".join(map(str, values.shape)), images=count)
    if len(values) != count:
        raise InputError("images.labels_count", labels=len(values), images=count)
    if values.dtype.kind == "S":
        return [value.decode("utf-8", "replace") for value in values.tolist()]
    return [value if isinstance(value, (str, int, float)) else str(value) for value in values.tolist()]

"""Images that are nearly the same in two parts: re-coded, re-sized or slightly cropped copies that leak the answer.

Each image becomes a grey thumbnail (16x16, area means) less the training images' mean thumbnail. Hyperplanes drawn
at random give it a code of bits (SimHash, Charikar 2002); images that agree in one of four bands of bits are
candidates; a candidate is a twin when the thumbnails themselves differ little. The cost grows with the images,
not with their pairs: of each bucket only a few candidates are looked at.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from lamina.core.batch import Part
from lamina.core.rows import Rows, Values
from lamina.core.seed import generator
from lamina.data.images.fit import middle

NEAR = 0.02  # twins: root mean square difference of the thumbnails at most this share of white
ALIKE = 0.995  # and at least this correlation with the mean image taken off (flat images are all near each other)
MOST = 100_000  # images of a part looked at
_SIDE = 16
_BANDS, _BITS = 4, 18
_LOOKED_AT = 12  # candidates compared in a bucket
_CHUNK = 2**20  # pixels made grey at once
_ROWS = 2_048  # thumbnails in float32 at once: all of them wait in float16, which is exact to 0.0003 of white


@dataclass(frozen=True)
class Twins:
    """Images of a held-out part with a near, not equal, twin in training; pairs of row ids (training, held out).

    looked_at of `images` were compared with compared_with of `train_images`: fewer where a part is very large.
    """

    near: int
    looked_at: int
    images: int
    compared_with: int
    train_images: int
    pairs: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class _Looked:
    """The images of a part that are looked at: raw (m, H, W, C), thumbnails, codes by band, row ids; rows of the part."""

    images: Values
    thumbs: Tensor
    keys: Tensor
    row_ids: Tensor
    rows: int


def near_twins(parts: dict[str, Part], size: tuple[int, int] | None = None, most_pairs: int = 5) -> dict[str, Twins]:
    """Held-out part -> its images with a twin in the training part, exact copies left out.

    size: (height, width) of the picture inside the zeros that images were padded with, so that padding changes
    nothing. Of a part with more than MOST images every second, third ... is looked at.
    """
    raw = {name: _middle(_every(part.inputs["images"]), size) for name, part in parts.items()}
    thumbs = {name: thumbnails(images) for name, images in raw.items()}
    mean = torch.stack([chunk.sum(dim=0, dtype=torch.float32) for chunk in thumbs["train"].split(_ROWS)]).sum(dim=0)
    mean /= len(thumbs["train"])
    looked = {
        name: _Looked(
            raw[name],
            values,
            _band_keys(values, mean),
            parts[name].row_ids[:: _step(len(parts[name]))],
            len(parts[name]),
        )
        for name, values in thumbs.items()
    }
    return {name: _between(looked["train"], looked[name], mean, most_pairs) for name in parts if name != "train"}


def _every(images: Values) -> Values:
    step = _step(len(images))
    return images.every(step) if isinstance(images, Rows) else images[::step]


def _step(rows: int) -> int:
    return max(1, -(-rows // MOST))


def _middle(images: Values, size: tuple[int, int] | None) -> Values:
    """(n, H, W, C) -> (n, height, width, C): the picture without the zeros around it, a view."""
    if size is not None and isinstance(images, Rows):
        return Rows(torch.from_numpy(middle(images.base.numpy(), *size)), images.positions)
    return images if size is None or isinstance(images, Rows) else torch.from_numpy(middle(images.numpy(), *size))


def image_keys(images: Values) -> NDArray[np.uint64]:
    """A hash of each image's pixels, whatever its label. images: (n, H, W, C) uint8 -> (n,)."""
    step = max(1, _CHUNK // max(1, images[0].numel()))
    pieces = (piece.contiguous().numpy().reshape(len(piece), -1) for piece in images.split(step))
    digests = b"".join(hashlib.blake2b(row.data, digest_size=8).digest() for piece in pieces for row in piece)
    return np.frombuffer(digests, dtype=np.uint64)


def thumbnails(images: Values) -> Tensor:
    """images (n, H, W, C) uint8 -> grey area means (n, 256) float16 in 0..1."""
    step = max(1, _CHUNK // max(1, images[0].numel()))
    small = torch.empty(len(images), _SIDE * _SIDE, dtype=torch.float16)
    for start in range(0, len(images), step):
        chunk = images[start : start + step]
        grey = chunk.to(torch.float32).mean(dim=3).unsqueeze(1) / 255.0
        small[start : start + step] = functional.adaptive_avg_pool2d(grey, (_SIDE, _SIDE)).flatten(1)
    return small


def _band_keys(thumbs: Tensor, mean: Tensor) -> Tensor:
    """(n, 256) -> (n, bands) int64: the sides of random hyperplanes, packed into one number a band."""
    planes = torch.randn(thumbs.shape[1], _BANDS * _BITS, generator=generator(0, "twins"))
    places = torch.arange(_BITS)
    keys = [
        (((chunk.float() - mean) @ planes > 0).to(torch.int64).view(-1, _BANDS, _BITS) << places).sum(dim=2)
        for chunk in thumbs.split(_ROWS)
    ]
    return torch.cat(keys)


def _between(train: _Looked, held: _Looked, mean: Tensor, most_pairs: int) -> Twins:
    """Twins of held-out images among training images: a bucket of each band after the other."""
    twin = torch.full((len(held.row_ids),), -1, dtype=torch.int64)
    for band in range(_BANDS):
        order = train.keys[:, band].argsort(stable=True)
        sorted_keys, wanted = train.keys[order, band].contiguous(), held.keys[:, band].contiguous()
        start = torch.searchsorted(sorted_keys, wanted)
        end = torch.searchsorted(sorted_keys, wanted, right=True)
        for offset in range(_LOOKED_AT):
            rows = torch.nonzero((start + offset < end) & (twin < 0)).flatten()
            if not len(rows):
                break
            other = order[start[rows] + offset]
            close = _close(train.thumbs, held.thumbs, other, rows, mean)
            other, rows = other[close], rows[close]
            differ = ~_equal(train.images, held.images, other, rows)
            twin[rows[differ]] = other[differ]
    rows = torch.nonzero(twin >= 0).flatten()
    first = rows[:most_pairs]
    pairs = tuple(zip(train.row_ids[twin[first]].tolist(), held.row_ids[first].tolist(), strict=True))
    return Twins(len(rows), len(held.row_ids), held.rows, len(train.row_ids), train.rows, pairs)


def _close(train: Tensor, held: Tensor, other: Tensor, rows: Tensor, mean: Tensor) -> Tensor:
    """Thumbnails and the candidates' positions in them -> (m,): near in value and alike in shape."""
    close = []
    for i, j in zip(other.split(_ROWS), rows.split(_ROWS), strict=True):
        a, b = train[i].float() - mean, held[j].float() - mean
        near = (a - b).square().mean(dim=1).sqrt() <= NEAR
        close.append(near & (functional.cosine_similarity(a, b, dim=1) >= ALIKE))
    return torch.cat(close)


def _equal(train: Values, held: Values, other: Tensor, rows: Tensor) -> Tensor:
    """(m,): exact copies, which are counted elsewhere."""
    if not len(rows):
        return torch.zeros(0, dtype=torch.bool)
    pieces = zip(other.split(256), rows.split(256), strict=True)
    return torch.cat([(train[i] == held[j]).flatten(1).all(dim=1) for i, j in pieces])

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
from lamina.core.seed import generator

NEAR = 0.02  # twins: root mean square difference of the thumbnails at most this share of white
ALIKE = 0.995  # and at least this correlation with the mean image taken off (flat images are all near each other)
MOST = 100_000  # images of a part looked at
_SIDE = 16
_BANDS, _BITS = 4, 18
_LOOKED_AT = 12  # candidates compared in a bucket
_CHUNK = 2**22


@dataclass(frozen=True)
class Twins:
    """Images of a held-out part with a near, not equal, twin in training; pairs of row ids (training, held out)."""

    near: int
    looked_at: int
    pairs: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class _Looked:
    """The images of a part that are looked at: raw (m, H, W, C), centred thumbnails, codes by band, row ids."""

    images: Tensor
    centred: Tensor
    keys: Tensor
    row_ids: Tensor


def near_twins(parts: dict[str, Part], most_pairs: int = 5) -> dict[str, Twins]:
    """Held-out part -> its images with a twin in the training part, exact copies left out.

    Of a part with more than MOST images every second, third ... is looked at.
    """
    raw = {name: _every(part.inputs["images"]) for name, part in parts.items()}
    thumbs = {name: thumbnails(images) for name, images in raw.items()}
    mean = thumbs["train"].mean(dim=0)
    looked = {
        name: _Looked(raw[name], centred := values.sub_(mean), _band_keys(centred), _every(parts[name].row_ids))
        for name, values in thumbs.items()
    }
    return {name: _between(looked["train"], looked[name], most_pairs) for name in parts if name != "train"}


def _every(values: Tensor) -> Tensor:
    return values[:: -(-len(values) // MOST)] if len(values) > MOST else values


def image_keys(images: Tensor) -> NDArray[np.uint64]:
    """A hash of each image's pixels, whatever its label. images: (n, H, W, C) uint8 -> (n,)."""
    rows = images.contiguous().numpy().reshape(len(images), -1)
    digests = b"".join(hashlib.blake2b(row.data, digest_size=8).digest() for row in rows)
    return np.frombuffer(digests, dtype=np.uint64)


def thumbnails(images: Tensor) -> Tensor:
    """images (n, H, W, C) uint8 -> grey area means (n, 256) float32 in 0..1."""
    step = max(1, _CHUNK // max(1, images[0].numel()))
    small = []
    for chunk in images.split(step):
        grey = chunk.to(torch.float32).mean(dim=3).unsqueeze(1) / 255.0
        small.append(functional.adaptive_avg_pool2d(grey, (_SIDE, _SIDE)).flatten(1))
    return torch.cat(small)


def _band_keys(centred: Tensor) -> Tensor:
    """(n, 256) -> (n, bands) int64: the sides of random hyperplanes, packed into one number a band."""
    planes = torch.randn(centred.shape[1], _BANDS * _BITS, generator=generator(0, "twins"))
    bits = (centred @ planes > 0).to(torch.int64).view(-1, _BANDS, _BITS)
    return (bits << torch.arange(_BITS)).sum(dim=2)


def _between(train: _Looked, held: _Looked, most_pairs: int) -> Twins:
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
            close = _close(train.centred[other], held.centred[rows])
            other, rows = other[close], rows[close]
            differ = ~_equal(train.images, held.images, other, rows)
            twin[rows[differ]] = other[differ]
    rows = torch.nonzero(twin >= 0).flatten()
    first = rows[:most_pairs]
    pairs = zip(train.row_ids[twin[first]].tolist(), held.row_ids[first].tolist(), strict=True)
    return Twins(len(rows), len(held.row_ids), tuple(pairs))


def _close(a: Tensor, b: Tensor) -> Tensor:
    """(m, 256), (m, 256) -> (m,): near in value and alike in shape."""
    near = (a - b).square().mean(dim=1).sqrt() <= NEAR
    return near & (functional.cosine_similarity(a, b, dim=1) >= ALIKE)


def _equal(train: Tensor, held: Tensor, other: Tensor, rows: Tensor) -> Tensor:
    """(m,): exact copies, which are counted elsewhere."""
    if not len(rows):
        return torch.zeros(0, dtype=torch.bool)
    pieces = zip(other.split(256), rows.split(256), strict=True)
    return torch.cat([(train[i] == held[j]).flatten(1).all(dim=1) for i, j in pieces])

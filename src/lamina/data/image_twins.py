"""Images that are nearly the same in two parts: re-coded, re-sized or slightly cropped copies that leak the answer.

Each image becomes a grey thumbnail (16x16, area means) less the training images' mean thumbnail. Hyperplanes drawn
at random give it a code of bits (SimHash, Charikar 2002); images that agree in one of four bands of bits are
candidates; a candidate is a twin when the thumbnails themselves differ little. The cost grows with the images,
not with their pairs: of each bucket only a few candidates are looked at.
"""

from dataclasses import dataclass
from itertools import combinations

import torch
from torch import Tensor
from torch.nn import functional

from lamina.core.batch import Part
from lamina.core.seed import generator

NEAR = 0.02  # twins: root mean square difference of the thumbnails at most this share of white
ALIKE = 0.995  # and at least this correlation with the mean image taken off (flat images are all near each other)
_SIDE = 16
_BANDS, _BITS = 4, 18
_LOOKED_AT = 12  # candidates compared in a bucket
_CHUNK = 2**22


@dataclass(frozen=True)
class Twins:
    """Images of the second part with a near, not equal, twin in the first; pairs of row ids (first, second)."""

    near: int
    pairs: tuple[tuple[int, int], ...] = ()


def near_twins(parts: dict[str, Part], most_pairs: int = 5) -> dict[str, Twins]:
    """ "train/test" -> images of the test part that have a twin in the training part, exact copies left out."""
    thumbs = {name: thumbnails(part.inputs["images"]) for name, part in parts.items()}
    mean = thumbs["train"].mean(dim=0)
    centred = {name: values - mean for name, values in thumbs.items()}
    keys = {name: _band_keys(values) for name, values in centred.items()}
    return {
        f"{first}/{second}": _between(parts[first], parts[second], centred[first], centred[second], keys[first], keys[second], most_pairs)
        for first, second in combinations(parts, 2)
    }  # fmt: skip


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


def _between(
    first: Part, second: Part, here: Tensor, there: Tensor, here_keys: Tensor, there_keys: Tensor, most_pairs: int
) -> Twins:
    """Twins of the images `there` among the images `here`."""
    twin = torch.full((len(second),), -1, dtype=torch.int64)
    for band in range(_BANDS):
        order = here_keys[:, band].argsort(stable=True)
        sorted_keys = here_keys[order, band].contiguous()
        start = torch.searchsorted(sorted_keys, there_keys[:, band].contiguous())
        end = torch.searchsorted(sorted_keys, there_keys[:, band].contiguous(), right=True)
        for offset in range(_LOOKED_AT):
            rows = torch.nonzero((start + offset < end) & (twin < 0)).flatten()
            if not len(rows):
                break
            other = order[start[rows] + offset]
            close = _close(here[other], there[rows])
            other, rows = other[close], rows[close]
            differ = ~_equal(first, second, other, rows)
            twin[rows[differ]] = other[differ]
    rows = torch.nonzero(twin >= 0).flatten()
    pairs = zip(
        first.row_ids[twin[rows[:most_pairs]]].tolist(), second.row_ids[rows[:most_pairs]].tolist(), strict=True
    )
    return Twins(len(rows), tuple(pairs))


def _close(a: Tensor, b: Tensor) -> Tensor:
    """(m, 256), (m, 256) -> (m,): near in value and alike in shape."""
    near = (a - b).square().mean(dim=1).sqrt() <= NEAR
    return near & (functional.cosine_similarity(a, b, dim=1) >= ALIKE)


def _equal(first: Part, second: Part, other: Tensor, rows: Tensor) -> Tensor:
    """(m,): exact copies, which are counted elsewhere."""
    a, b = first.inputs["images"], second.inputs["images"]
    if not len(rows):
        return torch.zeros(0, dtype=torch.bool)
    pieces = zip(other.split(256), rows.split(256), strict=True)
    return torch.cat([(a[i] == b[j]).flatten(1).all(dim=1) for i, j in pieces])

"""Fingerprints of running text that do not depend on where it is cut: of every run of some tokens, one in eight kept.

Which ones are kept is decided by the fingerprint itself, so that the same run is kept wherever it stands (Manber 1994,
Finding similar files in a large file system).
"""

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.spec import TextSpec

RUN = {"characters": 48, "pieces": 16, "words": 12}  # tokens: shorter runs stand in any two texts
KEPT = 8  # one of so many
_FACTOR, _MIX_1, _MIX_2 = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)


def run_keys(stream: Tensor, text: TextSpec) -> NDArray[np.uint64]:
    """stream (n,) of ids -> fingerprints of its runs, in order, about (n - RUN) / 8 of them; none of a shorter text."""
    ids, length = stream.numpy().astype(np.uint64), RUN[text.tokens]
    count = len(ids) - length + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    keys = np.zeros(count, dtype=np.uint64)
    for place in range(length):
        keys = keys * _FACTOR + ids[place : place + count] + np.uint64(1)
    keys = (keys ^ (keys >> np.uint64(30))) * _MIX_1
    keys = (keys ^ (keys >> np.uint64(27))) * _MIX_2
    keys ^= keys >> np.uint64(31)
    return keys[keys % np.uint64(KEPT) == 0]

"""What views inside a network give: plain records, measured in `lens`, drawn in `report`."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Attribution:
    """How much each part of one input counts for one answer.

    values: as large as the input (of texts: one per token; of Grad-CAM: the layer's map laid over the input).
    answer: the network's number that is explained, f(x); total: sum of the values. expected: what the total must be
    where the method adds up (f(x) - f(baseline)), else None. change: 1 - rank correlation of the sizes with those of
    the same network with random weights: near 0 the picture says nothing of what was learned (Adebayo et al. 2018).
    """

    method: str
    values: Tensor
    answer: float
    total: float
    expected: float | None = None
    change: float | None = None
    layer: str = ""  # of Grad-CAM

    @property
    def residual(self) -> float | None:
        """How far the total is from what it must be, as a share of it; None where the method does not add up."""
        if self.expected is None:
            return None
        return abs(self.total - self.expected) / max(abs(self.expected), 1e-12)


@dataclass(frozen=True)
class Projection:
    """One unit of a map projected back to the input: what in this image excited it (Zeiler & Fergus 2014).

    row: of the images looked at; place: (i, j) of the unit in its map; value: its activation; image: (C, H, W) the
    projection, in the input's units; box: (top, left, bottom, right) of its receptive field within the input.
    """

    layer: str
    channel: int
    row: int
    place: tuple[int, int]
    value: float
    image: Tensor
    box: tuple[int, int, int, int]

"""What views inside a network give: plain records, measured in `lens`, drawn in `report`."""

import math
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class LayerSeen:
    """What a module gave for one row of input: output without B, of a module that ran several times each time.

    ends: of a stage of several modules, the one that the outputs are of.
    """

    name: str
    type: str
    outputs: tuple[Tensor, ...]
    ends: str = ""


@dataclass(frozen=True)
class MapFacts:
    """A stage's maps over a few rows. shape: (C, H, W); zeros, broken (not finite): shares of values; dark, repeats: counts

    of channels.
    """

    name: str
    shape: tuple[int, ...]
    zeros: float
    dark: int
    repeats: int
    broken: float = 0.0


@dataclass(frozen=True)
class Filters:
    """The filters of the first convolution, and which spatial frequencies they let through.

    weights: (K, C, h, w). shares: (K, 3), of each filter's energy the parts at low, middle and high frequencies (thirds
    of the way to 0.5 cycles a pixel). aliased: (K,), the part at frequencies that the layer's stride cannot keep
    (beyond 1 / (2 stride) cycles a pixel along an axis), which comes out as a false slower wave.
    """

    layer: str
    stride: tuple[int, int]
    weights: Tensor
    shares: Tensor
    aliased: Tensor

    @property
    def mean_shares(self) -> tuple[float, float, float]:
        """Of the filters' whole energy: low, middle, high."""
        energy = self.weights.double().flatten(1).square().sum(dim=1)
        low, middle, high = ((self.shares.double() * energy[:, None]).sum(dim=0) / energy.sum()).tolist()
        return low, middle, high

    @property
    def mean_aliased(self) -> float:
        """Of the filters' whole energy: what the stride cannot keep."""
        energy = self.weights.double().flatten(1).square().sum(dim=1)
        return float((self.aliased.double() * energy).sum() / energy.sum())


@dataclass(frozen=True)
class Movement:
    """How a network's layers move while its input is moved, in steps from nothing.

    kind: shift (pixels to the right), turn (degrees) or scale (times). distances: layer -> |A(moved) - A| / |A| at
    each amount, in the order in which layers run. answers: (steps, K) outputs of the network. before: pooling -> the
    same distances of what came into it.
    """

    kind: str
    amounts: tuple[float, ...]
    distances: dict[str, tuple[float, ...]]
    answers: Tensor
    before: dict[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """What a unit sees: theoretical box (top, left, bottom, right), and effective (H, W): mean size of its gradient."""

    layer: str
    place: tuple[int, int]
    box: tuple[int, int, int, int]
    effective: Tensor


@dataclass(frozen=True)
class AttentionSeen:
    """Weights of one attention for one row: (heads, Q, K), each query's sum 1 (0 where it may look at nothing).

    entropy: (heads,), mean over the queries in bits; reach: (heads,), mean distance |query - key| weighed by attention
    (of cross-attention, whose two sides count apart, None).
    """

    layer: str
    weights: Tensor
    entropy: Tensor
    reach: Tensor | None


@dataclass(frozen=True)
class PatchesSeen:
    """Attention of one layer over the patches of one image: weights (heads, T, T), T = patches (+ 1: the class token, first).

    grid: patches (down, across); size: pixels of one. looked: (heads, rows, columns), how much the class token (without
    one the mean of all patches) takes of each patch. distance: (heads,), mean pixels between a patch and where it looks.
    """

    layer: str
    weights: Tensor
    grid: tuple[int, int]
    size: tuple[int, int]
    looked: Tensor
    distance: Tensor

    @property
    def evenness(self) -> Tensor:
        """(heads,): entropy of what is taken of the patches, as a share of that of taking all alike, 0 .. 1."""
        share = self.looked.flatten(1) / self.looked.flatten(1).sum(dim=1, keepdim=True).clamp(min=1e-300)
        bits = -(share * share.clamp(min=1e-300).log2()).sum(dim=1)
        return bits / math.log2(share.shape[1])


@dataclass(frozen=True)
class HeadSeen:
    """What one head of an attention does for one row.

    does: even | itself | before | after | first | along | one | mixed (see lens.heads); share: of its attention that
    goes there. evenness: its entropy as a share of what looking at all alike would have, 0 (one key) .. 1. reach: as of
    AttentionSeen.
    """

    layer: str
    head: int
    does: str
    share: float
    evenness: float
    reach: float | None


@dataclass(frozen=True)
class Writing:
    """A text that was written token by token: the ids, the end mark included, and the attention of each step.

    steps: layer -> of each step (heads, K), how much of each key that there was then.
    """

    tokens: tuple[int, ...]
    steps: dict[str, tuple[Tensor, ...]]


@dataclass(frozen=True)
class GatesSeen:
    """Gates and states of one recurrent layer for one row: name ("0.forget", "0.reverse.hidden") -> (T, H)."""

    layer: str
    values: dict[str, Tensor]


@dataclass(frozen=True)
class Importance:
    """How much a score falls when one column of the held-out rows is shuffled (mean and standard deviation of repeats)."""

    column: str
    fall: float
    spread: float


@dataclass(frozen=True)
class Dependence:
    """The mean answer while one column is set to each value of a grid in all rows: (steps,) -> (steps, K)."""

    column: str
    grid: tuple[float, ...]
    answers: Tensor


@dataclass(frozen=True)
class WordMap:
    """Vectors laid on a plane by their two directions of largest variance: points (n, 2), share of the variance of each."""

    names: tuple[str, ...]
    points: Tensor
    shares: tuple[float, float]

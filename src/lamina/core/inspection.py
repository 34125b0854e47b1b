"""What an analysis of a network tells: a record per layer, and the totals. Measured in `lens`, drawn in `report`. No torch.

1 MAC (multiply-add) = 2 FLOPs. MACs are those of convolutions, dense layers, recurrence and attention; activations,
pooling and normalisation are not counted, as in the papers' tables.
"""

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lamina.core.records import Note

SHORTCUT = "downsample"  # what ResNets, and torchvision's keys, call the projection of a shortcut


@dataclass(frozen=True)
class Step:
    """One number explained: what it is (a code of the words), the formula with the numbers put in."""

    what: str
    formula: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)  # for steps that need a sentence


@dataclass(frozen=True)
class Reach:
    """Receptive field of a layer's units, per axis, in pixels of the input (Araujo, Norris & Sim 2019)."""

    size: tuple[int, ...]
    jump: tuple[int, ...]  # distance between the fields of two neighbours
    start: tuple[float, ...]  # centre of the first unit's field; the first pixel's centre is 0

    @property
    def text(self) -> str:
        """The size as people write it: 11x11."""
        return times(self.size)

    def box(self, place: tuple[int, int], sides: tuple[int, int]) -> tuple[int, int, int, int]:
        """(top, left, bottom, right) of the field of the unit at (i, j), cut at the edges of an image (H, W)."""
        edges = []
        for axis in (0, 1):
            centre, half = self.start[axis] + place[axis] * self.jump[axis], (self.size[axis] - 1) / 2
            edges.append((max(0, math.ceil(centre - half)), min(sides[axis], math.floor(centre + half) + 1)))
        (top, bottom), (left, right) = edges
        return top, left, bottom, right


@dataclass(frozen=True)
class Layer:
    """One layer, or one use of it: where a module runs twice, its parameters stand in the first row only."""

    name: str
    type: str
    settings: str = ""
    input_shapes: tuple[tuple[int, ...], ...] = ()  # for one row of input, without B
    output_shape: tuple[int, ...] = ()
    weights: int = 0
    biases: int = 0
    frozen: int = 0  # of weights and biases
    parameter_bytes: int = 0
    shared_with: str = ""  # the row that holds these parameters
    used: bool = True  # False: has parameters, but takes no part in this pass
    connections: int = 0  # each use of a weight or a bias at each position
    multiplications: int = 0
    additions: int = 0
    bias_additions: int = 0
    activation_bytes: int = 0  # of the output of one row; 0 where it is a view or written in place
    reach: Reach | None = None
    why: tuple[Step, ...] = ()

    @property
    def num_parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def trainable(self) -> int:
        """Parameters that training changes."""
        return self.num_parameters - self.frozen

    @property
    def macs(self) -> int:
        """Multiply-adds for one row of input."""
        return self.multiplications

    @property
    def flops(self) -> int:
        """2 x MACs: the bias addition stands in for the addition that a sum of n products does not need."""
        return 2 * self.multiplications


@dataclass(frozen=True)
class Memory:
    """Bytes by what they are for."""

    parameters: int
    buffers: int
    activations: int
    gradients: int = 0
    optimizer: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.parameters + self.buffers + self.activations + self.gradients + self.optimizer


@dataclass(frozen=True)
class Inspection:
    """A network's layers in the order in which they run, and totals for `batch_size` rows of input."""

    name: str
    input_shapes: tuple[tuple[int, ...], ...]
    output_shape: tuple[int, ...]
    rows: tuple[Layer, ...]
    batch_size: int
    inference: Memory
    training: Memory | None  # None where the network cannot run in training mode here
    optimizer: str
    notes: tuple[Note, ...] = ()

    @cached_property
    def num_parameters(self) -> int:
        """All parameters of the network, each counted once."""
        return sum(row.num_parameters for row in self.rows)

    @cached_property
    def num_weights(self) -> int:
        """Parameters that are no biases."""
        return sum(row.weights for row in self.rows)

    @cached_property
    def num_biases(self) -> int:
        """Biases."""
        return sum(row.biases for row in self.rows)

    @cached_property
    def num_trainable(self) -> int:
        """Parameters that training changes."""
        return sum(row.trainable for row in self.rows)

    @cached_property
    def num_frozen(self) -> int:
        """Parameters that training leaves alone."""
        return sum(row.frozen for row in self.rows)

    @cached_property
    def connections(self) -> int:
        """Each use of a weight or a bias, for one row of input."""
        return sum(row.connections for row in self.rows)

    @cached_property
    def macs(self) -> int:
        """Multiply-adds for one row of input (1 MAC = 2 FLOPs)."""
        return sum(row.macs for row in self.rows)

    @property
    def flops(self) -> int:
        """2 x MACs, for one row of input."""
        return 2 * self.macs

    @property
    def reach(self) -> Reach | None:
        """Receptive field of the last layer that has one; None where a layer with weights after it has none.

        Attention mixes patches in ways that are not followed: what came before it is not what the last layer sees.
        """
        for row in reversed(self.rows):
            if row.reach or row.macs:
                return row.reach
        return None

    @property
    def num_layers(self) -> int:
        """Layers with weights that multiply (convolutions, dense layers ...), as papers count depth."""
        return len({row.name for row in self.rows if row.macs})

    @property
    def num_projections(self) -> int:
        """Of these, the projections in shortcuts, which papers leave out: ResNet-18 has 18 layers and 3 projections."""
        return len({row.name for row in self.rows if row.macs and SHORTCUT in row.name.split(".")})


def times(numbers: tuple[int, ...]) -> str:
    """3x227x227."""
    return "x".join(str(number) for number in numbers)

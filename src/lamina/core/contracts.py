"""What floors ask of objects they did not make."""

from typing import NamedTuple, Protocol, runtime_checkable

from torch import Tensor

from lamina.core.batch import Batch


class Task(Protocol):
    """What is learned: turns the network's output and a batch into a loss and into counted metrics."""

    name: str
    divides: bool  # the loss of a batch is sum / weights (False: the plain sum, as in squared-error-sum)

    def loss(self, output: Tensor, batch: Batch) -> tuple[Tensor, Tensor | float]:
        """(sum of the rows' losses, sum of the rows' weights): sums, so that short batches and ranks weigh right."""
        ...

    def tally(self, output: Tensor, batch: Batch) -> Tensor:
        """Sums over the rows from which `metrics` is computed at the end of an epoch, (m,) float64 or float32."""
        ...

    def metrics(self, tally: Tensor) -> dict[str, float]:
        """Metrics of an epoch in raw units, from the added-up tallies: {"accuracy": 0.98} or {"rmse": 51.3}."""
        ...


@runtime_checkable
class ShownWhole(Protocol):
    """A module that an analysis shows as one layer, though it calls others."""

    shown_whole: bool


@runtime_checkable
class NotUndone(Protocol):
    """A normalisation that a deconvnet passes by on its way back."""

    not_undone: bool


@runtime_checkable
class WrittenPlainly(Protocol):
    """A module whose forward chooses among kernels; code that stands alone has the plain one of them."""

    written_as: dict[str, str]  # name of a method in the written code -> the method's name here


@runtime_checkable
class CountsConnections(Protocol):
    """A layer that states its connections, because its weights are not used as those of a usual layer."""

    def num_connections(self, *positions: int) -> int:
        """Connections for maps of this height and width: each use of a weight or a bias (LeCun et al. 1998)."""
        ...


class RowsGradient(NamedTuple):
    """The gradient of some rows of a table of weights; a row may stand there several times, and they add up."""

    table: Tensor  # (V, D)
    rows: Tensor  # (m,) int64
    gradient: Tensor  # (m, D)
    decisions: Tensor  # (m,) how many yes/no decisions each of them was summed over


class OwnGradient(NamedTuple):
    """What a network that differentiates itself gives for a batch. The gradient is that of the sum of the losses."""

    loss: Tensor  # sum over what was predicted
    predicted: Tensor  # how many that were
    changes: tuple[RowsGradient, ...]


@runtime_checkable
class DifferentiatesItself(Protocol):
    """A network whose step touches a few rows of large tables, and which knows their gradients by hand."""

    def own_gradient(self, inputs: dict[str, Tensor]) -> OwnGradient:
        """Loss and gradients for the inputs of a training batch."""
        ...

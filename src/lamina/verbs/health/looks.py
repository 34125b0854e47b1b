"""What a look at a training is, of a network that autograd differentiates and of one that differentiates itself."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from torch import Tensor, nn

from lamina.core.batch import Batch
from lamina.core.contracts import DifferentiatesItself, Task
from lamina.core.health import Reading
from lamina.lens.health import probe, remembered, update_ratios
from lamina.lens.look_size import Allowance, first_rows
from lamina.lens.table_health import TouchedRows, moved_rows, table_reading


class Look(Protocol):
    """Looks at a network before an update, and says afterwards what the update did."""

    has_order: bool  # whether the order of the rows is the batches' choice, so that it may be wrong

    def read(self, batch: Batch, epoch: int, step: int, rows: int | Allowance) -> Reading:
        """A reading on rows of the batch, as many as asked for or as fit in the time allowed."""
        ...

    def part(self, batch: Batch, reading: Reading) -> Batch:
        """What of the batch was looked at."""
        ...

    def remember(self) -> None:
        """Keep the weights that the next update changes."""
        ...

    def changes(self) -> dict[str, float]:
        """Layer -> how far the update moved its weights, by their size."""
        ...


def look_at(network: nn.Module, task: Task, autocast: Callable[[], AbstractContextManager[Any]] | None = None) -> Look:
    """The look that fits a network."""
    return _TableLook(network) if isinstance(network, DifferentiatesItself) else _LayerLook(network, task, autocast)


class _LayerLook:
    """An extra pass forward and back (lens.health)."""

    has_order = True

    def __init__(
        self, network: nn.Module, task: Task, autocast: Callable[[], AbstractContextManager[Any]] | None
    ) -> None:
        self.network, self.task, self.autocast = network, task, autocast
        self._before: dict[str, list[Tensor]] = {}

    def read(self, batch: Batch, epoch: int, step: int, rows: int | Allowance) -> Reading:
        arithmetic = None if self.autocast is None else self.autocast()
        return probe(self.network, batch, self.task, epoch=epoch, step=step, rows=rows, autocast=arithmetic)

    def part(self, batch: Batch, reading: Reading) -> Batch:
        return first_rows(batch, reading.rows)

    def remember(self) -> None:
        self._before = remembered(self.network)

    def changes(self) -> dict[str, float]:
        before, self._before = self._before, {}
        return update_ratios(self.network, before)


class _TableLook:
    """The network's own gradient of a whole batch (lens.table_health). The text is read in its own order."""

    has_order = False

    def __init__(self, network: nn.Module) -> None:
        self.network = network
        self._touched: dict[str, TouchedRows] = {}

    def read(self, batch: Batch, epoch: int, step: int, rows: int | Allowance) -> Reading:
        reading, self._touched = table_reading(self.network, batch, epoch=epoch, step=step)
        return reading

    def part(self, batch: Batch, reading: Reading) -> Batch:
        return batch

    def remember(self) -> None:
        """Kept by `read`."""

    def changes(self) -> dict[str, float]:
        touched, self._touched = self._touched, {}
        return moved_rows(touched)

"""One look at a training of tables of vectors, by a network that differentiates itself: word vectors.

There is nothing but the tables: no layers whose outputs could be watched. What is measured follows from the network's own
gradient of one batch: its loss, the gradient of each table, and how far the update moves the rows that the batch touches.
"""

import math
import time
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lamina.core.batch import Batch
from lamina.core.contracts import DifferentiatesItself, RowsGradient
from lamina.core.health import EmbeddingHealth, LayerHealth, Reading
from lamina.core.parallel import one_thread
from lamina.lens.moments import likeness


class TouchedRows(NamedTuple):
    """Rows (n,) of a table that a batch touches, and what they held (n, D), for `moved_rows`."""

    table: Tensor
    rows: Tensor
    before: Tensor


@torch.no_grad()
@one_thread()
def table_reading(
    network: nn.Module, batch: Batch, *, epoch: int = 0, step: int = 0
) -> tuple[Reading, dict[str, TouchedRows]]:
    """A reading, before the update that the batch brings about, and what this will change, by the name of the table.

    Gradients are those of the mean loss of a prediction. The network is left as it is, and nothing random is drawn.
    """
    assert isinstance(network, DifferentiatesItself)
    begin = time.perf_counter()
    found = network.own_gradient(batch.inputs)
    predicted = found.predicted.item() or 1.0
    touched, layers = {}, []
    for name, kind, table in _tables(network):
        changes = [change for change in found.changes if change.table is table]
        rows, gradient = _together(table, changes)
        touched[name] = TouchedRows(table, rows, table.index_select(0, rows))
        layers.append(_layer(name, kind, touched[name], float(gradient.norm()) / predicted))
    reading = Reading(
        epoch=epoch, step=step, rows=len(batch.row_ids), loss=found.loss.item() / predicted,
        gradient_norm=math.hypot(*(layer.weight_gradient_norm or 0.0 for layer in layers)), layers=tuple(layers),
        seconds=time.perf_counter() - begin,
    )  # fmt: skip
    return reading, touched


@torch.no_grad()
def moved_rows(touched: dict[str, TouchedRows]) -> dict[str, float]:
    """Table -> |weights now - before| / |before|, of the whole table: the rows that were not touched stayed."""
    ratios = {}
    for name, (table, rows, before) in touched.items():
        now = table.index_select(0, rows)
        moved, size = float((now - before).norm()), _size_before(table, now, before)
        ratios[name] = moved / size if size else (math.inf if moved else 0.0)
    return ratios


def _size_before(table: Tensor, now: Tensor, before: Tensor) -> float:
    """Norm of the whole table before some of its rows changed."""
    square = float(table.norm()) ** 2 - float(now.norm()) ** 2 + float(before.norm()) ** 2
    return math.sqrt(max(square, float(before.norm()) ** 2))


def _tables(network: nn.Module) -> list[tuple[str, str, Tensor]]:
    """(name, type, (V, D)) of each table of weights: a module's by the name of the module."""
    found = []
    for name, table in network.named_parameters():
        owner = name.rpartition(".")[0]
        kind = type(network.get_submodule(owner)).__name__ if owner else type(table).__name__
        found.append((owner or name, kind, table))
    return found


def _together(table: Tensor, changes: list[RowsGradient]) -> tuple[Tensor, Tensor]:
    """The rows that take part in a decision (n,), each once, and the gradient of each (n, D)."""
    if not changes:
        return table.new_zeros(0, dtype=torch.int64), table.new_zeros(0, table.shape[1])
    rows, places = torch.cat([change.rows for change in changes]).unique(return_inverse=True)
    gradient, decisions = table.new_zeros(len(rows), table.shape[1]), table.new_zeros(len(rows))
    for change, place in zip(changes, places.split([len(change.rows) for change in changes]), strict=True):
        gradient.index_add_(0, place, change.gradient)
        decisions.index_add_(0, place, change.decisions)
    taking = decisions > 0  # the padding takes part in none
    return rows[taking], gradient[taking]


def _layer(name: str, kind: str, touched: TouchedRows, gradient_norm: float) -> LayerHealth:
    table, rows, vectors = touched
    norm = float(table.norm())
    return LayerHealth(
        name=name, type=kind, units=len(table), parameters=table.numel(), weight_norm=norm,
        weight_rms=norm / math.sqrt(table.numel()), fan_in=table.shape[1], weight_gradient_norm=gradient_norm,
        finite_weights=math.isfinite(norm),
        embedding=EmbeddingHealth(rows=len(table), touched=len(rows), likeness=likeness(vectors) or 0.0),
    )  # fmt: skip

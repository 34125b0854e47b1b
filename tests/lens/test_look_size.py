"""Rows of a look: bounded by the size of the inputs, and by what a row costs."""

import time

import torch
from torch import Tensor

from lamina.core.batch import Batch
from lamina.lens.look_size import bounded_rows, first_rows, fitting_rows


def batch(rows: int, *shape: int) -> Batch:
    return Batch({"x": torch.zeros(rows, *shape)}, torch.arange(rows), torch.ones(rows), torch.arange(rows))


def test_first_rows_keep_what_belongs_to_them() -> None:
    few = first_rows(batch(9, 2), 4)
    assert few.inputs["x"].shape == (4, 2) and few.row_ids.tolist() == [0, 1, 2, 3]
    assert few.weight is not None and len(few.weight) == len(few.target) == 4


def test_large_rows_are_fewer() -> None:
    assert [bounded_rows(batch(2, *shape)) for shape in ((3,), (3, 64, 64), (3, 500, 500))] == [64, 21, 16]


def test_a_slow_network_is_looked_at_with_fewer_rows() -> None:
    seen: list[float] = []

    def forward(few: Batch) -> Tensor:
        end = time.process_time() + 0.004
        while time.process_time() < end:
            pass
        return few.inputs["x"]

    def allowance(row: float) -> float:
        seen.append(row)
        return 6 * 20 * row  # six ways forward of twenty rows

    assert fitting_rows(forward, batch(100, 3), allowance) == 20
    assert 0.001 <= seen[0] < 0.01
    assert fitting_rows(forward, batch(100, 3), lambda row: 0.0) == 4
    assert fitting_rows(forward, batch(100, 3), lambda row: 1e9) == 64

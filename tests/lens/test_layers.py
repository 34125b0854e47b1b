"""Rows: what is a layer, what is counted where."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.inspection import Inspection
from lamina.lens.inspect import inspect_module


def inspected(network: nn.Module, *shape: int, dtype: torch.dtype = torch.float32) -> Inspection:
    return inspect_module(network, [(shape, dtype)], why=True)


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2, self.relu = nn.Conv2d(2, 2, 3, padding=1), nn.Conv2d(2, 2, 3, padding=1), nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.relu(self.conv2(self.relu(self.conv1(x))) + x)


def test_names_of_functions_stand_behind_their_module() -> None:
    rows = inspected(nn.Sequential(Residual(), Residual()), 2, 5, 5).rows
    assert [row.name for row in rows][:5] == ["0.conv1", "0.relu", "0.conv2", "0.add", "0.relu"]
    assert rows[3].type == "add" and rows[3].output_shape == (2, 5, 5) and rows[3].macs == 0


def test_a_module_that_runs_twice_holds_its_parameters_once_and_computes_twice() -> None:
    layer = nn.Linear(4, 4)
    found = inspected(nn.Sequential(layer, layer), 4)
    assert found.num_parameters == 20 and found.macs == 32
    assert [row.num_parameters for row in found.rows] == [20, 0] and found.rows[1].shared_with == "0"


class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(50, 16)
        self.bias = nn.Parameter(torch.zeros(50))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(self.embedding(x), self.embedding.weight, self.bias)


def test_tied_weights_are_counted_once() -> None:
    found = inspected(Tied(), 7, dtype=torch.int64)
    assert [(row.weights, row.biases, row.macs) for row in found.rows] == [(800, 0, 0), (0, 50, 7 * 16 * 50)]
    assert found.rows[1].shared_with == "embedding" and found.num_parameters == 850


def test_weights_biases_frozen_and_bytes() -> None:
    network = nn.Sequential(nn.Linear(4, 3), nn.LSTM(3, 2, batch_first=True).double())
    network[0].requires_grad_(False)
    first = inspected(network[0], 4).rows[0]
    assert (first.weights, first.biases, first.frozen, first.trainable, first.parameter_bytes) == (12, 3, 15, 0, 60)
    lstm = inspect_module(network[1], [((5, 3), torch.float64)]).rows[0]
    assert (lstm.weights, lstm.biases, lstm.parameter_bytes) == (8 * 3 + 8 * 2, 16, 8 * 56)


def test_parameters_that_take_no_part_stand_at_the_end() -> None:
    class Spare(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.spare, self.used = nn.Linear(3, 3), nn.Linear(2, 2)

        def forward(self, x: Tensor) -> Tensor:
            return self.used(x)

    found = inspected(Spare(), 2)
    assert [(row.name, row.used) for row in found.rows] == [("used", True), ("spare", False)]
    assert found.num_parameters == 18 and found.notes[0].parameters == {"parameters": 12, "used": 6}


def test_identity_and_bookkeeping_are_no_layers() -> None:
    class Talks(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.nothing, self.dense = nn.Identity(), nn.Linear(12, 2)

        def forward(self, x: Tensor) -> Tensor:
            rows = x.shape[0]
            x = x.permute(0, 2, 1).contiguous().permute(0, 2, 1)
            return self.nothing(self.dense(x.reshape(rows, -1)))

    assert [row.type for row in inspected(Talks(), 3, 4).rows][-1] == "Linear"
    assert "Identity" not in [row.type for row in inspected(Talks(), 3, 4).rows]


def test_connections_by_use_or_as_the_layer_states() -> None:
    class States(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.ones(2))

        def forward(self, x: Tensor) -> Tensor:
            return x * self.weight.view(-1, 1, 1)

        def num_connections(self, height: int, width: int) -> int:
            return 2 * height * width

    found = inspected(nn.Sequential(nn.Conv2d(1, 2, 3), States(), nn.AvgPool2d(2)), 1, 6, 6)
    assert [row.connections for row in found.rows] == [(9 + 1) * 2 * 16, 2 * 16, 0]

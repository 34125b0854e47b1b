"""Recurrent networks over windows: torch's own layer as reference, what a forecast may follow, export, refusals."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from lamina.blocks.recurrent import RecurrentLayer
from lamina.core.errors import InputError
from lamina.networks import catalog
from lamina.verbs.inspect import inspect

ONE_WAY = {"rnn": (nn.RNN, 1), "gru": (nn.GRU, 3), "lstm": (nn.LSTM, 4)}
BOTH_WAYS = {f"bi{name}": row for name, row in ONE_WAY.items()}
NAMES = [*ONE_WAY, *BOTH_WAYS]
FORECAST = {"in_features": 3, "num_classes": 8, "hidden_dim": 5, "window": 6, "target_columns": (2, 0)}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("num_layers", [1, 2])
def test_parameters_are_those_of_the_formula(name: str, num_layers: int) -> None:
    gates, directions = {**ONE_WAY, **BOTH_WAYS}[name][1], 2 if name in BOTH_WAYS else 1
    x, h, y = 8, 64, 5
    layer = directions * gates * (h * (x + h) + 2 * h)  # the biases twice, as torch has them
    second = directions * gates * (h * (directions * h + h) + 2 * h)
    head = y * (directions * h + 1)
    network = catalog.build(name, in_features=x, num_classes=y, hidden_dim=h, num_layers=num_layers)
    assert sum(p.numel() for p in network.parameters()) == layer + (num_layers - 1) * second + head


def test_the_lstm_of_the_papers_has_one_bias_for_each_gate() -> None:
    network = catalog.build("lstm", in_features=28, num_classes=10, hidden_dim=100)
    counted = sum(p.numel() for p in network.recurrent.parameters())
    assert counted - 4 * 100 == 4 * (100 * (28 + 100) + 100) == 51_600


@pytest.mark.parametrize("name", ONE_WAY)
def test_the_answer_is_a_dense_layer_on_the_last_state_of_torchs_layer(name: str) -> None:
    network = catalog.build(name, in_features=3, num_classes=2, hidden_dim=5).double()
    layer = ONE_WAY[name][0](3, 5, batch_first=True).double()
    layer.load_state_dict(network.recurrent.cells[0].kernel.state_dict())
    x = torch.randn(4, 7, 3, dtype=torch.float64)
    torch.testing.assert_close(network(x), network.output(layer(x)[0][:, -1]), rtol=1e-12, atol=1e-12)


def test_both_ways_join_the_last_states_of_both_directions() -> None:
    network = catalog.build("bilstm", in_features=3, num_classes=2, hidden_dim=5).double()
    forwards, backwards = (nn.LSTM(3, 5, batch_first=True).double() for _ in range(2))
    for layer, cell in zip((forwards, backwards), network.recurrent.cells, strict=True):
        layer.load_state_dict(cell.kernel.state_dict())
    x = torch.randn(4, 7, 3, dtype=torch.float64)
    ends = torch.cat([forwards(x)[0][:, -1], backwards(x.flip(1))[0][:, -1]], dim=1)
    torch.testing.assert_close(network(x), network.output(ends), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_a_forecast_follows_a_shift_of_its_window_to_any_level(name: str) -> None:
    network = catalog.build(name, **FORECAST, autoregressive=False).double()
    network.output.reset_parameters()
    x, shift = torch.randn(4, 6, 3, dtype=torch.float64), torch.tensor([5.0, -7.0, 1000.0], dtype=torch.float64)
    moved = network(x + shift) - network(x)
    expected = shift[[2, 0]].repeat_interleave(4).expand(4, 8)
    torch.testing.assert_close(moved, expected, rtol=1e-9, atol=1e-9)


def test_without_anchor_and_linear_part_it_does_not() -> None:
    network = catalog.build("lstm", **FORECAST, anchor="none", autoregressive=False)
    assert (network(torch.full((1, 6, 3), 1e6)) - network(torch.full((1, 6, 3), 1e5))).abs().max() < 1e-3


def test_with_zero_recurrence_the_forecast_is_a_linear_model_of_the_lags() -> None:
    network = catalog.build("gru", **FORECAST, anchor="none").double()
    with torch.no_grad():
        network.output.weight.zero_()
        network.autoregression.weight.normal_()
    x = torch.randn(4, 6, 3, dtype=torch.float64)
    expected = torch.cat([x[:, :, column] @ network.autoregression.weight.T for column in (2, 0)], dim=1)
    torch.testing.assert_close(network(x), expected + network.output.bias, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("anchor", ["last", "mean", "none"])
def test_untrained_it_forecasts_the_newest_season_again(anchor: str) -> None:
    network = catalog.build("bilstm", **FORECAST, anchor=anchor, season=3)
    x = torch.randn(2, 6, 3)
    expected = torch.cat([x[:, [3, 4, 5, 3], column] for column in (2, 0)], dim=1)
    torch.testing.assert_close(network(x), expected)


def test_untrained_without_a_season_it_forecasts_the_last_value() -> None:
    x = torch.randn(2, 6, 3)
    expected = torch.cat([x[:, -1:, column].expand(2, 4) for column in (2, 0)], dim=1)
    assert torch.equal(catalog.build("gru", **FORECAST)(x), expected)


def test_longer_windows_are_read_and_shorter_than_the_lags_refused() -> None:
    network = catalog.build("lstm", **FORECAST)
    assert network(torch.randn(2, 11, 3)).shape == (2, 8)
    with pytest.raises(InputError, match="The window has 5 steps"):
        network(torch.randn(2, 5, 3))


def test_dropout_stands_before_the_output_and_between_layers() -> None:
    network = catalog.build("lstm", in_features=2, num_classes=1, num_layers=2, dropout=0.5).train()
    x = torch.randn(3, 4, 2)
    assert not torch.equal(network(x), network(x))
    assert torch.equal(network.eval()(x), network(x))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"hidden_dim": 0}, "hidden_dim=0: it must be a whole number of at least 1"),
        ({"num_layers": 0}, "num_layers=0"),
        ({"dropout": 1.0}, "The dropout 1.0 is not a probability"),
        ({"anchor": "first", "target_columns": (0,)}, 'no anchor "first"'),
        ({"target_columns": (1,)}, "cannot forecast column 1 of its windows"),
        ({"num_clases": 3}, 'no argument "num_clases". Did you mean "num_classes"'),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        catalog.build("lstm", **arguments)


@pytest.mark.parametrize("shape", [(4, 3), (4, 0, 3), (4, 5, 2), (4, 5, 3, 1)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match=r"lstm was built for input of shape \(B, T, 3\)"):
        catalog.build("lstm", in_features=3)(torch.zeros(shape))


@pytest.mark.parametrize("name", NAMES)
def test_inspection_counts_what_the_equations_compute(name: str) -> None:
    arguments = {**FORECAST, "num_layers": 2}
    found = inspect(name, **arguments)
    network = catalog.build(name, **arguments)
    layer = network.recurrent
    assert isinstance(layer, RecurrentLayer)
    layer.forward = layer.forward_steps  # type: ignore[method-assign]  # matrix products, which torch's counter knows
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(torch.zeros(1, 6, 3))
    assert found.flops == counter.get_total_flops()
    row = next(row for row in found.rows if row.name == "recurrent")
    directions, gates = layer.num_directions, {**ONE_WAY, **BOTH_WAYS}[name][1]
    assert row.macs == 6 * directions * gates * 5 * ((3 + 5) + (5 * directions + 5))
    assert found.num_parameters == sum(p.numel() for p in network.parameters())


def test_inspection_shows_the_layers_as_one_row_with_its_formula() -> None:
    found = inspect("bilstm", (48, 8), num_layers=2, why=True)
    row = found.rows[0]
    assert (row.type, row.settings, row.output_shape) == ("LSTM", "8 → 64, layers 2, both ways", (48, 128))
    assert found.input_shapes == ((48, 8),) and "6,488,064" in str(found)
    assert not [row.name for row in found.rows if "getitem" in row.name or "new_zeros" in row.name]


@pytest.mark.parametrize("name", NAMES)
def test_onnx_takes_any_number_of_rows_and_steps(name: str, tmp_path: Path) -> None:
    runtime = pytest.importorskip("onnxruntime", reason="the extra `export` is not installed")
    pytest.importorskip("onnxscript", reason="the extra `export` is not installed")
    network = catalog.build(name, **FORECAST).eval()
    with torch.no_grad():
        network.autoregression.weight.normal_()
    sizes = {0: torch.export.Dim("rows", min=1), 1: torch.export.Dim("steps", min=6)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own
        program = torch.onnx.export(
            network, (torch.zeros(3, 9, 3),), dynamo=True, opset_version=20, verbose=False, dynamic_shapes=(sizes,)
        )
    assert program is not None
    program.save(str(tmp_path / "network.onnx"))
    session = runtime.InferenceSession(str(tmp_path / "network.onnx"), providers=["CPUExecutionProvider"])
    for rows, steps in ((1, 6), (2, 7), (5, 30)):
        x = torch.randn(rows, steps, 3)
        with torch.no_grad():
            expected = network(x).numpy()
        found = session.run(None, {session.get_inputs()[0].name: x.numpy()})[0]
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)

"""Gates of torch's layers: the states that the equations lead to are those that the kernels give."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from lamina.blocks.recurrent import LSTM
from lamina.lens.torch_gates import cell_gates, layer_gates

NAMES = {
    nn.LSTM: {"input", "forget", "candidate", "output", "cell", "hidden"}, nn.RNN: {"hidden"},
    nn.GRU: {"reset", "update", "candidate", "hidden"},
}  # fmt: skip


def _last(found: dict[str, Tensor], layers: int, both: bool) -> Tensor:
    ways = ["", "reverse."] if both else [""]
    return torch.cat([found[f"{layers - 1}.{way}hidden"] for way in ways], dim=1)


@pytest.mark.parametrize("kind", NAMES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("batch_first", [True, False])
@pytest.mark.parametrize("both", [True, False])
@pytest.mark.parametrize("given_state", [True, False])
def test_layers(kind: type[nn.RNNBase], batch_first: bool, both: bool, given_state: bool) -> None:
    torch.manual_seed(0)
    options: dict[str, Any] = {"num_layers": 2, "batch_first": batch_first, "bidirectional": both, "bias": not both}
    layer = kind(2, 3, **options)
    x = torch.randn(4, 5, 2) if batch_first else torch.randn(5, 4, 2)
    states = tuple(torch.randn(4 if both else 2, 4, 3) for _ in range(2 if kind is nn.LSTM else 1))
    given = (x, states if kind is nn.LSTM else states[0]) if given_state else (x,)
    output = layer(*given)
    found = layer_gates(layer, given, output)
    expected = output[0][0] if batch_first else output[0][:, 0]
    torch.testing.assert_close(_last(found, 2, both), expected)
    assert {name.rpartition(".")[2] for name in found} == NAMES[kind]
    assert all(value.shape == (5, 3) for value in found.values())
    for number in range(2):  # the states after the last step, sub-layer by sub-layer
        after = output[1][0] if kind is nn.LSTM else output[1]
        torch.testing.assert_close(found[f"{number}.hidden"][-1], after[number * (1 + both), 0])


@pytest.mark.filterwarnings("ignore:LSTM with projections")
@pytest.mark.parametrize(
    "options", [{"nonlinearity": "relu"}, {"proj_size": 2}], ids=lambda options: next(iter(options))
)
def test_other_forms(options: dict[str, Any]) -> None:
    torch.manual_seed(0)
    layer = nn.LSTM(2, 3, **options) if "proj_size" in options else nn.RNN(2, 3, **options)
    x = torch.randn(5, 2)  # a single sequence
    output = layer(x)
    torch.testing.assert_close(layer_gates(layer, (x,), output)["0.hidden"], output[0])


def test_packed_sequences_in_any_order() -> None:
    torch.manual_seed(0)
    layer, x = nn.GRU(2, 3, batch_first=True), torch.randn(3, 6, 2)
    packed = pack_padded_sequence(x, torch.tensor([4, 6, 2]), batch_first=True, enforce_sorted=False)
    found = layer_gates(layer, (packed,), layer(packed))
    torch.testing.assert_close(found["0.hidden"], layer(x[:1, :4])[0][0])


def test_a_state_that_is_not_known_is_not_guessed() -> None:
    torch.manual_seed(0)
    layer, x = nn.GRU(2, 3, batch_first=True), torch.randn(1, 4, 2)
    output = layer(x, hx=torch.ones(1, 1, 3))
    found = layer_gates(layer, (x,), output)
    assert list(found) == ["hidden"] and torch.equal(found["hidden"], output[0][0])


@pytest.mark.parametrize("kind", [nn.LSTMCell, nn.GRUCell, nn.RNNCell])
@pytest.mark.parametrize("single", [True, False])
def test_cells(kind: type[nn.RNNCellBase], single: bool) -> None:
    torch.manual_seed(0)
    cell, calls, expected = kind(2, 3), [], []  # type: ignore[call-arg]
    state: Any = None
    for step in torch.randn(4, 2) if single else torch.randn(4, 2, 2):
        calls.append((step, state) if state is not None else (step,))
        state = cell(*calls[-1])
        hidden = state[0] if isinstance(state, tuple) else state
        expected.append(hidden if single else hidden[0])
    torch.testing.assert_close(cell_gates(cell, calls)["0.hidden"], torch.stack(expected))


def test_gates_are_those_of_the_blocks() -> None:
    torch.manual_seed(0)
    ours, x = LSTM(2, 3), torch.randn(1, 5, 2)
    theirs = nn.LSTM(2, 3, batch_first=True)
    theirs.load_state_dict({key.rpartition(".")[2]: value for key, value in ours.state_dict().items()})
    found = layer_gates(theirs, (x,), theirs(x))
    for name, values in ours.gates(x).items():
        torch.testing.assert_close(found[name], values[0])

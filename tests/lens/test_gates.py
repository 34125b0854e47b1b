"""Gates over time."""

import pytest
import torch
from torch import nn

from lamina.blocks.recurrent import LSTM
from lamina.core.errors import InputError
from lamina.lens.gates import follows, gates_over_time, saturation
from lamina.networks.recurrent_text import bigru
from lamina.networks.seq2seq import seq2seq_general


def test_every_gate_of_an_lstm_and_the_states_that_it_gives() -> None:
    torch.manual_seed(0)
    layer, x = LSTM(2, 3), torch.randn(1, 5, 2)
    (seen,) = gates_over_time(layer, (x,))
    assert set(seen.values) == {f"0.{name}" for name in ("input", "forget", "candidate", "output", "cell", "hidden")}
    assert all(values.shape == (5, 3) for values in seen.values.values())
    torch.testing.assert_close(seen.values["0.hidden"], layer(x).outputs[0].detach())
    cell = (
        seen.values["0.forget"][1] * seen.values["0.cell"][0]
        + seen.values["0.input"][1] * seen.values["0.candidate"][1]
    )
    torch.testing.assert_close(seen.values["0.cell"][1], cell)


def test_a_network_over_tokens_in_both_directions() -> None:
    torch.manual_seed(0)
    (seen,) = gates_over_time(bigru(9, 2), (torch.tensor([[3, 4, 5]]),))
    assert {"0.update", "0.reverse.update"} <= set(seen.values)


def test_torchs_own_layers_and_cells_show_their_gates() -> None:
    (seen,) = gates_over_time(nn.Sequential(nn.GRU(2, 3, batch_first=True)), (torch.randn(1, 4, 2),))
    assert {name: tuple(values.shape) for name, values in seen.values.items()} == dict.fromkeys(
        ("0.reset", "0.update", "0.candidate", "0.hidden"), (4, 3)
    )
    with pytest.raises(InputError):
        gates_over_time(nn.Linear(2, 2), (torch.rand(1, 2),))


class Loop(nn.Module):
    """A user's own loop over a cell."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(2, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        state = None
        for step in x.unbind(1):
            state = self.cell(step, state)
        assert state is not None
        return state[0]


def test_a_users_own_loop() -> None:
    torch.manual_seed(0)
    network, x = Loop(), torch.randn(1, 4, 2)
    (seen,) = gates_over_time(network, (x,))
    assert seen.layer == "cell" and seen.values["0.forget"].shape == (4, 3)
    torch.testing.assert_close(seen.values["0.hidden"][-1], network(x)[0].detach())


def test_units_that_follow_a_signal() -> None:
    signal = torch.arange(6.0)
    values = torch.stack([torch.ones(6), -2 * signal, signal.square()], dim=1)
    found = follows(values, signal, 2)
    assert found[0] == (1, pytest.approx(-1.0)) and found[1][0] == 2


def test_saturation() -> None:
    assert saturation(torch.tensor([[0.01, 0.5], [0.99, 0.97]])) == (0.25, 0.5)


def test_attention_beside_a_recurrent_layer_is_no_gate() -> None:
    torch.manual_seed(0)
    inputs = (torch.ones(1, 4).long(), torch.tensor([4]), torch.ones(1, 6).long())
    seen = gates_over_time(seq2seq_general(11, None, 6, 5, 1), inputs)
    assert [one.layer for one in seen] == ["encoder.recurrent", "decoder.recurrent"]

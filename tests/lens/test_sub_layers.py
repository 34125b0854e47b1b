"""The top of a stacked, two-way layer: it gives what the whole layer gives, and its errors are those of autograd."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lamina.lens.network_through_time import network_through_time
from lamina.lens.sub_layers import below_top, top_layer


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
@pytest.mark.parametrize(("depth", "both"), [(1, True), (3, False), (2, True)])
def test_it_gives_the_same_states(kind: type[nn.RNNBase], depth: int, both: bool) -> None:
    torch.manual_seed(0)
    layer = kind(3, 4, depth, batch_first=True, bidirectional=both).double()
    x = torch.randn(7, 3, dtype=torch.float64)
    top = top_layer(layer)
    torch.testing.assert_close(top(below_top(layer, x))[0], layer(x)[0][:, :4], atol=1e-12, rtol=0)


class Read(nn.Module):
    """By outputs, or by the last states."""

    def __init__(self, kind: type[nn.RNNBase], both: bool, states: bool) -> None:
        super().__init__()
        self.rnn = kind(3, 4, 2, batch_first=True, bidirectional=both)
        self.head, self.states = nn.Linear(8 if both else 4, 2), states

    def forward(self, x: Tensor) -> Tensor:
        output, after = self.rnn(x)
        ends = after[0] if isinstance(after, tuple) else after
        ways = 2 if self.rnn.bidirectional else 1
        return self.head(ends[-ways:].transpose(0, 1).flatten(1) if self.states else output[:, -1])


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
@pytest.mark.parametrize("both", [False, True])
def test_the_gradient_of_the_top_is_that_of_autograd(kind: type[nn.RNNBase], both: bool) -> None:
    for states in (False, True):
        torch.manual_seed(1)
        network, x = Read(kind, both, states).double(), torch.randn(1, 6, 3, dtype=torch.float64)
        before = torch.get_rng_state()
        seen = network_through_time(network, (x,), lambda output: output.square().sum())
        assert torch.equal(torch.get_rng_state(), before)
        network(x).square().sum().backward()
        expected = network.rnn.weight_hh_l1.grad
        assert isinstance(expected, Tensor)
        torch.testing.assert_close(seen.gradient, expected, atol=1e-12, rtol=1e-9)
        torch.testing.assert_close(seen.terms.sum(dim=0), expected, atol=1e-12, rtol=1e-9)


class Packs(Read):
    """As many of the steps as are said, packed."""

    def forward(self, x: Tensor) -> Tensor:
        packed = pack_padded_sequence(x, torch.full((len(x),), 4), batch_first=True)
        output, after = self.rnn(packed)
        ends = after[0] if isinstance(after, tuple) else after
        outputs, _ = pad_packed_sequence(output, batch_first=True)
        return self.head(ends[-1] if self.states else outputs[:, -1])


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU])
def test_packed_sequences_are_followed_to_their_own_end(kind: type[nn.RNNBase]) -> None:
    for states in (False, True):
        torch.manual_seed(1)
        network, x = Packs(kind, False, states).double(), torch.randn(1, 6, 3, dtype=torch.float64)
        seen = network_through_time(network, (x,), lambda output: output.square().sum())
        network(x).square().sum().backward()
        assert isinstance(network.rnn.weight_hh_l1.grad, Tensor) and len(seen.terms) == 4
        torch.testing.assert_close(seen.gradient, network.rnn.weight_hh_l1.grad, atol=1e-12, rtol=1e-9)

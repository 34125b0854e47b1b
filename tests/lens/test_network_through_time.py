"""Back-propagation through time inside a network: its gradient is the network's own."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.errors import InputError
from lamina.lens.network_through_time import MOST_STEPS, network_through_time
from lamina.networks import catalog


def cost(output: Tensor) -> Tensor:
    return F.cross_entropy(output, torch.tensor([1]))


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru", "birnn", "bilstm", "bigru"])
@pytest.mark.parametrize("kind", ["numbers", "tokens"])
def test_the_gradient_is_the_networks_own(name: str, kind: str) -> None:
    torch.manual_seed(0)
    sizes = {"in_features": 2} if kind == "numbers" else {"vocab_size": 9, "embed_dim": 3}
    network = catalog.build(name, num_classes=3, hidden_dim=4, num_layers=2, **sizes).double()
    x = torch.randn(1, 7, 2, dtype=torch.float64) if kind == "numbers" else torch.randint(1, 9, (1, 7))
    seen = network_through_time(network, (x,), cost)
    assert seen.layer == ("recurrent.cells.2.kernel" if name.startswith("bi") else "recurrent.cells.1.kernel")
    cost(network(x)).backward()
    own = dict(network.named_parameters())[f"{seen.layer}.weight_hh_l0"].grad
    torch.testing.assert_close(seen.gradient, own)
    torch.testing.assert_close(seen.terms.sum(dim=0), own)
    assert not any(one._forward_hooks or one._forward_pre_hooks for one in network.modules())


def test_of_a_forecaster_the_linear_part_is_not_the_layers() -> None:
    torch.manual_seed(0)
    network = catalog.build("gru", in_features=1, num_classes=2, target_columns=(0,), window=6, hidden_dim=3).double()
    with torch.no_grad():
        for value in network.parameters():
            value.normal_()
    x = torch.randn(1, 6, 1, dtype=torch.float64)
    seen = network_through_time(network, (x,), lambda output: output.square().sum())
    network(x).square().sum().backward()
    torch.testing.assert_close(seen.gradient, dict(network.named_parameters())[f"{seen.layer}.weight_hh_l0"].grad)


def test_a_long_row_is_followed_from_its_end() -> None:
    network = catalog.build("rnn", in_features=1, num_classes=2, hidden_dim=2)
    seen = network_through_time(network, (torch.randn(1, MOST_STEPS + 9, 1),), cost, layer="recurrent.cells.0")
    assert len(seen.reach) == MOST_STEPS == len(seen.terms)


class Twice(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.GRU(1, 2, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(self.layer(x)[0][..., :1])[0][:, -1]


@pytest.mark.parametrize(
    ("network", "layer", "code"),
    [
        (nn.Sequential(nn.Flatten(), nn.Linear(3, 2)), "", "lens.no_recurrence"),
        (Twice(), "", "lens.not_over_steps"),
        (Twice(), "layers", "lens.no_recurrent_layer"),
    ],
)
def test_what_cannot_be_followed_is_refused(network: nn.Module, layer: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        network_through_time(network, (torch.zeros(1, 3, 1),), lambda output: output.sum(), layer=layer)
    assert caught.value.code == code

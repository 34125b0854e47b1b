"""Words that made an answer."""

import pytest
import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.lens.token_attribution import embedding_of, token_gradients
from lamina.networks.encoder import encoder
from lamina.networks.recurrent_text import bigru


class Bag(nn.Module):
    """The sum of the tokens' vectors, weighed: each token counts for just its own product."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self.output = nn.Embedding(7, 4, padding_idx=0), nn.Linear(4, 2)

    def forward(self, tokens: Tensor, lengths: Tensor | None = None) -> Tensor:
        return self.output(self.table(tokens).sum(dim=1))


def test_in_a_bag_of_words_each_counts_for_its_own_product() -> None:
    torch.manual_seed(0)
    network, tokens = Bag().double(), torch.tensor([[3, 5, 3, 1]])
    found = token_gradients(network, (tokens,), 1)
    expected = (network.table(tokens)[0] @ network.output.weight[1]).detach()
    torch.testing.assert_close(found.values, expected)
    assert found.residual is not None and found.residual < 1e-9


@pytest.mark.parametrize("name", ["bigru", "encoder"])
def test_the_values_add_up_and_the_network_is_left_alone(name: str) -> None:
    torch.manual_seed(0)
    made = bigru(9, 3) if name == "bigru" else encoder(9, 3, embed_dim=8, num_heads=2, num_layers=1, num_positions=8)
    network = made.double().train()
    tokens, lengths = torch.tensor([[3, 5, 8, 2]]), torch.tensor([4])
    before = {key: value.clone() for key, value in network.state_dict().items()}
    found = token_gradients(network, (tokens, lengths))
    assert found.values.shape == (4,) and found.residual is not None and found.residual < 1e-3
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())
    assert network.training and not any(one._forward_hooks for one in network.modules())


def test_a_network_without_tokens() -> None:
    with pytest.raises(InputError):
        embedding_of(nn.Sequential(nn.Linear(2, 2)), (torch.zeros(1, 2),))

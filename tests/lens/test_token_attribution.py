"""Words that made an answer."""

import pytest
import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.lens.token_attribution import embedding_of, token_gradient_times_input, token_gradients
from lamina.networks.encoder import encoder
from lamina.networks.recurrent_text import bigru, lstm
from lamina.networks.transformer import transformer


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


def test_gradient_times_input_of_a_bag_is_the_same() -> None:
    torch.manual_seed(0)
    network, tokens = Bag().double(), torch.tensor([[3, 5, 3, 1]])
    found = token_gradient_times_input(network, (tokens,), 1)
    torch.testing.assert_close(found.values, token_gradients(network, (tokens,), 1).values)
    assert found.method == "gradient x input" and found.expected is None


def test_one_step_of_a_network_that_answers_at_each() -> None:
    torch.manual_seed(0)
    network = lstm(9, 9, 6, 5, answers="next").double()
    inputs = (torch.tensor([[3, 5, 8, 2]]), torch.tensor([4]))
    found = token_gradients(network, inputs, 7, step=1)
    assert found.answer == pytest.approx(network(*inputs)[0, 1, 7].item())
    assert found.values[2:].abs().max() == 0 and found.values[:2].abs().min() > 0
    assert found.residual is not None and found.residual < 1e-6


def test_the_tokens_of_a_translation_keep_their_own_vectors() -> None:
    torch.manual_seed(0)
    network = transformer(9, 8, 2, 16, 1).double()
    inputs = (torch.tensor([[4, 5, 6]]), torch.tensor([3]), torch.tensor([[2, 7, 8, 4]]))
    found = token_gradients(network, inputs, 5, step=2, steps=128)
    assert found.answer == pytest.approx(network.eval()(*inputs)[0, 2, 5].item())
    assert found.values.shape == (3,) and found.residual is not None and found.residual < 0.02

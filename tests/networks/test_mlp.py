"""The perceptron: its arithmetic by hand, identities as one matrix, codes, and what it refuses."""

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.networks.mlp import mlp


def test_an_mlp_of_identities_equals_one_matrix() -> None:
    network = mlp(5, 3, hidden_dims=(7, 6, 4), activation="identity").double()
    linears = [module for module in network.modules() if isinstance(module, nn.Linear)]
    for layer in linears:
        nn.init.normal_(layer.bias)
    matrix, shift = torch.eye(5, dtype=torch.float64), torch.zeros(5, dtype=torch.float64)
    for layer in linears:
        matrix, shift = layer.weight @ matrix, layer.weight @ shift + layer.bias
    x = torch.randn(20, 5, dtype=torch.float64)
    torch.testing.assert_close(network(x), x @ matrix.T + shift, rtol=1e-12, atol=1e-12)


def test_a_non_linear_mlp_does_not() -> None:
    network = mlp(5, 3, activation="tanh").double()
    x = torch.randn(20, 5, dtype=torch.float64)
    assert (network(2 * x) - 2 * network(x) + network(0 * x)).abs().max() > 1e-3


def test_forward_by_hand() -> None:
    network = mlp(2, 1, hidden_dims=[2], activation="sigmoid", output_activation="relu")
    with torch.no_grad():
        network.hidden.layer1.linear.weight.copy_(torch.tensor([[1.0, -1.0], [0.5, 2.0]]))
        network.hidden.layer1.linear.bias.copy_(torch.tensor([0.0, 1.0]))
        network.output.linear.weight.copy_(torch.tensor([[2.0, -1.0]]))
        network.output.linear.bias.copy_(torch.tensor([0.25]))
    a11, a12 = torch.sigmoid(torch.tensor([2.0 - 1.0, 1.0 + 2.0 + 1.0]))
    torch.testing.assert_close(network(torch.tensor([[2.0, 1.0]])), (2 * a11 - a12 + 0.25).relu().view(1, 1))


def test_activations_one_per_layer_and_their_order() -> None:
    network = mlp(4, 2, hidden_dims=(8, 8), activation=("tanh", "leaky-relu"), output_activation="sigmoid")
    kinds = [type(module).__name__ for module in network.modules() if not list(module.children())]
    assert kinds == ["Linear", "Tanh", "Linear", "LeakyReLU", "Linear", "Sigmoid"]


def test_no_hidden_layer_is_a_linear_model() -> None:
    network = mlp(4, 2, hidden_dims=())
    assert sum(p.numel() for p in network.parameters()) == 10
    assert network(torch.zeros(3, 4)).shape == (3, 2)


def test_images_are_flattened() -> None:
    assert mlp(3 * 4 * 5, 2)(torch.zeros(7, 3, 4, 5)).shape == (7, 2)


def test_codes_are_embedded_beside_the_features() -> None:
    network = mlp(2, 3, cardinalities=(5, 6))
    features, codes = torch.randn(4, 2), torch.tensor([[0, 1], [1, 1], [0, 2], [4, 5]])
    out = network(features, codes)
    assert out.shape == (4, 3)
    changed = codes.clone()
    changed[0, 0] = 2
    assert not torch.equal(network(features, changed)[0], out[0])
    assert torch.equal(network(features, changed)[1:], out[1:])
    assert mlp(0, 3, cardinalities=(5,))(torch.zeros(2, 0), torch.zeros(2, 1, dtype=torch.int64)).shape == (2, 3)
    with pytest.raises(InputError, match="2 categorical columns"):
        network(features)


def test_dropout_and_batch_norm_stand_in_every_hidden_layer() -> None:
    network = mlp(4, 2, hidden_dims=(8, 8), dropout=0.1, batch_norm=True)
    assert sum(isinstance(module, nn.Dropout) for module in network.modules()) == 2
    assert sum(isinstance(module, nn.BatchNorm1d) for module in network.modules()) == 2
    assert list(network.output) == [network.output.linear, network.output.activation]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"num_classes": 0}, "num_classes=0"),
        ({"in_features": 0}, "in_features=0"),
        ({"hidden_dims": (4, -1)}, r"hidden_dims\[1\]=-1"),
        ({"activation": ("relu",)}, "1 activations were given for 2"),
        ({"activation": "rellu"}, 'Did you mean "relu"'),
        ({"dropout": 1.0}, "less than 1"),
    ],
)
def test_what_cannot_be_is_refused(options: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        mlp(**{"in_features": 4, "num_classes": 2, **options})


def test_a_batch_of_another_width_is_refused_in_words() -> None:
    with pytest.raises(InputError, match=r"mlp was built for input of shape \(B, 4\), but \(2, 5\) arrived"):
        mlp(4, 2)(torch.zeros(2, 5))


def test_a_step_predicts_but_does_not_train() -> None:
    network = mlp(4, 2, activation="step")
    assert network(torch.randn(3, 4)).shape == (3, 2)
    with pytest.raises(InputError, match="cannot be trained"):
        network(torch.randn(3, 4)).sum().backward()

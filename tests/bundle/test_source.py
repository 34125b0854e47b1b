from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lamina.blocks.subsampling import Subsampling
from lamina.bundle.source import ModuleWriter, is_plain, literal, torch_call
from lamina.core.errors import InputError
from lamina.networks import catalog

MODULES = [
    nn.Linear(3, 4), nn.Linear(3, 4, bias=False), nn.Conv2d(1, 6, 5, padding=2, stride=(1, 2)), nn.AvgPool2d(2, ceil_mode=True),
    nn.MaxPool2d(3, 2, 1), nn.BatchNorm1d(4, eps=1e-3), nn.Dropout(0.2), nn.LeakyReLU(0.3), nn.Softmax(dim=-1), nn.Flatten(),
    nn.Embedding(5, 2), nn.GELU(), nn.Softplus(), nn.ELU(), nn.Identity(), nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True),
    nn.GRU(3, 4, dropout=0.0, bias=False), nn.RNN(3, 4, nonlinearity="relu"),
]  # fmt: skip


@pytest.mark.parametrize("module", MODULES, ids=repr)
def test_torch_layers_as_calls(module: nn.Module) -> None:
    again = eval(torch_call(module), {"nn": nn})
    assert repr(again) == repr(module)
    assert {k: v.shape for k, v in again.state_dict().items()} == {k: v.shape for k, v in module.state_dict().items()}
    assert vars(again).get("ceil_mode") == vars(module).get("ceil_mode")


def test_defaults_are_left_out() -> None:
    assert torch_call(nn.Conv2d(1, 6, 5)) == "nn.Conv2d(1, 6, 5)"
    assert torch_call(nn.Linear(3, 4, bias=False)) == "nn.Linear(3, 4, bias=False)"


def written(module: nn.Module) -> nn.Module:
    """The module written out and built again, with the same weights."""
    writer = ModuleWriter({"Tensor", "nn", "torch"})
    expression = writer.expression(module, "network")
    space: dict[str, Any] = {"torch": torch, "nn": nn, "Tensor": Tensor}
    lines = [
        *writer.imports,
        *(f"{name} = {value}" for name, value in writer.constants.items()),
        *writer.functions.values(),
    ]
    lines += [f"class {name}(nn.Module):\n{body}" for name, body in writer.classes.items()]
    exec("\n".join(lines), space)
    again = eval(expression, space)
    again.load_state_dict(module.state_dict())
    return again.eval()


ROWS = [
    pytest.param(row, marks=[pytest.mark.heavy] if row.heavy else [], id=row.name)
    for row in catalog.CATALOG
    if "sweep" not in row.exempt  # what the sweeps cannot call with one tensor
]


@pytest.mark.parametrize("row", ROWS)
def test_every_network_of_the_catalogue_is_written_out_equal(row: catalog.Row) -> None:
    channels, height, width = row.image or (1, 32, 32)
    if "image_size" in row.smoke:
        height = width = row.smoke["image_size"]
    known = {"num_classes": 4, "in_features": 256, "in_channels": channels, **row.smoke}
    parameters = catalog.arguments(row.name)
    network = catalog.build(row.name, **{name: value for name, value in known.items() if name in parameters}).eval()
    x = torch.rand(2, known["in_channels"], height, width) if "in_channels" in parameters else torch.rand(2, 256)
    x = torch.rand(2, 9, 256) if "window" in parameters else x
    x = torch.randint(0, known["vocab_size"], (2, 9)) if "vocab_size" in known else x
    with torch.no_grad():  # 1,202 untrained layers overflow where their batch norm has seen nothing: NaN in both
        torch.testing.assert_close(written(network)(x), network(x), rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize("name", ["rnn", "gru", "bilstm"])
@pytest.mark.parametrize("answers", ["one", "each"])
def test_recurrent_networks_over_tokens_are_written_out_without_lamina(name: str, answers: str) -> None:
    network = catalog.build(name, vocab_size=9, num_classes=3, num_layers=2, answers=answers).eval()
    tokens, lengths = torch.randint(0, 9, (4, 7)), torch.tensor([7, 1, 3, 5])
    with torch.no_grad():
        torch.testing.assert_close(written(network)(tokens, lengths), network(tokens, lengths), rtol=1e-5, atol=1e-6)


def test_a_recurrent_forecast_is_written_out_without_lamina() -> None:
    network = catalog.build("bigru", in_features=3, num_classes=4, window=6, target_columns=(2, 0), num_layers=2).eval()
    network.autoregression.weight.data.normal_()
    window = torch.randn(3, 6, 3)
    with torch.no_grad():
        assert torch.equal(written(network)(window), network(window))


@pytest.mark.parametrize("activation", ["step", "scaled-tanh", "leaky-relu", "softmax", "hard-swish", "sigmoid"])
def test_activations_are_written_out(activation: str) -> None:
    network = catalog.build("mlp", in_features=3, num_classes=2, hidden_dims=[4], activation=activation).eval()
    x = torch.randn(5, 3)
    with torch.no_grad():
        assert torch.equal(written(network)(x), network(x))


def test_two_forms_of_one_class_get_two_names() -> None:
    writer = ModuleWriter(set())
    names = [writer.write_class(Subsampling(count), f"network.s{index}.0") for index, count in enumerate((6, 16, 6))]
    assert names == ["Subsampling", "SubsamplingS1", "Subsampling"]


class Foreign(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x


def test_what_is_neither_laminas_nor_torchs_is_refused_by_place() -> None:
    with pytest.raises(InputError, match=r"network\.0.*Foreign"):
        ModuleWriter(set()).expression(nn.Sequential(Foreign()), "network")


def test_plain_values_and_literals() -> None:
    assert is_plain({"a": [1, 2.0, None, ("x", True)]}) and not is_plain([nn.Identity()])
    tensor = torch.arange(80)
    assert torch.equal(eval(literal(tensor), {"torch": torch}), tensor)

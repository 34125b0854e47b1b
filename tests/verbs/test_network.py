"""A network by name, from a file, or one's own."""

from pathlib import Path

import pytest
import torch
from torch import nn

import lamina
from lamina.core.errors import InputError


def test_by_name_it_is_a_plain_module() -> None:
    network = lamina.network("lenet5", num_classes=10)
    assert isinstance(network, nn.Module)
    assert network(torch.zeros(2, 1, 32, 32)).shape == (2, 10)
    assert sum(parameter.numel() for parameter in network.parameters()) == 61_706


def test_ones_own_module_is_given_back() -> None:
    module = nn.Linear(2, 3)
    assert lamina.network(module) is module


def test_a_class_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "n.py").write_text("from torch import nn\nclass Two(nn.Linear):\n    pass\n")
    assert lamina.network(f"{tmp_path / 'n.py'}:Two", in_features=2, out_features=5).out_features == 5
    with pytest.raises(InputError, match="Two"):
        lamina.network(f"{tmp_path / 'n.py'}:Tow")
    with pytest.raises(InputError, match="no network file"):
        lamina.network("missing.py:Net")
    (tmp_path / "broken.py").write_text("import nowhere_at_all\n")
    with pytest.raises(InputError, match="nowhere_at_all"):
        lamina.network(f"{tmp_path / 'broken.py'}:Net")


def test_wrong_names_get_the_nearest() -> None:
    with pytest.raises(InputError, match="lenet5"):
        lamina.network("lenet")
    with pytest.raises(InputError, match="num_classes"):
        lamina.network("lenet5", num_class=3)


def test_an_output_of_the_wrong_shape_is_refused_before_training(table: Path, tmp_path: Path) -> None:
    class Wrong(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x[:, :1]

    with pytest.raises(InputError, match="one value per class"):
        lamina.train(str(table), network=Wrong(), target="kind", out=str(tmp_path))
    with pytest.raises(InputError, match="cannot take"):
        lamina.train(str(table), network=nn.Linear(99, 3), target="kind", out=str(tmp_path))


def test_whatever_the_users_own_forward_raises_is_theirs_to_mend(table: Path, tmp_path: Path) -> None:
    class Asks(nn.Linear):
        def forward(self, input: torch.Tensor) -> torch.Tensor:
            return {"x": input}["logits"]

    with pytest.raises(InputError, match="KeyError: 'logits'"):
        lamina.train(str(table), network=Asks(2, 3), target="kind", out=str(tmp_path))


@pytest.mark.parametrize("given", [dict, list], ids=["a dictionary", "an empty list"])
def test_what_is_no_tensor_is_told_with_what_to_return(table: Path, tmp_path: Path, given: type) -> None:
    class Odd(nn.Linear):
        def forward(self, input: torch.Tensor) -> object:  # type: ignore[override]
            return {"logits": super().forward(input[:, :2])} if given is dict else []

    with pytest.raises(InputError, match=rf"gives a {given.__name__} where a tensor .* such as `return answers"):
        lamina.train(table, network=Odd(2, 3), target="kind", out=tmp_path)

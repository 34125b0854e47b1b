"""The head of a network, found by what follows the number of classes."""

import pytest

from lamina.networks.head import head_module, head_tensors


@pytest.mark.parametrize(
    ("name", "path"),
    [("resnet18-tv", "fc"), ("vgg11-tv", "classifier.6"), ("alexnet-tv", "classifier.6"), ("googlenet-tv", "fc"),
     ("resnet20-cifar", "fc")],
)  # fmt: skip
def test_the_layer_that_answers_is_found(name: str, path: str) -> None:
    tensors = head_tensors(name, {})
    assert head_module(tensors) == path and f"{path}.weight" in tensors


def test_auxiliary_heads_belong_to_it_and_do_not_answer() -> None:
    assert "aux1.fc2.weight" in head_tensors("googlenet-tv", {})
    assert head_module(frozenset({"a.weight", "b.weight"})) is None and head_module(frozenset()) is None

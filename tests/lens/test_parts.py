"""Layers and what holds them."""

from torch import nn

from lamina.lens.parts import layers_in, parts_of, type_of


def test_what_computes_weights_is_no_layer() -> None:
    relu = nn.ReLU()
    network = nn.Sequential(
        nn.Sequential(nn.Conv2d(1, 1, 1), relu), nn.utils.parametrizations.weight_norm(nn.Linear(2, 2)), relu
    )
    assert list(layers_in(network)) == ["0.0", "0.1", "1"]
    assert [type_of(one) for one in layers_in(network).values()] == ["Conv2d", "ReLU", "Linear"]
    assert list(parts_of(network)) == ["0", "1", "2"] and not parts_of(network[1])
    assert list(layers_in(nn.Linear(1, 1))) == [""]

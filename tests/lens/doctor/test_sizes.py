from types import SimpleNamespace

import pytest

from lamina.core.health import LayerSize
from lamina.lens.doctor.sizes import large_head


def headed(made: SimpleNamespace, fan_in: int, outputs: int = 10, kind: str = "Linear", held: float = 0.5) -> object:
    sizes = (
        LayerSize(name="conv1", type="Conv2d", parameters=320, trainable=320),
        LayerSize(name="head", type=kind, parameters=fan_in * outputs, trainable=fan_in * outputs),
    )
    layers = (made.layer("conv1", type="Conv2d", fan_in=9), made.layer("head", fan_in=fan_in))
    curves = made.history((1.0, 0.1, 0.01), (1.2, 0.6, held))
    return made.checkup(layers=sizes, readings=lambda step: made.reading(step, layers=layers), history=curves)


def test_dense_layer_over_more_numbers_than_rows(made: SimpleNamespace) -> None:
    (found,) = large_head(headed(made, 6272))
    assert found.where == "head" and found.evidence["inputs"] == 6272 and found.evidence["rows"] == 600


@pytest.mark.parametrize("fan_in", [64, 500])
def test_fewer_numbers_than_rows_cannot_be_learned_by_heart(made: SimpleNamespace, fan_in: int) -> None:
    assert large_head(headed(made, fan_in)) == []


def test_a_large_vocabulary_is_no_large_head(made: SimpleNamespace) -> None:
    """Outputs make it large, not inputs."""
    assert large_head(headed(made, 128, outputs=10_000)) == []


def test_what_is_not_learned_by_heart_does_no_harm(made: SimpleNamespace) -> None:
    assert large_head(headed(made, 6272, held=0.03)) == []


def test_a_hidden_layer_of_a_dense_network_is_no_head(made: SimpleNamespace) -> None:
    found = headed(made, 6272)
    readings = tuple(
        one.model_copy(update={"layers": tuple(each.model_copy(update={"type": "Linear"}) for each in one.layers)})
        for one in found.readings
    )
    assert large_head(found.model_copy(update={"readings": readings})) == []

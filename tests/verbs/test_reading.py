"""What the chosen network asks of the data that is read."""

from pathlib import Path

import pytest

from lamina.core.config import RunConfig
from lamina.data.detect import detect
from lamina.verbs.reading import choose_network, image_input


def test_the_network_follows_the_data_where_none_is_asked_for(table: Path) -> None:
    for data, expected in ((str(table), "mlp"), ("digits", "lenet5")):
        config = RunConfig().replace(data=data)
        chosen, told = choose_network(config, detect(data, config.data), None)
        assert chosen.network.network == expected
        assert told[0].parameters["network"] == expected
    asked, told = choose_network(RunConfig().replace(network="simplecnn"), detect("digits", RunConfig().data), None)
    assert (asked.network.network, told) == ("simplecnn", ())


@pytest.mark.parametrize(
    ("network", "image_size", "expected"),
    [("lenet5", "auto", (32, 32)), ("lenet5", 48, (48, 48)), ("auto", "auto", None), ("mlp", "auto", None)],
)
def test_the_size_is_the_networks_unless_asked_for(network: str, image_size: int | str, expected: object) -> None:
    size, _ = image_input(RunConfig().replace(network=network, image_size=image_size))
    assert size == expected

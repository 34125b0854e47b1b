from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from lamina.bundle.build import build_pipeline, check_arguments, check_own, check_tensors
from lamina.bundle.load import read_record
from lamina.bundle.model import Model
from lamina.bundle.record import BundleRecord, Description
from lamina.bundle.weights import Entry
from lamina.core.errors import InputError


@pytest.fixture
def record(bundle: Path) -> BundleRecord:
    return read_record(bundle)


def with_network(record: BundleRecord, name: str, **arguments: Any) -> BundleRecord:
    return record.model_copy(update={"network": Description(name=name, arguments=arguments)})


def test_meta_build_takes_no_memory_and_names_the_same_tensors(record: BundleRecord) -> None:
    meta, real = build_pipeline(record, None, meta=True), build_pipeline(record, None, meta=False)
    assert all(tensor.is_meta for tensor in meta.state_dict().values())
    assert {k: v.shape for k, v in meta.state_dict().items()} == {k: v.shape for k, v in real.state_dict().items()}


@pytest.mark.parametrize("name", ["simplecnn", "lenet5", "lenet5-1998"])
def test_every_image_network_builds_without_memory(name: str, record: BundleRecord) -> None:
    pipeline = build_pipeline(with_network(record, name, num_classes=10, in_channels=1), None, meta=True)
    assert all(parameter.is_meta for parameter in pipeline.network.parameters())


def test_building_leaves_the_global_random_state(record: BundleRecord) -> None:
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    build_pipeline(record, None, meta=False)
    assert torch.equal(torch.rand(2), expected)


@pytest.mark.parametrize(
    "arguments",
    [
        {"in_features": 2**60, "num_classes": 2}, {"in_features": 10, "num_classes": 1e30},
        {"in_features": 3, "num_classes": 2, "hidden_dims": [2] * 200_000}, {"in_features": float("nan"), "num_classes": 2},
        {"in_features": 3, "num_classes": 2, "activation": "x" * 200_000}, {"in_features": [[[[[[[[1]]]]]]]], "num_classes": 2},
    ],
)  # fmt: skip
def test_absurd_arguments_are_refused_before_anything_is_built(arguments: dict[str, Any], record: BundleRecord) -> None:
    with pytest.raises(InputError) as caught:
        build_pipeline(with_network(record, "mlp", **arguments), None, meta=True)
    assert caught.value.code == "bundle.absurd_argument" and len(str(caught.value)) < 300


def test_a_network_of_endless_layers_is_stopped(record: BundleRecord) -> None:
    many = with_network(record, "mlp", in_features=2, num_classes=2, hidden_dims=[1] * 90_000)
    with pytest.raises(InputError, match="absurd"):
        build_pipeline(many, None, meta=True)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("mlp", {"in_features": "many", "num_classes": 2}), ("mlp", {"in_features": 2, "num_classes": -4}),
        ("mlp", {"in_features": 2, "num_classes": None}), ("mlp", {"num_classes": 2}), ("mlp", {"in_features": 2, "num_classes": 2, "layers": 3}),
        ("os:system", {}), ("../mlp", {}), ("torch.nn:Linear", {}),
    ],
)  # fmt: skip
def test_wrong_names_and_arguments_are_one_sentence(name: str, arguments: dict[str, Any], record: BundleRecord) -> None:
    with pytest.raises(InputError) as caught:
        build_pipeline(with_network(record, name, **arguments), None, meta=True)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["Linear", "torch.nn.Linear", "TablePreparation; import os", "Mlp", ""])
def test_a_preparation_outside_the_closed_table_is_refused(name: str, record: BundleRecord) -> None:
    forged = record.model_copy(update={"prepare": Description(name=name, arguments={})})
    with pytest.raises(InputError):
        build_pipeline(forged, None, meta=True)


def test_arguments_as_networks_have_them_pass() -> None:
    check_arguments(
        {"hidden_dims": [64, 64], "activation": ["relu", "tanh"], "dropout": 0.5, "batch_norm": True, "x": None},
        "network",
    )


def test_a_network_of_the_users_own_needs_its_module(record: BundleRecord, table_model: Callable[..., Model]) -> None:
    with pytest.raises(InputError, match="network=module"):
        check_own(with_network(record, "own"))
    module = table_model().network
    assert build_pipeline(with_network(record, "own"), module, meta=False).network is module


def test_tensors_are_compared_by_name_shape_and_type() -> None:
    a, b = Entry(torch.float32, (2, 3)), Entry(torch.float32, (3, 2))
    check_tensors({"w": a}, {"w": a}, "f")
    for expected, found, code in [
        ({"w": a}, {}, "missing_tensor"), ({}, {"w": a}, "extra_tensor"), ({"w": a}, {"w": b}, "wrong_shape"),
        ({"w": a}, {"w": Entry(torch.float64, (2, 3))}, "wrong_shape"),
    ]:  # fmt: skip
        with pytest.raises(InputError, match="w") as caught:
            check_tensors(expected, found, "f")
        assert caught.value.code == f"bundle.{code}"

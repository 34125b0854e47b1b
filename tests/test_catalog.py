"""The sweep: every row of the catalogue is built, run forward and backward, overfitted, saved and loaded.

What a row is excused from stands in the row itself, with a reason (`Row.exempt`).
"""

from typing import Any

import pytest
import torch
from safetensors.torch import load, save
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.networks import catalog
from lamina.networks.catalog import CATALOG, Row

SMALL = {"in_features": 6, "in_channels": 1, "num_classes": 3}
ROWS = pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=row.name, marks=[pytest.mark.heavy] if row.heavy else [])
        for row in CATALOG
        if "sweep" not in row.exempt
    ],
)
TARGET = torch.tensor([0, 1, 2, 0, 1, 2])


def arguments(row: Row) -> dict[str, Any]:
    """What the network is built with: small sizes, as far as it has an argument for them."""
    return {name: value for name, value in {**SMALL, **row.smoke}.items() if name in catalog.arguments(row.name)}


def build(row: Row, seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return catalog.build(row.name, **arguments(row))


def batch(row: Row, rows: int = 4) -> Tensor:
    generator = torch.Generator().manual_seed(7)
    values = arguments(row)
    if "in_features" in values:
        return torch.randn(rows, values["in_features"], generator=generator)
    side = row.smoke.get("image_size", row.image[1] if row.image else 32)
    return torch.randn(rows, values["in_channels"], side, side, generator=generator)


def criterion(output: Any, target: Tensor) -> Tensor:
    """Cross entropy; with auxiliary heads the sum that the network's output asks for."""
    if isinstance(output, Tensor):
        return F.cross_entropy(output, target)
    return sum(w * F.cross_entropy(logits, target) for w, logits in zip(output.loss_weights, output, strict=True))


def excused(row: Row, leg: str) -> None:
    if leg in row.exempt:
        pytest.skip(row.exempt[leg])


@ROWS
def test_forward_gives_a_row_of_finite_logits_per_row(row: Row) -> None:
    out = build(row).eval()(batch(row))
    assert out.shape == (4, 3) and out.dtype == torch.float32
    assert torch.isfinite(out).all()


@ROWS
def test_backward_reaches_every_parameter(row: Row) -> None:
    network = build(row)
    criterion(network(batch(row)), TARGET[:4]).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None and torch.isfinite(parameter.grad).all(), name
        assert parameter.grad.abs().max() > 0, name


@ROWS
def test_one_batch_is_overfitted(row: Row) -> None:
    excused(row, "overfit")
    network, x = without_dropout(build(row)), batch(row, 6)
    optimizer = torch.optim.Adam(network.parameters(), lr=row.smoke.get("learning_rate", 3e-3))
    for _ in range(300):
        loss = criterion(network(x), TARGET)
        if loss.item() < 0.02:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.05


def without_dropout(network: nn.Module) -> nn.Module:
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return network


@ROWS
def test_weights_saved_and_loaded_give_the_same_answers(row: Row) -> None:
    first, second, x = build(row).eval(), build(row, seed=1).eval(), batch(row)
    assert not torch.equal(first(x), second(x))
    second.load_state_dict(load(save(first.state_dict())))
    assert torch.equal(first(x), second(x))


@ROWS
def test_the_same_seed_builds_the_same_weights(row: Row) -> None:
    first, second = build(row).state_dict(), build(row).state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)


@ROWS
def test_rows_do_not_see_each_other_at_prediction(row: Row) -> None:
    network, x = build(row).eval(), batch(row)
    torch.testing.assert_close(network(x)[1:2], network(x[1:2]), rtol=1e-4, atol=1e-4)


@ROWS
def test_no_module_is_shared_and_none_works_in_place(row: Row) -> None:
    network = build(row)
    modules = [module for _, module in network.named_modules(remove_duplicate=False)]
    assert len(modules) == len({id(module) for module in modules})
    assert not any(getattr(module, "inplace", False) for module in modules)
    x = batch(row)
    before = x.clone()
    network(x)
    assert torch.equal(x, before)


@ROWS
def test_built_without_memory_on_the_meta_device(row: Row) -> None:
    with torch.device("meta"):
        network = catalog.build(row.name, **arguments(row))
    assert all(parameter.is_meta for parameter in network.parameters())
    real = build(row)
    shapes = {name: value.shape for name, value in network.state_dict().items()}
    assert shapes == {name: value.shape for name, value in real.state_dict().items()}


@ROWS
def test_torch_export_takes_it_with_any_number_of_rows(row: Row) -> None:
    excused(row, "export")
    network, x = build(row).eval(), batch(row)
    with torch.no_grad():
        program = torch.export.export(network, (x,), dynamic_shapes=({0: torch.export.Dim.DYNAMIC},))
        for rows in (1, 3, 9):
            torch.testing.assert_close(
                program.module()(batch(row, rows)), network(batch(row, rows)), rtol=1e-4, atol=1e-4
            )

"""The sweep: every row of the catalogue is built, run forward and backward, overfitted, resumed, saved, exported.

What a row is excused from stands in the row itself, with a reason (`Row.exempt`).
"""

import importlib.util
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load, save
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.bundle.model import Model
from lamina.bundle.onnx import export_onnx
from lamina.core.batch import Batch
from lamina.core.config import LoopConfig, OptimConfig, TaskConfig
from lamina.core.device import make_plan
from lamina.core.seed import permutation
from lamina.core.spec import DataSpec, ImageSpec, TargetSpec
from lamina.data.finish import Probabilities
from lamina.data.images.pixels import ImagePreparation
from lamina.networks import catalog
from lamina.networks.catalog import CATALOG, Row
from lamina.training.session import train_network
from lamina.training.task import make_task

SMALL = {"in_features": 6, "in_channels": 1, "num_classes": 3}
ROWS = pytest.mark.parametrize(
    "row",
    [
        *(
            pytest.param(row, id=row.name, marks=[pytest.mark.heavy] if row.heavy else [])
            for row in CATALOG
            if "sweep" not in row.exempt
        ),
        *(
            pytest.param(replace(row, smoke={**row.smoke, "vocab_size": 20}), id=f"{row.name}-text")
            for row in CATALOG
            if row.text_builder
        ),
    ],
)
STEPS = 9
TARGET = torch.tensor([0, 1, 2, 0, 1, 2])


@pytest.fixture(autouse=True)
def _as_found() -> Iterator[None]:
    """Threads and modes of the process as they were."""
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(False)


def arguments(row: Row) -> dict[str, Any]:
    """What the network is built with: small sizes, as far as it has an argument for them."""
    known = catalog.arguments(row.name, text="vocab_size" in row.smoke)
    return {name: value for name, value in {**SMALL, **row.smoke}.items() if name in known}


def build(row: Row, seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return catalog.build(row.name, **arguments(row))


def batch(row: Row, rows: int = 4) -> Tensor:
    generator = torch.Generator().manual_seed(7)
    values = arguments(row)
    if "vocab_size" in values:
        return torch.randint(1, values["vocab_size"], (rows, STEPS), generator=generator)
    if "window" in catalog.arguments(row.name):
        return torch.randn(rows, STEPS, values["in_features"], generator=generator)
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


class Rows:
    """Six rows in batches of three, shuffled by the epoch."""

    num_rows, num_batches = 6, 2

    def __init__(self, x: Tensor) -> None:
        self.x = x

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        for rows in permutation(6, 0, epoch).split(3)[start:]:
            yield Batch({"x": self.x[rows]}, TARGET[rows], None, rows)


@ROWS
def test_a_resumed_training_ends_with_the_same_bits(row: Row, tmp_path: Path) -> None:
    excused(row, "resume")
    spec = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b", "c")),))
    task, rows = make_task(spec, TaskConfig()), Rows(batch(row, 6))
    optim = OptimConfig(optimizer="momentum", learning_rate=1e-4, weight_decay=1e-4, schedule="constant")

    def train(folder: str, epochs: int, resume: bool = False) -> nn.Module:
        loop = LoopConfig(epochs=epochs, batch_size=3, patience=0, threads=1)
        network, plan = build(row), make_plan(loop)
        train_network(
            network, task, rows, None, optim=optim, loop=loop, plan=plan, folder=tmp_path / folder, resume=resume
        )
        return network

    straight, first = train("straight", 2), train("stopped", 1)
    resumed = train("stopped", 2, resume=True).state_dict()
    assert any(not torch.equal(value, resumed[name]) for name, value in first.state_dict().items())
    assert all(torch.equal(value, resumed[name]) for name, value in straight.state_dict().items())
    shutil.rmtree(tmp_path)  # checkpoints of some hundred megabytes, which pytest would keep


@pytest.mark.heavy  # ten seconds and more; tests/bundle exports the small networks
@pytest.mark.skipif(importlib.util.find_spec("onnxruntime") is None, reason="the extra `export` is not installed")
@ROWS
def test_onnx_gives_the_same_answers(row: Row, tmp_path: Path) -> None:
    excused(row, "export")
    values = arguments(row)
    if "in_channels" not in values:
        pytest.skip("tables and flattened images are exported in tests/bundle")
    side = batch(row, 1).shape[-1]
    prepare = ImagePreparation(1)
    prepare.load_state_dict({"mean": torch.tensor([0.4]).double(), "std": torch.tensor([0.2]).double()})
    image = ImageSpec(channels=1, height=side, width=side)
    spec = DataSpec(
        kind="images", task="classify", image=image, targets=(TargetSpec(name="y", classes=("a", "b", "c")),)
    )
    model = Model(spec, row.name, values, prepare, build(row).eval(), Probabilities(), {})
    assert export_onnx(model, tmp_path / "model.onnx").difference < 1e-4
    shutil.rmtree(tmp_path)


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


@pytest.mark.filterwarnings("ignore:The tensor attributes")  # torch's own, of its recurrent layers
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

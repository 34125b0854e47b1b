"""Convolutions in channels_last: what is learned, killed and resumed, and what comes out."""

import pytest
import torch
from torch import nn

from lamina.core.config import LoopConfig, OptimConfig
from lamina.core.device import make_plan
from lamina.core.events import StepDone
from lamina.training.session import train_network

ADAMW = OptimConfig(optimizer="adamw", learning_rate=0.01, weight_decay=0.1, schedule="cosine", clip_norm=1.0)


def network():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 6, 3), nn.ReLU(), nn.Flatten(), nn.Linear(24, 1),
    )  # fmt: skip


def train(kit, folder, module, *, last=True, resume=False, stop=()):
    source = torch.Generator().manual_seed(0)
    x, y = torch.randn(40, 3, 8, 8, generator=source), torch.randn(40, 1, generator=source)
    loop = LoopConfig(epochs=3, batch_size=8, patience=0, threads=1, checkpoint_seconds=0)
    plan = make_plan(loop).model_copy(update={"channels_last": last})
    rows = kit.Rows(x, y, 8)
    return train_network(
        module, kit.regression(), rows, rows, optim=ADAMW, loop=loop, plan=plan, folder=folder, resume=resume,
        listeners=stop,
    )  # fmt: skip


@pytest.mark.parametrize("at", [(1, 2), (2, 5), (3, 1)])
def test_a_resumed_run_has_the_same_bits(kit, tmp_path, at):
    whole, first, second = network(), network(), network()
    train(kit, tmp_path / "whole", whole)
    stop = kit.Ear(lambda event: isinstance(event, StepDone) and (event.epoch, event.step) == at, "interrupted")
    assert train(kit, tmp_path / "killed", first, stop=[stop]).reason == "interrupted"
    train(kit, tmp_path / "killed", second, resume=True)
    assert all(
        torch.equal(a, b) for a, b in zip(whole.state_dict().values(), second.state_dict().values(), strict=True)
    )


def test_the_layout_changes_rounding_only_and_is_put_back(kit, tmp_path):
    one, other, seen = network(), network(), []
    weight = other[0].get_parameter("weight")
    other.register_forward_hook(lambda *_: seen.append(weight.is_contiguous(memory_format=torch.channels_last)))
    first = train(kit, tmp_path / "one", one, last=False)
    second = train(kit, tmp_path / "other", other, last=True)
    assert seen and all(seen) and weight.is_contiguous()
    for a, b in zip(first.history, second.history, strict=True):
        assert a["validation_loss"] == pytest.approx(b["validation_loss"], rel=1e-3)

"""Checkpoints: complete, checked before use, and the last good one survives whatever happens."""

import copy
import errno
import json
import os

import pytest
import torch
from torch import nn

from lamina.core.config import LoopConfig
from lamina.core.device import make_plan
from lamina.core.errors import InputError
from lamina.training import checkpoint, tensor_file
from lamina.training.checkpoint import CheckpointWriter, has_checkpoint, load_checkpoint, read_plan
from lamina.training.guard import NotFiniteError

PLAN = make_plan(LoopConfig(device="cpu", threads=1))
RULES = {
    "adamw": lambda parameters: torch.optim.AdamW(parameters, lr=0.01, fused=True),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.01, momentum=0.9, fused=True),
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.01, fused=True),
    "rmsprop": lambda parameters: torch.optim.RMSprop(parameters, lr=0.01, momentum=0.5),
    "adagrad": lambda parameters: torch.optim.Adagrad(parameters, lr=0.01),
}


def network() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 1))


def trained(kit, rule: str = "adamw", network=network):
    """A state in the middle of its second epoch, with a best epoch and outputs that wait to be tallied."""
    x, y = kit.line(40)
    module = network()
    state = kit.state(module, RULES[rule](module.parameters()))
    stop = kit.Ear(lambda event: getattr(event, "step", 0) == 3 and getattr(event, "epoch", 0) == 2, "interrupted")
    kit.loop(state, kit.regression(), kit.Rows(x, y, 8), announce=stop.hear).run(5)
    state.keep_best(1, 0.5)
    state.history.append({"epoch": 1, "train_loss": 1 / 3})
    return state


def fresh(kit, rule: str = "adamw", network=network):
    torch.manual_seed(99)
    module = network()
    return kit.state(module, RULES[rule](module.parameters()))


@pytest.mark.parametrize("rule", RULES)
def test_everything_comes_back_bit_by_bit(kit, tmp_path, rule):
    state = trained(kit, rule)
    CheckpointWriter(state, tmp_path, PLAN).save()
    other = fresh(kit, rule)
    load_checkpoint(other, tmp_path)
    assert (other.epoch, other.step) == (state.epoch, state.step) == (1, 3)
    for mine, theirs in zip(other.network.state_dict().values(), state.network.state_dict().values(), strict=True):
        assert torch.equal(mine, theirs)
    saved, loaded = state.optimizer.state_dict()["state"], other.optimizer.state_dict()["state"]
    assert saved.keys() == loaded.keys()
    for number, entry in saved.items():
        for key, value in entry.items():
            if isinstance(value, torch.Tensor):
                assert torch.equal(value, loaded[number][key]) and value.dtype == loaded[number][key].dtype
    assert other.sums.facts() == state.sums.facts()
    assert torch.equal(other.sums.joined()[0], state.sums.joined()[0])
    assert (other.history, other.best_epoch, other.best_loss) == (state.history, 1, 0.5)
    assert all(torch.equal(other.best_weights[name], tensor) for name, tensor in state.best_weights.items())
    assert other.seconds >= state.seconds_before
    assert read_plan(tmp_path) == PLAN


def test_only_the_files_of_the_last_checkpoint_stay(kit, tmp_path):
    state = trained(kit)
    writer = CheckpointWriter(state, tmp_path, PLAN)
    for step in range(3):
        with torch.no_grad():
            state.network[0].bias += step
        writer.save()
    names = {path.name.split("-")[0] for path in (tmp_path / "checkpoints").iterdir()}
    assert names == {"last.json", "last", "best"} and len(list((tmp_path / "checkpoints").iterdir())) == 3


def test_nothing_saved_is_told(kit, tmp_path):
    assert not has_checkpoint(tmp_path)
    with pytest.raises(InputError, match="no checkpoint"):
        load_checkpoint(fresh(kit), tmp_path)


def test_a_state_that_is_not_finite_is_never_saved(kit, tmp_path):
    state = trained(kit)
    writer = CheckpointWriter(state, tmp_path, PLAN)
    writer.save()
    before = (tmp_path / "checkpoints" / "last.json").read_bytes()
    with torch.no_grad():
        state.network[0].bias[0] = float("nan")
    with pytest.raises(NotFiniteError):
        writer.save()
    assert (tmp_path / "checkpoints" / "last.json").read_bytes() == before
    load_checkpoint(fresh(kit), tmp_path)


@pytest.mark.parametrize("failing", ["tensors", "json"])
def test_a_full_disk_keeps_the_last_good_checkpoint(kit, tmp_path, monkeypatch, failing):
    state = trained(kit)
    writer = CheckpointWriter(state, tmp_path, PLAN)
    writer.save()
    before = {path.name: path.read_bytes() for path in (tmp_path / "checkpoints").iterdir()}
    weights = copy.deepcopy(state.network.state_dict())
    with torch.no_grad():
        state.network[0].bias += 1

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if failing == "tensors":
        monkeypatch.setattr(tensor_file, "save_file", full)
    else:
        monkeypatch.setattr("lamina.core.files.os.replace", full)
    with pytest.raises(InputError, match="No space left"):
        writer.save()
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in (tmp_path / "checkpoints").iterdir()} == before
    other = fresh(kit)
    load_checkpoint(other, tmp_path)
    assert torch.equal(other.network[0].bias, weights["0.bias"])


def change(path, **values):
    content = json.loads(path.read_text())
    content.update(values)
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    "values",
    [
        {"step": 2}, {"epoch": -1}, {"format": 2}, {"sums": {}}, {"optimizer": {}}, {"last": None}, {"history": 3},
        {"waiting": {"waiting.output": [[10**9, 10**9], "float32"]}}, {"sha256": None},
    ],
)  # fmt: skip
def test_a_changed_record_is_refused(kit, tmp_path, values):
    CheckpointWriter(trained(kit), tmp_path, PLAN).save()
    change(tmp_path / "checkpoints" / "last.json", **values)
    with pytest.raises(InputError, match="cannot be used"):
        load_checkpoint(fresh(kit), tmp_path)


@pytest.mark.parametrize("values", [{"sums": {}}, {"optimizer": {}}, {"last": None}, {"history": 3}, {"epoch": "x"}])
def test_a_record_that_is_wrong_but_whole_is_refused(kit, tmp_path, values):
    """Even when somebody made the hash fit."""
    CheckpointWriter(trained(kit), tmp_path, PLAN).save()
    path = tmp_path / "checkpoints" / "last.json"
    content = json.loads(path.read_text())
    content.update(values)
    content.pop("sha256")
    path.write_text(json.dumps({**content, "sha256": checkpoint.digest(content)}))
    with pytest.raises(InputError, match="cannot be used"):
        load_checkpoint(fresh(kit), tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 1}', "null", "\x80\x04pickle"])
def test_what_is_no_record_is_refused(kit, tmp_path, text):
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / "last.json").write_text(text, encoding="latin-1")
    with pytest.raises(InputError):
        load_checkpoint(fresh(kit), tmp_path)


def test_another_network_or_optimizer_is_refused_and_left_as_it_was(kit, tmp_path):
    CheckpointWriter(trained(kit), tmp_path, PLAN).save()
    other = fresh(kit, network=lambda: nn.Sequential(nn.Linear(3, 9), nn.Linear(9, 1)))
    before = copy.deepcopy(other.network.state_dict())
    with pytest.raises(InputError, match="cannot be used"):
        load_checkpoint(other, tmp_path)
    assert all(torch.equal(tensor, before[name]) for name, tensor in other.network.state_dict().items())
    with pytest.raises(InputError, match="AdamW"):
        load_checkpoint(fresh(kit, "sgd"), tmp_path)


def test_a_missing_tensor_file_is_told(kit, tmp_path):
    CheckpointWriter(trained(kit), tmp_path, PLAN).save()
    next((tmp_path / "checkpoints").glob("best-*")).unlink()
    with pytest.raises(InputError, match="missing"):
        load_checkpoint(fresh(kit), tmp_path)


def test_nothing_that_can_run_code_is_written(kit, tmp_path):
    CheckpointWriter(trained(kit), tmp_path, PLAN).save()
    assert {path.suffix for path in (tmp_path / "checkpoints").iterdir()} == {".json", ".safetensors"}

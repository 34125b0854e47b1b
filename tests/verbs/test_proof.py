"""The proof of resume, on this machine."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from torch import nn

import lamina
from lamina.bundle.record import WEIGHTS, checksum
from lamina.bundle.weights import pack, read_tensors
from lamina.core.errors import InputError
from lamina.verbs.proof import differences
from lamina.verbs.run import Run


def test_resume_is_proved_by_killing_a_real_training(classified: Run) -> None:
    check = lamina.verify(classified.path, resume=True)[-1]
    assert check.code == "verbs.check_resume"
    assert check.ok
    assert check.parameters["kills"] >= 1 and not check.parameters["differing"]


def test_a_single_bit_of_anything_in_the_bundle_shows(classified: Run, tmp_path: Path) -> None:
    first, second = classified.folder.model, tmp_path / "model"
    shutil.copytree(first, second)
    assert differences(first, second) == []
    tensors = {name: tensor.clone() for name, tensor in read_tensors(second / WEIGHTS).items()}  # not of the file
    for name in ("finish.temperature", next(name for name in tensors if name.startswith("prepare."))):
        changed = {**tensors, name: tensors[name].clone()}
        changed[name].view(-1).view(torch.uint8)[0] ^= 1
        (second / WEIGHTS).write_bytes(pack(changed))
        assert differences(first, second) == [name]
    (second / WEIGHTS).write_bytes(pack(tensors))
    content = json.loads((second / "bundle.json").read_text(encoding="utf-8"))
    content["spec"]["task"] = "regress"
    content["card"]["seconds"] = 99.0  # of the training, no difference
    (second / "bundle.json").write_text(json.dumps({**content, "checksum": checksum(content)}), encoding="utf-8")
    assert differences(first, second) == ["spec"]


def test_a_network_in_memory_cannot_be_killed_in_another_process(tmp_path: Path) -> None:
    run = lamina.train("iris", network=nn.Linear(4, 3), epochs=1, out=str(tmp_path), plots=False, quiet=True)
    with pytest.raises(InputError, match=r"--network file\.py:Linear"):
        lamina.verify(run.path, resume=True, network=nn.Linear(4, 3))

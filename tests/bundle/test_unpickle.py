"""`.pth` files: read in another process, tensors only."""

import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from lamina.bundle.unpickle import UnusableError, is_pickle, state_of, to_safetensors
from lamina.core.errors import InputError


class Bomb:
    """Runs a command when it is unpickled by the ordinary way."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.path}",)


def test_tensors_come_through_with_their_names(tmp_path: Path) -> None:
    weight = torch.arange(6.0).reshape(2, 3).t()
    torch.save({"epoch": 3, "state_dict": {"module.a.weight": weight, "module.b": weight}}, tmp_path / "a.pth")
    assert is_pickle(tmp_path / "a.pth")
    to_safetensors(tmp_path / "a.pth", tmp_path / "a.safetensors")
    found = load_file(tmp_path / "a.safetensors")
    assert found.keys() == {"a.weight", "b"} and torch.equal(found["a.weight"], weight)
    assert not is_pickle(tmp_path / "a.safetensors")


def test_a_bomb_is_named_and_not_run(tmp_path: Path) -> None:
    torch.save({"a": Bomb(tmp_path / "ran")}, tmp_path / "bomb.pth")
    (tmp_path / "raw.pth").write_bytes(pickle.dumps(Bomb(tmp_path / "ran")))
    with pytest.raises(InputError, match="system") as caught:
        to_safetensors(tmp_path / "bomb.pth", tmp_path / "out")
    assert caught.value.code == "weights.runs_code"
    with pytest.raises(InputError):
        to_safetensors(tmp_path / "raw.pth", tmp_path / "out")
    assert not (tmp_path / "ran").exists() and not (tmp_path / "out").exists()
    torch.load(tmp_path / "bomb.pth", weights_only=False)  # the bomb is a real one
    assert (tmp_path / "ran").exists()


def test_a_tensor_out_of_nothing_is_refused(tmp_path: Path) -> None:
    torch.save({"w": torch.zeros(1).expand(10**6, 10**6)}, tmp_path / "big.pth")
    with pytest.raises(InputError, match="more numbers"):
        to_safetensors(tmp_path / "big.pth", tmp_path / "out")


def test_what_is_cut_short_or_would_unpack_is_refused_unread(tmp_path: Path) -> None:
    torch.save({"w": torch.zeros(1000)}, tmp_path / "a.pth")
    (tmp_path / "cut.pth").write_bytes((tmp_path / "a.pth").read_bytes()[:2000])
    with zipfile.ZipFile(tmp_path / "zip.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.pkl", bytes(10**7))
    for name, said in (("cut", "cut short"), ("zip", "unpack")):
        with pytest.raises(InputError, match=said):
            to_safetensors(tmp_path / f"{name}.pth", tmp_path / "out", seconds=0.0)


def test_a_child_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    torch.save({"w": torch.zeros(2)}, tmp_path / "a.pth")
    with pytest.raises(InputError) as caught:
        to_safetensors(tmp_path / "a.pth", tmp_path / "out", seconds=0.01)
    assert caught.value.code == "weights.too_slow"


@pytest.mark.parametrize("content", [[1], {}, {"a": 3}, {3: torch.ones(1)}, {"a": torch.ones(2).to_sparse()}])
def test_what_is_no_state_dict_is_refused(content: Any) -> None:
    with pytest.raises(UnusableError):
        state_of(content)

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from lamina.bundle import save as module
from lamina.bundle.golden import draw_rows
from lamina.bundle.load import load_bundle
from lamina.bundle.model import Model
from lamina.bundle.save import save_bundle
from lamina.core.errors import InputError

FILES = ["README.md", "bundle.json", "golden.json", "weights.safetensors"]


def test_a_bundle_is_four_readable_files(bundle: Path) -> None:
    assert sorted(path.name for path in bundle.iterdir()) == FILES
    record = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
    assert record["format"] == 1 and record["network"]["name"] == "mlp"
    assert record["classes"] == ["no", "yes", "也许"] and record["split"] == "stratified 70/15/15"
    assert record["audit"] == "0 shared rows" and record["card"]["scores"] == {"test": {"accuracy": 0.5}}
    assert set(record["versions"]) == {"lamina", "python", "torch", "safetensors"}
    assert (bundle / "README.md").read_text(encoding="utf-8") == "# Card\n"
    assert not [path for path in bundle.parent.iterdir() if path.name.startswith(".")]


def test_the_same_model_gives_the_same_bytes(table_model: Callable[..., Model], tmp_path: Path) -> None:
    a, b = save_bundle(tmp_path / "a", table_model()), save_bundle(tmp_path / "b", table_model())
    assert all((a / name).read_bytes() == (b / name).read_bytes() for name in FILES)


def test_scores_that_are_not_numbers_become_null(table_model: Callable[..., Model], tmp_path: Path) -> None:
    model = table_model()
    model.card = {"scores": {"r2": float("nan")}, "folder": tmp_path}
    save_bundle(tmp_path / "m", model)
    assert json.loads((tmp_path / "m" / "bundle.json").read_text(encoding="utf-8"))["card"]["scores"] == {"r2": None}


def test_own_rows_become_golden_rows_only_when_given(table_model: Callable[..., Model], tmp_path: Path) -> None:
    model = table_model()
    own = {"numbers": torch.tensor([[33.25, 1.1e9, 1.0, 4.0]], dtype=torch.float64), "codes": torch.tensor([[1, 0]])}
    save_bundle(tmp_path / "m", model, golden_inputs=own)
    rows = json.loads((tmp_path / "m" / "golden.json").read_text(encoding="utf-8"))["rows"]
    assert len(rows) == 1 and rows[0]["age"] == 33.25 and rows[0]["sex"] == "male"


def test_an_older_bundle_is_replaced_whole(bundle: Path, table_model: Callable[..., Model]) -> None:
    (bundle / "model.onnx").write_bytes(b"of the older model")
    save_bundle(bundle, table_model({"hidden_dims": [4]}))
    assert sorted(path.name for path in bundle.iterdir()) == FILES
    assert load_bundle(bundle).network_arguments["hidden_dims"] == [4]


@pytest.mark.parametrize(
    "make", [lambda p: (p.mkdir(), (p / "thesis.txt").write_text("x")), lambda p: p.write_text("x")]
)
def test_what_is_not_a_bundle_is_never_replaced(
    make: Callable[[Path], object], tmp_path: Path, table_model: Callable[..., Model]
) -> None:
    make(tmp_path / "m")
    with pytest.raises(InputError, match="not touched"):
        save_bundle(tmp_path / "m", table_model())
    assert (tmp_path / "m").exists() and len(list(tmp_path.iterdir())) == 1


def test_a_failing_save_leaves_the_old_bundle_and_no_litter(
    bundle: Path, table_model: Callable[..., Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name: (bundle / name).read_bytes() for name in FILES}

    def full(path: Path, content: object) -> None:
        raise InputError("files.cannot_write", path=str(path), reason="No space left on device")

    monkeypatch.setattr(module, "write_json", full)
    with pytest.raises(InputError, match="No space"):
        save_bundle(bundle, table_model({"hidden_dims": [4]}))
    assert {name: (bundle / name).read_bytes() for name in FILES} == before
    assert [path.name for path in bundle.parent.iterdir()] == ["model"]


def test_a_failing_rename_brings_the_old_bundle_back(
    bundle: Path, table_model: Callable[..., Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = os.rename

    def refuse(source: Path, target: Path) -> None:
        if Path(target) == bundle and ".old" not in str(source):
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(module.os, "rename", refuse)
    with pytest.raises(InputError, match="No space"):
        save_bundle(bundle, table_model({"hidden_dims": [4]}))
    assert load_bundle(bundle).network_arguments["hidden_dims"] == [8]


def test_a_model_that_does_not_load_back_is_not_saved(table_model: Callable[..., Model], tmp_path: Path) -> None:
    model = table_model()
    model.network_arguments = {**model.network_arguments, "hidden_dims": [9]}  # not what the weights are of
    with pytest.raises(InputError, match="hidden"):
        save_bundle(tmp_path / "m", model)
    assert list(tmp_path.iterdir()) == []


MOMENTS = [(module, "write_atomically"), (module, "write_json"), (module, "_replace"), (module.os, "rename")]


def test_at_no_moment_is_there_half_a_bundle(
    bundle: Path,
    table_model: Callable[..., Model],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """What a kill would leave is the folder as it is at that moment: copied here before each step of the save."""
    copies: list[Path] = []

    def copying(function: Callable[..., object]) -> Callable[..., object]:
        def wrapper(*values: object) -> object:
            copies.append(tmp_path_factory.mktemp("moment") / "copy")
            shutil.copytree(bundle.parent, copies[-1])
            return function(*values)

        return wrapper

    with monkeypatch.context() as patch:
        for owner, name in MOMENTS:
            patch.setattr(owner, name, copying(getattr(owner, name)))
        save_bundle(bundle, table_model({"hidden_dims": [4]}))
    assert len(copies) == 7  # three files, the record, the end, the old one aside, the new one in place
    for copy in copies[:-1]:
        assert load_bundle(copy / "model").network_arguments["hidden_dims"] == [8]
    assert not (copies[-1] / "model").exists()
    for copy in copies:  # the next save clears away what the killed one left
        save_bundle(copy / "model", table_model())
        assert [path.name for path in copy.iterdir()] == ["model"]


def test_a_save_that_is_really_killed_leaves_the_old_bundle(bundle: Path) -> None:
    script = f"""
import os, signal
import lamina.bundle.save as save
from lamina.bundle.load import load_bundle
save._replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
save.save_bundle({str(bundle)!r}, load_bundle({str(bundle)!r}))
"""
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -signal.SIGKILL
    load_bundle(bundle)


def test_a_network_of_the_users_own_is_saved_and_needs_its_module(
    table_model: Callable[..., Model], tmp_path: Path
) -> None:
    model = table_model()
    width = model.network_arguments["in_features"]
    model.network, model.network_name, model.network_arguments = nn.Linear(width, 3), "own", {}
    folder = save_bundle(tmp_path / "m", model)
    with pytest.raises(InputError, match="module of your own"):
        load_bundle(folder)
    with pytest.raises(InputError, match=r"network\.weight"):
        load_bundle(folder, network=nn.Linear(width + 1, 3))
    loaded = load_bundle(folder, network=nn.Linear(width, 3))
    inputs = draw_rows(model.spec)
    assert torch.equal(loaded.answer(inputs), model.answer(inputs))

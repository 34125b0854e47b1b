"""A run of the user's own network, on the command line from beginning to end."""

import csv
import io
import shlex
import shutil
from pathlib import Path

import pytest

from lamina.cli.main import run
from lamina.cli.own import check_own
from lamina.core.errors import InputError
from lamina.verbs.folder import RunFolder

FILE = """
from torch import nn

class Small(nn.Sequential):
    def __init__(self, in_features: int, num_classes: int, hidden: int = 4):
        super().__init__(nn.Linear(in_features, hidden), nn.Tanh(), nn.Linear(hidden, num_classes))

class Other(nn.Linear):
    def __init__(self, in_features: int, num_classes: int, hidden: int = 4):
        super().__init__(in_features, num_classes)
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """(run, file.py:Class) of a network with an argument that is not its default."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "nets.py").write_text(FILE, encoding="utf-8")
    network = f"{folder / 'nets.py'}:Small"
    command = ["train", "wine", "--network", network, "--arg", "hidden=7", "--epochs", "2", "--no-plots", "--quiet"]
    assert run([*command, "--out", str(folder), "--name", "small"]) == 0
    return str(folder / "small"), network


def test_each_command_takes_the_network_again(own: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    folder, network = own
    assert run(["predict", folder, "wine", "--network", network]) == 0
    assert len(list(csv.DictReader(io.StringIO(capsys.readouterr().out)))) == 178
    assert run(["evaluate", folder, "wine", "--network", network]) == 0
    assert run(["verify", folder, "--network", network]) == 0
    assert "golden rows replayed" in " ".join(capsys.readouterr().out.split())
    assert run(["inspect", folder, "--network", network]) == 0
    assert "nets.py:Small (small)" in capsys.readouterr().out
    assert run(["resume", folder, "--network", network]) == 0


def test_it_is_exported(own: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("onnxruntime")
    folder, network = own
    assert run(["export", folder, "--network", network, "--to", str(tmp_path / "a.onnx")]) == 0
    assert (tmp_path / "a.onnx").is_file()


def test_without_it_the_sentence_says_what_to_add(own: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["predict", own[0], "wine"], ["inspect", own[0]], ["export", own[0]], ["evaluate", own[0], "wine"]):
        assert run(command) == 2
        told = " ".join(capsys.readouterr().err.split())
        assert "is a module of your own" in told and "--network nets.py:Small" in told and "lenet5" not in told
    assert run(["verify", own[0]]) == 0
    assert "--network nets.py:Small" in " ".join(capsys.readouterr().out.split())


def test_runs_of_ones_own_are_compared(own: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", own[0], own[0]]) == 0
    assert str((13 + 1) * 7 + (7 + 1) * 3) in capsys.readouterr().out


def test_another_network_is_refused(
    own: tuple[str, str], trained_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, network = own
    for name, sentence in (
        (network.replace(":Small", ":Other"), "weights are"),
        (network.replace(":Small", ":Smal"), 'Did you mean "Small"'),
        ("mlp", "file.py:Class"),
        ("nowhere.py:Small", "nowhere.py"),
    ):
        assert run(["predict", folder, "wine", "--network", name]) == 2
        assert sentence in " ".join(capsys.readouterr().err.split())
    assert run(["predict", str(trained_run), "wine", "--network", network]) == 2
    assert "mlp, of the catalogue" in " ".join(capsys.readouterr().err.split())


def test_a_name_is_checked_before_anything_is_imported() -> None:
    check_own(None)
    check_own("a.py:B")
    with pytest.raises(InputError, match=r"file\.py:Class"):
        check_own("lenet5")


def test_code_that_only_a_file_names_is_not_run(
    own: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, network = own
    hostile = tmp_path / "hostile.py"
    hostile.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n{FILE}", encoding="utf-8")
    copied = tmp_path / "run"
    shutil.copytree(folder, copied)
    config = copied / "config.json"
    config.write_text(config.read_text(encoding="utf-8").replace(network, f"{hostile}:Small"), encoding="utf-8")
    RunFolder(copied).update_state(status="training")
    for command in (
        ["train", "--config", str(config), "--epochs", "1", "--out", str(tmp_path)],
        ["resume", str(copied)],
        ["verify", str(copied), "--resume"],
        ["--lang", "zh", "resume", "--", str(copied)],
    ):
        assert run(command) == 2
        told = capsys.readouterr().err.strip()
        pasted = shlex.split(told[told.rindex("lamina ") :])
        assert set(pasted) == {"lamina", *command, "--network", f"{hostile}:Small"}
    assert not (tmp_path / "ran").exists()
    assert run(["--quiet", *pasted[1:]]) == 0  # named by the user, it is
    assert (tmp_path / "ran").exists()


def test_a_finished_run_is_trained_longer_with_its_network(
    own: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["resume", own[0]]) == 0
    assert capsys.readouterr().out.strip().endswith(f"--epochs 4 --network {own[1]}")

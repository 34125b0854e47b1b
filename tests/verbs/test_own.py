"""The user's own network beside a model: named now, never by the model's files."""

import json
from pathlib import Path

import pytest
from torch import nn

import lamina
from lamina.bundle.record import checksum
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.verbs.own import named_again, own_module, typed
from lamina.verbs.run import Run

FILE = """
from torch import nn
from pathlib import Path

Path(__file__).with_name("imported").touch()

class Tiny(nn.Linear):
    def __init__(self, in_features: int, num_classes: int):
        super().__init__(in_features, num_classes)

ready = nn.Linear(13, 3)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "nets.py"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def tiny(file: Path, tmp_path: Path) -> Run:
    network = f"{file}:Tiny"
    return lamina.train("wine", network=network, epochs=1, out=str(tmp_path), name="t", plots=False, quiet=True)


def test_the_run_that_was_trained_answers_at_once(tiny: Run, file: Path) -> None:
    answers = tiny.predict("wine")
    again = lamina.load(tiny.path, network=f"{file}:Tiny").predict("wine")
    assert answers.equals(again) and answers.equals(lamina.predict(tiny.path, "wine", network=f"{file}:Tiny"))
    assert lamina.load(tiny.path, network=nn.Linear(13, 3)).predict("wine").equals(answers)
    assert lamina.evaluate(tiny.path, "wine", network=f"{file}:Tiny") == tiny.evaluate("wine")


def test_nothing_is_imported_that_the_user_does_not_name(tiny: Run, file: Path) -> None:
    (file.parent / "imported").unlink()
    with pytest.raises(InputError, match="is a module of your own"):
        lamina.predict(tiny.path, "wine")
    assert lamina.verify(tiny.path)[-2].code == "bundle.own_unchecked"
    assert not (file.parent / "imported").exists()


def test_a_forged_name_is_not_offered_for_pasting(tiny: Run) -> None:
    path = tiny.path / "model" / "bundle.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["card"]["network"] = "x.py:Net; rm -rf ."
    path.write_text(json.dumps({**content, "checksum": checksum(content)}), encoding="utf-8")
    with pytest.raises(InputError, match=r"--network file\.py:Class"):
        lamina.predict(tiny.path, "wine")


def test_a_module_of_the_file_is_as_good_as_a_class(tiny: Run, file: Path, tmp_path: Path) -> None:
    module = own_module(f"{file}:ready", tiny.folder.model)
    assert isinstance(module, nn.Linear)
    run = lamina.train("wine", network=f"{file}:ready", epochs=1, out=str(tmp_path), name="r", plots=False, quiet=True)
    assert run.predict("wine").height == 178


def test_how_a_network_is_named_again() -> None:
    assert typed("mlp") == "" and typed("a.py:B") == "a.py:B" and typed("Tiny") == "file.py:Tiny"
    config = RunConfig().replace(network="Tiny")
    with pytest.raises(InputError, match=r"--network file\.py:Tiny"):
        named_again(config, None)
    assert named_again(config, "a.py:Tiny").network.network == "a.py:Tiny"
    assert named_again(config, nn.Linear(1, 1)) is config
    with pytest.raises(InputError, match="leave --network out"):
        named_again(RunConfig().replace(network="mlp"), "a.py:Tiny")

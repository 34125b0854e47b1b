"""The user's own network beside a model: named now, never by the model's files."""

import json
from pathlib import Path

import pytest
from torch import nn

import lamina
from lamina.bundle.record import checksum
from lamina.core.config import RunConfig
from lamina.core.errors import InputError, InterruptedRunError
from lamina.verbs.ending import ending_recorded
from lamina.verbs.folder import RunFolder
from lamina.verbs.own import named_again, own_module, refuse_unnamed
from lamina.verbs.proof import prove_resume
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
    config = RunConfig().replace(network="Tiny")
    with pytest.raises(InputError, match=r"--network file\.py:Tiny"):
        named_again(config, None, "c.json")
    assert named_again(config, "a.py:Tiny", "c.json").network.network == "a.py:Tiny"
    assert named_again(config, nn.Linear(1, 1), "c.json") is config
    with pytest.raises(InputError, match="leave --network out"):
        named_again(RunConfig().replace(network="mlp"), "a.py:Tiny", "c.json")


@pytest.fixture
def sent(tmp_path: Path) -> tuple[Path, Path]:
    """(a folder that looks like a run in training, what shows that the code in it ran): as a stranger may send them."""
    folder, trace = tmp_path / "sent", tmp_path / "sent" / "imported"
    folder.mkdir()
    (folder / "nets.py").write_text(FILE, encoding="utf-8")
    config = RunConfig().replace(data="wine", network=f"{folder / 'nets.py'}:Tiny", epochs=1, plots=False)
    (folder / "config.json").write_text(config.model_dump_json(), encoding="utf-8")
    (folder / "state.json").write_text('{"status": "training", "test_uses": 0}', encoding="utf-8")
    return folder, trace


def test_no_file_that_a_configuration_names_is_imported(sent: tuple[Path, Path], tmp_path: Path) -> None:
    folder, trace = sent
    config = RunConfig.model_validate_json((folder / "config.json").read_text(encoding="utf-8"))
    for ask in (
        lambda: lamina.train(config=folder / "config.json", out=str(tmp_path), quiet=True),
        lambda: lamina.train("iris", config=str(folder / "config.json"), out=str(tmp_path), quiet=True),
        lambda: lamina.train(config=config, out=str(tmp_path), quiet=True),
        lambda: lamina.resume(folder, quiet=True),
        lambda: prove_resume(RunFolder(folder)),
        lambda: prove_resume(RunFolder(folder), nn.Linear(13, 3)),
    ):
        with pytest.raises(InputError, match=r"no code is run because a file names it.*nets\.py:Tiny") as refused:
            ask()
        assert refused.value.code == "verbs.own_unasked" and not trace.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"sent"}  # nothing was begun


def test_it_is_when_the_user_names_it(sent: tuple[Path, Path], tmp_path: Path) -> None:
    folder, trace = sent
    own = f"{folder / 'nets.py'}:Tiny"
    run = lamina.train(config=folder / "config.json", network=own, out=str(tmp_path), name="mine", quiet=True)
    assert trace.exists() and run.config.network.network == own
    run.folder.update_state(status="training")
    assert lamina.resume(run.path, network=own, quiet=True).predict("wine").height == 178


def test_another_network_in_its_place_is_no_question(sent: tuple[Path, Path]) -> None:
    config = RunConfig().replace(network="a.py:B")
    for network in ("a.py:B", "other.py:B", nn.Linear(1, 1)):
        refuse_unnamed(config, network, "c.json")
    for catalogue in ("mlp", "auto"):
        refuse_unnamed(RunConfig().replace(network=catalogue), None, "c.json")
    lamina.train(config=sent[0] / "config.json", network="mlp", out=str(sent[0]), name="mlp", quiet=True)
    assert not sent[1].exists()


def test_an_interruption_tells_the_whole_command(sent: tuple[Path, Path]) -> None:
    folder = RunFolder(sent[0])
    command = f"lamina resume {sent[0]} --network {sent[0] / 'nets.py'}:Tiny"
    with pytest.raises(InterruptedRunError) as stopped, ending_recorded(folder):
        raise KeyboardInterrupt
    assert str(stopped.value).endswith(command)
    with pytest.raises(InputError) as refused:
        lamina.load(folder.path, network=nn.Linear(13, 3)).predict("wine")
    assert str(refused.value).endswith(command)

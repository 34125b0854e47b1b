"""What the doctor says of real runs, small ones, sound and planted."""

import shutil
from pathlib import Path

import pytest
import torch
from torch import nn

import lamina
from lamina.core.health import Finding, Remedy
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.checkup import checkup_of
from lamina.verbs.health.diagnosis import Diagnosis, all_findings, diagnosis_of, remedy_of
from lamina.verbs.run import Run


def dead_network() -> nn.Sequential:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10))
    with torch.no_grad():
        network[1].bias.fill_(-50.0)  # type: ignore[union-attr]
    return network


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = str(tmp_path_factory.mktemp("planted"))
    return lamina.train("digits", network=dead_network(), epochs=3, plots=True, baseline=False, out=out, quiet=True)


def test_dead_layer_is_named_with_what_follows(planted: Run) -> None:
    found = diagnosis_of(planted.folder)
    assert found.findings[0].code == "doctor.dead_relu" and found.findings[0].where == "2"
    assert "doctor.stuck_at_chance" in [one.code for one in all_findings(found.findings)]
    assert "Dead ReLU: 16 of the 16 units of 2" in found.sentences[0] and "Dead ReLU" in str(found)


def test_report_has_the_section(planted: Run) -> None:
    page = planted.folder.report_file.read_text(encoding="utf-8")
    assert "The doctor" in page and "Dead ReLU: 16 of the 16 units" in page


def test_line_names_the_command(planted: Run) -> None:
    found = diagnosis_of(planted.folder, "lamina")
    untold = Diagnosis(found.path, found.findings, found.checkup.model_copy(update={"told": ()}))
    line = untold.line("runs/a b")
    assert line.startswith("The doctor: Dead ReLU") and "lamina doctor 'runs/a b'" in line and "\n" not in line
    assert found.line("x").startswith("The doctor: dead ReLUs, as told while it trained")


def test_sound_run_is_left_in_peace(digits: Run) -> None:
    found = diagnosis_of(digits.folder)
    assert found.well and found.line() == "" and "All looks well" in str(found)


def test_weights_that_lamina_does_not_draw_are_not_drawn_anew(planted: Run) -> None:
    """The remedy of a module that was in memory is one in words: no command is offered."""
    found = diagnosis_of(planted.folder)
    assert remedy_of(found.findings[0], found.checkup) == {} and found.commands == {}


def test_only_what_changes_something_is_a_remedy(digits: Run) -> None:
    checkup = checkup_of(digits.folder)
    change = {"learning_rate": checkup.settings["learning_rate"], "clip_norm": 1.0, "arg": {"no_such": 1}}
    finding = Finding(code="doctor.dead_relu", confidence=1.0, remedy=Remedy(change=change, words="doctor.do.alive"))
    assert remedy_of(finding, checkup) == {"clip_norm": 1.0}
    told = Diagnosis(digits.path, (finding,), checkup).commands[0]
    assert told == f"lamina train --config {digits.path}/config.json --clip-norm 1"


def test_a_run_without_readings_is_judged_by_what_is_there(planted: Run, tmp_path: Path) -> None:
    """Of before the doctor, or killed early: curves and scores alone."""
    old = tmp_path / "old"
    shutil.copytree(planted.path, old)
    (old / "health.jsonl").unlink()
    found = diagnosis_of(RunFolder(old))
    assert [one.code for one in found.findings] == ["doctor.stuck_at_chance"]
    assert any("has no readings" in note for note in found.notes)


def test_without_readings_it_is_not_said_that_the_layers_are_well(digits: Run) -> None:
    checkup = checkup_of(digits.folder).model_copy(update={"readings": ()})
    told = Diagnosis(digits.path, (), checkup).notes
    assert told[0].startswith("Nothing wrong was found in its curves") and "the network's inside is not" in told[1]


def test_stopped_run_names_the_layer(tmp_path: Path) -> None:
    class Log(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.log(x - 1e9)

    network = nn.Sequential(nn.Flatten(), nn.Linear(64, 8), Log(), nn.Linear(8, 10))
    with pytest.raises(lamina.LaminaError):
        lamina.train("digits", network=network, epochs=2, out=str(tmp_path), name="run", quiet=True)
    found = diagnosis_of(RunFolder(tmp_path / "run"))
    assert found.findings[0].code == "doctor.not_finite" and found.findings[0].where == "2"


def test_chinese_says_it_too(planted: Run) -> None:
    before = lamina.words.language()
    try:
        lamina.words.use("zh")
        text = str(diagnosis_of(planted.folder))
    finally:
        lamina.words.use(before)
    assert "死亡的 ReLU" in text and "doctor." not in text


def test_of_a_run_that_has_nothing_yet_nothing_is_said_to_be_well(planted: Run, tmp_path: Path) -> None:
    checkup = checkup_of(RunFolder(planted.path)).model_copy(
        update={"readings": (), "history": (), "scores": {}, "breakdown": None}
    )
    (told,) = Diagnosis(planted.path, (), checkup).notes
    assert told.startswith("Nothing can be judged yet")


def test_of_a_short_training_that_learned_nothing_it_is_said_that_little_can_be_told(digits: Run) -> None:
    checkup = checkup_of(digits.folder)
    first = {**checkup.history[0], "epoch": 0.15, "train_loss": 2.3}
    begun = checkup.model_copy(update={"history": (first,), "readings": (), "baselines": {}})
    told = " ".join(Diagnosis(digits.path, (), begun).notes)
    assert "No fault is seen so far" in " ".join(
        Diagnosis(digits.path, (), begun.model_copy(update={"readings": checkup.readings[:1]})).notes
    )
    assert "The training was short" in told and "0.15 epochs" in told
    assert "was short" not in " ".join(Diagnosis(digits.path, (), checkup).notes)  # as short, but it learned

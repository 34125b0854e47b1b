"""While a training goes on a fault is told once, and none of a sound one; nothing else changes."""

import io
import threading
from pathlib import Path
from typing import Any

import pytest
import torch
from rich.console import Console
from torch import Tensor, nn

import lamina
from lamina.core.errors import LaminaWarning
from lamina.core.events import EpochDone, Event, FaultFound
from lamina.core.health import Chance, Checkup, DataFacts, LayerHealth, Reading, Told
from lamina.report.terminal.progress import Progress
from lamina.verbs.health.checkup import checkup_of
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.health.file import FILE, HealthFile, read_health
from lamina.verbs.health.live import LiveDoctor
from lamina.verbs.run import Run


class Keeps:
    """A listener that keeps what the doctor told."""

    def __init__(self) -> None:
        self.told: list[FaultFound] = []

    def hear(self, event: Event) -> None:
        """Of faults only."""
        if isinstance(event, FaultFound):
            self.told.append(event)


def checkup(**more: Any) -> Checkup:
    return Checkup(
        network="mlp", task="classify", classes=("a", "b"), loss="cross-entropy", settings={"epochs": 100},
        data=DataFacts(kind="table", parts={"train": 100}), **more,
    )  # fmt: skip


def dead(step: int, share: float = 1.0) -> Reading:
    layers = (
        LayerHealth(name="a", type="Linear", fan_in=4, units=8),
        LayerHealth(name="r", type="ReLU", activation="relu", units=8, dead_units=round(8 * share), dead_share=share),
    )
    return Reading(epoch=0, step=step, rows=8, loss=0.7, layers=layers)


def live(**more: Any) -> tuple[LiveDoctor, list[tuple[FaultFound, Told]]]:
    told: list[tuple[FaultFound, Told]] = []
    return LiveDoctor(lambda: checkup(**more), lambda event, record: told.append((event, record))), told


def test_a_fault_is_told_once_and_when_it_has_lasted() -> None:
    doctor, told = live()
    assert not doctor.due(50)  # nothing was looked at yet
    for step in (0, 8, 16, 20, 40, 80):
        doctor.add(dead(step))
        assert doctor.due(step) is (step > 0)
        doctor.conclude(step, 10)
        assert len(told) == (step >= 16)
    event, record = told[0]
    assert event.finding.code == "doctor.dead_relu" and (event.epoch, event.step) == (2, 16)
    assert (record.code, record.where, record.epoch, record.step) == ("doctor.dead_relu", "r", 2, 16)


def test_one_odd_look_is_not_told() -> None:
    doctor, told = live()
    for step, share in ((20, 0.0), (30, 1.0), (40, 0.0), (60, 1.0), (80, 0.0), (100, 0.0)):
        doctor.add(dead(step, share))
        doctor.conclude(step, 10)
    assert told == []


def test_what_was_told_before_a_kill_is_not_told_again() -> None:
    doctor, told = live(told=(Told(code="doctor.dead_relu", epoch=1, step=4),), readings=(dead(0), dead(8)))
    for step in (40, 80):
        doctor.add(dead(step))
        doctor.conclude(step, 10)
    assert told == []


def test_curves_come_with_the_epochs() -> None:
    doctor, told = live(chance=Chance(loss=0.69, how="class-shares", rows=100))
    for epoch in range(1, 61):
        doctor.add(dead(10 * epoch, 0.0))
        doctor.add(EpochDone(epoch, {"loss": 1 / epoch}, {"loss": 0.5 + 0.1 * epoch}, 0.01, 1.0, 100))
        doctor.conclude(10 * epoch, 10)
    assert "doctor.overfitting" in [event.finding.code for event, _ in told] and told[0][0].step >= 250


class Dead(nn.Module):
    """Its units never answer."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.r, self.b = nn.LazyLinear(8), nn.ReLU(), nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.b(self.r(self.a(x) - 1e3))


@pytest.fixture(scope="module")
def told_run(table: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Keeps, str]:
    keeps, text = Keeps(), io.StringIO()
    out = str(tmp_path_factory.mktemp("live"))
    options: dict[str, Any] = {"target": "kind", "ignore": ("price",), "epochs": 8, "batch_size": 16, "plots": False}
    drawn = Progress(Console(file=text, width=160))
    torch.manual_seed(0)
    run = lamina.train(str(table), network=Dead(), out=out, name="dead", listeners=[keeps, drawn], **options)
    return run, keeps, text.getvalue()


def test_listeners_hear_of_it_once_and_it_is_written_down(told_run: tuple[Run, Keeps, str]) -> None:
    run, keeps, _ = told_run
    assert [event.finding.code for event in keeps.told] == ["doctor.dead_relu"]
    event = keeps.told[0]
    assert event.finding.where == "r" and 16 <= event.step <= 40 and event.epoch <= 8
    assert [one.code for one in read_health(run.path / FILE).told] == ["doctor.dead_relu"]
    assert [one.step for one in checkup_of(run.folder).told] == [event.step]


def test_progress_shows_two_lines(told_run: tuple[Run, Keeps, str]) -> None:
    lines = [line for line in told_run[2].splitlines() if "doctor" in line or "Ctrl-C" in line]
    assert len(lines) == 2 and told_run[2].count("The doctor") == 1
    assert lines[0].startswith("! The doctor: Dead ReLU: 8 of the 8 units of r") and "sure)" in lines[0]
    assert "Ctrl-C keeps what is learned." in lines[1]


def test_at_the_end_it_is_no_news(told_run: tuple[Run, Keeps, str]) -> None:
    found = diagnosis_of(told_run[0].folder)
    line = found.line("runs/x")
    assert line.startswith("The doctor: dead ReLUs, as told while it trained.") and line.endswith(
        "lamina doctor runs/x"
    )
    gone = found.__class__(found.path, (), found.checkup)
    assert "not seen at the end" in gone.line("runs/x")


def test_a_sound_training_hears_nothing(digits_keeps: Keeps) -> None:
    assert digits_keeps.told == []


@pytest.fixture(scope="module")
def digits_keeps(tmp_path_factory: pytest.TempPathFactory) -> Keeps:
    keeps = Keeps()
    out = str(tmp_path_factory.mktemp("sound"))
    lamina.train("digits", network="mlp", epochs=5, plots=False, baseline=False, out=out, listeners=[keeps])
    return keeps


def test_the_bits_are_the_same_with_the_doctor_telling_and_off(table: Path, tmp_path: Path) -> None:
    weights = []
    for doctor in (True, False):
        torch.manual_seed(0)
        run = lamina.train(
            str(table), target="kind", ignore=("price",), network=Dead(), epochs=4, batch_size=16, doctor=doctor,
            plots=False, baseline=False, out=str(tmp_path), name=str(doctor), listeners=[Keeps()],
        )  # fmt: skip
        weights.append(run.model.network.state_dict())
        assert bool(read_health(run.path / FILE).told) is doctor
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])


class Deaf:
    """A listener that fails at a fault."""

    def hear(self, event: Event) -> None:
        """Fail."""
        if isinstance(event, FaultFound):
            raise ValueError("deaf")


def test_a_mistake_while_telling_stops_no_training(table: Path, tmp_path: Path) -> None:
    with pytest.warns(LaminaWarning, match="deaf"):
        run = lamina.train(
            str(table), target="kind", ignore=("price",), network=Dead(), epochs=4, batch_size=16, plots=False,
            baseline=False, out=str(tmp_path), name="run", listeners=[Deaf()],
        )  # fmt: skip
    assert run.folder.state()["status"] == "done"


class Asks:
    """Asks the doctor after an epoch, from another thread, while the run is in training."""

    def __init__(self, path: Path) -> None:
        self.path, self.answers = path, []  # type: ignore[var-annotated]

    def hear(self, event: Event) -> None:
        """After the third epoch."""
        if isinstance(event, EpochDone) and event.epoch == 3:
            thread = threading.Thread(target=lambda: self.answers.append(lamina.doctor(self.path)))
            thread.start()
            thread.join()


def test_a_run_in_training_can_be_asked(table: Path, tmp_path: Path) -> None:
    asks = Asks(tmp_path / "run")
    torch.manual_seed(0)
    lamina.train(
        str(table), target="kind", ignore=("price",), network=Dead(), epochs=12, batch_size=16, plots=False,
        baseline=False, out=str(tmp_path), name="run", listeners=[asks],
    )  # fmt: skip
    (found,) = asks.answers
    assert found.checkup.status == "training" and found.findings[0].code == "doctor.dead_relu"
    assert any("in training" in note and " % of its steps" in note for note in found.notes)


def test_a_told_fault_keeps_its_first_line(tmp_path: Path) -> None:
    file = HealthFile(tmp_path / FILE)
    for step in (4, 9):
        file.add(Told(code="doctor.dead_relu", where="r", epoch=1, step=step))
    assert [one.step for one in read_health(tmp_path / FILE).told] == [4]

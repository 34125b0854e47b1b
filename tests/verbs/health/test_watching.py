"""A training with the doctor on ends with the bits of one without, also when it is killed and resumed."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import lamina
from lamina.core.batch import Batch
from lamina.core.errors import StoppedError
from lamina.core.events import Event, StepDone
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.health.file import FILE, read_health
from lamina.verbs.run import Run


class Normed(nn.Module):
    """Batch norm, dropout, an activation in place, a residual and a recurrence."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.act = nn.LazyLinear(8), nn.ReLU(inplace=True)
        self.norm, self.drop = nn.BatchNorm1d(8), nn.Dropout(0.3)
        self.rnn, self.head = nn.LSTM(1, 4, batch_first=True), nn.Linear(12, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        x = x + self.drop(self.act(self.norm(x)))
        after = self.rnn(x[:, :, None])[0][:, -1]
        return self.head(torch.cat((x, after), dim=1))


def same(one: Run, other: Run) -> bool:
    first, second = one.model.network.state_dict(), other.model.network.state_dict()
    return all(torch.equal(first[name], second[name]) for name in first) and first.keys() == second.keys()


@pytest.mark.parametrize("network", ["mlp", "own"])
def test_the_bits_are_the_same_with_the_doctor_on_and_off(network: str, table: Path, tmp_path: Path) -> None:
    runs = []
    for doctor in (True, False):
        torch.manual_seed(5)
        chosen: Any = Normed() if network == "own" else network
        options: dict[str, Any] = {} if network == "own" else {"arg": {"dropout": 0.2}}
        runs.append(
            lamina.train(
                str(table), target="kind", ignore=("price",), network=chosen, epochs=2, batch_size=16, doctor=doctor,
                out=str(tmp_path), name=str(doctor), plots=False, baseline=False, quiet=True, **options,
            )
        )  # fmt: skip
    assert same(*runs)
    assert (runs[0].path / FILE).is_file() and not (runs[1].path / FILE).exists()
    kept = read_health(runs[0].path / FILE)
    assert kept.readings[0].step == 0 and len(kept.readings) >= 3 and kept.readings[-1].learning_rate is None
    assert kept.chance is not None and kept.order is not None and kept.order.repeats is not None


@pytest.mark.parametrize("network", ["lenet5", "resnet20-cifar"])
def test_networks_of_images_learn_the_same_bits(network: str, tmp_path: Path) -> None:
    images, labels = (
        torch.randint(0, 255, (48, 16, 16, 1), dtype=torch.uint8).numpy(),
        [str(row % 3) for row in range(48)],
    )
    options: dict[str, Any] = {"epochs": 1, "batch_size": 16, "out": str(tmp_path), "plots": False, "quiet": True}
    runs = [
        lamina.train((images, labels), network=network, doctor=doctor, name=str(doctor), baseline=False, **options)
        for doctor in (True, False)
    ]
    assert same(*runs)


@pytest.mark.parametrize("output", ["negative-sampling", "hierarchical-softmax"])
def test_word_vectors_learn_the_same_bits_and_have_readings(output: str, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("the cat sees a dog and the dog sees the cat\n" * 40, encoding="utf-8")
    options: dict[str, Any] = {"task": "embed", "epochs": 2, "batch_size": 64, "accumulate": 1, "quiet": True}
    options |= {"out": str(tmp_path), "plots": False, "arg": {"embed_dim": 8, "subsample": 0.0, "output": output}}
    runs = [lamina.train(str(text), doctor=doctor, name=str(doctor), **options) for doctor in (True, False)]
    assert same(*runs)
    kept = read_health(runs[0].path / FILE)
    assert kept.readings[0].step == 0 and kept.readings[-1].learning_rate is None and kept.order is None
    assert [layer.name for layer in kept.readings[-1].layers] == ["outputs", "vectors"]
    ratios = [layer.update_ratio for reading in kept.readings[1:-1] for layer in reading.layers]
    assert ratios and all(ratio is not None and ratio > 0 for ratio in ratios)
    assert kept.chance is not None and kept.readings[0].loss is not None and kept.readings[0].loss > kept.chance.loss
    notes = diagnosis_of(runs[0].folder).notes
    assert any(note.startswith("Of word vectors the two tables were looked at") for note in notes)


class Stop:
    """A kill in the middle of an epoch, as far as a test can."""

    def __init__(self, after: int) -> None:
        self.left = after

    def hear(self, event: Event) -> str | None:
        """Count the steps."""
        if type(event) is StepDone:
            self.left -= 1
            if not self.left:
                raise KeyboardInterrupt
        return None


def test_a_resumed_run_ends_with_the_same_bits_and_adds_to_its_file(table: Path, tmp_path: Path) -> None:
    options: dict[str, Any] = {
        "target": "kind", "ignore": ("price",), "network": "mlp", "epochs": 3, "batch_size": 16, "out": str(tmp_path),
        "plots": False, "baseline": False, "checkpoint_seconds": 0.0,
    }  # fmt: skip
    whole = lamina.train(str(table), name="whole", quiet=True, **options)
    with pytest.raises(lamina.LaminaError):
        lamina.train(str(table), name="cut", listeners=[Stop(after=13)], **options)
    before = [one.step for one in read_health(tmp_path / "cut" / FILE).readings]
    resumed = lamina.resume(tmp_path / "cut", quiet=True)
    after = [one.step for one in read_health(tmp_path / "cut" / FILE).readings]
    assert same(whole, resumed) and set(before) < set(after) and after[0] == 0
    assert after[-1] == read_health(whole.path / FILE).readings[-1].step


class Breaks(nn.Module):
    """Its middle layer gives infinities once the weights have moved."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.LazyLinear(4), nn.Linear(4, 3)
        self.middle = Explodes()

    def forward(self, x: Tensor) -> Tensor:
        return self.second(self.middle(self.first(x)))


class Explodes(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.calls += 1
        return x / (self.calls < 6)


def test_a_number_that_is_not_finite_is_laid_to_its_layer(table: Path, tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        lamina.train(
            str(table), target="kind", ignore=("price",), network=Breaks(), epochs=3, batch_size=16, quiet=True,
            out=str(tmp_path), name="broken", plots=False, baseline=False,
        )  # fmt: skip
    kept = read_health(tmp_path / "broken" / FILE)
    assert kept.breakdown is not None and kept.breakdown.layer == "middle (Explodes)"
    assert (kept.breakdown.epoch, kept.breakdown.step, kept.breakdown.what) == (1, 6, "output")
    assert kept.readings and all(one.loss is not None for one in kept.readings)


def test_a_training_that_is_none_of_a_run_is_not_watched() -> None:
    from lamina.verbs.health.watching import watching

    with watching(None, nn.Linear(1, 1), None, None, Path(), asked=False) as nobody:  # type: ignore[arg-type]
        assert nobody is None
    assert Batch._fields[0] == "inputs"

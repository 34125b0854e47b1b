"""One training from beginning to end: best weights, stopping, budget, Ctrl-C, NaN, resume in one process."""

import copy
import os
import signal

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError, LaminaWarning, StoppedError
from lamina.core.events import EpochDone, StepDone, TrainingDone, TrainingStarted
from lamina.training.checkpoint import has_checkpoint


def network(dropout: float = 0.2) -> nn.Module:
    torch.manual_seed(5)
    return nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Dropout(dropout), nn.Linear(8, 1))


def parts(kit, batch_size: int = 8):
    x, y = kit.line(44)
    return kit.Rows(x[:32], y[:32], batch_size), kit.Rows(x[32:], y[32:], 6, shuffle=False)


def validation_loss(module: nn.Module, rows) -> float:
    module.eval()
    with torch.no_grad():
        return (module(rows.x) - rows.y).square().mean().item()


def test_it_learns_and_leaves_a_history(kit, tmp_path):
    train, validation = parts(kit)
    module = nn.Linear(3, 1)
    trained = kit.run(module, kit.regression(), train, validation, tmp_path, optim=kit.ADAM, epochs=60)
    assert (trained.reason, trained.epochs, len(trained.history)) == ("epochs", 60, 60)
    assert trained.history[-1]["validation_loss"] < 0.5 * trained.history[0]["validation_loss"]
    assert len((tmp_path / "history.csv").read_text().splitlines()) == 61
    assert has_checkpoint(tmp_path)


def test_the_best_epochs_weights_are_in_the_network_at_the_end(kit, tmp_path):
    train, validation = parts(kit)
    module = network()
    optim = kit.SGD.model_copy(update={"learning_rate": 0.3})
    trained = kit.run(module, kit.regression(), train, validation, tmp_path, optim=optim, epochs=12)
    losses = [row["validation_loss"] for row in trained.history]
    assert trained.best_epoch == 1 + losses.index(min(losses)) < 12
    assert validation_loss(module, validation) == pytest.approx(min(losses), rel=1e-5)


def test_patience_stops_and_restores(kit, tmp_path):
    train, validation = parts(kit)
    validation.y = -validation.y  # what is learned is wrong: the first epochs are best
    module = network()
    trained = kit.run(module, kit.regression(), train, validation, tmp_path, epochs=50, patience=3)
    assert trained.reason == "patience"
    assert trained.epochs == trained.best_epoch + 3 < 50
    best = trained.history[trained.best_epoch - 1]["validation_loss"]
    assert validation_loss(module, validation) == pytest.approx(best, rel=1e-5)


def same(left: nn.Module, right: nn.Module) -> bool:
    pairs = zip(left.state_dict().values(), right.state_dict().values(), strict=True)
    return all(torch.equal(mine, theirs) for mine, theirs in pairs)


def values(history: list[dict[str, float]]) -> list[dict[str, float]]:
    return [{k: v for k, v in row.items() if k not in ("seconds", "samples_per_second")} for row in history]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("place", [(1, 1), (2, 2), (2, 4)])
def test_an_interrupted_run_ends_as_one_that_was_not(kit, tmp_path, number, place):
    train, validation = parts(kit)
    whole = network()
    options = {"optim": kit.ADAM, "epochs": 4, "patience": 0}
    straight = kit.run(whole, kit.regression(), train, validation, tmp_path / "straight", **options)

    class Press:
        def hear(self, event):
            if isinstance(event, StepDone) and (event.epoch, event.step) == place:
                os.kill(os.getpid(), number)

    ear = kit.Ear()
    module = network()
    listeners = [Press(), ear]
    first = kit.run(module, kit.regression(), train, validation, tmp_path / "two", listeners=listeners, **options)
    assert first.reason == "interrupted"
    assert isinstance(ear.events[-1], TrainingDone)
    assert len(ear.of(StepDone)) <= (place[0] - 1) * 4 + place[1] + 1
    module, ear = network(), kit.Ear()
    with torch.no_grad():
        module[0].weight.zero_()  # what a resumed network held before does not matter
    second = kit.run(
        module, kit.regression(), train, validation, tmp_path / "two", listeners=[ear], resume=True, **options
    )
    (started,) = ear.of(TrainingStarted)
    assert (started.epoch, started.step) != (0, 0)
    assert same(module, whole) and values(second.history) == values(straight.history)
    assert second.reason == "epochs" and second.best_epoch == straight.best_epoch


def test_resume_begins_at_the_beginning_when_nothing_was_saved(kit, tmp_path):
    train, validation = parts(kit)
    trained = kit.run(network(), kit.regression(), train, validation, tmp_path, resume=True)
    assert trained.epochs == 3


def test_resuming_a_finished_run_changes_nothing(kit, tmp_path):
    train, validation = parts(kit)
    module = network()
    first = kit.run(module, kit.regression(), train, validation, tmp_path, epochs=50, patience=2)
    again, ear = network(), kit.Ear()
    second = kit.run(
        again, kit.regression(), train, validation, tmp_path, epochs=50, patience=2, resume=True, listeners=[ear]
    )
    assert ear.of(StepDone) == [] and same(again, module)
    assert (second.reason, second.history, second.best_epoch) == (first.reason, first.history, first.best_epoch)


def test_resume_does_not_walk_through_the_steps_already_done(kit, tmp_path):
    x, y = kit.line(64)

    class Counting(kit.Rows):
        drawn = 0

        def epoch(self, epoch, start=0):
            for batch in super().epoch(epoch, start):
                type(self).drawn += 1
                yield batch

    stop = kit.Ear(lambda event: isinstance(event, StepDone) and (event.epoch, event.step) == (3, 30), "interrupted")
    kit.run(nn.Linear(3, 1), kit.regression(), kit.Rows(x, y, 2), None, tmp_path, listeners=[stop])
    kit.run(nn.Linear(3, 1), kit.regression(), Counting(x, y, 2), None, tmp_path, resume=True)
    assert Counting.drawn == 2


def test_another_number_of_threads_is_set_back(kit, tmp_path):
    train, validation = parts(kit)
    kit.run(network(), kit.regression(), train, validation, tmp_path, threads=1)
    kit.run(network(), kit.regression(), train, validation, tmp_path, threads=2, epochs=4, resume=True)
    assert torch.get_num_threads() == 1


def test_a_loss_that_becomes_nan_stops_and_keeps_the_last_good_checkpoint(kit, tmp_path):
    train, validation = parts(kit)
    module = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 1))

    class Spoil:
        """Breaks a weight after a good epoch, as an update with an infinite gradient would."""

        def hear(self, event):
            if isinstance(event, StepDone) and (event.epoch, event.step) == (2, 3):
                with torch.no_grad():
                    module[1].weight.fill_(float("inf"))

    with pytest.raises(StoppedError) as caught:
        kit.run(module, kit.regression(), train, validation, tmp_path, listeners=[Spoil()], checkpoint_seconds=0)
    found = caught.value.parameters
    assert (found["epoch"], found["what"], found["layer"]) == (2, "weights", "1 (Linear)")
    assert len((tmp_path / "history.csv").read_text().splitlines()) == 2
    ear = kit.Ear()
    kit.run(nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 1)), kit.regression(), train, validation, tmp_path,
            listeners=[ear], resume=True)  # fmt: skip
    (started,) = ear.of(TrainingStarted)
    assert (started.epoch, started.step) == (1, 2)  # the step before the broken one
    assert ear.of(EpochDone)[-1].epoch == 3


class Root(nn.Module):
    """Infinite slope at 0: the loss is finite, the gradient is not."""

    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(3, 3, bias=False), nn.Linear(3, 1)

    def forward(self, x):
        return self.last(self.first(x).square().sqrt() * 0.1)


@pytest.mark.parametrize("read_at_once", [True, False])
def test_a_bad_gradient_is_found_in_its_step_and_layer(kit, tmp_path, monkeypatch, read_at_once):
    """The steps since the last checkpoint are taken again; also where losses are read late, as on a GPU."""
    if not read_at_once:
        monkeypatch.setattr("lamina.training.loop.READ_AT_ONCE", ())
    train, validation = parts(kit)
    train.x, train.y = train.x * 0 + 1.0, train.y * 0
    module = Root()

    class Drop:
        """The input of the root becomes 0 in one batch of the second epoch."""

        num_rows, num_batches = train.num_rows, train.num_batches

        def epoch(self, epoch, start=0):
            for number, batch in enumerate(train.epoch(epoch, start), start):
                if (epoch, number) == (1, 2):
                    batch = batch._replace(inputs={"features": batch.inputs["features"] * 0})
                yield batch

    with pytest.raises(StoppedError) as caught:
        kit.run(module, kit.regression(), Drop(), validation, tmp_path, epochs=4, checkpoint_seconds=30)
    found = caught.value.parameters
    assert (found["epoch"], found["step"], found["what"], found["layer"]) == (2, 3, "gradient", "first (Linear)")


@pytest.mark.parametrize("read_at_once", [True, False])
def test_a_bad_row_is_found_in_its_step(kit, tmp_path, monkeypatch, read_at_once):
    if not read_at_once:
        monkeypatch.setattr("lamina.training.loop.READ_AT_ONCE", ())
    x, y = kit.line(32)
    x[17, 1] = float("nan")
    with pytest.raises(StoppedError) as caught:
        kit.run(network(), kit.regression(), kit.Rows(x, y, 4, shuffle=False), None, tmp_path, epochs=4)
    found = caught.value.parameters
    assert (found["epoch"], found["step"], found["what"], found["layer"]) == (1, 5, "input", "features")


def test_losses_read_late_give_the_same_run(kit, tmp_path, monkeypatch):
    train, validation = parts(kit, batch_size=1)
    runs = []
    for name in ("at-once", "late"):
        module = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
        nn.init.constant_(module[0].weight, 0.1)
        nn.init.constant_(module[2].weight, 0.1)
        nn.init.zeros_(module[0].bias)
        nn.init.zeros_(module[2].bias)
        runs.append((module, kit.run(module, kit.regression(), train, validation, tmp_path / name, batch_size=2)))
        monkeypatch.setattr("lamina.training.loop.READ_AT_ONCE", ())
    assert same(runs[0][0], runs[1][0])
    assert values(runs[0][1].history) == values(runs[1][1].history)


def test_a_learning_rate_far_too_large_is_told_with_its_step(kit, tmp_path):
    x, y = kit.line(32)
    optim = kit.SGD.model_copy(update={"learning_rate": 1e30})
    with pytest.raises(StoppedError, match="epoch 1, step 2"):
        kit.run(nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 1)), kit.regression(), kit.Rows(x, y, 8), None, tmp_path,
                optim=optim)  # fmt: skip


def test_a_validation_loss_that_is_nan_stops(kit, tmp_path):
    train, validation = parts(kit)
    validation.x[3, 1] = float("nan")
    with pytest.raises(StoppedError, match="validation") as caught:
        kit.run(network(), kit.regression(), train, validation, tmp_path)
    assert caught.value.parameters["what"] == "input"


def test_bfloat16_learns(kit, tmp_path):
    train, validation = parts(kit)
    module = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
    trained = kit.run(module, kit.regression(), train, validation, tmp_path, optim=kit.ADAM, epochs=40,
                      precision="bfloat16")  # fmt: skip
    assert trained.history[-1]["train_loss"] < 0.5 * trained.history[0]["train_loss"]
    assert module[0].weight.dtype == torch.float32


def test_batch_norm_needs_two_rows_and_warns_about_windows(kit, tmp_path):
    train, validation = parts(kit)
    with pytest.raises(InputError, match="batch of one row"):
        kit.run(network(), kit.regression(), train, validation, tmp_path, batch_size=1)
    with pytest.warns(LaminaWarning, match="accumulated"):
        kit.run(network(), kit.regression(), train, validation, tmp_path, accumulate=2)


def test_settings_are_checked_before_anything_is_written(kit, tmp_path):
    train, _ = parts(kit)
    with pytest.warns(LaminaWarning, match="patience"):
        kit.run(nn.Linear(3, 1), kit.regression(), train, None, tmp_path / "a", patience=3)
    with pytest.raises(InputError, match="epochs"):
        kit.run(nn.Linear(3, 1), kit.regression(), train, None, tmp_path / "b", epochs="auto")
    assert not (tmp_path / "b").exists()


def test_a_listener_that_only_looks_changes_no_bit(kit, tmp_path):
    train, validation = parts(kit)
    weights = []
    for name, listeners in (("without", []), ("with", [kit.Ear()])):
        module = network()
        kit.run(module, kit.regression(), train, validation, tmp_path / name, listeners=listeners)
        weights.append(copy.deepcopy(module))
    assert same(*weights)

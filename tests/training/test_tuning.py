"""Gradual unfreezing and rates per stage: what is frozen stands still, what learns does so at its own rate."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from lamina.core.config import LoopConfig, OptimConfig
from lamina.core.device import make_plan
from lamina.core.errors import InputError
from lamina.core.events import EpochDone, StepDone
from lamina.training.session import fresh_state
from lamina.training.stages import stages_of
from lamina.training.tuning import Tuning, stage_factors

RULES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")


class Small(nn.Module):
    """Three stages: a, b (with batch norm and dropout) and the head."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.a = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3))
        self.b = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3))
        self.head = nn.Linear(8, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.b(self.a(x)))


def tuned(network: nn.Module, every: int | None = 2, factors: tuple[float, ...] = (1.0, 1.0, 1.0)) -> Tuning:
    return Tuning(stages_of(network), factors, every)


def optim(rule: str = "adamw", rate: float = 0.01) -> OptimConfig:
    return OptimConfig(optimizer=rule, learning_rate=rate, weight_decay=0.1, schedule="constant")  # type: ignore[arg-type]


class Snapshots:
    """The whole state after each epoch."""

    def __init__(self, network: nn.Module) -> None:
        self.network = network
        self.states = [self.now()]

    def now(self) -> dict[str, Tensor]:
        return {name: value.clone() for name, value in self.network.state_dict().items()}

    def hear(self, event: object) -> None:
        if isinstance(event, EpochDone):
            self.states.append(self.now())

    def moved(self, epoch: int) -> set[str]:
        before, after = self.states[epoch - 1], self.states[epoch]
        return {name.split(".")[0] for name in before if not torch.equal(before[name], after[name])}


def test_the_schedule_is_a_function_of_the_epoch() -> None:
    tuning = tuned(Small())
    assert [tuning.learning(epoch) for epoch in (0, 1, 2, 3, 4, 9)] == [
        ("head",), ("head",), ("b", "head"), ("b", "head"), ("a", "b", "head"), ("a", "b", "head")
    ]  # fmt: skip
    assert tuning.begins(4) == {"head": 1, "b": 3, "a": None}
    assert tuned(Small(), every=None).learning(0) == ("a", "b", "head")


@pytest.mark.parametrize("rule", RULES)
def test_what_is_frozen_does_not_move_running_statistics_neither(rule: str, kit, tmp_path: Path) -> None:
    network = Small()
    seen, tuning = Snapshots(network), tuned(network)
    x, y = kit.line(48)
    trained = kit.run(
        network, kit.regression(), kit.Rows(x[:40], y[:40], 8), kit.Rows(x[40:], y[40:], 8, shuffle=False), tmp_path,
        optim=optim(rule), listeners=[seen], epochs=6, tuning=tuning,
    )  # fmt: skip
    assert [seen.moved(epoch) for epoch in range(1, 7)] == [
        {"head"}, {"head"}, {"b", "head"}, {"b", "head"}, {"a", "b", "head"}, {"a", "b", "head"}
    ]  # fmt: skip
    head, b, a = 9, 8 * 8 + 8 + 16, 3 * 8 + 8 + 16
    counted = [row["trainable_parameters"] for row in trained.history]
    assert counted == [head, head, head + b, head + b, head + b + a, head + b + a]
    assert "trainable_parameters" in (tmp_path / "history.csv").read_text().splitlines()[0]


def test_an_optimizer_keeps_a_state_for_what_learned_only(kit, tmp_path: Path) -> None:
    network = Small()
    state = fresh_state(network, optim("adam"), make_plan(LoopConfig(threads=1)), tuned(network))
    x, y = kit.line(16)
    kit.loop(state, kit.regression(), kit.Rows(x, y, 8)).run(1)
    assert {id(item) for item in state.optimizer.state} == {id(item) for item in network.head.parameters()}


def test_frozen_stages_are_in_evaluation_mode_and_gradients_stop_before_them(kit) -> None:
    network = Small()
    tuned(network).begin_epoch(network, 2)
    assert not any(module.training for module in network.a.modules() if module is not network.a)
    assert network.b[1].training and network.b[3].training and network.head.training
    network(torch.randn(4, 3)).sum().backward()
    assert network.a[0].weight.grad is None and network.b[0].weight.grad is not None


def test_each_stage_has_its_own_rate(kit, tmp_path: Path) -> None:
    """Plain descent: a step is rate x gradient, so a stage's first step shows its rate."""
    factors = stage_factors(stages_of(Small()), 0.1, 0.5, {"a": 0.003})
    assert factors == pytest.approx((0.03, 0.5, 1.0))
    x, y = kit.line(8)
    steps = []
    for chosen in (factors, (1.0, 1.0, 1.0)):
        network = Small()
        seen = Snapshots(network)
        sgd = OptimConfig(optimizer="sgd", learning_rate=0.1, weight_decay=0.0, schedule="constant")
        rows, tuning = kit.Rows(x, y, 8), tuned(network, None, chosen)
        kit.run(network, kit.regression(), rows, None, tmp_path / str(len(steps)), sgd, [seen], epochs=1, tuning=tuning)
        steps.append({name: seen.states[1][name] - seen.states[0][name] for name, _ in network.named_parameters()})
    for name, full in steps[1].items():
        factor = dict(zip("abh", factors, strict=True))[name[0]]
        torch.testing.assert_close(steps[0][name], full * factor, rtol=1e-3, atol=2e-7)


def test_alike_rates_give_the_bits_of_a_run_without_stages(kit, tmp_path: Path) -> None:
    x, y = kit.line(40)
    ends = []
    for name, staged in (("plain", False), ("staged", True)):
        network = Small()
        tuning = tuned(network, None) if staged else None
        kit.run(network, kit.regression(), kit.Rows(x, y, 8), None, tmp_path / name, optim(), epochs=3, tuning=tuning)
        ends.append(network.state_dict())
    assert all(torch.equal(ends[0][key], ends[1][key]) for key in ends[0])


@pytest.mark.parametrize("rule", ["momentum", "adamw", "rmsprop"])
@pytest.mark.parametrize(("epoch", "step"), [(1, 3), (2, 5), (3, 2), (5, 4)])
def test_a_run_stopped_anywhere_ends_with_the_same_bits(rule: str, epoch: int, step: int, kit, tmp_path: Path) -> None:
    x, y = kit.line(50)
    rows, looked = kit.Rows(x[:40], y[:40], 8), kit.Rows(x[40:], y[40:], 8, shuffle=False)

    def trained(folder: str, listeners=(), resume: bool = False) -> dict[str, Tensor]:
        network = Small()
        tuning = tuned(network, 2, (0.25, 0.5, 1.0))
        kit.run(
            network, kit.regression(), rows, looked, tmp_path / folder, optim(rule), listeners, resume,
            epochs=6, checkpoint_seconds=0.0, tuning=tuning,
        )  # fmt: skip
        return network.state_dict()

    def stop(event: object) -> bool:
        return isinstance(event, StepDone) and (event.epoch, event.step) == (epoch, step)

    whole = trained("whole")
    trained("stopped", [kit.Ear(stop, "interrupted")])
    resumed = trained("stopped", resume=True)
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


def test_a_misspelt_stage_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r'no stage "heat".*Did you mean "head"\?.*a, b, head') as caught:
        stage_factors(stages_of(Small()), 0.1, 1.0, {"heat": 0.1})
    assert caught.value.code == "training.unknown_stage"

"""One look at a training: figures that are known, and no trace left."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lamina.blocks.recurrent import GRU, LSTM, RNN, RecurrentLayer
from lamina.core.batch import Batch
from lamina.core.config import TaskConfig
from lamina.core.health import LayerHealth, Reading
from lamina.core.spec import DataSpec, TargetSpec
from lamina.lens.health import probe, remembered, update_ratios
from lamina.lens.through_time import through_time
from lamina.training.task import make_task
from lamina.training.token_task import Tokens


def classify(classes: int = 3) -> Any:
    names = tuple(map(str, range(classes)))
    spec = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=names),))
    return make_task(spec, TaskConfig())


def batch_of(*inputs: Tensor, classes: int = 3) -> Batch:
    rows = len(inputs[0])
    named = {f"x{place}": one for place, one in enumerate(inputs)}
    return Batch(named, torch.arange(rows) % classes, None, torch.arange(rows))


def layer(reading: Reading, name: str) -> LayerHealth:
    return next(one for one in reading.layers if one.name == name)


def test_dead_units_and_saturated_ones_are_counted() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(4, 10), nn.ReLU(), nn.Linear(10, 8), nn.Tanh(), nn.Linear(8, 3))
    with torch.no_grad():
        network[0].bias[:3] = -100.0  # three never answer
        network[2].bias[:2], network[2].bias[2] = 50.0, -50.0  # three never leave a bound
    reading = probe(network.train(), batch_of(torch.randn(32, 4)), classify())
    relu, tanh = layer(reading, "1"), layer(reading, "3")
    assert (relu.activation, relu.dead_units, relu.units, relu.fed_by) == ("relu", 3, 10, "0")
    assert relu.dead_share == pytest.approx(0.3) and relu.zeros >= 0.3
    assert tanh.activation == "tanh" and tanh.stuck_share == pytest.approx(3 / 8)
    assert tanh.high >= 2 / 8 and tanh.low >= 1 / 8
    assert layer(reading, "0").dead_units == 0 and layer(reading, "0").activation == ""


def test_gradients_are_autograds() -> None:
    torch.manual_seed(0)
    network, batch = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3)), batch_of(torch.randn(9, 4))
    reading = probe(network, batch, classify())
    middle = network[1](network[0](batch.inputs["x0"]))
    middle.retain_grad()
    loss = nn.functional.cross_entropy(network[2](middle), batch.target)
    loss.backward()
    loss = loss.detach()
    own = middle.grad * 9  # type: ignore[operator]
    whole = math.sqrt(sum(float(one.grad.norm()) ** 2 for one in network.parameters()))  # type: ignore[union-attr]
    assert reading.loss == pytest.approx(float(loss), rel=1e-5) and reading.loss_evaluating == pytest.approx(
        float(loss)
    )
    assert reading.gradient_norm == pytest.approx(whole, rel=1e-4)
    assert layer(reading, "1").gradient_norm == pytest.approx(float(own.norm(dim=1).square().mean().sqrt()), rel=1e-4)
    assert layer(reading, "1").gradient_rms == pytest.approx(float(own.square().mean().sqrt()), rel=1e-4)
    assert layer(reading, "2").weight_gradient_norm == pytest.approx(float(network[2].weight.grad.norm()), rel=1e-4)  # type: ignore[union-attr]
    assert layer(reading, "0").fan_in == 4 and layer(reading, "0").parameters == 25
    spread = float(network[0].weight.detach().std(correction=0))
    assert layer(reading, "0").gain == pytest.approx(2 * spread, rel=1e-4)


@pytest.mark.parametrize("kind", [LSTM, GRU, RNN])
def test_the_gradient_through_time_is_that_of_through_time(kind: type[RecurrentLayer]) -> None:
    torch.manual_seed(0)

    class Follows(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer, self.head = kind(2, 3), nn.Linear(3, 3)  # type: ignore[call-arg]

        def forward(self, x: Tensor) -> Tensor:
            return self.head(self.layer.last_hidden(self.layer(x).state))

    network, x = Follows(), torch.randn(1, 7, 2)
    time = layer(probe(network, batch_of(x), classify()), "layer").time
    kernel = network.layer.cells[0].kernel
    head = nn.Linear(3, 3).double()
    head.load_state_dict({name: value.double() for name, value in network.head.state_dict().items()})
    seen = through_time(
        kernel, x[0], lambda hidden: nn.functional.cross_entropy(head(hidden)[None], torch.tensor([0]))
    )  # fmt: skip
    assert time is not None and (time.where, time.steps, time.lags) == ("state", 7, tuple(range(7)))
    assert time.gradients == pytest.approx(seen.errors.flip(0).tolist(), rel=1e-4)


def test_a_torch_layer_tells_what_reaches_its_inputs_and_a_loop_what_reaches_its_states() -> None:
    torch.manual_seed(0)

    class Kernel(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.rnn, self.head = nn.GRU(2, 4, batch_first=True), nn.Linear(4, 3)

        def forward(self, x: Tensor) -> Tensor:
            return self.head(self.rnn(x)[0][:, -1])

    class Looped(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.cell, self.head = nn.RNNCell(2, 4), nn.Linear(4, 3)

        def forward(self, x: Tensor) -> Tensor:
            state = x.new_zeros(len(x), 4)
            for step in x.unbind(1):
                state = self.cell(step, state)
            return self.head(state)

    x = torch.randn(6, 5, 2)
    taken = layer(probe(Kernel(), batch_of(x), classify()), "rnn").time
    states = layer(probe(Looped(), batch_of(x), classify()), "cell")
    assert taken is not None and (taken.where, taken.steps) == ("input", 5)
    assert states.runs == 5 and states.time is not None and states.time.where == "state"
    assert all(value > 0 for value in (*taken.gradients, *states.time.gradients))


def test_of_answers_at_each_step_the_last_ones_error_is_followed() -> None:
    torch.manual_seed(0)

    class Tags(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer, self.head = RNN(2, 4), nn.Linear(4, 3)

        def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
            return self.head(self.layer(x, lengths).outputs)

    network = Tags()
    with torch.no_grad():
        network.layer.cells[0].weights()[1].zero_()  # nothing is remembered
    target = torch.tensor([[0, 1, 2, 0], [1, 2, -1, -1]])
    batch = Batch({"x": torch.randn(2, 4, 2), "lengths": torch.tensor([4, 2])}, target, None, torch.arange(2))
    time = layer(probe(network, batch, Tokens("tag", foretells=False)), "layer").time
    assert time is not None and time.gradients[0] > 0 and time.gradients[1:] == (0.0, 0.0, 0.0)


def test_a_reading_leaves_no_trace() -> None:
    torch.manual_seed(0)

    class Counts(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.calls, self.linear = 0, nn.Linear(4, 4)

        def forward(self, x: Tensor) -> dict[str, Tensor]:
            self.calls += 1
            return {"value": self.linear(x)}

    class Users(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.act = Counts(), nn.ReLU(inplace=True)
            self.norm, self.drop, self.head = nn.BatchNorm1d(4), nn.Dropout(0.5), nn.Linear(4, 3)
            self.unused = nn.Linear(2, 2)
            self.head.bias.requires_grad_(False)

        def forward(self, x: Tensor) -> Tensor:
            x = self.act(self.first(x)["value"])
            x = torch.tanh(self.act(self.norm(x)))  # the activation is shared
            return self.head(self.drop(x))

    network, batch = Users().train(), batch_of(torch.randn(16, 4))
    network.drop.eval()
    nn.functional.cross_entropy(network(batch.inputs["x0"]), batch.target).backward()
    hooks = [len(one._forward_hooks) for one in network.modules()]
    before = [value.clone() for value in (*network.state_dict().values(), torch.get_rng_state())]
    gradients = [None if one.grad is None else one.grad.clone() for one in network.parameters()]
    reading = probe(network, batch, classify())
    after = [*network.state_dict().values(), torch.get_rng_state()]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    for one, gradient in zip(network.parameters(), gradients, strict=True):
        assert (one.grad is None) == (gradient is None) and (gradient is None or torch.equal(one.grad, gradient))  # type: ignore[arg-type]
    assert network.first.calls == 1 and network.training and not network.drop.training
    assert [len(one._forward_hooks) for one in network.modules()] == hooks
    assert layer(reading, "act").runs == 2 and layer(reading, "tanh").activation == "tanh"
    assert layer(reading, "first.linear").output.std > 0  # type: ignore[union-attr]
    norm = layer(reading, "norm").norm
    assert norm is not None and norm.batches_tracked == 1 and norm.values == 16


def test_numbers_that_are_not_finite_are_told_and_break_nothing() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3))
    with torch.no_grad():
        network[2].weight[0, 0] = math.nan
    reading = probe(network, batch_of(torch.rand(8, 4)), classify())
    assert reading.loss is not None and math.isnan(reading.loss)
    assert layer(reading, "2").output.finite < 1.0 and layer(reading, "0").output.finite == 1.0  # type: ignore[union-attr]
    assert not layer(reading, "2").finite_weights and layer(reading, "0").finite_weights
    assert Reading.model_validate_json(reading.model_dump_json()).rows == 8


def test_two_halves_that_agree_have_no_noise() -> None:
    torch.manual_seed(0)
    half = torch.randn(8, 4)
    same = Batch({"x": half.repeat(2, 1)}, (torch.arange(8) % 3).repeat(2), None, torch.arange(16))
    reading = probe(nn.Linear(4, 3), same, classify())
    assert reading.gradient_agreement == pytest.approx(1.0) and reading.gradient_noise == pytest.approx(0.0, abs=1e-5)


def test_the_update_is_measured_against_the_weights() -> None:
    network = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 2))
    before = remembered(network)
    with torch.no_grad():
        network[0].weight *= 1.01
        network[1].bias += 5.0  # biases are another matter
    ratios = update_ratios(network, before)
    assert ratios == {"0": pytest.approx(0.01, rel=1e-3), "1": 0.0}


def test_rows_are_bounded() -> None:
    batch = batch_of(torch.randn(500, 4))
    assert probe(nn.Linear(4, 3), batch, classify()).rows == 64
    assert probe(nn.Linear(4, 3), batch, classify(), rows=5).rows == 5
    assert probe(nn.Linear(4, 3), batch, classify(), rows=lambda row: 0.0).rows == 4  # nothing may be spent
    assert probe(nn.Linear(4, 3), batch, classify(), rows=lambda row: 1e9).rows == 64

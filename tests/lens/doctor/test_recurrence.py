from types import SimpleNamespace

import pytest

from lamina.core.health import Checkup, GateHealth, LayerHealth, TimeHealth
from lamina.lens.doctor.recurrence import back, exploding_in_time, stuck_gates, vanishing_in_time

CHANCE = (2.3, 2.3, 2.3, 2.3, 2.3)


def through_time(factor: float, steps: int = 40) -> TimeHealth:
    lags = tuple(range(steps))
    return TimeHealth(where="state", steps=steps, lags=lags, gradients=tuple(factor**lag for lag in lags))


def recurrent(made: SimpleNamespace, factor: float, **more: object) -> Checkup:
    layer = LayerHealth(name="recurrent", type="RNN", fan_in=8, gradient_norm=0.1, time=through_time(factor))
    return made.checkup(readings=lambda step: made.reading(step, layers=(layer, made.layer("output"))), **more)


def test_back_is_the_power_of_the_factor() -> None:
    assert back(through_time(0.5)) == pytest.approx(0.5**20)
    assert back(through_time(0.5, steps=8)) is None


def test_vanishing_is_a_fault_where_nothing_is_learned(made: SimpleNamespace) -> None:
    stuck = {"history": made.history(CHANCE), "baselines": {}, "network": "rnn"}
    (found,) = vanishing_in_time(recurrent(made, 0.5, **stuck))
    assert found.where == "recurrent" and found.remedy is not None and found.remedy.change == {"network": "gru"}
    assert vanishing_in_time(recurrent(made, 0.5)) == []  # it learns: the answer stands in the newest steps
    assert vanishing_in_time(recurrent(made, 0.9, **stuck)) == []


def test_a_few_updates_are_no_time_to_learn(made: SimpleNamespace) -> None:
    whole = recurrent(made, 0.5, history=made.history(CHANCE), baselines={}, network="rnn")
    begun = {"history": whole.history[:1], "readings": whole.readings[:1]}
    assert vanishing_in_time(whole) and not vanishing_in_time(whole.model_copy(update=begun))


def test_a_network_with_gates_is_not_told_to_use_gates(made: SimpleNamespace) -> None:
    (found,) = vanishing_in_time(recurrent(made, 0.5, history=made.history(CHANCE), baselines={}, network="lstm"))
    assert found.remedy is not None and (found.remedy.words, found.remedy.change) == ("doctor.do.shorter", {})


def test_exploding_is_a_fault_in_any_case(made: SimpleNamespace) -> None:
    (found,) = exploding_in_time(recurrent(made, 1.6))
    assert found.where == "recurrent" and found.evidence["ratio"] == pytest.approx(1.6**30, rel=0.01)
    assert exploding_in_time(recurrent(made, 1.05)) == []


def gated(made: SimpleNamespace, **gates: tuple[float, float]) -> object:
    shown = tuple(GateHealth(name=f"0.{name}", mean=0.5, low=low, high=high) for name, (low, high) in gates.items())
    layer = LayerHealth(name="lstm", type="LSTM", fan_in=8, gates=shown)
    return made.checkup(readings=lambda step: made.reading(step, layers=(layer,)))


def test_gates_that_shut_their_layer_off(made: SimpleNamespace) -> None:
    (found,) = stuck_gates(gated(made, input=(0.99, 0.0), forget=(0.1, 0.2), output=(0.0, 0.1)))
    assert found.where == "lstm" and list(found.evidence["gates"]) == ["0.input"]
    assert stuck_gates(gated(made, update=(0.0, 0.99)))


def test_gates_that_only_remember_are_no_fault(made: SimpleNamespace) -> None:
    """A forget gate that is open keeps its cell; an open input gate writes: both are of use."""
    assert stuck_gates(gated(made, forget=(0.0, 0.99), input=(0.0, 0.99), output=(0.0, 0.99))) == []

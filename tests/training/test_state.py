"""The state: time over the parts of a run, the best weights, plain facts."""

import json
import time

import pytest
import torch
from torch import nn

from lamina.training.guard import NotFiniteError


def test_seconds_go_on_from_the_earlier_parts(kit):
    state = kit.state(nn.Linear(1, 1))
    state.seconds_before = 100.0
    state.started = time.perf_counter() - 5.0
    assert 105.0 <= state.seconds < 106.0


def test_the_best_weights_are_a_copy(kit):
    network = nn.Linear(1, 1)
    state = kit.state(network)
    state.restore_best()  # nothing kept yet: nothing happens
    for number in (1.0, 2.0):
        nn.init.constant_(network.weight, number)
        state.keep_best(int(number), 1 / number)
    kept = state.best_weights["weight"]
    nn.init.constant_(network.weight, 3.0)
    assert kept.item() == 2.0
    state.restore_best()
    assert network.weight.item() == 2.0 and (state.best_epoch, state.best_loss) == (2, 0.5)


def test_facts_are_json_before_the_first_epoch_too(kit):
    facts = kit.state(nn.Linear(1, 1)).facts()
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts
    assert facts["best_loss"] is None


def test_a_loss_read_late_is_placed_in_its_step(kit):
    state = kit.state(nn.Linear(1, 1))
    state.epoch, state.sums.bad_batch = 3, 7
    with pytest.raises(NotFiniteError) as caught:
        state.check(window_size=2)
    assert (caught.value.epoch, caught.value.step) == (3, 3)
    state.sums.bad_batch = None
    state.check(window_size=2)
    assert torch.isfinite(torch.tensor(state.sums.loss))

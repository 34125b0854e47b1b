"""Random numbers of a step depend on seed, epoch and step alone."""

import torch

from lamina.training.randomness import Dice

CPU = torch.device("cpu")


def draws(seed: int, places: list[tuple[int, int]]) -> list[list[float]]:
    dice = Dice(CPU, seed)
    found = []
    for epoch, step in places:
        dice.throw(epoch, step)
        found.append(torch.rand(4).tolist())
    return found


def test_a_step_draws_the_same_wherever_the_process_began():
    whole = draws(3, [(e, s) for e in range(3) for s in range(5)])
    assert draws(3, [(1, 3), (1, 4), (2, 0)]) == whole[8:11]


def test_every_step_epoch_and_seed_draws_differently():
    found = draws(3, [(e, s) for e in range(4) for s in range(200)]) + draws(4, [(0, s) for s in range(200)])
    assert len({tuple(values) for values in found}) == 1000


def test_a_network_that_draws_nothing_is_left_alone():
    dice = Dice(CPU, 0)
    dice.throw(0, 0)
    dice.throw(0, 1)
    before = torch.get_rng_state()
    dice.throw(0, 2)
    assert torch.equal(before, torch.get_rng_state())


def test_drawing_is_noticed_anew_in_each_epoch():
    dice = Dice(CPU, 0)
    dice.throw(0, 0)
    dice.throw(0, 1)
    dice.throw(1, 0)
    torch.rand(1)
    dice.throw(1, 1)
    mine = torch.rand(4)
    assert mine.tolist() == draws(0, [(1, 1)])[0]

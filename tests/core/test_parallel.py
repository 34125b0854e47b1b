"""Two pieces of work: the same answers on one thread and on two, errors come through, torch's threads stay as set."""

import pytest
import torch

from lamina.core.parallel import at_once


@pytest.fixture(params=[1, 2], autouse=True)
def threads(request: pytest.FixtureRequest):
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    assert torch.get_num_threads() == request.param
    torch.set_num_threads(before)


def test_both_answers() -> None:
    weight = torch.ones(3, requires_grad=True)
    first, second = at_once(lambda: (weight * 2).sum(), lambda: (weight * 3, torch.get_num_threads()))
    assert first == 6 and second[1] == 1
    assert not first.requires_grad and not second[0].requires_grad


def test_errors_come_through() -> None:
    with pytest.raises(ZeroDivisionError):
        at_once(lambda: 1, lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        at_once(lambda: 1 // 0, lambda: 1)
    assert at_once(lambda: 1, lambda: 2) == (1, 2)

"""Kernels of one thread, and work ahead of time: the same results in order, errors at their place, threads as set."""

import threading
from collections.abc import Callable, Iterator

import pytest
import torch

from lamina.core.parallel import ahead, one_thread


@pytest.fixture(params=[1, 2], autouse=True)
def threads(request: pytest.FixtureRequest) -> Iterator[int]:
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    assert torch.get_num_threads() == request.param
    torch.set_num_threads(before)


def test_one_thread_until_the_end_or_an_error(threads: int) -> None:
    with one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == threads
    with pytest.raises(ZeroDivisionError), one_thread():
        1 // 0  # noqa: B018


def numbered(number: int, begun: list[tuple[int, bool]]) -> Callable[[], int]:
    def work() -> int:
        begun.append((number, threading.current_thread() is threading.main_thread()))
        return 12 // number

    return work


@pytest.mark.parametrize("count", [0, 1, 3])
def test_results_in_order(count: int, threads: int) -> None:
    begun: list[tuple[int, bool]] = []
    assert list(ahead(numbered(number, begun) for number in range(1, count + 1))) == [12, 6, 4][:count]
    assert begun == [(number, threads == 1) for number in range(1, count + 1)]


def test_an_error_comes_in_its_place() -> None:
    found = ahead(numbered(number, []) for number in (3, 0, 1))
    assert next(found) == 4
    with pytest.raises(ZeroDivisionError):
        next(found)


def test_who_stops_early_leaves_nothing_running() -> None:
    before = threading.active_count()
    found = ahead(numbered(number, []) for number in range(1, 9))
    assert next(found) == 12
    found.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before

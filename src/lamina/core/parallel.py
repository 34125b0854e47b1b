"""Two pieces of work at once, on two threads of the processor; the result does not depend on whether they were."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import torch

A = TypeVar("A")
B = TypeVar("B")


def at_once(first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
    """(first(), second()), side by side where torch may use two threads, else one after the other.

    Each runs its kernels on one thread, without gradients: for work of many small kernels, which gain nothing from
    sharing each of them out. They must not write what the other one reads.
    """
    threads = torch.get_num_threads()
    if threads < 2:
        return _alone(first), _alone(second)
    torch.set_num_threads(1)
    try:
        waiting = _helper().submit(_alone, second)
        return _alone(first), waiting.result()
    finally:
        torch.set_num_threads(threads)


def _alone(work: Callable[[], A]) -> A:
    with torch.no_grad():  # a thread's own setting
        return work()


@cache
def _helper() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "lamina-second", initializer=torch.set_num_threads, initargs=(1,))

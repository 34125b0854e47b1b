"""Threads of the processor: kernels too small to be shared out, and work done ahead of time."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import torch

A = TypeVar("A")


@contextmanager
def one_thread() -> Iterator[None]:
    """Each kernel runs on one thread: for many small ones, which gain less from two threads than these wait for each

    other, above all on a busy machine. The result does not depend on how many threads torch may use.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def ahead(work: Iterable[Callable[[], A]]) -> Iterator[A]:
    """The results of `work`, in order. Where torch may use two threads, the next one is made while one is used."""
    if torch.get_num_threads() < 2:
        for each in work:
            yield each()
        return
    with ThreadPoolExecutor(1, "lamina-ahead") as helper:
        waiting = None
        for each in work:
            begun = helper.submit(each)
            if waiting is not None:
                yield waiting.result()
            waiting = begun
        if waiting is not None:
            yield waiting.result()

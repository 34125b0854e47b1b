"""Ctrl-C and SIGTERM as a wish that the loop meets after its step; a second Ctrl-C stops at once."""

import signal
import threading
from types import FrameType
from typing import Any


class Interrupt:
    """Context in which the first signal only sets `asked`. Handlers are set in the main thread and put back after."""

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "Interrupt":
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)

    def _ask(self, number: int, _: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

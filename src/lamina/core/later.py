"""Modules of libraries that are loaded when something of them is first used: most commands never need them."""

import importlib
from typing import Any


class Later:
    """A module by name; `later.name` loads it and gives what stands in it under that name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self._name), name)

"""Lamina: train any of the classical neural networks on your own data, trust it, look inside it.

The door: every verb of the command line is a function here, imported when first used.
"""

import builtins
import importlib
import types
from typing import TYPE_CHECKING, Any

import lamina.words as words  # installs the sentences of errors and warnings

__version__ = "0.1.0"

_DOOR = {
    "train": "lamina.verbs.train", "resume": "lamina.verbs.resume", "evaluate": "lamina.verbs.evaluate",
    "predict": "lamina.verbs.predict", "export": "lamina.verbs.export",
    "list": "lamina.verbs.list", "inspect": "lamina.verbs.inspect", "compare": "lamina.verbs.compare", "verify": "lamina.verbs.verify",
    "demo": "lamina.verbs.demo", "load": "lamina.verbs.load", "network": "lamina.verbs.network",
    "Run": "lamina.verbs.run",
}  # fmt: skip
__all__ = [*_DOOR, "data", "__version__", "words"]

if TYPE_CHECKING:
    from lamina.verbs.compare import compare as compare
    from lamina.verbs.demo import demo as demo
    from lamina.verbs.evaluate import evaluate as evaluate
    from lamina.verbs.export import export as export
    from lamina.verbs.inspect import inspect as inspect
    from lamina.verbs.list import list as list
    from lamina.verbs.load import load as load
    from lamina.verbs.network import network as network
    from lamina.verbs.predict import predict as predict
    from lamina.verbs.resume import resume as resume
    from lamina.verbs.run import Run as Run
    from lamina.verbs.train import train as train
    from lamina.verbs.verify import verify as verify


def __getattr__(name: str) -> Any:
    """Import a verb when it is first used, so that `import lamina` stays light."""
    if name not in _DOOR:
        raise AttributeError(f"module 'lamina' has no attribute {name!r}")
    value = getattr(importlib.import_module(_DOOR[name]), name)
    globals()[name] = value
    return value


def __dir__() -> "builtins.list[str]":
    return sorted(__all__)


class _DataDoor(types.ModuleType):
    """`lamina.data` is the verb, `lamina.data.table` the folder's file: the package answers when it is called."""

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return importlib.import_module("lamina.verbs.data").data(*arguments, **options)


importlib.import_module("lamina.data").__class__ = _DataDoor

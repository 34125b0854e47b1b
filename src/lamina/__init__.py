"""Lamina: train any of the classical neural networks on your own data, trust it, look inside it.

The door: every verb of the command line is a function here, imported when first used.
"""

import builtins
import importlib
import types
from typing import TYPE_CHECKING, Any

import lamina.words as words  # installs the sentences of errors and warnings
from lamina.core.errors import InputError, LaminaError, LaminaWarning

__version__ = "0.1.0"

__all__ = [
    "InputError", "LaminaError", "LaminaWarning", "Run", "__version__", "compare", "data", "demo", "doctor", "evaluate", "explain", "export", "inspect", "list", "load", "network",
    "predict", "resume", "train", "verify", "words",
]  # fmt: skip
_HERE = (
    "InputError",
    "LaminaError",
    "LaminaWarning",
    "__version__",
    "data",
    "words",
)  # the others are imported from the file of verbs/ that has their name

if TYPE_CHECKING:
    from lamina.verbs.compare import compare as compare
    from lamina.verbs.data import data as data
    from lamina.verbs.demo import demo as demo
    from lamina.verbs.doctor import doctor as doctor
    from lamina.verbs.evaluate import evaluate as evaluate
    from lamina.verbs.explain import explain as explain
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
    if name not in __all__ or name in _HERE:
        raise AttributeError(f"module 'lamina' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"lamina.verbs.{name.lower()}"), name)
    globals()[name] = value
    return value


def __dir__() -> "builtins.list[str]":
    return sorted(__all__)


class _DataDoor(types.ModuleType):
    """`lamina.data` is the verb, `lamina.data.tables.table` the folder's file: the package answers when it is called."""

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return importlib.import_module("lamina.verbs.data").data(*arguments, **options)


importlib.import_module("lamina.data").__class__ = _DataDoor

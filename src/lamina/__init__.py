"""Lamina: train any of the classical neural networks on your own data, trust it, look inside it.

The door: every verb of the command line is a function here, imported when first used.
"""

import importlib
from typing import TYPE_CHECKING, Any

import lamina.words as words  # installs the sentences of errors and warnings

__version__ = "0.1.0"

_DOOR = {
    "train": "lamina.verbs.train", "resume": "lamina.verbs.resume", "evaluate": "lamina.verbs.evaluate",
    "predict": "lamina.verbs.predict", "export": "lamina.verbs.export", "data": "lamina.verbs.data",
    "list": "lamina.verbs.list", "compare": "lamina.verbs.compare", "verify": "lamina.verbs.verify",
    "demo": "lamina.verbs.demo", "load": "lamina.verbs.load", "network": "lamina.verbs.network",
    "Run": "lamina.verbs.run",
}  # fmt: skip
__all__ = [*_DOOR, "__version__", "words"]

"""English sentences, one file per part of the house; a code begins with the name of its part."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

_FILES = [import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__)]
SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    code: sentence for file in _FILES if hasattr(file, "SENTENCES") for code, sentence in file.SENTENCES.items()
}

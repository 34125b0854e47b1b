"""Chinese sentences of `report`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {}

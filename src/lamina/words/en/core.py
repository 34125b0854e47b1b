"""English sentences of `core`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import did_you_mean


def _in(values: dict[str, Any]) -> str:
    return f" ({values['file']})" if values["file"] else ""


def _room(values: dict[str, Any]) -> bool:
    """Free space is the remedy only where space is what is lacking."""
    return any(word in str(values["reason"]).lower() for word in ("space", "quota", "too large"))


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "config.unknown_option": lambda v: f'There is no setting "{v["option"]}"{_in(v)}.{did_you_mean(v)}',
    "config.bad_value": lambda v: f'The setting "{v["option"]}"{_in(v)} cannot be {v["value"]!r}: {v["allowed"]}.',
    "config.no_settings": lambda v: (
        f"The settings{_in(v)} are no JSON object with sections (data, network, task ...), but: {v['type']}."
    ),
    "device.no_cuda": 'The device "{device}" does not exist here: {count} CUDA devices are visible. Use --device cpu.',
    "device.no_mps": 'The device "mps" does not exist here. Use --device cpu.',
    "device.no_float16": "float16 training needs a CUDA device, not {device}. Use --precision bfloat16 or float32.",
    "files.cannot_write": lambda v: (
        f"Cannot write {v['path']}: {v['reason']}. "
        + ("Free some space or choose" if _room(v) else "Choose")
        + " another folder with --out."
    ),
    "files.cannot_read": "Cannot read {path}: {reason}.",
    "files.missing": "There is no file {path}.",
    "files.too_large": "{path} has {bytes:,} bytes; at most {limit:,} are read. It is not a file of Lamina's.",
    "files.not_json": "{path} is not readable JSON ({reason}); it is damaged or not a file of Lamina's.",
    "files.locked": "Another process is working in {path}. Wait for it or stop it first.",
}

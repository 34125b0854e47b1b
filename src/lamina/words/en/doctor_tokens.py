"""English sentences of what the doctor says of tokens."""

from collections.abc import Callable
from typing import Any


def _unknown(v: dict[str, Any]) -> str:
    return f"Unknown tokens: {v['share']:.0%} of the tokens of the {v['where']} part are none that training taught ({v['train']:.0%} there), and the network reads all of them as one and the same."


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "doctor.unknown_tokens": _unknown,
    "doctor.name.unknown_tokens": "unknown tokens",
    "doctor.do.known_tokens": "Cut words into pieces (--tokens pieces), of which any word is made, or see whether the parts are of one kind and language.",
}

"""What is asked of a model that writes: how its next tokens are chosen, how many, from which seed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lamina.core.errors import InputError, nearest

WRITES = ("language", "translate")  # tasks whose models write
OPTIONS = ("prompt", "temperature", "top_k", "top_p", "beam", "length", "seed")
MOST_TOKENS = 1_000_000


@dataclass(frozen=True)
class Generation:
    """temperature: logits are divided by it, 0 takes the likeliest token. top_k, top_p: only the likeliest are drawn

    from (see `blocks.decoding.filtered`). beam: so many beginnings are kept, of which the likeliest whole wins; nothing
    is drawn then. length: tokens at most. seed: of what is drawn.
    """

    temperature: float = 0.8
    top_k: int | None = None
    top_p: float | None = None
    beam: int = 1
    length: int | None = None
    seed: int = 0

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Generation":
        """From options by their names; None is not asked for. Raises InputError for what no text can be written with."""
        asked = {name: value for name, value in options.items() if value is not None and name != "prompt"}
        found = cls(**asked)
        if not 0 <= found.temperature < math.inf:
            raise InputError("networks.bad_temperature", temperature=str(found.temperature))
        if found.top_k is not None and found.top_k < 1:
            raise InputError("networks.bad_top_k", top_k=found.top_k)
        if found.top_p is not None and not 0 < found.top_p <= 1:
            raise InputError("networks.bad_top_p", top_p=str(found.top_p))
        if found.beam < 1:
            raise InputError("networks.bad_beams", num_beams=found.beam)
        if found.length is not None and not 1 <= found.length <= MOST_TOKENS:
            raise InputError("language.bad_length", length=found.length, most=MOST_TOKENS)
        drawn = [name for name in ("temperature", "top_k", "top_p", "seed") if name in asked]
        if found.beam > 1 and drawn:
            raise InputError("language.beam_draws_nothing", option="--" + drawn[0].replace("_", "-"), beam=found.beam)
        return found


def asked_options(options: Mapping[str, Any], task: str) -> dict[str, Any]:
    """Those of the options that are asked for (not None). Refused where the model of this task does not write."""
    asked = {name: value for name, value in options.items() if value is not None}
    if unknown := sorted(set(asked) - set(OPTIONS)):
        near = nearest(unknown[0], OPTIONS)
        raise InputError("language.unknown_option", option=unknown[0], nearest=near, names=", ".join(OPTIONS))
    if asked and task not in WRITES:
        option = "--" + next(iter(asked)).replace("_", "-")
        raise InputError("language.does_not_write", option=option, task=task)
    return asked

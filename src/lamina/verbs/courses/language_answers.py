"""What a language model writes on: prompts, from a file or given directly, and their continuations."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from lamina.bundle.model import Model
from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.files import missing
from lamina.core.records import Note
from lamina.core.spec import TextSpec
from lamina.data.corpus.reading import document_of
from lamina.data.corpus.stream import encode_running
from lamina.data.texts.files import decode
from lamina.data.texts.vocabulary import START_ID, UNKNOWN_ID, build_tokenizer
from lamina.data.texts.written import written
from lamina.verbs.courses.course import Asked
from lamina.verbs.courses.generation import Generation
from lamina.verbs.courses.writing import Reader, write
from lamina.words import say

LENGTH = {"characters": 300, "pieces": 100, "words": 60}  # tokens of a continuation, where nothing is said


def continuations(model: Model, data: Any, config: DataConfig, asked: Asked) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """A row per prompt: its line (of a file, from 1) or row (from 0), prompt, answer (what follows it), and outside:

    what is unusual about the prompt.

    data: a list of prompts, a text, or a text file of one prompt a line; None where `asked.options` has a prompt.
    """
    if asked.probabilities or asked.crops != 1:
        raise InputError("language.only_writes", option="--probabilities" if asked.probabilities else "--crops")
    text, generation = model.spec.text, Generation.of(asked.options)
    assert text is not None
    prompts = read_prompts(data, asked.options.get("prompt"), config)
    tokenizer, window = build_tokenizer(text), text.max_length
    limit = Reader(model.network, window).num_positions
    rows, (unit, first) = [], numbering(data, asked.options.get("prompt"))
    for place, prompt in enumerate(prompts):
        ids = encode_running(document_of(prompt).text, tokenizer).tolist()
        found = write(
            model.network, ids or [START_ID], generation, window=window, length=LENGTH[text.tokens], place=place
        )
        joined = written([*ids, *found], text).removeprefix(written(ids, text))
        told = {"prompt": prompt, "answer": joined, "outside": unusual(ids, text, limit)}
        rows.append({unit: place + first, **told})
    return pl.DataFrame(rows), ()


def numbering(data: Any, prompt: Any) -> tuple[str, int]:
    """What a text is called by, and the first number: ("line", 1) of a file, ("row", 0) of what is none."""
    return ("line", 1) if prompt is None and isinstance(data, str | Path) and _is_file(data) else ("row", 0)


def read_prompts(data: Any, prompt: Any, config: DataConfig) -> list[str]:
    """The prompts; those given directly go before those of the data. Raises InputError where there is none."""
    given: list[str] = [prompt] if isinstance(prompt, str) else list(prompt or ())
    if data is None:
        if not given:
            raise InputError("language.no_prompt")
        return given
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        if not all(isinstance(item, str) for item in data):
            raise InputError("language.no_prompts_in", type=type(data).__name__)
        found = [*given, *data]
    else:
        found = [*given, *_of_file(data, config)]
    if not found:
        raise InputError("language.no_prompt")
    return found


def _of_file(data: Any, config: DataConfig) -> list[str]:
    if not isinstance(data, str | Path):
        raise InputError("language.no_prompts_in", type=type(data).__name__)
    path = Path(data).expanduser()
    if _is_file(data):
        written_lines = decode(path.read_bytes(), config.encoding, str(path))[0]
        return written_lines.splitlines() if written_lines else [""]
    if isinstance(data, Path) or (path.suffix and not any(sign in data for sign in " \n")):
        raise missing(path)
    return [data]


def _is_file(data: str | Path) -> bool:
    try:
        return Path(data).expanduser().is_file()
    except (OSError, ValueError):  # longer than a name can be
        return False


def unusual(ids: Sequence[int], text: TextSpec, limit: int | None) -> str:
    """What lies outside of what training saw of a prompt's tokens, in words."""
    unknown, told = sum(number == UNKNOWN_ID for number in ids), []
    if not ids:
        told.append(say("language.empty_prompt"))
    if unknown:
        told.append(say("language.unknown_in_prompt", unknown=unknown, tokens=len(ids), kind=text.tokens))
    if limit is not None and len(ids) > limit:
        told.append(say("language.long_prompt", tokens=len(ids), kept=limit))
    return "; ".join(told)

"""English sentences, one file per part of the house; a code begins with the name of its part."""

from collections.abc import Callable
from typing import Any

from lamina.words.en import (
    bundle,
    cli,
    core,
    corpus,
    data,
    doctor,
    embed,
    evaluation,
    explain,
    explain_images,
    explain_sequences,
    explain_steps,
    images,
    inspect,
    language,
    lens,
    networks,
    pairs,
    report,
    series,
    table,
    tag,
    text,
    training,
    verbs,
    weights,
)

FILES = (
    bundle,
    cli,
    core,
    corpus,
    data,
    doctor,
    embed,
    evaluation,
    explain,
    explain_images,
    explain_steps,
    explain_sequences,
    images,
    inspect,
    language,
    lens,
    networks,
    pairs,
    report,
    series,
    table,
    tag,
    text,
    training,
    verbs,
    weights,
)
SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    code: sentence for file in FILES for code, sentence in file.SENTENCES.items()
}

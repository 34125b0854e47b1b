"""Every sentence that a person reads, by code and parameters, in English and Chinese.

Importing this package makes errors and warnings speak. `use("zh")` changes the language of the process.
"""

import os
from typing import Any

from lamina.core.errors import set_speaker
from lamina.core.visible import visible
from lamina.words import en, zh
from lamina.words.flags import fitted

LANGUAGES = {"en": en.SENTENCES, "zh": zh.SENTENCES}
_language = "en"


def use(language: str) -> None:
    """Speak this language from now on: "en" or "zh"."""
    global _language
    _language = language if language in LANGUAGES else "en"


def language() -> str:
    """The language in use."""
    return _language


def summary_of(network: str, summary: str) -> str:
    """What a network is, in one line, in the language in use: the catalogue's own line where there is no other."""
    return zh.SUMMARIES.get(network, summary) if _language == "zh" else summary


def say(code: str, parameters: dict[str, Any] | None = None, /, **more: Any) -> str:
    """The sentence for a code, with its parameters put in; English where the language lacks it."""
    values = {**(parameters or {}), **more}
    template = LANGUAGES[_language].get(code) or en.SENTENCES.get(code)
    if template is None:
        return f"{code} {values}" if values else code
    try:
        sentence = visible((template(values) if callable(template) else template.format(**values)).rstrip())
    except (KeyError, IndexError, ValueError, TypeError):
        return f"{template} {values}"
    return sentence if code.startswith("cli.") else fitted(sentence)  # those of `cli` are about flags


set_speaker(lambda code, parameters: say(code, parameters))
use(os.environ.get("LAMINA_LANG", "en"))

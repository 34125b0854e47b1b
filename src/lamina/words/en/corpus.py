"""English sentences of `corpus`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any


def _files(number: int) -> str:
    return "1 document" if number == 1 else f"{number:,} documents"


def _some(names: list[str], count: int) -> str:
    more = f" and {count - len(names):,} more" if count > len(names) else ""
    return ", ".join(names) + more


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "corpus.read": lambda v: f"Read {_files(v['files'])} of {v['characters']:,} characters in all.",
    "corpus.left_out": lambda v: (
        f"Left out, because they are no text by their names: {_some(v['examples'], v['count'])}. "
        "Name such a file itself to read it."
    ),
    "corpus.empty": lambda v: f"Left out, because nothing stands in them: {_some(v['examples'], v['count'])}.",
    "corpus.no_text": "There is no text in {source}: nothing but white space. Give a file with text in it.",
    "corpus.no_files": lambda v: (
        f"The folder {v['folder']} holds no text file (.txt, .md, .py ...)"
        + (f"; it has {', '.join(v['entries'])}" if v["entries"] else "; it is empty")
        + ". Give a folder of texts, or name the files."
    ),
    "corpus.unknown_source": (
        "An object of type {type} is no running text. Give a file, a folder, a list of either, a list of texts, or stdlib."
    ),
    "corpus.too_large": "With {path} the texts are more than {megabytes:,} MB, which memory may not hold. Give less of them.",
    "corpus.archive": "{path} is an archive. Unpack it, and give the folder.",
}

"""A remedy names a flag; here it is left out where the command at hand has no such flag.

A clause ends at a full stop or a semicolon; what stands in brackets is one of its own. A flag belongs to the last `lamina COMMAND` named before it in its clause;
else to the command at hand.
"""

import re
from collections.abc import Callable, Set

_FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_COMMAND = re.compile(r"lamina [a-z]+")
_CLAUSES = re.compile(r"((?<=[.;?!])\s+|(?<=[。；？！]))")
_BRACKETS = re.compile(r" ?\([^()]*\)|（[^（）]*）")
EVERYWHERE = frozenset({"--lang", "--debug", "--quiet", "--help", "--version", "--all"})


def _every() -> Set[str] | None:
    return None


_known: Callable[[], Set[str] | None] = _every


def set_flags(known: Callable[[], Set[str] | None] = _every) -> None:
    """Install the function that gives the flags of the command at hand; without one (in Python) every flag may be named."""
    global _known
    _known = known


def own_flags(clause: str) -> set[str]:
    """Flags that a clause tells the reader to use at the command at hand."""
    return {flag[0] for flag in _FLAG.finditer(clause) if not _COMMAND.search(clause[: flag.start()])} - EVERYWHERE


def fitted(sentence: str) -> str:
    """The sentence without the clauses that name a flag the command at hand lacks; whole if nothing would be left."""
    if "--" not in sentence or (known := _known()) is None:
        return sentence
    plain = _BRACKETS.sub(lambda found: "" if own_flags(found[0]) - known else found[0], sentence)
    kept = [piece for piece in _CLAUSES.split(plain) if not own_flags(piece) - known]
    text = re.sub(r"(?<=[.;?!])\s+", " ", "".join(kept)).strip()
    if not text:
        return sentence
    full = "。" if text[-1] == "；" else "."
    return text[:-1] + full if text[-1] in ";；" else text

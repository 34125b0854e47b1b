"""The built-in sets with a label for each token: python-tokens, and copy:LAG (data.long_memory)."""

from dataclasses import dataclass

from lamina.core.records import Note
from lamina.data.sequences.long_memory import copy_rows, lag_of
from lamina.data.tags.python_tokens import TARGET, python_lines

TAG_SETS = ("python-tokens", "copy")
Labelled = tuple[tuple[str, ...], tuple[str, ...]]  # tokens, labels


@dataclass(frozen=True)
class TagSet:
    """Sentences by part, what their labels are called, and what should be told of them."""

    sentences: tuple[Labelled, ...]
    parts: tuple[str, ...]  # of each sentence, () where they are drawn
    target: str
    notes: tuple[Note, ...] = ()


def is_tag_set(name: str) -> bool:
    """Whether a name is that of a built-in set of labelled tokens."""
    return name in TAG_SETS or (name.partition(":")[0] == "copy" and lag_of(name) is not None)


def tag_set(name: str) -> TagSet:
    """A built-in set by its name."""
    if found := lag_of(name):
        return TagSet(tuple(copy_rows(found[1])), (), "letter")
    lines = list(python_lines())
    modules = {part: sorted({module for module, own, _ in lines if own == part}) for part in ("train", "test")}
    told = Note(code="tag.python_lines", parameters={"lines": len(lines), **{k: len(v) for k, v in modules.items()}})
    return TagSet(tuple(line for _, _, line in lines), tuple(part for _, part, _ in lines), TARGET, (told,))

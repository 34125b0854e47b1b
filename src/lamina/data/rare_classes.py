"""Classes with too few rows: a target that is none, and classes that can be learned or tested, not both."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.names import natural_order
from lamina.data.number_text import is_number

FEWEST = 2.0  # rows of a class on average, below which the target holds names rather than classes
FEW = 3  # rows below which a class cannot stand in each of three parts
Where = Callable[[list[int]], dict[str, Any]]


def check_repeats(names: Sequence[str], target: str) -> None:
    """Refuse a target (n,) whose classes hardly repeat: names, codes or measurements, which nobody can classify."""
    counts = Counter(names)
    if len(counts) > 2 and len(names) < FEWEST * len(counts):
        alone = sum(count == 1 for count in counts.values())
        told = {"target": target, "rows": len(names), "classes": len(counts), "alone": alone}
        raise InputError("data.classes_do_not_repeat", numbers=all(map(is_number, counts)), **told)


def rare_notes(names: Sequence[str], parts: Sequence[str], target: str, where: Where) -> list[Note]:
    """One note for each thing that is odd about rare classes; no class is in the first two of them.

    names, parts: class and part of each row (n,). Classes of a single row, with the part it went to; classes of more
    rows that training lacks; and, when more than half of the classes have fewer than three rows, that.
    where: positions -> {"places", "unit", "count", "file"}, what a person calls the rows.
    """
    counts = Counter(names)
    trained = {name for name, part in zip(names, parts, strict=True) if part == "train"}
    alone = natural_order(name for name, count in counts.items() if count == 1)
    told = {"target": target}
    notes = []
    if alone:
        learned, held = ([name for name in alone if (name in trained) == kept] for kept in (True, False))
        position = {name: row for row, name in enumerate(names)}
        told_alone = {"learned": learned, "held_out": held, **where([position[name] for name in alone])}
        notes.append(Note(code="data.lone_classes", parameters={**told, **told_alone}))
    if lacking := [name for name in natural_order(counts) if name not in trained and counts[name] > 1]:
        notes.append(Note(code="data.classes_not_in_training", parameters={"classes": lacking}))
    few = sum(count < FEW for count in counts.values())
    if len(counts) > 2 and 2 * few > len(counts):
        notes.append(Note(code="data.few_per_class", parameters={**told, "few": few, "classes": len(counts)}))
    return notes

"""Which columns of the training table new rows have, where their own names do not say it: by position, and that is said."""

from collections.abc import Sequence

from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.core.spec import TableForm


def align_names(
    names: Sequence[str], named: bool, form: TableForm, needed: Sequence[str], targets: Sequence[str] = ()
) -> tuple[list[str], tuple[Note, ...]]:
    """(the names under which the columns are taken, a note where they are taken by position).

    names: of the new rows; named: whether they are real names and not counted ones (column1, x1). Names count where
    both tables have real names, or one has and all the `needed` ones are there. Else the columns must be as many as
    those of the training table, with or without its targets, and are taken in its order.

    Raises InputError when both tables only count their columns and the new rows have another number of them.
    """
    if (named and form.named) or (set(needed) <= set(names) and (named or form.named)):
        return list(names), ()
    without = [name for name in form.columns if name not in targets]
    for wanted in (list(form.columns), without):
        if len(names) != len(wanted):
            continue
        if wanted == list(names):
            return wanted, ()
        absent = [name for name in targets if name not in wanted]
        first = next([own, other] for own, other in zip(names, wanted, strict=True) if own != other)
        told = {"columns": len(wanted), "absent": absent, "first": first}
        return wanted, (Note(code="data.by_position", parameters=told),)
    if form.columns and not named and not form.named:
        told = {"columns": len(names), "wanted": len(form.columns), "without": len(without)}
        raise InputError("data.other_width", **told)
    return list(names), ()

"""Settings as a person writes them: a network's arguments, column names, rates; never Python's own notation."""

from lamina.report.numbers import short
from lamina.words import say

NOTHING = "–"


def setting_text(value: object) -> str:
    """One value: "hidden_dims=[64, 64], activation=tanh", "Name, Ticket", "0.01", "yes"; a dash for nothing."""
    if isinstance(value, dict):
        return ", ".join(f"{name}={_inside(item)}" for name, item in value.items()) or NOTHING
    if isinstance(value, tuple | list):
        return ", ".join(map(_inside, value)) or NOTHING
    return NOTHING if value is None or value == "" else _inside(value)


def _inside(value: object) -> str:
    """A value that stands in another: a list keeps its brackets, so that it can be told from its neighbours."""
    if isinstance(value, bool):
        return say("report.yes") if value else say("report.no")
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_inside, value))}]"
    return short(value) if isinstance(value, float) else str(value)

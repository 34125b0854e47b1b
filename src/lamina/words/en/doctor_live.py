"""English sentences of the doctor while a training goes on."""

from collections.abc import Callable
from typing import Any


def _again(v: dict[str, Any]) -> str:
    told = f"The doctor: {', '.join(v['faults'])}, as told while it trained."
    return f"{told} {'And: ' + v['new'] + ' ' if v['new'] else ''}More: {v['command']}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "doctor.live": "The doctor: {sentence} ({since})",
    "doctor.live_remedy": "{remedy} Ctrl-C keeps what is learned.",
    "doctor.line_again": _again,
    "doctor.line_gone": lambda v: (
        f"The doctor: {', '.join(v['faults'])}, told while it trained, {'is' if len(v['faults']) == 1 else 'are'} not seen at the end. More: {v['command']}"
    ),
    "doctor.going_on": lambda v: (
        f"The run is in training (or was killed there): {100 * v['share']:.0f} % of its steps are done, {v['step']:,}. That is how it looks so far; what depends on how it comes out is told later."
    ),
    "verbs.health_not_told": "The doctor stopped concluding while this training goes on ({reason}). The training is not affected; `lamina doctor` tells more when it is done.",
}

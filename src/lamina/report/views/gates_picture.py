"""Gates and states of a recurrent layer over the steps of one row: a strip each, a line a unit, a column a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from lamina.report.fonts import drawable, shorten
from lamina.report.style import BLUE, MUTED, new_figure, png, styled
from lamina.report.views.steps import SHARE, SIGNED, WIDTH, Steps, bare, draw_curves, name_steps, strip_name
from lamina.words import say

MOST_UNITS = 64  # of a strip: those whose state varies most
MOST_STEPS = 120
BETWEEN_0_AND_1 = ("input", "forget", "output", "reset", "update")

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Follower:
    """A unit whose value over time goes with a signal: both (T,), and what the signal is."""

    unit: int
    what: str
    correlation: float
    values: Values
    signal: Values


def draw_gates(values: Mapping[str, Values], steps: Steps, title: str = "") -> bytes:
    """A strip for each gate or state, name -> (T, H); units in the order of the step at which their state is largest.

    title: of which layer and direction they are. Gates between 0 (white) and 1 (dark), states from below 0 (orange) to above (blue).
    """
    state = values["hidden"][:MOST_STEPS]
    units = np.sort(np.argsort(-state.std(axis=0), kind="stable")[:MOST_UNITS])
    units = units[np.lexsort((-state[-1, units], np.abs(state[:, units]).argmax(axis=0)))]
    heights = [0.85] * bool(steps.curves) + [max(0.5, min(0.9, 0.03 * len(units)))] * len(values)
    with styled():
        figure = new_figure(WIDTH, sum(heights) + 0.27 * len(heights) + 0.7 + 0.3 * bool(title))
        if title:
            figure.suptitle(drawable(shorten(title, 48)), x=0.01, ha="left", fontsize=11)
        rows = figure.subplots(len(heights), 1, gridspec_kw={"height_ratios": heights}, squeeze=False)[:, 0]
        if steps.curves:
            draw_curves(rows[0], Steps((), {name: curve[:MOST_STEPS] for name, curve in steps.curves.items()}))
        for axes, (name, gate) in zip(rows[len(rows) - len(values) :], values.items(), strict=True):
            _strip(axes, name, gate[:MOST_STEPS, units].T)
        name_steps(rows[-1], steps, len(state))
        return png(figure)


def draw_followers(found: Sequence[Follower], steps: Steps, title: str = "") -> bytes:
    """A panel for each unit that goes with a signal: both brought to the same middle and size, the unit's sign turned."""
    with styled():
        figure = new_figure(WIDTH, 1.15 * len(found) + 0.75 + 0.3 * bool(title))
        if title:
            figure.suptitle(drawable(shorten(title, 48)), x=0.01, ha="left", fontsize=11)
        rows = figure.subplots(len(found), 1, squeeze=False)[:, 0]
        for axes, one in zip(rows, found, strict=True):
            shown = one.values[:MOST_STEPS] * (1 if one.correlation > 0 else -1)
            axes.plot(_even(one.signal[:MOST_STEPS]), color=MUTED, linewidth=2.6, alpha=0.55)
            axes.plot(_even(shown), color=BLUE, linewidth=1.5)
            bare(axes)
            strip_name(
                axes, say("gates.unit_with", unit=one.unit, what=shorten(one.what, 40)), f"r = {one.correlation:+.2f}"
            )
        name_steps(rows[-1], steps, len(found[0].values[:MOST_STEPS]))
        return png(figure)


def _strip(axes: Axes, name: str, values: Values) -> None:
    if name in BETWEEN_0_AND_1:
        axes.imshow(values, aspect="auto", interpolation="nearest", cmap=SHARE, vmin=0, vmax=1)
        told = "0 – 1"
    else:
        most = max(float(np.abs(values).max()), 1e-12)
        axes.imshow(values, aspect="auto", interpolation="nearest", cmap=SIGNED, vmin=-most, vmax=most)
        told = f"±{most:.2g}"
    bare(axes)
    strip_name(axes, say(f"gates.name.{name}"), told)


def _even(values: Values) -> Values:
    return (values - values.mean()) / (float(values.std()) or 1.0)

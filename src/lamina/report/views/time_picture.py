"""Back-propagation through time as two pictures: the gradient's parts over the steps, and the product of Jacobians."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from lamina.core.backpropagation import ThroughTime
from lamina.report.style import BLUE, MUTED, ORANGE, headline, new_figure, png, styled
from lamina.words import say

LOST = 0.01  # of a change: what is left of it counts as forgotten
_SIZE = (4.8, 3.2)  # inches: narrow enough to stand beside each other, and for a phone
_FEW = 40  # steps up to which each is a dot


def parts_picture(seen: ThroughTime) -> bytes:
    """PNG: bars of |(dC/dU)_t| over the steps t = 1 .. T."""
    parts = seen.terms.flatten(1).norm(dim=1).numpy()
    with styled():
        figure = new_figure(*_SIZE)
        axes = figure.add_subplot()
        axes.bar(np.arange(1, len(parts) + 1), parts, color=BLUE, width=0.8)
        axes.set_xlim(0.3, len(parts) + 0.7)
        _over_steps(axes, say("explain.time.step"))
        headline(axes, say("explain.time.parts"), say("explain.time.parts_under"))
        return png(figure)


def reach_picture(seen: ThroughTime) -> bytes:
    """PNG: |dh_T/dh_(T-k)| over the lag k on a logarithmic axis, with lines at 1 and at LOST."""
    reach = seen.reach.numpy()
    shown = reach > 0  # 0 has no place on a logarithmic axis
    with styled():
        figure = new_figure(*_SIZE)
        axes = figure.add_subplot()
        marker = "o" if len(reach) < _FEW else None
        axes.plot(np.arange(len(reach))[shown], reach[shown], color=ORANGE, marker=marker, markersize=3.5)
        axes.set_yscale("log")
        spread = np.log10(max(reach.max(), 1) / reach[shown].min())
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if spread < 2 else (1,), numticks=8))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.axhline(1, color=MUTED, linewidth=0.8)
        if reach.min() < LOST:
            axes.axhline(LOST, color=MUTED, linewidth=0.8, linestyle=(0, (2, 3)))
        _over_steps(axes, say("explain.time.lag"))
        headline(axes, say("explain.time.reach"), say("explain.time.reach_under"))
        return png(figure)


def _over_steps(axes: Axes, label: str) -> None:
    axes.set_xlabel(label)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))

"""One look for all pictures: light, quiet, safe for the colour-blind; figures without pyplot's global state."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lamina.core.files import write_atomically
from lamina.report.fonts import drawable, families
from lamina.report.panels import KEY, places_of

# Okabe and Ito's colours: told apart with every kind of colour vision
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
INK, MUTED, LINE, PAPER = "#1d2530", "#667080", "#e3e7ed", "#ffffff"
DPI = 160
_lock = threading.Lock()  # matplotlib's settings belong to the process


@contextmanager
def styled() -> Iterator[None]:
    """Lamina's settings of matplotlib while pictures are drawn; restored afterwards."""
    with _lock, matplotlib.rc_context(_settings()):
        yield


def new_figure(width: float, height: float, layout: Literal["constrained"] | None = "constrained") -> Figure:
    """An empty figure of so many inches; draw and save it inside `styled()`. layout None: the drawer places axes."""
    figure = Figure(figsize=(width, height), dpi=DPI, layout=layout)
    FigureCanvasAgg(figure)
    return figure


def headline(axes: Axes, title: str, under: str = "") -> None:
    """Title at the left, a quieter line under it."""
    axes.set_title(drawable(title), loc="left", pad=24 if under else 9)
    if under:
        axes.annotate(
            drawable(under), (0, 1), xytext=(0, 8), xycoords="axes fraction", textcoords="offset points",
            color=MUTED, fontsize=9, va="bottom", annotation_clip=False,
        )  # fmt: skip


def png(figure: Figure) -> bytes:
    """The figure as PNG (160 dots an inch)."""
    content = io.BytesIO()
    places = places_of(figure)
    told = {"Software": None, **({KEY: places} if places else {})}
    FigureCanvasAgg(figure).print_png(content, metadata=told)  # draws once; savefig draws twice
    return content.getvalue()


def pixels(figure: Figure) -> np.ndarray:
    """The figure as (height, width, 4) uint8, as `png` would write it."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def save(figure: Figure, path: Path) -> Path:
    """Write the figure as PNG, whole or not at all."""
    write_atomically(path, png(figure))
    return path


def _settings() -> dict[Any, Any]:
    return {
        "font.family": list(families()), "font.size": 10, "text.color": INK, "text.parse_math": False,
        "axes.titlesize": 12.5, "axes.titlecolor": INK, "axes.labelcolor": MUTED, "axes.labelsize": 9.5,
        "axes.edgecolor": "#c4cad4", "axes.linewidth": 0.8, "axes.spines.top": False, "axes.spines.right": False,
        "axes.grid": True, "axes.axisbelow": True, "axes.unicode_minus": False, "axes.formatter.useoffset": False,
        "grid.color": LINE, "grid.linewidth": 0.8,
        "xtick.color": MUTED, "ytick.color": MUTED, "xtick.labelsize": 9, "ytick.labelsize": 9,
        "xtick.major.size": 0, "ytick.major.size": 0, "xtick.minor.size": 0, "ytick.minor.size": 0,
        "figure.facecolor": PAPER, "axes.facecolor": PAPER, "savefig.facecolor": PAPER,
        "legend.frameon": False, "legend.fontsize": 9, "lines.linewidth": 1.8, "lines.solid_capstyle": "round",
        "figure.constrained_layout.w_pad": 0.12, "figure.constrained_layout.h_pad": 0.12,
    }  # fmt: skip

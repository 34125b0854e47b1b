"""A text whose tokens are coloured by a number each: blue for, orange against; for the page, and as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.backends.backend_agg import FigureCanvasAgg

from lamina.report.fonts import drawable
from lamina.report.html import Html, tag
from lamina.report.style import INK, MUTED, new_figure, png, styled
from lamina.report.views.steps import WIDTH
from lamina.words import say

MOST_TOKENS = 400  # on the page
MOST_DRAWN = 160  # in a picture
FOR, AGAINST = (0, 114, 178), (213, 94, 0)  # Okabe and Ito's blue and vermilion
SIZE, LINE, MARGIN = 10.5, 0.25, 0.12  # points; inches


@dataclass(frozen=True)
class Word:
    """text: as it stands; value: how much it counts; apart: a blank stands before it; marked: it is what is explained."""

    text: str
    value: float
    apart: bool = True
    marked: bool = False

    @property
    def seen(self) -> str:
        """The text as a sentence has it: a blank is seen."""
        return self.text if self.text.strip() else "␣"


def coloured_html(words: Sequence[Word]) -> Html:
    """A paragraph of the words, each on its colour, with its number as what a pointer shows."""
    most = max((abs(word.value) for word in words), default=0.0) or 1.0
    pieces: list[Html] = []
    for place, word in enumerate(words[:MOST_TOKENS]):
        red, green, blue = FOR if word.value >= 0 else AGAINST
        style = f"background:rgba({red},{green},{blue},{_strength(word.value / most):.2f});border-radius:3px;padding:1px 1px"
        style += ";outline:2px solid #1d2530" if word.marked else ""
        pieces.append(
            Html(
                (" " if word.apart and place else "") + tag("span", word.text, style=style, title=f"{word.value:+.3g}")
            )
        )
    pieces += [Html(" …")] if len(words) > MOST_TOKENS else []
    return tag("p", *pieces, style="line-height:2;overflow-wrap:anywhere;white-space:pre-wrap")


def coloured_picture(title: str, words: Sequence[Word]) -> bytes:
    """The same as a PNG, in lines as they fit; of long texts the beginning."""
    shown = list(words[:MOST_DRAWN])
    most = max((abs(word.value) for word in words), default=0.0) or 1.0
    with styled():
        figure = new_figure(WIDTH, 1.0, layout=None)
        widths = _widths(FigureCanvasAgg(figure), shown)
        places, lines = _laid_out(shown, widths)
        height = (lines + 2) * LINE + 2 * MARGIN
        figure.set_size_inches(WIDTH, height)
        top = 1 - (MARGIN + LINE / 2) / height
        figure.text(MARGIN / WIDTH, top, drawable(title), fontsize=SIZE, color=INK, va="center")
        for word, (left, line) in zip(shown, places, strict=True):
            red, green, blue = (value / 255 for value in (FOR if word.value >= 0 else AGAINST))
            box = {
                "facecolor": (red, green, blue, _strength(word.value / most)), "pad": 1.4,
                "edgecolor": INK if word.marked else "none", "linewidth": 1.2 if word.marked else 0,
            }  # fmt: skip
            y = 1 - (MARGIN + (line + 1.5) * LINE) / height
            figure.text(
                (MARGIN + left) / WIDTH, y, drawable(word.text) or " ", fontsize=SIZE, color=INK, va="center", bbox=box
            )
        more = f" · {say('tokens.more', count=len(words) - len(shown))}" if len(words) > len(shown) else ""
        told = say("tokens.colours") + more
        figure.text(
            MARGIN / WIDTH, (MARGIN + LINE / 3) / height, drawable(told), fontsize=8.5, color=MUTED, va="center"
        )
        return png(figure)


def _strength(share: float) -> float:
    """How strong a colour is, 0 .. 0.85; the root lets small numbers be seen."""
    return 0.85 * abs(share) ** 0.75


def _widths(canvas: FigureCanvasAgg, words: Sequence[Word]) -> list[float]:
    """Inches that each word takes."""
    renderer = canvas.get_renderer()
    label = canvas.figure.text(0, 0, "", fontsize=SIZE)
    found = []
    for word in words:
        label.set_text(drawable(word.text) or " ")
        found.append(label.get_window_extent(renderer).width / canvas.figure.dpi)
    label.remove()
    return found


def _laid_out(words: Sequence[Word], widths: Sequence[float]) -> tuple[list[tuple[float, int]], int]:
    """(inches from the left, line) of each word, and how many lines there are."""
    places, left, line = [], 0.0, 0
    for word, width in zip(words, widths, strict=True):
        left += 0.07 if word.apart and left else 0.025 if left else 0.0
        if left and left + width > WIDTH - 2 * MARGIN:
            left, line = 0.0, line + 1
        places.append((left, line))
        left += width
    return places, line + 1

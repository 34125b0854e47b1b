"""A picture put together from tiles and lines of text, from top to bottom, narrow enough to be read on a phone."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from PIL import Image, ImageColor

from lamina.report.fonts import drawable
from lamina.report.style import BLUE, DPI, INK, LINE, MUTED, ORANGE, PAPER, new_figure, pixels, styled
from lamina.report.views.tints import Tile, outlined, sized

WIDTH = 704  # pixels: on a phone half of it, and letters of 10 points are still read
TITLE, TEXT, SMALL = 12.0, 10.0, 9.5  # points
_GAP = 8
_COLOURS, _SAMPLE = 256, 40_000  # of a picture; pixels from which they are chosen
_OWN = (PAPER, INK, MUTED, LINE, BLUE, ORANGE)


@dataclass(frozen=True)
class _Line:
    text: str
    x: float
    y: float
    size: float
    colour: str


class Mosaic:
    """Tiles and lines with their places in pixels; `y` is where the next one goes."""

    def __init__(self) -> None:
        self.y = 6
        self._lines: list[_Line] = []
        self._tiles: list[tuple[Tile, int, int]] = []

    def line(self, text: str, *, x: int = 0, size: float = TEXT, colour: str = INK) -> None:
        """A line of text; the next thing goes under it."""
        self.write(text, x, self.y, size=size, colour=colour)
        self.y += line_height(size)

    def write(self, text: str, x: float, y: float, *, size: float = TEXT, colour: str = INK) -> None:
        """A line of text with its upper left corner at a place."""
        self._lines.append(_Line(drawable(text), x, y, size, colour))

    def put(self, tile: Tile, x: int, y: int) -> None:
        """A tile with its upper left corner at a place, as large as it is."""
        self._tiles.append((tile, x, y))

    def space(self, pixels: int = 2 * _GAP) -> None:
        """Room before the next thing."""
        self.y += pixels

    def grid(
        self, tiles: Sequence[Tile], columns: int, *, x: int = 0, width: int = WIDTH, gap: int = _GAP,
        labels: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Tiles of one shape in rows, `columns` to a row of so many pixels; the next thing goes under them.

        labels: a few letters under each tile.
        """
        side = (width - gap * (columns - 1)) // columns
        shown = [framed(sized(tile, side)) for tile in tiles]
        for first in range(0, len(shown), columns):
            row = shown[first : first + columns]
            for place, tile in enumerate(row):
                self.put(tile, x + place * (side + gap), self.y)
            self.y += max(tile.shape[0] for tile in row) + gap
            for place, label in enumerate(labels[first : first + columns]):
                self.write(label, x + place * (side + gap), self.y - gap + 1, size=SMALL, colour=MUTED)
            self.y += line_height(SMALL) - gap // 2 if labels else 0

    def png(self) -> bytes:
        """The picture, in at most 256 colours: a third of the size, and nobody sees it."""
        height = self.y + 6
        with styled():
            figure = sized_figure(height)
            for line in self._lines:
                figure.text(
                    line.x / WIDTH, 1 - line.y / height, line.text, fontsize=line.size, color=line.colour,
                    ha="left", va="top",
                )  # fmt: skip
            for tile, x, y in self._tiles:
                figure.figimage(tile, x, height - y - tile.shape[0], origin="upper", resize=False)
            return fewer_colours(pixels(figure))


def sized_figure(height: int) -> Figure:
    """An empty figure of WIDTH x height pixels; draw and save it inside `styled()`."""
    figure = new_figure(1, 1, layout=None)
    figure.set_size_inches(WIDTH / figure.dpi, height / figure.dpi)
    return figure


def framed(tile: Tile) -> Tile:
    """A tile with a thin edge, so that a white one is seen on white."""
    return outlined(tile, (0, 0, *tile.shape[:2]), LINE, 1)


def line_height(size: float) -> int:
    """Pixels from one line to the next."""
    return round(size * DPI / 72 * 1.35)


def fewer_colours(drawn: np.ndarray) -> bytes:
    """Of (H, W, 4) uint8 a PNG with a palette: the page's own colours exactly, the others chosen from every few pixels."""
    picture = Image.fromarray(drawn).convert("RGB")
    every = max(1, round((picture.width * picture.height / _SAMPLE) ** 0.5))
    small = picture.resize((-(-picture.width // every), -(-picture.height // every)), Image.Resampling.NEAREST)
    chosen = small.quantize(_COLOURS - len(_OWN), Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    own = [channel for name in _OWN for channel in ImageColor.getrgb(name)]
    palette = Image.new("P", (1, 1))
    palette.putpalette(own + (chosen.getpalette() or []))
    places = np.array(picture.quantize(palette=palette, dither=Image.Dither.NONE))
    for place, name in enumerate(_OWN):  # the search is a rough one: white would become nearly white
        places[np.all(np.asarray(picture) == ImageColor.getrgb(name), axis=2)] = place
    reduced = Image.fromarray(places)
    reduced.putpalette(palette.getpalette() or [])
    found = io.BytesIO()
    reduced.save(found, "PNG", optimize=True)
    return found.getvalue()


def quiet(mosaic: Mosaic, text: str, x: int = 0) -> None:
    """A small grey line."""
    mosaic.line(text, x=x, size=SMALL, colour=MUTED)

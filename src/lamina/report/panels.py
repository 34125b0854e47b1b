"""Pictures of several panels: a PNG says where its panels are, so that a page can stack them where it is narrow."""

import io
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure, SubFigure
from PIL import Image

KEY = "Panels"  # of the PNG's text: "left,top,right,bottom;..." in pixels


def add_panels(figure: Figure, number: int, columns: int, ratios: Sequence[float] | None = None) -> list[SubFigure]:
    """So many panels, row by row, each laid out by itself. ratios: widths of the columns."""
    rows = -(-number // columns)
    grid = figure.add_gridspec(rows, columns, width_ratios=ratios, wspace=0, hspace=0)
    return [figure.add_subfigure(grid[divmod(place, columns)]) for place in range(number)]


def places_of(figure: Figure) -> str:
    """Where the panels are, for the PNG's text; "" for a figure without."""
    height = figure.bbox.height
    boxes = [(panel.bbox.x0, height - panel.bbox.y1, panel.bbox.x1, height - panel.bbox.y0) for panel in figure.subfigs]
    return ";".join(",".join(str(round(side)) for side in box) for box in boxes)


def cut(path: Path) -> list[tuple[int, bytes]]:
    """(width in pixels, PNG) of each panel; of a picture that names no panels, the whole."""
    with Image.open(path) as picture:
        told = str(picture.info.get(KEY, ""))
        if not told:
            return [(picture.width, path.read_bytes())]
        found = []
        for box in told.split(";"):
            left, top, right, bottom = map(int, box.split(","))
            content = io.BytesIO()
            picture.crop((left, top, right, bottom)).save(content, "PNG")
            found.append((right - left, content.getvalue()))
        return found

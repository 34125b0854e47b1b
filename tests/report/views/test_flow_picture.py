"""The same graph as a PNG."""

import io

from PIL import Image
from tests.report.views.test_flow_drawing import GRAPH

from lamina.report import style
from lamina.report.views.flow_drawing import drawing_of
from lamina.report.views.flow_picture import POINTS, draw_graph


def test_as_large_as_its_layout_and_not_empty() -> None:
    image = Image.open(io.BytesIO(draw_graph(GRAPH))).convert("L")
    drawn = drawing_of(GRAPH).layout.size
    assert (
        image.width > drawn[0] / POINTS * style.DPI
        and image.height > drawn[1] / POINTS * style.DPI
        and len(image.getcolors(maxcolors=1 << 16) or []) > 10
    )

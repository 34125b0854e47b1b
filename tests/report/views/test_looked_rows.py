"""Cards of rows."""

import io

import torch
from PIL import Image

from lamina.report.views.looked_rows import RowShown, image_png, rows_body


def test_a_card_tells_all_of_a_row() -> None:
    card = RowShown(
        "row 7", "sure_wrong", "3", "8", (("8", 0.91), ("3", 0.05)), content=(("size", "4"), ("", "a <text>"))
    )
    body = str(rows_body([card, RowShown("row 8", "sure_right", "1", "1")]))
    assert body.count("<article>") == 2 and "row 7" in body and "91.0 %" in body and "width:91.0%" in body
    assert "a &lt;text&gt;" in body and "sure and wrong" in body and body.count("why right") == 1


def test_small_images_are_enlarged_without_blur() -> None:
    image = torch.zeros(8, 8, 1, dtype=torch.uint8)
    image[0, 0] = 255
    shown = Image.open(io.BytesIO(image_png(image)))
    assert shown.size == (144, 144) and shown.getpixel((17, 17)) == 255 and shown.getpixel((18, 18)) == 0
    assert Image.open(io.BytesIO(image_png(torch.zeros(300, 200, 3, dtype=torch.uint8)))).size == (200, 300)

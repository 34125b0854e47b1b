"""Tiles and lines at their places."""

import io

import numpy as np
from PIL import Image

from lamina.report.views.mosaic import SMALL, TEXT, WIDTH, Mosaic, fewer_colours, framed, line_height, quiet
from lamina.report.views.tints import plain


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_tiles_stand_where_they_were_put() -> None:
    mosaic = Mosaic()
    mosaic.put(plain(10, 6, "#ff0000"), 100, 20)
    mosaic.y = 60
    picture = opened(mosaic.png())
    assert picture.size == (WIDTH, 66)
    red = np.all(np.asarray(picture) == (255, 0, 0), axis=2)
    rows, columns = np.nonzero(red)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (20, 25, 100, 109)


def test_a_grid_moves_on_row_by_row() -> None:
    mosaic = Mosaic()
    start = mosaic.y
    mosaic.grid([plain(4, 4, "#0000ff")] * 5, 4, gap=8)
    side = (WIDTH - 24) // 4
    assert mosaic.y == start + 2 * (side + 8)
    assert opened(mosaic.png()).getpixel((side // 2, start + side // 2)) == (0, 0, 255)


def test_lines_go_under_each_other_in_any_script() -> None:
    mosaic = Mosaic()
    start = mosaic.y
    mosaic.line("c1 特征图")
    quiet(mosaic, "6 maps")
    assert mosaic.y == start + line_height(TEXT) + line_height(SMALL)
    assert np.asarray(opened(mosaic.png())).min() < 200


def test_few_colours_take_less_room() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    content = io.BytesIO()
    Image.fromarray(noise).save(content, "PNG")
    assert len(fewer_colours(noise)) < 0.6 * len(content.getvalue())


def test_a_white_tile_is_seen_on_white() -> None:
    tile = framed(plain(8, 8, "#ffffff"))
    assert tile[0, 0].tolist() != [255, 255, 255] and tile[4, 4].tolist() == [255, 255, 255]


def test_the_pages_own_colours_stay_exactly_what_they_are() -> None:
    random = np.random.default_rng(0)
    tile = random.integers(0, 255, (200, 300, 3), dtype=np.uint8)
    mosaic = Mosaic()
    mosaic.put(tile, 0, 0)
    mosaic.put(plain(20, 20, "#D55E00"), 400, 10)
    mosaic.y = 220
    picture = opened(mosaic.png())
    assert picture.getpixel((600, 150)) == (255, 255, 255) and picture.getpixel((410, 20)) == (213, 94, 0)
    assert np.abs(np.asarray(picture)[:200, :300].astype(int) - tile).mean() < 25

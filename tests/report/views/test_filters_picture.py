"""Filters and bars."""

import io

import torch
from PIL import Image
from torch import nn

from lamina.lens.features import first_filters
from lamina.report.views.filters_picture import MOST, columns_for, draw_filters, filter_tiles, shown_filters


def test_of_one_three_and_many_channels() -> None:
    for channels in (1, 3, 6):
        layer = nn.Conv2d(channels, 10, 5)
        tiles = filter_tiles(layer.weight.detach())
        assert len(tiles) == 10 and tiles[0].shape == (5, 5, 3)
    content = draw_filters(first_filters(nn.Conv2d(3, 10, 5)), [("low", 0.5, 0.1), ("aliased", 0.0, None)])
    assert Image.open(io.BytesIO(content)).height > 200


def test_of_very_many_the_strongest() -> None:
    layer = nn.Conv2d(1, MOST + 4, 3)
    with torch.no_grad():
        layer.weight[:4] *= 0.001
    assert shown_filters(first_filters(layer)) == list(range(4, MOST + 4))
    assert draw_filters(first_filters(layer), [])


def test_columns() -> None:
    assert [columns_for(count) for count in (6, 64, 96, 400)] == [6, 10, 12, 12]

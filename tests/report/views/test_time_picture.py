"""The two pictures of back-propagation through time."""

import io

import pytest
import torch
from PIL import Image
from torch import nn

from lamina.core.backpropagation import ThroughTime
from lamina.lens.through_time import through_time
from lamina.report.views.time_picture import parts_picture, reach_picture


@pytest.mark.parametrize("steps", [1, 6])
@pytest.mark.parametrize("size", [0.0, 0.5, 3.0])
def test_pictures_of_any_reach(steps: int, size: float) -> None:
    layer = nn.RNN(1, 2, nonlinearity="relu")
    layer.load_state_dict({**layer.state_dict(), "weight_hh_l0": size * torch.eye(2)})
    seen: ThroughTime = through_time(layer, torch.ones(steps, 1), lambda hidden: hidden.sum())
    for content in (parts_picture(seen), reach_picture(seen)):
        with Image.open(io.BytesIO(content)) as image:
            assert image.format == "PNG" and image.width > image.height > 100

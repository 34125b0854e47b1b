"""The picture of augmentation: originals on the left, a column an epoch."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from lamina.report.run.preview import draw_preview


def test_originals_stand_left_and_epochs_beside_them(tmp_path: Path) -> None:
    originals = torch.zeros(2, 100, 100, 1, dtype=torch.uint8)
    path = draw_preview(tmp_path / "p.png", originals, [torch.full((2, 100, 100, 1), 300.0)])
    with Image.open(path) as picture:
        pixels = np.asarray(picture)
    assert pixels.shape == (202, 210, 3)
    assert (pixels[:100, :100] == 0).all() and (pixels[102:, :100] == 0).all() and (pixels[:, 100:] == 255).all()


def test_small_images_are_enlarged(tmp_path: Path) -> None:
    path = draw_preview(tmp_path / "p.png", torch.zeros(1, 32, 32, 3, dtype=torch.uint8), [])
    with Image.open(path) as picture:
        assert picture.size == (96 + 8, 96)

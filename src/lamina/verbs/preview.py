"""`lamina data DATA --preview-augmentation FILE.png`: what training images look like when they are varied."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.detect import detect
from lamina.data.images.augment import Augmentation
from lamina.data.images.augment_colour import fit_colours
from lamina.data.images.augment_mix import Mixing, find_mixing
from lamina.data.images.prepared import choose_target, image_parts, split_images
from lamina.data.images.reading import read_images
from lamina.report.run.preview import draw_preview
from lamina.verbs.options import takes
from lamina.verbs.settings import gather

IMAGES, EPOCHS = 8, 7
USUAL = ("flip", "crop", "pca-colour")  # AlexNet's, where no network is named


@takes("data", more=("task", "seed"))
def preview_augmentation(source: Any, path: str | Path, *, config: RunConfig | None = None, **options: Any) -> Path:
    """Write a PNG of eight training images beside what they are in seven epochs. `augment="auto"`: AlexNet's ways."""
    settled = gather(source, config, options)
    if Path(path).suffix.lower() != ".png":
        raise InputError("verbs.preview_png", path=str(path))
    if detect(source, settled.data).kind != "images":
        raise InputError("verbs.preview_images", source=settled.data.data)
    asked = settled.data.augment
    names = USUAL if asked == ("auto",) else () if asked == ("none",) else asked
    imageset = read_images(source, settled.data)
    target = choose_target(imageset, settled)
    part = image_parts(imageset, target, split_images(imageset, target, settled))["train"]
    images = part.inputs["images"]
    chosen = torch.linspace(0, len(images) - 1, min(IMAGES, len(images))).long()
    rows = replace(part, inputs={"images": images[chosen]}, target=part.target[chosen], row_ids=part.row_ids[chosen])
    augmentation = Augmentation(names, fit_colours(images), settled.loop.seed)
    mixing = find_mixing(names, len(target.classes), settled.loop.seed)
    return draw_preview(Path(path), images[chosen], [_varied(rows, augmentation, mixing, e) for e in range(EPOCHS)])


def _varied(rows: Part, augmentation: Augmentation, mixing: Mixing | None, epoch: int) -> Tensor:
    """The images as training sees them in an epoch, (n, H, W, C); mixed with one another where that is asked for."""
    images = augmentation(rows.tensors["images"], rows.row_ids, epoch)
    if mixing is None:
        return images
    return mixing(images.permute(0, 3, 1, 2), rows.target, rows.row_ids, epoch)[0].permute(0, 2, 3, 1)

"""Images per second, one core: flip, padded crop and colour of whole batches against the same with Pillow, per sample.

python bench/augment.py
"""

import time

import numpy as np
import torch
from PIL import Image, ImageEnhance, ImageOps
from torch import Tensor

from lamina.core.batch import Part
from lamina.data.batches import MemoryBatches
from lamina.data.images.augment import Augmentation, AugmentedBatches
from lamina.data.images.augment_colour import fit_colours
from lamina.data.images.pixels import ImagePreparation, fit_pixels

CHOICES = (("flip", "padded-crop", "colour"), ("flip", "crop", "pca-colour"), ("flip", "resized-crop", "colour"))
REPEATS = 12


def main() -> None:
    """Print a line per size and choice, the best of twelve passes each."""
    torch.set_num_threads(1)
    for side, rows in ((32, 4096), (224, 256)):
        images = torch.randint(0, 256, (rows, side, side, 3), dtype=torch.uint8)
        prepare = fit_pixels(images)
        for names in CHOICES:
            pillow, whole = float("inf"), float("inf")
            for epoch in range(REPEATS):  # in turns, so that other work on the machine meets both
                pillow = min(pillow, pillow_seconds(images[: max(64, rows // 8)], prepare))
                whole = min(whole, batch_seconds(images, prepare, names, epoch))
            print(f"{side}x{side} {' + '.join(names)}: {1 / whole:,.0f} images/s", end="")
            against = f"; flip + padded crop + colour with Pillow, per sample: {1 / pillow:,.0f}"
            print(f"{against}, {pillow / whole:.1f} times" if names == CHOICES[0] else "", flush=True)


def batch_seconds(images: Tensor, prepare: ImagePreparation, names: tuple[str, ...], epoch: int) -> float:
    """Seconds an image, from the resident bytes to normalised float32 batches of 64."""
    rows = torch.arange(len(images))
    raw = MemoryBatches(Part("train", {"images": images}, rows, None, rows), batch_size=32, seed=0, shuffle=True)
    source = AugmentedBatches(raw, Augmentation(names, fit_colours(images[:64]), 0), prepare)
    begin = time.process_time()
    for _ in source.epoch(epoch):
        pass
    return (time.process_time() - begin) / len(images)


def pillow_seconds(images: Tensor, prepare: ImagePreparation) -> float:
    """Seconds an image: opened array, padded, cropped, flipped, coloured, to float32, normalised, stacked by 64."""
    generator = np.random.default_rng(0)
    begin = time.process_time()
    for batch in images.split(64):
        torch.stack([_one(image.numpy(), generator, prepare) for image in batch])
    return (time.process_time() - begin) / len(images)


def _one(pixels: np.ndarray, generator: np.random.Generator, prepare: ImagePreparation) -> Tensor:
    side = len(pixels)
    padding = side // 8
    image = ImageOps.expand(Image.fromarray(pixels), padding)
    y, x = generator.integers(0, 2 * padding + 1, 2)
    image = image.crop((x, y, x + side, y + side))
    if generator.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    brightness, contrast, saturation = generator.uniform(0.6, 1.4, 3)
    image = ImageEnhance.Brightness(image).enhance(brightness)
    image = ImageEnhance.Contrast(image).enhance(contrast)
    image = ImageEnhance.Color(image).enhance(saturation)
    return prepare(torch.from_numpy(np.array(image))[None])[0][0]


if __name__ == "__main__":
    main()

"""Memory that belongs to the process (RssAnon) while it learns from a folder of photos larger than what it may hold.

python bench/memory.py [--images 30000] [--side 96] [--folder FOLDER]

Photos are made (JPEG, ten classes), read twice (decoded, then from the cache), and trained on for one epoch with a
small network; after each step the highest RssAnon so far is printed beside the size of the data.
"""

import argparse
import os
import tempfile
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image
from torch import nn

import lamina
from lamina.core.config import RunConfig
from lamina.data.images.reading import read_images

CLASSES = 10


class Watch:
    """The highest RssAnon of this process, looked at every 5 ms; /proc of Linux."""

    def __init__(self) -> None:
        self.first, self.highest = anonymous(), 0.0
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            self.highest = max(self.highest, anonymous())
            time.sleep(0.005)

    def say(self, what: str, begin: float) -> None:
        """Print the peak since the last line."""
        print(f"{what}: {self.highest:,.0f} MB at most, {time.perf_counter() - begin:.0f} s", flush=True)
        self.highest = 0.0


def anonymous() -> float:
    """MB that belong to this process alone: not what is mapped from files."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) * 1024 / 1e6


def make(folder: Path, count: int, side: int) -> None:
    """Photos of coloured noise, smooth enough for JPEG, with a class-dependent hue."""
    if folder.exists():
        return

    def one(number: int) -> None:
        generator = np.random.default_rng(number)
        small = generator.integers(0, 200, (12, 12, 3), dtype=np.uint8)
        small[..., number % 3] += np.uint8(5 * (number % CLASSES))
        image = Image.fromarray(small).resize((side, side), Image.Resampling.BICUBIC)
        image.save(folder / f"class{number % CLASSES}" / f"{number}.jpg", quality=85)

    for label in range(CLASSES):
        (folder / f"class{label}").mkdir(parents=True)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(count)))


def main() -> None:
    """Print a line per step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=30_000)
    parser.add_argument("--side", type=int, default=96)
    parser.add_argument("--folder", type=Path, default=None)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as place:
        folder = arguments.folder or Path(place) / "photos"
        os.environ["LAMINA_CACHE"] = str(Path(place) / "cache")
        make(folder, arguments.images, arguments.side)
        print(f"data: {arguments.images * arguments.side**2 * 3 / 1e6:,.0f} MB as pixels", flush=True)
        watch = Watch()
        print(f"at the start: {watch.first:,.0f} MB")
        for what in ("decoded and kept", "from the cache"):
            begin = time.perf_counter()
            read_images(folder, RunConfig().data)
            watch.say(what, begin)
        network = nn.Sequential(nn.AvgPool2d(8), nn.Flatten(), nn.Linear((arguments.side // 8) ** 2 * 3, CLASSES))
        begin = time.perf_counter()
        lamina.train(
            folder, network=network, epochs=1, augment=("flip", "padded-crop", "colour"), out=str(Path(place) / "runs")
        )
        watch.say("trained for an epoch with augmentation, evaluated and reported", begin)


if __name__ == "__main__":
    main()

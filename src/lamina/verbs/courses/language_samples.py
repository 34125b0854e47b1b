"""What a language model writes while it learns: after each epoch a short sample, kept in the run and shown."""

import re
import time
from collections.abc import Sequence
from pathlib import Path

from torch import nn

from lamina.core.events import Announcement, EpochDone, Event, Listener
from lamina.core.files import write_atomically
from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import START_ID
from lamina.data.texts.written import written
from lamina.verbs.courses.generation import Generation
from lamina.verbs.courses.writing import write

FILE = "samples.txt"
LENGTH = {"characters": 200, "pieces": 60, "words": 40}  # tokens
SECONDS_BETWEEN = 20.0  # of samples that are shown
SHOWN = 110  # characters of one that is shown
_HEAD = re.compile(r"^=== epoch (\d+) ===\n", re.MULTILINE)


class Samples:
    """A listener that lets the network write. It draws from a generator of its own and puts back each module's mode,

    so that the training's bits are the same without it.
    """

    hears_steps = False

    def __init__(
        self, network: nn.Module, text: TextSpec, folder: Path, seed: int, listeners: Sequence[Listener]
    ) -> None:
        self._network, self._text, self._path, self._seed = network, text, folder / FILE, seed
        self._listeners = listeners
        self._shown = time.perf_counter()

    def hear(self, event: Event) -> str | None:
        """After an epoch: write, keep, show."""
        if isinstance(event, EpochDone):
            sample = self.write(event.epoch)
            kept = {epoch: text for epoch, text in read_samples(self._path).items() if epoch < event.epoch}
            _keep(self._path, {**kept, event.epoch: sample})
            if time.perf_counter() - self._shown > SECONDS_BETWEEN:
                told = Announcement("language.sample", {"epoch": event.epoch, "text": " ".join(sample.split())[:SHOWN]})
                for listener in self._listeners:
                    listener.hear(told)
                self._shown = time.perf_counter()
        return None

    def write(self, epoch: int) -> str:
        """A sample from the beginning of a line: a function of the weights, the seed and the epoch."""
        text = self._text
        newline = text.vocabulary.index("\n") if "\n" in text.vocabulary else START_ID
        asked = Generation(seed=self._seed)
        length = LENGTH[text.tokens]
        ids = write(self._network, [newline], asked, window=text.max_length, length=length, place=epoch, ends=False)
        return written(ids, text)


def read_samples(path: Path) -> dict[int, str]:
    """Epoch -> what was written after it; {} without the file."""
    if not path.is_file():
        return {}
    parts = _HEAD.split(path.read_text(encoding="utf-8"))
    return {int(epoch): text.rstrip("\n") for epoch, text in zip(parts[1::2], parts[2::2], strict=True)}


def _keep(path: Path, samples: dict[int, str]) -> None:
    written_out = "".join(f"=== epoch {epoch} ===\n{text}\n\n" for epoch, text in samples.items())
    write_atomically(path, written_out.encode())

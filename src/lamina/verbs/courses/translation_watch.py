"""What a translator writes while it learns: after each epoch some validation pairs, kept in the run, with their BLEU.

Nothing is drawn and each module's mode is put back, so the training's bits are the same without it.
"""

import time
from collections.abc import Sequence
from pathlib import Path

from torch import nn

from lamina.core.batch import Part
from lamina.core.events import Announcement, EpochDone, Event, Listener
from lamina.core.files import read_json, write_json
from lamina.core.spec import DataSpec
from lamina.evaluation.translations import translation_scores
from lamina.verbs.courses.translating import Search, translate
from lamina.verbs.courses.translation_scores import drawn, lower, sides
from lamina.verbs.job import Job

FILE = "samples.json"
PAIRS, SHOWN = 64, 4  # translated after an epoch; kept of them as texts
MOST_SHARE = 0.1  # of the training's time that may go into it; beyond it waits
SECONDS_BETWEEN = 20.0  # of samples that are shown
CHARACTERS = 100  # of one that is shown


class TranslationWatch:
    """A listener that translates the same validation pairs after each epoch, greedily."""

    hears_steps = False

    def __init__(
        self, network: nn.Module, spec: DataSpec, part: Part, texts: tuple[list[str], list[str]], path: Path,
        listeners: Sequence[Listener],
    ) -> None:  # fmt: skip
        self._network, self._spec, self._part, self._texts, self._path = network, spec, part, texts, path
        self._listeners = listeners
        self._begun = self._shown = time.perf_counter()
        self._cost = 0.0

    def hear(self, event: Event) -> str | None:
        """After an epoch: translate, keep, show; not while it would cost more than a tenth of the time."""
        if isinstance(event, EpochDone):
            begin = time.perf_counter()
            if self._cost <= MOST_SHARE * (begin - self._begun):
                self._look(event.epoch)
                self._cost += time.perf_counter() - begin
        return None

    def _look(self, epoch: int) -> None:
        sources, references = self._texts
        inputs = self._part.inputs
        answers = translate(
            self._network, inputs["tokens"][:], inputs["lengths"][:], self._spec, Search(num_beams=1)
        )  # fmt: skip
        bleu = translation_scores(answers, references, lower(self._spec))["bleu"]
        some = zip(sources[:SHOWN], references[:SHOWN], answers[:SHOWN], strict=True)
        rows = [{"source": source, "reference": reference, "answer": answer} for source, reference, answer in some]
        kept = [item for item in read_samples(self._path) if item["epoch"] < epoch]
        write_json(
            self._path, [*kept, {"epoch": epoch, "pairs": len(answers), "bleu": round(bleu, 2), "samples": rows}]
        )
        if time.perf_counter() - self._shown > SECONDS_BETWEEN:
            told = {"epoch": epoch, "bleu": bleu, "pairs": len(answers), **_short(rows[0])}
            for listener in self._listeners:
                listener.hear(Announcement("pairs.sample", told))
            self._shown = time.perf_counter()


def watch_of(job: Job, network: nn.Module, folder: Path, listeners: Sequence[Listener]) -> tuple[Listener, ...]:
    """The watch over the validation pairs; none without such a part."""
    part = job.prepared.parts.get("validation")
    if part is None or not len(part):
        return ()
    some = drawn(part, PAIRS, job.config.loop.seed)
    return (TranslationWatch(network, job.prepared.spec, some, sides(job, some), folder / FILE, listeners),)


def read_samples(path: Path) -> list[dict]:
    """[{"epoch", "pairs", "bleu", "samples": [{"source", "reference", "answer"}]}]; [] without the file."""
    return read_json(path) if path.is_file() else []


def _short(row: dict[str, str]) -> dict[str, str]:
    return {name: text if len(text) <= CHARACTERS else text[:CHARACTERS] + " ..." for name, text in row.items()}

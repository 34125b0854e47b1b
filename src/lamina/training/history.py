"""history.csv: a row per epoch, written whole after each."""

import csv
import io
import time
from pathlib import Path

from lamina.core.events import EpochDone, Event, TrainingDone, TrainingStarted
from lamina.core.files import write_atomically
from lamina.training.state import TrainingState

WRITE_SECONDS = 1.0  # epochs shorter than this are written together


def history_row(done: EpochDone) -> dict[str, float]:
    """epoch (2.4: the third one was ended early), train_<...>, validation_<...> (loss first), learning_rate, seconds, samples_per_second."""
    row: dict[str, float] = {"epoch": done.epochs}
    for name in dict.fromkeys([*done.train, *done.validation]):
        for part, values in (("train", done.train), ("validation", done.validation)):
            if name in values:
                row[f"{part}_{name}"] = values[name]
    row["learning_rate"] = done.learning_rate
    row["seconds"] = done.seconds
    row["samples_per_second"] = done.num_rows / max(done.seconds, 1e-9)
    return row


class History:
    """Keeps the rows in the state (and so in each checkpoint) and writes them to a file."""

    hears_steps = False

    def __init__(self, state: TrainingState, path: Path) -> None:
        self.state, self.path = state, path
        self._written = 0.0

    def hear(self, event: Event) -> None:
        """Add a row after each epoch; write at most once a second, and at both ends."""
        if isinstance(event, EpochDone):
            self.state.history.append({**history_row(event), **self.learned()})
            if time.perf_counter() - self._written >= WRITE_SECONDS:
                self.write()
        elif isinstance(event, TrainingStarted | TrainingDone):
            self.write()

    def learned(self) -> dict[str, float]:
        """Weights that learned in the epoch, where stages are unfrozen one after the other."""
        tuning, network = self.state.tuning, self.state.network
        if tuning is None or tuning.unfreeze_every is None:
            return {}
        return {"trainable_parameters": sum(item.numel() for item in network.parameters() if item.requires_grad)}

    def write(self) -> None:
        """Write the file as it should be now."""
        if not self.state.history:
            return
        text = io.StringIO()
        names = list(dict.fromkeys(name for row in self.state.history for name in row))
        table = csv.DictWriter(text, names, lineterminator="\n")
        table.writeheader()
        table.writerows(self.state.history)
        write_atomically(self.path, text.getvalue())
        self._written = time.perf_counter()

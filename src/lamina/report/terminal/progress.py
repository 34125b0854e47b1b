"""What a person sees while a network trains: the announcements, a live bar, and a line per epoch.

Costs a clock reading per step (under a microsecond); draws at most ten times a second. Where there is no
terminal it prints plain lines. It knows the events of the loop and nothing of the network or the data.
"""

import atexit
import math
import time
from types import TracebackType

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from lamina.core.events import Announcement, EpochDone, Event, FaultFound, StepDone, TrainingDone, TrainingStarted
from lamina.report.doctor_view import live_view
from lamina.report.numbers import label, loss_text, metric_text, rate_text, seconds_text, sparkline
from lamina.report.terminal.console import console_of
from lamina.report.terminal.tables import marked_line
from lamina.words import say

SECONDS_BETWEEN_DRAWINGS = 0.1
SECONDS_BETWEEN_PLAIN_LINES = 30.0
MOST_EPOCH_LINES = 60
MOST_METRICS = 2
COLUMN, NARROWEST_COLUMN = 13, 11


class Progress:
    """A listener that draws on a console; a context manager, so that the terminal is whole after an error."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or console_of(highlight=False)
        self._bar: Bar | None = None
        self._task = TaskID(0)
        self._started = TrainingStarted(1, 1)
        self._begun = 0.0
        self._due = math.inf
        self._done_steps = 0
        self._losses: list[float] = []
        self._validated = False
        self._header_printed = False
        self._waiting: EpochDone | None = None  # the last epoch, while its line is not printed
        self._printed = 0.0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the live bar and give the cursor back."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
            atexit.unregister(self.close)

    def hear(self, event: Event) -> str | None:
        """Draw what happened; never asks for a stop."""
        if type(event) is StepDone:
            if time.perf_counter() >= self._due:
                self._draw_step(event)
        elif isinstance(event, EpochDone):
            self._draw_epoch(event)
        elif isinstance(event, TrainingStarted):
            self._start(event)
        elif isinstance(event, TrainingDone):
            self._finish(event)
        elif isinstance(event, FaultFound):
            self.console.print(live_view(event))
        elif isinstance(event, Announcement):
            self.console.print(marked_line(event.code, event.parameters))
        return None

    def _start(self, event: TrainingStarted) -> None:
        self.close()
        self._started, self._begun, self._done_steps = event, time.perf_counter(), 0
        self._losses, self._header_printed, self._waiting, self._printed = [], False, None, self._begun
        self._due = self._begun + self._interval()
        if self.console.is_terminal:
            drawn = BarColumn(32, complete_style="cyan", finished_style="cyan")
            told = TextColumn("{task.fields[told]}", style="dim")
            columns = (TextColumn("  {task.description}"), drawn, told)
            self._bar = Bar(*columns, console=self.console, auto_refresh=False, transient=True)
            self._task = self._bar.add_task(self._epoch_text(event.epoch + 1), total=event.steps_per_epoch, told="")
            self._bar.start()
            atexit.register(self.close)

    def _draw_step(self, event: StepDone) -> None:
        now = time.perf_counter()
        self._due = now + self._interval()
        told = self._told(event, now)
        if self._bar is not None:
            description = self._epoch_text(event.epoch)
            self._bar.update(self._task, description=description, completed=event.step, told=told, refresh=True)
        else:
            self.console.print(
                f"  {self._epoch_text(event.epoch)}  {event.step}/{self._started.steps_per_epoch}  {told}"
            )

    def _told(self, event: StepDone, now: float) -> str:
        """Rate, time left for all epochs at this rate (validation included), and the loss of the last batch."""
        before = self._started.epoch * self._started.steps_per_epoch + self._started.step
        reached = (event.epoch - 1) * self._started.steps_per_epoch + event.step
        rate = max(reached - before, 1) / max(now - self._begun, 1e-9)
        left = (self._started.num_epochs * self._started.steps_per_epoch - reached) / rate
        if self._started.seconds_left is not None:
            left = min(left, max(self._started.seconds_left - (now - self._begun), 0.0))
        loss = float(event.loss_sum) / max(float(event.weight), 1e-12)
        return say("show.step", rate=f"{rate:.3g}", left=seconds_text(left), loss=loss_text(loss))

    def _draw_epoch(self, event: EpochDone) -> None:
        held = event.validation or event.train
        self._validated = bool(event.validation)
        loss = held.get("loss", math.nan)
        best = math.isfinite(loss) and all(loss < earlier for earlier in self._losses if math.isfinite(earlier))
        self._losses.append(loss)
        self._waiting = event
        if self._line_due(event):
            self._print_epoch(event, best)
        if self._bar is not None:
            self._bar.update(
                self._task, description=self._epoch_text(min(event.epoch + 1, self._started.num_epochs)), completed=0
            )
        self._due = time.perf_counter() + self._interval()

    def _line_due(self, event: EpochDone) -> bool:
        """At most about sixty lines: every so many epochs, or so many seconds where a time budget ends the training."""
        budget = self._started.seconds_left
        if budget is not None:
            return event.epoch == 1 or time.perf_counter() - self._printed >= budget / MOST_EPOCH_LINES
        every = math.ceil(self._started.num_epochs / MOST_EPOCH_LINES)
        return event.epoch % every == 0 or event.epoch in (1, self._started.num_epochs)

    def _print_epoch(self, event: EpochDone, best: bool) -> None:
        self._waiting, self._printed = None, time.perf_counter()
        cells = self._cells(event, "bold green" if best else "")
        mark = f"  ● {say('show.best')}"
        shown, wide = _fitting(len(cells), self.console.width - cell_len(mark))
        if not self._header_printed:
            self._header_printed = True
            self.console.print(Text("".join(_right(name, wide) for name, _, _ in cells[:shown]), "dim"))
        line = Text()
        for _, value, style in cells[:shown]:
            line.append(_right(value, wide), style)
        self.console.print(line.append(mark if best else "", "green"), soft_wrap=True)

    def _cells(self, event: EpochDone, style: str) -> list[tuple[str, str, str]]:
        """Name, value and style of each column; what can be missed most easily stands last."""
        held = event.validation or event.train
        metrics = [name for name in held if name != "loss"][:MOST_METRICS]
        return [
            (say("show.epoch"), f"{event.epochs:,g}" if event.part < 1 else self._of_all(event.epoch), ""),
            (say("show.train_loss"), loss_text(event.train.get("loss")), "dim"),
            (say("show.validation_loss"), loss_text(event.validation.get("loss")) or "-", style),
            *((label(name), metric_text(name, held[name]), style) for name in metrics),
            (say("show.rate"), rate_text(event.learning_rate), "dim"),
            (say("show.seconds"), seconds_text(event.seconds), "dim"),
        ]

    def _finish(self, event: TrainingDone) -> None:
        self.close()
        self._due = math.inf
        if self._waiting is not None:
            self._print_epoch(self._waiting, event.best_epoch == self._waiting.epoch)
        told = {"reason": event.reason, "epochs": event.epochs, "best": event.best_epoch}
        self.console.print(marked_line("show.trained", {**told, "seconds": seconds_text(event.seconds)}))
        if len(self._losses) > 2:
            part = "validation" if self._validated else "train"
            name = Text("  ").append(say("show.loss_curve", part=part) + " ", "dim")
            self.console.print(name.append(sparkline(self._losses), "cyan"))

    def _epoch_text(self, epoch: int) -> str:
        return f"{say('show.epoch')} {self._of_all(epoch)}"

    def _of_all(self, epoch: int) -> str:
        """3/20, or 3 where a time budget decides how many there will be."""
        return str(epoch) if self._started.seconds_left is not None else f"{epoch}/{self._started.num_epochs}"

    def _interval(self) -> float:
        return SECONDS_BETWEEN_DRAWINGS if self.console.is_terminal else SECONDS_BETWEEN_PLAIN_LINES


def _fitting(columns: int, width: int) -> tuple[int, int]:
    """How many of the columns fit into so many cells, three at least, and how wide each is."""
    shown = max(3, min(columns, width // NARROWEST_COLUMN))
    return shown, max(NARROWEST_COLUMN, min(COLUMN, width // shown))


def _right(text: str, wide: int) -> str:
    """Right-aligned in a column; a Chinese character takes two cells."""
    return " " * max(1, wide - cell_len(text)) + text

"""What the verbs of Python say while they train: the progress, and at the end the score beside its baselines."""

from collections.abc import Sequence
from types import TracebackType

from rich.console import Console

from lamina.core.events import Listener
from lamina.report.run.summary import run_summary
from lamina.report.run.usage import next_in_python
from lamina.report.terminal.console import console_of
from lamina.report.terminal.progress import Progress
from lamina.verbs.again import typed
from lamina.verbs.health.diagnosis import diagnosis_of
from lamina.verbs.run import Run
from lamina.verbs.shown import WIDTH_WITHOUT_TERMINAL


class Narrator:
    """Tells of a training as the command line does, unless it is quiet or listeners are given in its place."""

    def __init__(self, listeners: Sequence[Listener] | None, quiet: bool) -> None:
        self._progress = None if quiet or listeners is not None else Progress(_console())
        self.listeners: Sequence[Listener] = [self._progress] if self._progress else listeners or ()

    def __enter__(self) -> "Narrator":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.close()

    def conclude(self, run: Run) -> Run:
        """Show the result of a finished run; gives it back."""
        if self._progress is not None:
            self._progress.close()
            following = next_in_python(str(run.path), typed(run.config.network.network), run.asks)
            report = run.folder.report_file.is_file()
            line = diagnosis_of(run.folder).line()
            shown = run_summary(str(run.path), run.evaluation(), run.audit, following, report, line)
            self._progress.console.print(shown)
        return run


def _console() -> Console:
    """Where `print` goes; plain lines in a notebook, a pipe or a file, wide enough for tables."""
    console = console_of(highlight=False, force_jupyter=False)
    if not console.is_terminal:
        console.width = max(console.width, WIDTH_WITHOUT_TERMINAL)
    return console

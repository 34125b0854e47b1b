"""The progress display: what it prints with and without a terminal, and what it costs."""

import io
import time

import pytest
import torch
from rich.cells import cell_len
from rich.console import Console

from lamina import words
from lamina.core.events import Announcement, EpochDone, StepDone, TrainingDone, TrainingStarted
from lamina.report.terminal import progress
from lamina.report.terminal.progress import MOST_EPOCH_LINES, Progress


def listener(terminal: bool = False) -> tuple[Progress, io.StringIO]:
    text = io.StringIO()
    return Progress(Console(file=text, width=120, force_terminal=terminal, highlight=False)), text


def epoch(number: int, loss: float | None) -> EpochDone:
    validation = {} if loss is None else {"loss": loss, "accuracy": 0.5}
    return EpochDone(number, {"loss": 1.0, "accuracy": 0.4}, validation, 0.01, 1.0, 100)


def step(number: int, in_epoch: int = 1) -> StepDone:
    return StepDone(in_epoch, number, torch.tensor(32.0), 64.0, 0.01)


def test_a_line_per_epoch_with_the_best_marked() -> None:
    shown, text = listener()
    shown.hear(TrainingStarted(4, 10))
    for number, loss in enumerate([2.0, 1.0, 1.5, float("nan")], start=1):
        shown.hear(epoch(number, loss))
    lines = text.getvalue().splitlines()
    assert len(lines) == 5  # the head and four epochs
    assert ["best" in line for line in lines[1:]] == [True, True, False, False]
    assert "2/4" in lines[2] and "1.0000" in lines[2] and "50.0 %" in lines[2]


def test_without_validation_training_numbers_are_shown() -> None:
    shown, text = listener()
    shown.hear(TrainingStarted(1, 10))
    shown.hear(epoch(1, None))
    assert "40.0 %" in text.getvalue() and "nan" not in text.getvalue()


def test_very_many_epochs_are_thinned_out() -> None:
    shown, text = listener()
    shown.hear(TrainingStarted(1000, 1))
    for number in range(1, 1001):
        shown.hear(epoch(number, 1.0))
    lines = text.getvalue().splitlines()
    assert len(lines) <= MOST_EPOCH_LINES + 3 and "1000/1000" in lines[-1]


def test_announcements_and_end_are_sentences() -> None:
    shown, text = listener()
    shown.hear(Announcement("files.missing", {"path": "a[bold].csv"}))
    shown.hear(TrainingStarted(2, 1))
    shown.hear(TrainingDone("patience", 2, 1, 65.0))
    assert "a[bold].csv" in text.getvalue()  # a name is never read as markup
    assert "stopped early" in text.getvalue() and "1 min 05 s" in text.getvalue() and "epoch 1 " in text.getvalue()


def test_the_little_curve_says_which_loss_it_is() -> None:
    for loss, name in ((0.5, "validation loss"), (None, "training loss")):
        shown, text = listener()
        shown.hear(TrainingStarted(3, 1))
        for number in (1, 2, 3):
            shown.hear(epoch(number, loss))
        shown.hear(TrainingDone("epochs", 3, 3, 1.0))
        assert f"{name}, from the first epoch to the last" in text.getvalue()


def test_it_never_asks_for_a_stop() -> None:
    shown, _ = listener()
    for event in (TrainingStarted(1, 1), step(1), epoch(1, 1.0), TrainingDone("epochs", 1, 1, 0.1)):
        assert shown.hear(event) is None


def test_a_terminal_gets_a_live_bar_with_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(progress.time, "perf_counter", lambda: float(next(clock)))
    shown, text = listener(terminal=True)
    with shown:
        shown.hear(TrainingStarted(3, 10))
        for number in range(1, 6):
            shown.hear(step(number))
    drawn = text.getvalue()
    assert "epoch 1/3" in drawn and "steps/s" in drawn and "left" in drawn and "loss 0.5000" in drawn
    assert drawn.endswith("\x1b[?25h") or "\x1b[?25h" in drawn  # the cursor is given back


def test_the_terminal_is_whole_after_an_error() -> None:
    shown, text = listener(terminal=True)
    with pytest.raises(ZeroDivisionError), shown:
        shown.hear(TrainingStarted(3, 10))
        raise ZeroDivisionError
    assert "\x1b[?25h" in text.getvalue()


def test_drawing_is_rare() -> None:
    shown, text = listener(terminal=True)
    with shown:
        shown.hear(TrainingStarted(1, 10**6))
        before = len(text.getvalue())
        begin = time.perf_counter()
        events = [step(number) for number in range(1, 2001)]
        for event in events:
            shown.hear(event)
        drawings = text.getvalue()[before:].count("steps/s")
        assert drawings <= (time.perf_counter() - begin) / progress.SECONDS_BETWEEN_DRAWINGS + 1


def test_a_step_without_drawing_touches_no_tensor() -> None:
    """No synchronisation with a device, and no work, between drawings."""

    class Untouchable:
        def __getattr__(self, name: str) -> None:
            raise AssertionError("the loss was read")

        def __float__(self) -> float:
            raise AssertionError("the loss was read")

    shown, _ = listener()
    shown.hear(TrainingStarted(1, 10))
    assert shown.hear(StepDone(1, 1, Untouchable(), 1.0, 0.1)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_lines_fit_a_narrow_terminal(language: str) -> None:
    words.use(language)
    try:
        for width in (45, 60, 80, 120):
            text = io.StringIO()
            shown = Progress(Console(file=text, width=width, highlight=False))
            shown.hear(TrainingStarted(1, 10))
            shown.hear(epoch(1, 1.0))
            head, line = text.getvalue().splitlines()
            assert cell_len(head) <= width and cell_len(line) <= width and "●" in line
            assert cell_len(head) == cell_len(line.partition("  ●")[0])
    finally:
        words.use("en")


def test_chinese_columns_stay_aligned() -> None:
    try:
        words.use("zh")
        shown, text = listener()
        shown.hear(TrainingStarted(1, 10))
        shown.hear(epoch(1, 1.0))
        head, line = text.getvalue().splitlines()
    finally:
        words.use("en")
    assert cell_len(head.rstrip()) == cell_len(line.partition("●")[0].rstrip())


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(progress.time, "perf_counter", lambda: self.now)


def test_under_a_time_budget_lines_are_thinned_by_time_and_the_part_of_the_last_epoch_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch)
    shown, text = listener()
    shown.hear(TrainingStarted(100_000, 10, seconds_left=60.0))
    for number in range(1, 600):
        clock.now = number / 10
        shown.hear(epoch(number, 1.0))
    shown.hear(EpochDone(600, {"loss": 1.0}, {"loss": 1.0}, 0.0, 1.0, 100, part=0.4))
    shown.hear(TrainingDone("minutes", 599.4, 600, 60.0))
    lines = text.getvalue().splitlines()
    assert 50 < len(lines) <= MOST_EPOCH_LINES + 6 and "100000" not in text.getvalue()
    assert any(line.split()[0] == "599.4" for line in lines)
    assert "599.4 epochs" in text.getvalue() and "time budget" in text.getvalue() and "last weights" in text.getvalue()


def test_few_slow_epochs_are_all_printed_under_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    shown, text = listener()
    shown.hear(TrainingStarted(100_000, 10, seconds_left=60.0))
    for number in range(1, 6):
        clock.now = number * 11.0
        shown.hear(epoch(number, 1.0))
    assert len(text.getvalue().splitlines()) == 6


def test_the_time_left_is_that_of_the_budget_where_it_ends_first(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    shown, text = listener()
    shown.hear(TrainingStarted(1000, 10, seconds_left=300.0))
    clock.now = 60.0
    shown.hear(step(5))
    assert "4 min 00 s" in text.getvalue()


def test_one_epoch_is_not_one_epochs() -> None:
    shown, text = listener()
    shown.hear(TrainingStarted(1, 1))
    shown.hear(TrainingDone("epochs", 1, 1, 1.0))
    assert "1 epoch in" in text.getvalue()

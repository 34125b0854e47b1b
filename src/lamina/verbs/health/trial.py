"""A remedy tried: two short trainings from the same seed, one as the run was, one with the change."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text
from torch import nn

from lamina.core.config import RunConfig
from lamina.core.errors import StoppedError
from lamina.core.health import Finding
from lamina.lens.doctor.diagnose import diagnose
from lamina.report.doctor_view import flags
from lamina.report.numbers import HIGHER_IS_BETTER, label, metric_text, number
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.checkup import checkup_of
from lamina.verbs.own import named_again
from lamina.verbs.run import Run
from lamina.verbs.settings import source_of
from lamina.verbs.train import train
from lamina.words import say

MOST_EPOCHS = 10  # of a trial: enough to see a loss fall, or a fault come back
SHARE = 0.5  # of the run's own epochs
SAME = 0.02  # difference, by the larger of the two, under which nothing is claimed


@dataclass(frozen=True)
class Outcome:
    """What one short training gave; None where it stopped because a number was not finite."""

    losses: tuple[float | None, float | None]  # of training and validation, last epoch
    metric: str = ""
    score: float | None = None
    codes: tuple[str, ...] = ()  # of the findings


@dataclass(frozen=True)
class Trial:
    """The remedy of a finding, tried."""

    finding: Finding
    change: dict[str, Any]
    epochs: int
    before: Outcome
    after: Outcome

    @property
    def cured(self) -> bool:
        """The fault is not found with the remedy, and was without it."""
        return self.finding.code in self.before.codes and self.finding.code not in self.after.codes

    def view(self) -> RenderableType:
        """As the terminal shows it."""
        lines = [say("doctor.trying", epochs=self.epochs, change=flags(self.change)), *self._differences()]
        if self.finding.code in self.before.codes:
            lines.append(say("doctor.gone" if self.cured else "doctor.still"))
        return Group(*(Text(line) for line in lines))

    def _differences(self) -> list[str]:
        names = (say("doctor.training_loss"), say("doctor.validation_loss"))
        told = [
            _told(name, before, after, smaller=True, metric="")
            for name, before, after in zip(names, self.before.losses, self.after.losses, strict=True)
            if before is not None or after is not None
        ]
        metric = self.after.metric or self.before.metric
        if metric:
            larger = metric in HIGHER_IS_BETTER
            told.append(_told(label(metric), self.before.score, self.after.score, smaller=not larger, metric=metric))
        return told


def tried(folder: RunFolder, finding: Finding, change: dict[str, Any], network: nn.Module | str | None = None) -> Trial:
    """Train twice, at most MOST_EPOCHS epochs, in a folder that is gone afterwards; the run itself is not touched.

    The data is read again; of data that was in memory nothing can be tried (InputError).
    """
    config = named_again(folder.config(), network, str(folder.config_file))
    content = source_of(None, config)
    epochs = max(1, min(MOST_EPOCHS, round(SHARE * int(config.loop.epochs))))
    if "epochs" in change:
        epochs, change = min(MOST_EPOCHS, int(config.loop.epochs)), dict(change)
    outcomes = []
    for number_, more in enumerate(({}, change)):
        with tempfile.TemporaryDirectory(prefix="lamina-doctor-") as out:
            settings = {"epochs": epochs, "plots": False, "minutes": None, "folds": 0, **more}
            settings |= {"out": out, "name": f"trial-{number_}"}
            outcomes.append(_trained(content, config, settings, network, Path(out) / f"trial-{number_}"))
    return Trial(finding, change, epochs, *outcomes)


def _trained(
    content: Any, config: RunConfig, settings: dict[str, Any], network: nn.Module | str | None, place: Path
) -> Outcome:
    named = {} if network is None else {"network": network}
    try:
        run = train(content, config=config, quiet=True, **{**settings, **named})
    except StoppedError:
        return Outcome((None, None), codes=_codes(RunFolder(place)))
    last = run.history[-1] if run.history else {}
    metric, score = _headline(run)
    return Outcome((last.get("train_loss"), last.get("validation_loss")), metric, score, _codes(run.folder))


def _headline(run: Run) -> tuple[str, float | None]:
    evaluation = run.evaluation()
    score = evaluation.scores.get(evaluation.headline)
    return evaluation.headline, None if score is None else score.value


def _codes(folder: RunFolder) -> tuple[str, ...]:
    found = diagnose(checkup_of(folder))
    return tuple(each.code for one in found for each in (one, *one.consequences))


def _told(name: str, before: float | None, after: float | None, *, smaller: bool, metric: str) -> str:
    def text(value: float | None) -> str:
        broken = say("doctor.broke")
        return broken if value is None else metric_text(metric, value) if metric else number(value)

    return say(
        "doctor.tried", label=name, before=text(before), after=text(after), verdict=_verdict(before, after, smaller)
    )


def _verdict(before: float | None, after: float | None, smaller: bool) -> str:
    if before is None or after is None:
        return "" if before is after else "better" if before is None else "worse"
    if abs(after - before) <= SAME * max(abs(before), abs(after)):
        return "same"
    return "better" if (after < before) == smaller else "worse"

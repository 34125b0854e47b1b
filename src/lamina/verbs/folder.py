"""A run's folder: names of its files, and how a new one is made."""

import contextlib
import csv
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lamina.core.config import RunConfig, parse
from lamina.core.errors import InputError, nearest
from lamina.core.files import read_json, write_json
from lamina.core.records import Audit, Evaluation, Note
from lamina.verbs.again import resume_command

Record = TypeVar("Record", bound=BaseModel)


class RunFolder:
    """The files of a run: config.json, audit.json, history.csv, checkpoints/, plots/, report.html, model/ and state.json.

    Of a bundle alone, copied out of its run, there is only `model`, which is then the folder itself.
    """

    def __init__(self, path: str | Path, *, alone: bool = False) -> None:
        self.path = Path(path)
        self.config_file = self.path / "config.json"
        self.audit_file = self.path / "audit.json"
        self.state_file = self.path / "state.json"
        self.evaluation_file = self.path / "evaluation.json"
        self.history_file = self.path / "history.csv"
        self.predictions_file = self.path / "predictions.parquet"
        self.report_file = self.path / "report.html"
        self.learned_rows_file = self.path / "learned_rows.npy"
        self.model = self.path if alone else self.path / "model"
        self.plots = self.path / "plots"
        self.folds = self.path / "folds"
        self.start = self.path / "start"  # a copy of the weights to start from, until the run is done

    @property
    def alone(self) -> bool:
        """Whether this is a bundle without the folder of its run."""
        return self.model == self.path

    def need_run(self, what: str) -> None:
        """Refuse what only the run's folder holds where the bundle stands alone. what: scores | history | resume ..."""
        if self.alone:
            raise InputError("verbs.bundle_alone", path=str(self.path), what=what)

    @classmethod
    def existing(cls, path: str | Path) -> "RunFolder":
        """The folder of a run (also by its model/), or of a bundle alone; anything else is refused with what was expected."""
        place = Path(path)
        if place.name in ("bundle.json", "config.json") and place.is_file():
            place = place.parent
        if not place.is_dir():
            raise InputError("verbs.no_run", path=str(path), nearest=_nearest_run(place))
        if (place / "bundle.json").is_file():
            inside = place.resolve()  # of "." too
            run = cls(place.parent if place.name == "model" else inside.parent)
            whole = inside.name == "model" and run.config_file.is_file() and run.audit_file.is_file()
            return run if whole else cls(place, alone=True)
        if not (place / "config.json").is_file():
            inside = sorted(str(found.parent) for found in place.glob("*/config.json"))
            raise InputError("verbs.not_a_run", path=str(path), runs=inside)
        return cls(place)

    @classmethod
    def refuse_taken(cls, config: RunConfig) -> None:
        """Refuse a name that was asked for and is taken; asked before any data is read."""
        folder = Path(config.output.out) / config.output.name
        if config.output.name and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError("verbs.run_exists", path=str(folder))

    @classmethod
    def new(cls, config: RunConfig, network: str, data: str) -> "RunFolder":
        """A fresh folder named by date, network and data, or by config.output.name, which must not be taken."""
        root = Path(config.output.out)
        if config.output.name:
            cls.refuse_taken(config)
            folder = cls(root / config.output.name)
        else:
            stem = f"{time.strftime('%Y%m%d-%H%M%S')}-{_plain(network)}-{_plain(data)}"
            taken = (root / name for name in (stem, *(f"{stem}-{count}" for count in range(2, 1000))))
            folder = cls(next(path for path in taken if not path.exists()))
        try:
            folder.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError("files.cannot_write", path=str(folder.path), reason=reason) from error
        return folder

    @contextlib.contextmanager
    def removed_if_refused(self) -> Iterator[None]:
        """Leave no folder behind when the input is refused before anything was trained."""
        try:
            yield
        except InputError:
            if not any(self.path.rglob("*.safetensors")):
                shutil.rmtree(self.path, ignore_errors=True)
            raise

    def write_config(self, config: RunConfig) -> None:
        """Save the whole configuration, plan included: `lamina train --config` repeats the run.

        Not its name, which the folder itself has: a repeat is another run, with a name of its own.
        """
        write_json(self.config_file, config.replace(name="").model_dump(mode="json"))

    def config(self) -> RunConfig:
        """The run's configuration."""
        self.need_run("settings")
        return parse(read_json(self.config_file), str(self.config_file))

    def write_audit(self, audit: Audit) -> None:
        """Save what was read, dropped, split and fitted."""
        write_json(self.audit_file, audit.model_dump(mode="json"))

    def audit(self) -> Audit:
        """What was read, dropped, split and fitted."""
        self.need_run("audit")
        if not self.audit_file.is_file():
            raise InputError("verbs.no_audit", path=str(self.path), config=str(self.config_file))
        return _record(Audit, read_json(self.audit_file), self.audit_file)

    def state(self) -> dict[str, Any]:
        """How far the run is, and how often the test part was used (test_uses).

        status: new | training | interrupted | stopped | trained | done; of a stopped run `reason` has the code and
        parameters of its error. A run that was killed still says "training".
        """
        self.need_run("state")
        if not self.state_file.is_file():
            return {"status": "new", "test_uses": 0}
        state = read_json(self.state_file)
        if not isinstance(state, dict) or not isinstance(state.get("status"), str):
            raise InputError("verbs.damaged_record", path=str(self.state_file), place="status")
        return state

    def update_state(self, **changes: Any) -> dict[str, Any]:
        """Change and save the state; None removes an entry."""
        state = {name: value for name, value in {**self.state(), **changes}.items() if value is not None}
        write_json(self.state_file, state)
        return state

    def unfinished(self) -> InputError:
        """The refusal of a run that has no model or no scores yet: how it ended, and what to do."""
        state = self.state()
        if state["status"] == "done":
            needed = {"model/": self.model / "bundle.json", "evaluation.json": self.evaluation_file}
            lost = next((name for name, file in needed.items() if not file.is_file()), self.predictions_file.name)
            return InputError("verbs.part_lost", path=str(self.path), lost=lost, config=str(self.config_file))
        reason = state.get("reason")
        told = {"path": str(self.path), "command": self.resume_command()}
        return InputError("verbs.no_model_yet", **told, status=state["status"], reason=reason)

    def history(self) -> list[dict[str, float]]:
        """A row per epoch, of history.csv: epoch, losses, metrics, learning_rate, seconds, samples_per_second."""
        self.need_run("history")
        if not self.history_file.is_file():
            return []
        with self.history_file.open(encoding="utf-8", newline="") as file:
            try:
                return [{key: float(value) for key, value in row.items() if value} for row in csv.DictReader(file)]
            except (ValueError, TypeError, csv.Error):
                raise InputError("verbs.damaged_record", path=str(self.history_file), place="epoch") from None

    def resume_command(self) -> str:
        """The whole command that goes on with this run, its own network named."""
        return resume_command(self.path, self.config().network.network)

    def count_test_use(self) -> int:
        """Count one more look at the test part; the number of looks so far."""
        return self.update_state(test_uses=self.state().get("test_uses", 0) + 1)["test_uses"]

    def test_looks(self, audit: Audit) -> int:
        """Looks at the same test rows by all runs beside this one, this one included."""
        looks = 0
        for sibling in self.path.parent.glob("*/audit.json"):
            folder = RunFolder(sibling.parent)
            with contextlib.suppress(InputError):  # damaged: no reason to stop this run
                other = folder.audit()
                same = other.fingerprint == audit.fingerprint
                if same and other.row_ids_hash.get("test") == audit.row_ids_hash.get("test"):
                    looks += folder.state().get("test_uses", 0)
        return looks

    def fold_scores(self) -> dict[str, Any]:
        """Metric -> mean, std and values of the cross-validation; empty where there was none."""
        file = self.folds / "folds.json"
        return read_json(file) if file.is_file() else {}

    def fold_notes(self) -> tuple[Note, ...]:
        """The cross-validation in a sentence: mean and standard deviation of accuracy, or RMSE, over the folds."""
        scores = self.fold_scores()
        metric = next((name for name in ("accuracy", "rmse") if name in scores), None)
        if metric is None:
            return ()
        told = {"metric": metric, "folds": len(scores[metric]["values"]), **scores[metric]}
        return (Note(code="verbs.folds_scored", parameters=told),)

    def write_evaluations(self, evaluations: dict[str, Evaluation]) -> None:
        """Save the evaluation of each part."""
        write_json(self.evaluation_file, {part: item.model_dump(mode="json") for part, item in evaluations.items()})

    def evaluations(self) -> dict[str, Evaluation]:
        """Evaluations by part; empty before the run is done."""
        self.need_run("scores")
        if not self.evaluation_file.is_file():
            return {}
        content, file = read_json(self.evaluation_file), self.evaluation_file
        if not isinstance(content, dict):
            raise InputError("verbs.damaged_record", path=str(file), place="test")
        return {part: _record(Evaluation, item, file) for part, item in content.items()}


def _record(kind: type[Record], content: Any, file: Path) -> Record:
    """What a file of the run holds; InputError with the place where it is not what Lamina wrote."""
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise InputError("verbs.damaged_record", path=str(file), place=place or kind.__name__) from None


def _nearest_run(place: Path) -> str:
    """The run beside it whose name looks like a slip; "" where there is none."""
    try:
        names = [found.parent.name for found in place.parent.glob("*/config.json")]
    except OSError:
        return ""
    close = nearest(place.name, names)
    return str(place.parent / close) if close else ""


def _plain(name: str) -> str:
    """A name fit for a folder on any system."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:40] or "run"

"""A run's folder: names of its files, and how a new one is made."""

import contextlib
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lamina.core.config import RunConfig, parse
from lamina.core.errors import InputError
from lamina.core.files import read_json, write_json
from lamina.core.records import Audit, Evaluation, Note


class RunFolder:
    """The files of a run: config.json, audit.json, history.csv, checkpoints/, plots/, report.html, model/ and state.json."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.config_file = self.path / "config.json"
        self.audit_file = self.path / "audit.json"
        self.state_file = self.path / "state.json"
        self.evaluation_file = self.path / "evaluation.json"
        self.history_file = self.path / "history.csv"
        self.predictions_file = self.path / "predictions.parquet"
        self.report_file = self.path / "report.html"
        self.model = self.path / "model"
        self.plots = self.path / "plots"
        self.folds = self.path / "folds"
        self.start = self.path / "start"  # a copy of the weights to start from, until the run is done

    @classmethod
    def existing(cls, path: str | Path) -> "RunFolder":
        """The folder of a run that exists; anything else is refused with what was expected."""
        folder = cls(path)
        if not folder.path.is_dir():
            raise InputError("verbs.no_run", path=str(path))
        if not folder.config_file.is_file():
            raise InputError("verbs.not_a_run", path=str(path))
        return folder

    @classmethod
    def new(cls, config: RunConfig, network: str, data: str) -> "RunFolder":
        """A fresh folder named by date, network and data, or by config.output.name, which must not be taken."""
        root = Path(config.output.out)
        if config.output.name:
            folder = cls(root / config.output.name)
            if folder.path.exists() and any(folder.path.iterdir()):
                raise InputError("verbs.run_exists", path=str(folder.path))
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
        """Save the whole configuration, plan included: `lamina train --config` repeats the run."""
        write_json(self.config_file, config.model_dump(mode="json"))

    def config(self) -> RunConfig:
        """The run's configuration."""
        return parse(read_json(self.config_file))

    def write_audit(self, audit: Audit) -> None:
        """Save what was read, dropped, split and fitted."""
        write_json(self.audit_file, audit.model_dump(mode="json"))

    def audit(self) -> Audit:
        """What was read, dropped, split and fitted."""
        return Audit.model_validate(read_json(self.audit_file))

    def state(self) -> dict[str, Any]:
        """How far the run is ({"status": "training" | "trained" | "done"}) and how often the test part was used."""
        return read_json(self.state_file) if self.state_file.is_file() else {"status": "new", "test_uses": 0}

    def update_state(self, **changes: Any) -> dict[str, Any]:
        """Change and save the state."""
        state = {**self.state(), **changes}
        write_json(self.state_file, state)
        return state

    def count_test_use(self) -> int:
        """Count one more look at the test part; the number of looks so far."""
        return self.update_state(test_uses=self.state().get("test_uses", 0) + 1)["test_uses"]

    def test_looks(self, audit: Audit) -> int:
        """Looks at the same test rows by all runs beside this one, this one included."""
        looks = 0
        for sibling in self.path.parent.glob("*/audit.json"):
            folder = RunFolder(sibling.parent)
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
        if not self.evaluation_file.is_file():
            return {}
        return {part: Evaluation.model_validate(item) for part, item in read_json(self.evaluation_file).items()}


def _plain(name: str) -> str:
    """A name fit for a folder on any system."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:40] or "run"

"""What a bundle tells of its training: facts, and nothing of the machine or the person that trained it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from lamina.core.config import RunConfig
from lamina.core.errors import sentence
from lamina.core.records import Audit, Evaluation
from lamina.data.corpus.prepared import PreparedCorpus
from lamina.evaluation.baselines import fit_constant
from lamina.report.run.summary import audit_line
from lamina.training.session import Trained
from lamina.verbs.courses.language_scores import unigram_of
from lamina.verbs.job import Job


def card_facts(job: Job, trained: Trained, evaluations: dict[str, Evaluation], test_uses: int) -> dict[str, Any]:
    """What the model card and bundle.json tell of the training (plain values)."""
    audit = portable(job.prepared.audit, job.config)
    return {
        "network": _shortened(job.config.network.network, folders_of(job.config)),
        "data": job.name,
        "fingerprint": audit.fingerprint,
        "parts": {part.name: part.rows for part in audit.parts},
        "epochs": trained.epochs,
        "best_epoch": trained.best_epoch,
        "seconds": round(trained.seconds, 1),
        "test_uses": test_uses,
        **_rival(job),
        "scores": {
            part: {name: score.value for name, score in evaluation.scores.items()}
            for part, evaluation in evaluations.items()
        },
        "split": sentence(audit.rule.code, audit.rule.parameters),
        "audit": audit_line(audit),
        **({} if job.start is None else {"weights": job.start.facts()}),
        "torch": torch.__version__,
        "python": job.plan.python,
    }


def _rival(job: Job) -> dict[str, Any]:
    """The baseline for data that is given later: the constant answer, or of running text how often each token stood there."""
    prepared = job.prepared
    if isinstance(prepared, PreparedCorpus):
        return {"unigram": unigram_of(prepared)}
    if prepared.spec.into or prepared.spec.task == "embed":
        return {}
    return {"constant": fit_constant(prepared.parts["train"].target, prepared.spec).values.tolist()}


def portable(audit: Audit, config: RunConfig) -> Audit:
    """The audit with files by their names: a path that was typed relative stays, the folders of an absolute one go."""
    return Audit.model_validate(_walked(audit.model_dump(), folders_of(config)))


def portable_folder(path: Path) -> str:
    """How a card calls the run's folder: as typed where that is relative, else by its name."""
    return path.name if path.is_absolute() or str(path).startswith("~") else str(path)


def folders_of(config: RunConfig) -> tuple[str, ...]:
    """Beginnings of absolute paths that the configuration, and this machine, could bring into a text; longest first."""
    data, network = config.data, config.network
    named = [data.data, data.test_data, data.validation_data, network.network, network.weights]
    typed = [Path(text).expanduser() for text in named if text and not text.startswith("<")]
    places = [path.parent for path in typed if path.is_absolute()] + [path.resolve().parent for path in typed]
    places += [Path.cwd(), Path.home()]
    texts = {f"{place}/" for place in places} | {str(Path(text).parent) + "/" for text in named if text.startswith("~")}
    return tuple(sorted((text for text in texts if len(text) > 2), key=len, reverse=True))


def _walked(value: Any, folders: Sequence[str]) -> Any:
    """Plain values with the folders cut out of every text."""
    if isinstance(value, dict):
        return {name: _walked(item, folders) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_walked(item, folders) for item in value]
    return _shortened(value, folders) if isinstance(value, str) else value


def _shortened(text: str, folders: Sequence[str]) -> str:
    for folder in folders:
        text = text.replace(folder, "")
    return text

"""Everything a run's folder tells of its training, gathered for the doctor's rules; no data is read again."""

import math
from pathlib import Path
from typing import Any

from lamina.blocks.losses import find_loss
from lamina.bundle.load import read_record
from lamina.bundle.record import RECORD
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.health import Breakdown, Checkup, DataFacts, LayerSize, LeakScore, Reading
from lamina.core.records import Audit, Evaluation
from lamina.core.spec import DataSpec
from lamina.evaluation.intervals import Z
from lamina.verbs.answered import answered_facts
from lamina.verbs.folder import RunFolder
from lamina.verbs.health.file import FILE, Kept, read_health
from lamina.verbs.job import steps_per_epoch

LOSSES = {"classify": "cross-entropy", "regress": "squared-error-mean", "forecast": "squared-error-mean"}
LEAKS = {"data.gives_away": "explained by a tree", "data.sum_gives_away": "explained by a sum"}


def checkup_of(folder: RunFolder | str | Path) -> Checkup:
    """The check-up of a run, finished or not. Refused: a bundle that stands alone, a folder that is no run."""
    folder = folder if isinstance(folder, RunFolder) else RunFolder.existing(folder)
    folder.need_run("history")
    config, audit, state = folder.config(), folder.audit(), folder.state()
    kept, history = read_health(folder.path / FILE), tuple(folder.history())
    spec, card = _bundle(folder)
    evaluations = folder.evaluations()
    return Checkup(
        network=config.network.network, task=config.task.task, classes=_classes(spec, audit),
        **_loss(config, spec), status=state["status"], reason=_reason(config, card, history), settings=config.flat(),
        precision=config.plan.precision if config.plan else "float32",
        steps_per_epoch=_steps(config, audit, kept.readings, history), best_epoch=_best(card, history),
        readings=kept.readings, history=history, chance=kept.chance, order=kept.order,
        breakdown=kept.breakdown or _stopped(state), layers=_layers(kept), data=_data(folder, audit, spec),
        scores={part: _values(one) for part, one in evaluations.items()}, told=kept.told, **_rivals(evaluations),
        errors={part: _errors(one) for part, one in evaluations.items()},
    )  # fmt: skip


def _bundle(folder: RunFolder) -> tuple[DataSpec | None, dict[str, Any]]:
    """The contract and the card of the model, where the run came so far."""
    if not (folder.model / RECORD).is_file():
        return None, {}
    try:
        record = read_record(folder.model)
    except InputError:  # damaged: `lamina verify` says so
        return None, {}
    return record.spec, record.card


def _classes(spec: DataSpec | None, audit: Audit) -> tuple[str, ...]:
    if spec is not None:
        return spec.classes
    return tuple(next((part.balance for part in audit.parts if part.name == "train"), {}))


def _loss(config: RunConfig, spec: DataSpec | None) -> dict[str, Any]:
    """loss and divides of a Checkup."""
    name = config.task.loss
    if name == "auto":
        labels = spec is not None and spec.multi_label
        name = "binary-cross-entropy" if labels else LOSSES.get(config.task.task, "cross-entropy")
    return {"loss": name, "divides": find_loss(name).divides}


def _reason(config: RunConfig, card: dict[str, Any], history: tuple[dict[str, float], ...]) -> str:
    """epochs | patience | minutes, as far as the numbers tell; "" of a run without a model."""
    done = card.get("epochs", 0)
    if not card or config.loop.epochs == "auto":
        return ""
    if done >= config.loop.epochs:
        return "epochs"
    waited = config.loop.patience != "auto" and done - card.get("best_epoch", 0) >= config.loop.patience > 0
    return "patience" if waited else "minutes" if config.loop.minutes is not None else ""


def _steps(
    config: RunConfig, audit: Audit, readings: tuple[Reading, ...], history: tuple[dict[str, float], ...]
) -> int:
    """Updates in an epoch: from the last reading, taken after the last update, else from the rows."""
    if readings and history and readings[-1].learning_rate is None:
        steps = readings[-1].step / history[-1]["epoch"]
        if steps == round(steps):
            return int(steps)
    rows = next((part.rows for part in audit.parts if part.name == "train"), 0)
    size = config.loop.batch_size
    batches = steps_per_epoch(rows, size if isinstance(size, int) else max(rows, 1), config.loop.drop_last)
    return math.ceil(batches / config.loop.accumulate)


def _best(card: dict[str, Any], history: tuple[dict[str, float], ...]) -> int | None:
    if "best_epoch" in card:
        return int(card["best_epoch"])
    known = [row for row in history if math.isfinite(row.get("validation_loss", math.nan))]
    return math.ceil(min(known, key=lambda row: row["validation_loss"])["epoch"]) if known else None


def _stopped(state: dict[str, Any]) -> Breakdown | None:
    """What stopped a run whose health was not written down."""
    reason = state.get("reason") or {}
    if reason.get("code") != "training.not_finite":
        return None
    told = reason["parameters"]
    return Breakdown.model_validate({name: told[name] for name in Breakdown.model_fields if name in told})


def _layers(kept: Kept) -> tuple[LayerSize, ...]:
    """Layers with parameters, in the order in which they ran first."""
    if not kept.readings:
        return ()
    return tuple(
        LayerSize(
            name=one.name, type=one.type, parameters=one.parameters, trainable=0 if one.frozen else one.parameters
        )
        for one in kept.readings[0].layers
        if one.parameters
    )


def _data(folder: RunFolder, audit: Audit, spec: DataSpec | None) -> DataFacts:
    balances = {part.name: {name: int(rows) for name, rows in part.balance.items()} for part in audit.parts}
    return DataFacts(
        kind=audit.kind, parts={part.name: part.rows for part in audit.parts},
        features={} if spec is None or not spec.numbers else {"features": tuple(one.name for one in spec.numbers)},
        class_counts={part: counts for part, counts in balances.items() if counts}, shared_rows=audit.shared_rows,
        repeated_rows=audit.repeated_rows, unseen_tokens=audit.unseen_tokens, unknown_shares=audit.unknown_shares,
        leaks=_leaks(audit), vocabulary=len(spec.text.vocabulary) if spec and spec.text else None, notes=audit.notes,
        **answered_facts(folder.predictions_file, spec),
    )  # fmt: skip


def _leaks(audit: Audit) -> tuple[LeakScore, ...]:
    """What the audit found while the data was prepared (data.leaks), most telling first."""
    found = []
    for note in audit.notes:
        if note.code in LEAKS:
            terms = [note.parameters["column"]] if "column" in note.parameters else note.parameters.get("terms", [])
            name, share = " + ".join(map(str, terms)), float(note.parameters.get("explained", 1.0))
            found.append(LeakScore(feature=name, score=share, how=LEAKS[note.code]))
    known = {one.feature for one in found}
    tree = LEAKS["data.gives_away"]
    found += [
        LeakScore(feature=name, score=share, how=tree)
        for name, share in audit.column_shares.items()
        if name not in known
    ]
    return tuple(sorted(found, key=lambda one: -one.score))


def _values(evaluation: Evaluation) -> dict[str, float]:
    return {name: score.value for name, score in evaluation.scores.items()}


def _errors(evaluation: Evaluation) -> dict[str, float]:
    """Standard errors of the scores: half of their 95 % intervals by the 1.96 that those span."""
    known = {name: (score.low, score.high) for name, score in evaluation.scores.items()}
    return {name: (high - low) / (2 * Z) for name, (low, high) in known.items() if low is not None and high is not None}


def _rivals(evaluations: dict[str, Evaluation]) -> dict[str, Any]:
    """baselines and headline of a Checkup: of the part that baselines were scored on."""
    for part in ("test", "validation", "train"):
        if part in evaluations:
            rivals = {one.name: one.scores for one in evaluations[part].baselines}
            if rivals or part == "train":
                return {"baselines": rivals, "headline": evaluations[part].headline}
    headline = next((one.headline for one in evaluations.values()), "")
    return {"headline": headline}

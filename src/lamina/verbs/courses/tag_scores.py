"""A tagger after its training: calibrated, scored beside its baselines, and scored again on data that is given."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import torch
from torch import Tensor, nn

from lamina.bundle.model import Model
from lamina.core.batch import Part
from lamina.core.errors import InputError
from lamina.core.records import Baseline, CalibrationBin, Evaluation, Note
from lamina.data.tables.encoded import Encoded
from lamina.data.tags.encode import NewSentences
from lamina.data.tags.given_tokens import UNSCORED, encode_labels
from lamina.data.texts.vocabulary import UNKNOWN_ID
from lamina.evaluation.advice import recommend
from lamina.evaluation.baselines import Fitted, constant
from lamina.evaluation.calibration import calibration_bins, fit_temperature
from lamina.evaluation.tag_baselines import fit_tag_baselines
from lamina.evaluation.tagging import Tagged, evaluate_tags, tag_scores
from lamina.verbs.copies import copies_note
from lamina.verbs.courses.course import Outcome, model_of
from lamina.verbs.courses.tag_answers import answer_sentences, flat_answers, flat_steps
from lamina.verbs.job import Job


def finished_tagger(job: Job, network: nn.Module) -> Model:
    """The model with its contract, its temperature fitted on validation tokens."""
    prepared, model = job.prepared, model_of(job, network)
    validation = prepared.parts.get("validation")
    if validation is not None and len(validation):
        scores, target = flat_answers(model, validation.inputs, raw=True), flat_target(validation)
        scored = target != UNSCORED
        prepared.finish.get_buffer("temperature").fill_(fit_temperature(scores[scored], target[scored]))
    return model


def evaluate_tagger(job: Job, model: Model) -> Outcome:
    """Scores of each part; baselines and intervals on those held out."""
    spec, parts = job.prepared.spec, job.prepared.parts
    baselines = _baselines(job) if job.config.output.baseline else []
    evaluations, frames = {}, []
    for name, part in parts.items():
        if not len(part) or not bool((part.target != UNSCORED).any()):
            continue
        answers = flat_answers(model, part.inputs)
        held = name != "train"
        compared = [_scored(fitted, job, part) for fitted in baselines] if held else []
        evaluation = evaluate_tags(
            name,
            tagged_part(part, answers),
            spec.classes,
            baselines=compared,
            seed=job.config.loop.seed,
            intervals=held,
        )
        if compared:
            evaluation = evaluation.model_copy(update={"notes": (*evaluation.notes, recommend(evaluation))})
        evaluations[name] = evaluation
        frames.append(predictions(name, job, part, answers))
    named = job.names.join(pl.concat(frames), on="row_id", how="right", maintain_order="right")
    named = named.select(*job.names.columns, pl.exclude(job.names.columns))
    return Outcome(model, evaluations, named, _uncalibrated(job, model))


def tagged_part(part: Part, answers: Tensor) -> Tagged:
    """The scored tokens of a part with their answers (N, K) of all its tokens."""
    target, lengths = flat_target(part), part.inputs["lengths"][:]
    known = flat_steps(part.inputs["tokens"][:], lengths) != UNKNOWN_ID
    scored = target != UNSCORED
    return Tagged(answers[scored], target[scored], part.row_ids.repeat_interleave(lengths)[scored], known[scored])


def predictions(name: str, job: Job, part: Part, answers: Tensor) -> pl.DataFrame:
    """A row per token: row_id (its sentence), split, place (in it, from 0), token, target (null where none), answer, probability, loss."""
    spec, target, lengths = job.prepared.spec, flat_target(part), part.inputs["lengths"][:]
    best, chosen = answers.max(dim=1)
    ids = part.row_ids.repeat_interleave(lengths)
    loss = -answers.gather(1, target.clamp(min=0)[:, None]).squeeze(1).clamp(min=1e-16).log()
    tokens = written(job, part)
    return pl.DataFrame(
        {
            "row_id": ids.numpy(), "split": [name] * len(ids), "token": tokens,
            "target": [spec.classes[code] if code >= 0 else None for code in target.tolist()],
            "answer": [spec.classes[code] for code in chosen.tolist()], "probability": best.numpy(),
            "loss": [value if code >= 0 else None for value, code in zip(loss.tolist(), target.tolist(), strict=True)],
        },
        schema_overrides={"target": pl.String, "loss": pl.Float64},
    ).with_columns(place=pl.int_range(pl.len()).over("row_id"))  # fmt: skip


def score_tagger(model: Model, new: NewSentences, learned_rows: Path | None) -> Evaluation:
    """Scores on sentences that are given with their labels; labels that the model does not know are told."""
    spec = model.spec
    if not new.labelled:
        raise InputError("verbs.no_target_in_data", target=spec.targets[0].name)
    answers, _, rows = answer_sentences(model, new.tokens)
    target = encode_labels(new.labels, rows, spec.classes)
    part = Part("data", rows.inputs, target, None, torch.from_numpy(rows.sentence))
    tagged = tagged_part(part, answers)
    strange = sorted({label for labels in new.labels for label in labels if label} - set(spec.classes))
    notes = [Note(code="data.unseen_classes", parameters={"classes": strange[:20]})] if strange else []
    evaluation = evaluate_tags("data", tagged, spec.classes, baselines=_known_baselines(model, tagged))
    advice = (recommend(evaluation),) if evaluation.baselines else ()
    notes = (*evaluation.notes, *notes, copies_note(learned_rows, Encoded(rows.inputs, new.names, target)), *advice)
    return evaluation.model_copy(update={"notes": notes})


def flat_target(part: Part) -> Tensor:
    """(N,) int64 of the real tokens of a part, row by row; -1 where nothing is asked."""
    return flat_steps(part.target, part.inputs["lengths"][:])


def written(job: Job, part: Part) -> list[str]:
    """The tokens of a part as they were read, row by row; the pieces of a sentence stand side by side."""
    assert job.rows is not None
    tokens = dict(zip(job.rows["row_id"].to_list(), job.rows["tokens"].to_list(), strict=True))
    return [token for row in part.row_ids.unique_consecutive().tolist() for token in tokens[row]]


def _baselines(job: Job) -> list[Fitted]:
    part = job.prepared.parts["train"]
    target = flat_target(part)
    tokens = [token for token, code in zip(written(job, part), target.tolist(), strict=True) if code != UNSCORED]
    return fit_tag_baselines(tokens, target[target != UNSCORED], job.prepared.spec)


def _scored(fitted: Fitted, job: Job, part: Part) -> Baseline:
    tagged = tagged_part(part, fitted.answers(written(job, part)))
    scores = tag_scores(tagged, job.prepared.spec.classes)
    return Baseline(name=fitted.name, description=fitted.description, scores=scores)


def _known_baselines(model: Model, tagged: Tagged) -> tuple[Baseline, ...]:
    """The shares of the labels that the bundle keeps of its training tokens, scored on these."""
    values = model.card.get("constant")
    if not values or len(values) != model.spec.num_outputs:
        return ()
    rival = constant(torch.tensor(values, dtype=torch.float64), model.card.get("parts", {}).get("train", 0), model.spec)
    scores = tag_scores(replace(tagged, probability=rival.answers(tagged)), model.spec.classes)
    return (Baseline(name=rival.name, description=rival.description, scores=scores),)


def _uncalibrated(job: Job, model: Model) -> tuple[CalibrationBin, ...]:
    """Calibration of the test part without the fitted temperature, for the plot."""
    test = job.prepared.parts.get("test")
    if test is None or not len(test):
        return ()
    target = flat_target(test)
    scored = target != UNSCORED
    best, chosen = flat_answers(model, test.inputs, raw=True)[scored].softmax(dim=1).max(dim=1)
    return calibration_bins(best.numpy(), (chosen == target[scored]).double().numpy())

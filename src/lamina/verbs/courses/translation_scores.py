"""Scores of a translator: of a job's parts, and of data that is given."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import torch
from torch import nn

from lamina.bundle.model import Model
from lamina.core.batch import BatchSource, Part
from lamina.core.config import TaskConfig
from lamina.core.errors import InputError
from lamina.core.outputs import main_output
from lamina.core.records import Baseline, Evaluation, Note
from lamina.core.seed import generator
from lamina.core.spec import DataSpec
from lamina.data.pairs.batches import PairBatches
from lamina.data.pairs.encode import NewPairs
from lamina.data.pairs.tokens import encode_pairs
from lamina.data.tables.encoded import Encoded
from lamina.evaluation.advice import recommend
from lamina.evaluation.predictions import evaluating
from lamina.evaluation.translation_baselines import Copied, MostSimilar
from lamina.evaluation.translations import evaluate_translations, matches, translation_scores
from lamina.training.token_task import make_token_task
from lamina.verbs.copies import copies_note
from lamina.verbs.courses.course import Outcome
from lamina.verbs.courses.translating import Search, translate
from lamina.verbs.job import Job

MOST = {"train": 200}  # translations of a part, drawn where it has more
MOST_HELD_OUT = 2000
MOST_COMPARED = 100_000  # training sentences that the most similar one is looked for among
BATCH = 128
Rival = Copied | MostSimilar


def evaluate_translator(job: Job, model: Model) -> Outcome:
    """Scores of each part (BLEU and chrF of drawn pairs where there are many), baselines on the held-out ones."""
    spec, seed = job.prepared.spec, job.config.loop.seed
    rivals = fit_rivals(job) if job.config.output.baseline else []
    evaluations, frames = {}, []
    for name, part in job.prepared.parts.items():
        chosen = drawn(part, MOST.get(name, MOST_HELD_OUT), seed)
        texts, references = sides(job, chosen)
        answers = translate(model.network, chosen.inputs["tokens"][:], chosen.inputs["lengths"][:], spec)
        tokens = token_scores(model.network, PairBatches(
            part if name != "train" else chosen, model.prepare, batch_size=BATCH, seed=0, shuffle=False
        ), spec)  # fmt: skip
        held = name != "train"
        evaluation = _evaluated(name, texts, references, answers, spec, tokens, rivals if held else [], held)
        if len(chosen) < len(part):
            note = Note(code="evaluation.drawn_pairs", parameters={"drawn": len(chosen), "pairs": len(part)})
            evaluation = evaluation.model_copy(update={"notes": (*evaluation.notes, note)})
        evaluations[name] = evaluation
        frames.append(frame_of(name, chosen.row_ids.tolist(), texts, references, answers, spec))
    named = job.names.join(pl.concat(frames), on="row_id", how="right", maintain_order="right")
    return Outcome(model, evaluations, named.select(*job.names.columns, pl.exclude(job.names.columns)))


def score_translator(
    model: Model, new: NewPairs, search: Search | None = None, learned_rows: Path | None = None
) -> Evaluation:  # fmt: skip
    """Scores on pairs that are given; those without a text or a translation are left out and told."""
    spec = model.spec
    assert new.written is not None and spec.text is not None and spec.into is not None
    kept = [row for row, pair in enumerate(zip(new.texts, new.written, strict=True)) if all(map(str.strip, pair))]
    texts, references = ([side[row] for row in kept] for side in (new.texts, new.written))
    if not kept:
        raise InputError("evaluation.empty_part", part="data")
    encoded = encode_pairs(texts, references, spec.text, spec.into)
    part = Part("data", encoded.inputs, encoded.target, None, torch.tensor(kept))
    batches = PairBatches(part, model.prepare, batch_size=BATCH, seed=0, shuffle=False)
    answers = translate(model.network, encoded.inputs["tokens"], encoded.inputs["lengths"], spec, search)
    tokens = token_scores(model.network, batches, spec)
    evaluation = _evaluated("data", texts, references, answers, spec, tokens, [Copied()], True)
    told = {"left_out": len(new.texts) - len(kept)}
    empty = (Note(code="evaluation.pairs_left_out", parameters=told),) if told["left_out"] else ()
    copies = copies_note(learned_rows, Encoded(part.tensors, new.names[kept], part.target))
    return evaluation.model_copy(update={"notes": (*evaluation.notes, *empty, copies)})


def _evaluated(
    name: str, texts: list[str], references: list[str], answers: list[str], spec: DataSpec,
    tokens: dict[str, float], rivals: Sequence[Rival], intervals: bool,
) -> Evaluation:  # fmt: skip
    baselines = [rival_scores(rival, texts, references, spec) for rival in rivals]
    evaluation = evaluate_translations(
        name, answers, references, lower=lower(spec), more=tokens, baselines=baselines, intervals=intervals
    )
    if not baselines:
        return evaluation
    return evaluation.model_copy(update={"notes": (*evaluation.notes, recommend(evaluation))})


def fit_rivals(job: Job) -> list[Rival]:
    """The baselines, over the training pairs."""
    part = drawn(job.prepared.parts["train"], MOST_COMPARED, job.config.loop.seed)
    return [Copied(), MostSimilar(*sides(job, part))]


def rival_scores(rival: Rival, texts: Sequence[str], references: Sequence[str], spec: DataSpec) -> Baseline:
    """A baseline's scores on some pairs."""
    scores = translation_scores(rival.answers(texts), references, lower(spec))
    return Baseline(name=rival.name, description=rival.description, scores=scores)


def token_scores(network: nn.Module, batches: BatchSource, spec: DataSpec) -> dict[str, float]:
    """{"perplexity", "accuracy"} of the reference's tokens, each foretold from the true ones before it."""
    task = make_token_task(spec, TaskConfig())
    total = torch.zeros(())
    device = next(network.parameters()).device
    with evaluating(network):
        for batch in batches.epoch(0):
            inputs = (value.to(device) for value in batch.inputs.values())
            total = total + task.tally(main_output(network(*inputs)).cpu(), batch)
    found = task.metrics(total)
    return {"perplexity": found["perplexity"], "token_accuracy": found["accuracy"]}


def sides(job: Job, part: Part) -> tuple[list[str], list[str]]:
    """(sources, references) of a part, whole and as they were written."""
    assert job.rows is not None
    places = {row: place for place, row in enumerate(job.rows["row_id"].to_list())}
    rows = [places[row] for row in part.row_ids.tolist()]
    return job.rows["text"].gather(rows).to_list(), job.rows["into"].gather(rows).to_list()


def drawn(part: Part, most: int, seed: int) -> Part:
    """At most so many rows of a part, drawn by the seed."""
    if len(part) <= most:
        return part
    rows = torch.randperm(len(part), generator=generator(seed, "drawn", part.name))[:most].sort().values
    inputs = {name: values[rows] for name, values in part.inputs.items()}
    return Part(part.name, inputs, part.target[rows], None, part.row_ids[rows])


def frame_of(
    part: str, rows: Sequence[int], texts: Sequence[str], references: Sequence[str], answers: Sequence[str],
    spec: DataSpec,
) -> pl.DataFrame:  # fmt: skip
    """A row per pair, as predictions.parquet holds it: row_id, split, source, target, answer, exact."""
    return pl.DataFrame(
        {
            "row_id": pl.Series(rows, dtype=pl.Int64), "split": [part] * len(rows), "source": texts, "target": references,
            "answer": answers, "exact": matches(answers, references, lower(spec)),
        }
    )  # fmt: skip


def lower(spec: DataSpec) -> bool:
    """Whether the model writes lower case."""
    return spec.into is not None and spec.into.lower

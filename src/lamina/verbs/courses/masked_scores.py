"""A masked language model after its training: how well it foretells hidden tokens, beside how often each token stands."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import torch
from torch import Tensor

from lamina.bundle.model import Model
from lamina.core.batch import Part
from lamina.core.config import DataConfig
from lamina.core.errors import InputError, sentence
from lamina.core.records import Baseline, Evaluation, Note
from lamina.core.spec import TextSpec
from lamina.data.corpus.hidden_words import SHARE, hidden_part
from lamina.data.corpus.prepared import FEWEST, PreparedCorpus, window_part
from lamina.data.corpus.reading import read_corpus
from lamina.data.corpus.split import Span
from lamina.data.corpus.stream import stream_of
from lamina.data.texts.written import written
from lamina.evaluation.advice import recommend
from lamina.evaluation.foretelling import Foretold, evaluate_windows, foretell
from lamina.verbs.copies import contaminated, runs_note
from lamina.verbs.courses.language_scores import MOST_TRAINING_WINDOWS, unigram_of
from lamina.verbs.job import Job

SHOWN = 200  # characters of a window in the predictions
LISTED = 12  # hidden tokens of a window in the predictions


def evaluate_masked(job: Job, model: Model) -> tuple[dict[str, Evaluation], pl.DataFrame]:
    """Scores of each part, with intervals and a baseline on those held out, and what was answered in each window."""
    prepared = job.prepared
    assert isinstance(prepared, PreparedCorpus)
    chances = np.array(unigram_of(prepared)) if job.config.output.baseline else None
    evaluations, frames = {}, []
    for name, part in prepared.parts.items():
        some = _some(part) if name == "train" else part
        evaluations[name] = _scored(model, some, chances if name != "train" else None, job.config.loop.seed)
        frames.append(_answers(name, model, some))
    return evaluations, pl.concat(frames)


def score_masked(model: Model, data: Any, config: DataConfig, learned: Path | None = None) -> Evaluation:
    """Scores on running text that is given; which tokens are hidden follows from the seed 0. learned: fingerprints of

    what the model learned from; where much of the text is of it there is no verdict.
    """
    text, corpus = _text(model), read_corpus(data, config)
    stream = stream_of([Span(each.name, each.text, 0, True, True) for each in corpus.documents], text)
    if len(stream) < FEWEST:
        raise InputError("corpus.part_too_short", part="test", tokens=len(stream))
    part = hidden_part(window_part("data", stream, text.max_length), len(text.vocabulary), 0)
    known = model.card.get("unigram")
    copies = runs_note(learned, stream, text)
    return _scored(model, part, np.array(known, dtype=np.float64) if known else None, 0, copies)


def _scored(model: Model, part: Part, chances: np.ndarray | None, seed: int, copies: Note | None = None) -> Evaluation:
    part = _asked(part)
    found = foretell(model.prepare, model.network, part, None)
    rivals = [] if chances is None else [_most_frequent(part, chances)]
    told = {"share": SHARE, "tokens": int((part.target >= 0).sum()), "windows": len(part)}
    evaluation = evaluate_windows(
        part.name, found, baselines=rivals, seed=seed, intervals=part.name != "train",
        notes=(Note(code="language.hidden", parameters=told), *([copies] if copies else [])),
    )  # fmt: skip
    advice = (recommend(evaluation),) if rivals and not (copies and contaminated(copies)) else ()
    return evaluation.model_copy(update={"notes": (*evaluation.notes, *advice)})


def _asked(part: Part) -> Part:
    """The windows in which something is hidden. Refused where there is none: all tokens are unknown, say."""
    rows = (part.target >= 0).any(dim=1)
    if not bool(rows.any()):
        raise InputError("language.nothing_hidden", part=part.name)
    return _rows(part, rows.nonzero().flatten())


def _most_frequent(part: Part, chances: np.ndarray) -> Baseline:
    """How often each token stood in the training text, as the chance of any hidden one."""
    target = part.target.numpy()
    scored = target >= 0
    nats = np.where(scored, -np.log(chances)[target.clip(min=0)], 0.0).sum(axis=1)
    right = ((target == int(chances.argmax())) & scored).sum(axis=1).astype(np.float64)
    found = Foretold(nats, scored.sum(axis=1).astype(np.float64), right, None)
    return Baseline(name="unigram", description=sentence("language.unigram", {}), scores=found.scores())


@torch.no_grad()
def _answers(name: str, model: Model, part: Part) -> pl.DataFrame:
    """A row per window, of at most 400: its text with the marks, the tokens that were hidden, the likeliest instead."""
    part, text = _some(part), _text(model)
    rows: list[dict[str, Any]] = []
    for place in range(len(part)):
        raw = [values[place : place + 1] for values in part.inputs.values()]
        target = part.target[place]
        scored = (target >= 0).nonzero().flatten()[:LISTED]
        best = _network_answers(model, raw)[0, scored].argmax(dim=1)
        rows.append(
            {
                "split": name, "position": int(part.row_ids[place]), "text": _shown(raw[0][0], text),
                "target": _listed(target[scored], text), "answer": _listed(best, text),
            }
        )  # fmt: skip
    return pl.DataFrame(rows)


def _network_answers(model: Model, raw: list[Tensor]) -> Tensor:
    device = next(model.network.parameters()).device
    return model.network.eval()(*model.prepare(*(values.to(device) for values in raw))).float().cpu()


def _shown(tokens: Tensor, text: TextSpec) -> str:
    return written(tokens.tolist(), text)[:SHOWN]


def _listed(tokens: Tensor, text: TextSpec) -> str:
    return " · ".join(written([token], text).strip() or "␣" for token in tokens.tolist())


def _some(part: Part) -> Part:
    """At most 400 windows, evenly from all of them."""
    return _rows(part, torch.linspace(0, len(part) - 1, min(len(part), MOST_TRAINING_WINDOWS)).long())


def _rows(part: Part, rows: Tensor) -> Part:
    inputs = {name: values[:][rows] for name, values in part.inputs.items()}
    return Part(part.name, inputs, part.target[rows], None, part.row_ids[rows])


def _text(model: Model) -> TextSpec:
    assert model.spec.text is not None
    return model.spec.text

"""A language model after its training: scored on each part beside models that count, and on text that is given."""

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
from lamina.data.corpus.prepared import FEWEST, PreparedCorpus, window_part
from lamina.data.corpus.reading import read_corpus
from lamina.data.corpus.split import Span
from lamina.data.corpus.stream import stream_of
from lamina.data.texts.vocabulary import UNKNOWN_ID
from lamina.data.texts.written import token_characters, written
from lamina.evaluation.advice import recommend
from lamina.evaluation.foretelling import Foretold, evaluate_windows, foretell, of_windows
from lamina.evaluation.ngram import NGram, Unigram, best_ngram, fit_unigram
from lamina.verbs.copies import contaminated, runs_note
from lamina.verbs.job import Job

MOST_TRAINING_WINDOWS = 400  # of the training part that are scored, evenly from all of it
LONGEST_GRAM = {"characters": 8, "pieces": 5, "words": 5}
SHOWN = 80  # characters of a window in the predictions


def evaluate_language(job: Job, model: Model) -> tuple[dict[str, Evaluation], pl.DataFrame]:
    """Scores of each part, with intervals and baselines on those held out, and the loss of each window."""
    prepared = job.prepared
    assert isinstance(prepared, PreparedCorpus)
    rivals = _rivals(prepared) if job.config.output.baseline else []
    evaluations, frames = {}, []
    for name, stream in prepared.streams.items():
        part = scored_part(name, stream, _text(model))
        found = foretell(model.prepare, model.network, part, token_characters(_text(model)))
        held = name != "train"
        compared = [_compared(rival, part, stream, _text(model)) for rival in rivals if held]
        evaluation = evaluate_windows(
            name, found, baselines=compared, seed=job.config.loop.seed, intervals=held, notes=_how(part)
        )
        if compared:
            evaluation = evaluation.model_copy(update={"notes": (*evaluation.notes, recommend(evaluation))})
        evaluations[name] = evaluation
        frames.append(window_frame(name, part, found, _text(model)))
    return evaluations, pl.concat(frames)


def scored_part(name: str, stream: Tensor, text: TextSpec) -> Part:
    """Windows that overlap by half, so that each token but the first ones has half a window before it; of the training

    part windows beside each other, no more than 400.
    """
    if name != "train":
        return window_part(name, stream, text.max_length, max(1, text.max_length // 2))
    part = window_part(name, stream, text.max_length)
    some = torch.linspace(0, len(part) - 1, min(len(part), MOST_TRAINING_WINDOWS)).long()
    inputs = {key: values[some] for key, values in part.inputs.items()}
    return Part(name, inputs, part.target[some], None, part.row_ids[some])


def window_frame(name: str, part: Part, found: Foretold, text: TextSpec) -> pl.DataFrame:
    """A row per window: where it begins in its part (in tokens), its scored tokens, their mean loss in nats, how it begins."""
    begins = [written(row[:SHOWN].tolist(), text)[:SHOWN] for row in part.inputs["tokens"][:]]
    return pl.DataFrame(
        {
            "split": [name] * len(part), "position": part.row_ids.numpy(), "tokens": found.tokens.astype(np.int64),
            "loss": found.nats / np.maximum(found.tokens, 1), "text": begins,
        }
    )  # fmt: skip


def score_language(model: Model, data: Any, config: DataConfig, learned: Path | None = None) -> Evaluation:
    """Scores on running text that is given, beside how often each token stood in the training text.

    learned: fingerprints of what the model learned from; where much of the text is of it there is no verdict.
    """
    text = _text(model)
    corpus = read_corpus(data, config)
    stream = stream_of([Span(each.name, each.text, 0, True, True) for each in corpus.documents], text)
    if len(stream) < FEWEST:
        raise InputError("corpus.part_too_short", part="test", tokens=len(stream))
    part = scored_part("data", stream, text)
    found = foretell(model.prepare, model.network, part, token_characters(text))
    known = model.card.get("unigram")
    rivals = [Unigram(np.array(known, dtype=np.float64))] if known else []
    compared = [_compared(rival, part, stream, text) for rival in rivals]
    copies = runs_note(learned, stream, text)
    evaluation = evaluate_windows("data", found, baselines=compared, notes=(*_how(part), *_strange(stream), copies))
    advice = (recommend(evaluation),) if compared and not contaminated(copies) else ()
    return evaluation.model_copy(update={"notes": (*evaluation.notes, *advice)})


def unigram_of(prepared: PreparedCorpus) -> list[float]:
    """How likely each token is by its count in training: the baseline that a bundle keeps for text that is given."""
    return [float(chance) for chance in _unigram(prepared).chances]


def _unigram(prepared: PreparedCorpus) -> Unigram:
    return fit_unigram(_ids(prepared.streams["train"]), prepared.spec.num_outputs)


def _rivals(prepared: PreparedCorpus) -> list[Unigram | NGram]:
    """Counts of single tokens, and of the n-grams whose order foretells the validation part best."""
    train, validation = prepared.streams["train"], prepared.streams.get("validation")
    assert prepared.spec.text is not None
    held = None if validation is None else _ids(validation)
    ngram = best_ngram(_ids(train), held, prepared.spec.num_outputs, LONGEST_GRAM[prepared.spec.text.tokens])
    return [_unigram(prepared), ngram]


def _compared(rival: Unigram | NGram, part: Part, stream: Tensor, text: TextSpec) -> Baseline:
    found = of_windows(rival.nats(_ids(stream)), part, token_characters(text))
    if isinstance(rival, NGram):
        described = sentence("language.ngram", {"order": rival.order})
        return Baseline(name="ngram", description=described, scores=found.scores())
    return Baseline(name="unigram", description=sentence("language.unigram", {}), scores=found.scores())


def _how(part: Part) -> tuple[Note, ...]:
    """How the windows lie, which decides how much past a token is foretold from."""
    length = part.target.shape[1]
    return (Note(code="language.windows", parameters={"window": length, "half": part.name != "train"}),)


def _strange(stream: Tensor) -> tuple[Note, ...]:
    unknown = int((stream == UNKNOWN_ID).sum())
    told = {"count": unknown, "share": unknown / max(1, len(stream))}
    return (Note(code="corpus.unknown", parameters=told),) if unknown else ()


def _text(model: Model) -> TextSpec:
    assert model.spec.text is not None
    return model.spec.text


def _ids(stream: Tensor) -> np.ndarray:
    return stream.numpy().astype(np.int64)

"""Word2Vec against gensim: words per second, epoch by epoch in turn, and what the vectors know afterwards.

    python bench/word2vec.py books.txt --judgements word-vectors-eval --threads 2 --epochs 5

Lamina's step runs on one thread and draws the next windows on another. Both read the same words (cut by Lamina, those seen less than 5 times left out) with 100 dimensions, windows of 5, 5
noise words, subsampling from 1e-3, a rate that falls from 0.025. Words per second count all words of the text, also
those that are left out. gensim is an extra of the bench: pip install gensim. The last line is the result as JSON.
"""

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from gensim.models import Word2Vec as Gensim  # pyright: ignore[reportMissingImports]

from lamina.core.config import DataConfig, TaskConfig
from lamina.data.corpus.reading import read_corpus
from lamina.data.corpus.sentences import sentences
from lamina.data.corpus.word_judgements import read_judgements
from lamina.data.corpus.word_windows import WindowBatches, WindowRules
from lamina.data.corpus.words import CorpusWords, read_words
from lamina.data.texts.vocabulary import SPECIAL
from lamina.evaluation.word_vectors import WordVectors, analogies, similarity
from lamina.networks import catalog
from lamina.networks.word2vec import word2vec
from lamina.training.row_step import RowStep
from lamina.training.state import TrainingState
from lamina.training.sums import Sums
from lamina.training.word_task import word_task

LISTS = ("wordsim353.tsv", "simlex999.txt", "EN-MEN-TR-3k.txt")
RATE, LEAST = 0.025, 1e-4


def main() -> None:
    """Read, train both in turn, score both."""
    given = arguments()
    torch.set_num_threads(given.threads)
    lines, _ = sentences(read_corpus(given.corpus, DataConfig()))
    words = read_words(lines[: given.lines or None], DataConfig())
    print(f"{words.total:,} words, {len(words.spec.vocabulary):,} different ones have vectors", flush=True)
    seconds: dict[str, list[float]] = {"lamina": [], "gensim": []}
    ours, theirs = lamina_epochs(words, given), gensim_epochs(words, given)
    for epoch in range(given.epochs):
        for name, epochs in (("lamina", ours), ("gensim", theirs)):
            begin = time.perf_counter()
            told = next(epochs)
            seconds[name].append(time.perf_counter() - begin)
            print(f"{epoch + 1} {name} {words.total / seconds[name][-1]:,.0f} words/s {told}", flush=True)
    rates = {name: statistics.median(words.total / each for each in some) for name, some in seconds.items()}
    result = {"words_per_second": rates, "ratio": rates["lamina"] / rates["gensim"], "threads": given.threads}
    if given.judgements:
        result["scores"] = {
            "lamina": scores(WordVectors(words.spec.vocabulary, ours.send(True)), given.judgements),  # type: ignore[arg-type]
            "gensim": scores(WordVectors(words.spec.vocabulary, theirs.send(True)), given.judgements),  # type: ignore[arg-type]
        }
    print(json.dumps(result))


def lamina_epochs(words: CorpusWords, given: argparse.Namespace) -> Iterator:
    """An epoch at each step, which gives the mean loss; the vectors when something is sent."""
    torch.manual_seed(given.seed)
    batch_size = catalog.find("word2vec").recipe.batch_size
    network = word2vec(len(words.spec.vocabulary), 100)
    tokens, sentence = torch.from_numpy(words.words), torch.from_numpy(words.sentence)
    rules = WindowRules(num_shared=network.num_shared)
    batches = WindowBatches(tokens, sentence, words.counts, rules, batch_size=batch_size, seed=given.seed)
    total = given.epochs * batches.num_batches
    state = TrainingState(network, torch.optim.SGD(network.parameters()), torch.amp.GradScaler("cpu", enabled=False))
    step = RowStep(
        state, word_task(TaskConfig()), rate=lambda e, s: RATE * max(1 - (e * batches.num_batches + s) / total, LEAST)
    )
    asked = None
    for epoch in range(given.epochs):
        sums = Sums()
        for number, batch in enumerate(batches.epoch(epoch)):
            step((batch,), epoch, number, sums)
        asked = yield f"loss {sums.loss / sums.count:.4f}"
    while asked:
        asked = yield network.vectors.weight.detach()


def gensim_epochs(words: CorpusWords, given: argparse.Namespace) -> Iterator:
    """The same of gensim's skip-gram, its rate falling as over one training of all epochs."""
    vocabulary = words.spec.vocabulary
    starts = np.flatnonzero(np.diff(words.sentence, prepend=-1))
    texts = [[vocabulary[word] for word in part.tolist()] for part in np.split(words.words, starts[1:])]
    model = Gensim(
        vector_size=100,
        window=5,
        negative=5,
        sg=1,
        sample=1e-3,
        min_count=1,
        workers=given.threads,
        seed=given.seed + 1,
    )
    model.build_vocab(texts)
    fall = RATE * (1 - LEAST) / given.epochs
    asked = None
    for epoch in range(given.epochs):
        high = RATE - epoch * fall
        model.train(texts, total_examples=model.corpus_count, epochs=1, start_alpha=high, end_alpha=high - fall)
        asked = yield ""
    while asked:
        rows = [model.wv[word] if word in model.wv else np.zeros(100, np.float32) for word in vocabulary]
        asked = yield torch.from_numpy(np.stack(rows))


def scores(vectors: WordVectors, folder: Path) -> dict[str, float]:
    """Spearman of each list, and the share of analogies, over what the vocabulary covers."""
    assert vectors.words[: len(SPECIAL)] == SPECIAL
    found = {}
    for name in LISTS:
        judged = similarity(vectors, read_judgements(folder / name, DataConfig(), lower=True).pairs)
        found[name] = round(judged.value, 4)
    sections = read_judgements(folder / "questions-words.txt", DataConfig(), lower=True).questions or {}
    asked = [question for some in sections.values() for question in some]
    return found | {"analogies": round(analogies(vectors, asked).value, 4)}


def arguments() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=str)
    parser.add_argument("--judgements", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--lines", type=int, default=0, help="only so many lines of the text")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Multi30k, German to English: a Transformer of at most 9 M parameters in a time budget; BLEU in two ways.

python bench/multi30k.py [MINUTES]      train (45 minutes unless said otherwise), then measure
python bench/multi30k.py RUN            measure a run that is there

The first figure is sacrebleu's, lower case, 13a. The second is BLEU as the bentrevett tutorials on sequence to sequence
measure it: over lower-cased tokens of `spacy.blank("en")`, unsmoothed; it needs the extra `bench` and is left out
without it. Their Transformer has 36.5 by it.
"""

import sys
from pathlib import Path

import polars as pl
from sacrebleu.metrics.bleu import BLEU

import lamina
from lamina.verbs.run import Run

DATA = Path(__file__).parents[2] / "shared" / "data" / "multi30k"
RECIPE = {
    "into": "en", "lower_case": "yes", "vocab_size": 5000, "network": "transformer", "batch_size": 128,
    "learning_rate": 1e-3, "schedule": "one-cycle", "threads": 2,
    "arg": {"embed_dim": 256, "num_heads": 4, "hidden_dim": 512, "num_layers": 3, "dropout": 0.2},
}  # fmt: skip
MINUTES, MOST_PARAMETERS = 45.0, 9_000_000


def main() -> None:
    """Train or open the run, then print its figures and its curve."""
    asked = sys.argv[1] if len(sys.argv) > 1 else str(MINUTES)
    if asked.replace(".", "", 1).isdigit():
        if not DATA.is_dir():
            sys.exit("../shared/data/multi30k is not here")
        run = lamina.train(str(DATA), minutes=float(asked), **RECIPE)
    else:
        run = lamina.load(asked)
    parameters = sum(parameter.numel() for parameter in run.model.network.parameters())
    assert parameters <= MOST_PARAMETERS
    print(f"\n{run.path}: {parameters:,} parameters, {len(run.history)} epochs")
    figures(run)
    curve(run)


def figures(run: Run) -> None:
    """BLEU of the test part in both ways, with signatures."""
    test = run.evaluation("test")
    for name in ("bleu", "chrf", "perplexity"):
        score = test.scores[name]
        interval = "" if score.low is None else f" ({score.low:.2f} to {score.high:.2f})"
        print(f"{name}: {score.value:.2f}{interval}")
    print("signatures:", test.notes[0].parameters)
    for rival in test.baselines:
        print(f"baseline {rival.name}: BLEU {rival.scores['bleu']:.2f}")
    frame = pl.read_parquet(run.path / "predictions.parquet").filter(pl.col("split") == "test")
    tokens = spacy_tokens(frame["answer"].to_list()), spacy_tokens(frame["target"].to_list())
    if tokens[0]:
        metric = BLEU(tokenize="none", smooth_method="none", force=True)
        score = metric.corpus_score(tokens[0], [tokens[1]]).score
        print(f"BLEU over spacy's tokens, as the tutorials measure it: {score:.2f} (theirs: 36.5)")


def spacy_tokens(texts: list[str]) -> list[str]:
    """Lower-cased tokens with blanks between; nothing without spacy."""
    try:
        import spacy
    except ImportError:
        return []
    tokenizer = spacy.blank("en").tokenizer
    return [" ".join(token.text.lower() for token in tokenizer(text) if token.text.strip()) for text in texts]


def curve(run: Run) -> None:
    """A line per epoch, as a table for the log."""
    print("| epoch | train loss | validation loss | validation perplexity | seconds |\n|---|---|---|---|---|")
    for row in run.history:
        losses = f"{row['train_loss']:.3f} | {row['validation_loss']:.3f} | {row['validation_perplexity']:.2f}"
        print(f"| {row['epoch']:g} | {losses} | {row['seconds']:.0f} |")


if __name__ == "__main__":
    main()

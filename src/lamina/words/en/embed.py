"""English sentences of `embed` (word vectors): code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

_UNITS = {"words": "words", "characters": "characters"}
_REASONS = {
    "asked": "as asked",
    "segmented": "the text comes with blanks between its words",
    "unspaced": "the text has no blanks between words; --tokens words overrules it",
    "spaced": "--tokens characters overrules it",
}


def _words(values: dict[str, Any]) -> str:
    case = ", in lower case" if values["lower"] else ""
    least = "" if values["least"] == 1 else f", those seen at least {values['least']} times"
    change = "" if values["asked"] else "; --min-count changes it"
    left = values["total"] - values["kept"]
    return (
        f"{values['total']:,} {_UNITS[values['tokens']]}{case} ({_REASONS[values['reason']]}), signs left out. "
        f"{values['vocabulary']:,} of {values['different']:,} different ones get a vector{least}{change}. "
        + ("" if not left else f"The {left:,} rarer ones are read over ({left / values['total']:.1%}).")
    ).rstrip()


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "embed.words": _words,
    "embed.sentences": lambda v: (
        f"Windows stay inside {v['sentences']:,} "
        + ("paragraphs (the lines of this text are wrapped)." if v["unit"] == "paragraphs" else "lines.")
    ),
    "embed.rule": "Word vectors learn from the whole text; they are measured on lists of words that people have judged: lamina evaluate RUN wordsim353.tsv.",
    "embed.pieces": "Word vectors are those of words or characters. Use --tokens words, or --tokens characters.",
    "embed.loss": "The loss of word vectors follows from the network (--arg output=...), so --loss {loss} has no place. Leave --loss out.",
    "embed.no_words": "Of {words:,} words fewer than two are seen {least} times or more, so there is nothing to learn. Give more text, or a smaller --min-count.",
    "embed.window": "A window of {window} words is not possible. Use --arg window=5, or another number from 1 to 100.",
    "embed.noise": "Noise words ({negatives}) must be 1 or more, and subsample ({subsample}) 0 or more: --arg negatives=5,subsample=1e-3.",
    "embed.no_judgements": 'There is no list of words in {source}. Give a file with lines "word word number" (as WordSim-353) or "a b c d" (analogies).',
    "embed.bad_judgement": 'Line {line:,} of {file} is neither a pair of words with a number nor an analogy of four words: "{text}". Correct it, or begin it with #.',
    "embed.word_with_blank": 'The word "{word}" has a blank in it, which the formats of word2vec cannot hold. Use --format onnx or code.',
    "embed.bad_vectors": "{path} is no whole file of word vectors: it goes wrong at line or word {place}. Write or fetch it again.",
    "embed.judge": "The loss says little of how good the vectors are: ask for words (lamina predict RUN king), or score them on judgements of people (lamina evaluate RUN wordsim353.tsv).",
    "embed.unigram": "how often each word stands in the text, whatever stands around it",
    "embed.coverage": lambda v: (
        f"{v['covered']:,} of {v['asked']:,} {'pairs' if v['what'] == 'spearman' else 'analogies'} have vectors for all of their words; only these are scored."
    ),
    "embed.nothing_covered": "Of {asked:,} pairs or analogies {covered:,} have vectors for all of their words, too few for a score. Is it a list in the language of the text?",
    "embed.other_network": "Word vectors are learned by word2vec, and {network} does not say how. Use --network word2vec.",
    "embed.no_queries": 'There is nothing to look up in this ({type}). Give a word, a text, a sum such as "king - man + woman", a file with one a line, or a list of texts.',
    "embed.map": "Frequent words",
    "embed.map_under": "{words:,} words on the two directions in which their vectors differ most ({share:.0%} of the variance); names that would overlap are left out",
    "embed.axis": "principal axis {number}",
    "embed.word": "Word",
    "embed.count": "Count",
    "embed.nearest": "Nearest words",
    "embed.not_kept": "The file {path} does not hold the vectors as they are, so it was not kept. A word of the vocabulary may not fit the format.",
}

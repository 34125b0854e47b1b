"""English sentences of `corpus`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any


def _files(number: int) -> str:
    return "1 document" if number == 1 else f"{number:,} documents"


def _some(names: list[str], count: int) -> str:
    more = f" and {count - len(names):,} more" if count > len(names) else ""
    return ", ".join(names) + more


_UNITS = {"pieces": "byte-pair pieces", "words": "words", "characters": "characters"}
_COUNTED = {"words": "words and signs", "characters": "characters"}
_PARTS = {"train": "training", "validation": "validation", "test": "test"}
_REASONS = {
    "asked": "as asked",
    "unspaced": "the text has no blanks between words; --tokens pieces overrules it",
    "hidden": "whole words are hidden; --tokens pieces or characters overrules it",
    "small": "the text is not large; --tokens pieces overrules it",
    "large": "the text is large; --tokens characters overrules it",
}
_RULES = {
    "given": "Parts as given",
    "whole": "Split by whole documents, drawn by the seed",
    "spans": "Split into spans of the running text, in its order: never shuffled lines of one text",
}


def _tokens(v: dict[str, Any]) -> str:
    case = ", in lower case" if v["lower"] else ""
    each = v["characters"] / max(1, v["stream"])
    size = "" if v["tokens"] == "characters" else f" ({each:.2g} characters each)"
    return (
        f"The text is cut into {_UNITS[v['tokens']]}{case} ({_REASONS[v['reason']]}): {v['stream']:,} training tokens{size}, "
        f"a vocabulary of {v['vocabulary']:,} from the training text alone; windows of {v['window']:,} tokens (--max-length)."
    )


def _rule(v: dict[str, Any]) -> str:
    sizes = ", ".join(f"{_PARTS[part]} {count:,}" for part, count in v["characters"].items())
    return f"{_RULES[v['how']]}; characters: {sizes}."


def _frequent(counts: list[tuple[str, int]]) -> str:
    return "  ".join(f"{token} {count:,}" for token, count in counts)


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "corpus.read": lambda v: f"Read {_files(v['files'])} of {v['characters']:,} characters in all.",
    "corpus.profile": lambda v: (
        f"{_files(v['documents'])}, {v['lines']:,} lines, {v['characters']:,} characters; {v['tokens']:,} "
        f"{_COUNTED[v['unit']]}, {v['different']:,} different. Most frequent: {_frequent(v['frequent'])}"
    ),
    "corpus.recognised": (
        "{source} is read as running text: what is learned is what comes next in it. --task embed learns vectors of words "
        "from it, --kind table reads its lines as rows."
    ),
    "corpus.other_task": (
        "{source} is running text without labels, from which --task {task} cannot be learned. Leave --task out (what comes "
        "next), use --task embed (vectors of words), or --kind table where its lines are rows."
    ),
    "corpus.left_out": lambda v: (
        f"Left out, because they are no text by their names: {_some(v['examples'], v['count'])}. "
        "Name such a file itself to read it."
    ),
    "corpus.empty": lambda v: f"Left out, because nothing stands in them: {_some(v['examples'], v['count'])}.",
    "corpus.no_text": "There is no text in {source}: nothing but white space. Give a file with text in it.",
    "corpus.no_files": lambda v: (
        f"The folder {v['folder']} holds no text file (.txt, .md, .py ...)"
        + (f"; it has {', '.join(v['entries'])}" if v["entries"] else "; it is empty")
        + ". Give a folder of texts, or name the files."
    ),
    "corpus.unknown_source": (
        "An object of type {type} is no running text. Give a file, a folder, a list of either, a list of texts, or stdlib."
    ),
    "corpus.too_large": "With {path} the texts are more than {megabytes:,} MB, which memory may not hold. Give less of them.",
    "corpus.archive": "{path} is an archive. Unpack it, and give the folder.",
    "corpus.rule": _rule,
    "corpus.tokens": _tokens,
    "corpus.unknown": lambda v: (
        f"The held-out text has {v['count']:,} tokens that training never showed ({100 * v['share']:.2g} %); "
        "the model reads them all as the unknown token."
    ),
    "corpus.split_rule": (
        "Running text is not split by the rule {rule}: its lines belong together. It is cut into spans, or whole documents "
        "go to the parts where there are many; leave --split, or give parts by --validation-data and --test-data."
    ),
    "corpus.nothing_left": (
        "--validation-fraction {validation} and --test-fraction {test} leave no text to learn from. Take smaller shares."
    ),
    "corpus.nothing_to_learn": "No text of {source} is left for training. Give a train folder, or leave out --split given.",
    "corpus.no_folds": (
        "Running text is not cross-validated, because spans of one text tell of each other. Leave out --folds {folds}."
    ),
    "corpus.small_vocabulary": (
        "A vocabulary of {vocab_size} is too small: padding, the unknown token and two marks are in it. "
        "Use --vocab-size {least} or more."
    ),
    "corpus.window_too_long": (
        "Windows of {window:,} tokens do not fit into a training text of {tokens:,}. Use a smaller --max-length, or more text."
    ),
    "corpus.too_short": (
        "The training text has {tokens} tokens; at least {least} are needed to learn what follows what. Give more text."
    ),
    "corpus.part_too_short": lambda v: (
        f"The {_PARTS[v['part']]} part has {v['tokens']} tokens, of which none can be foretold. Give more text, or a larger "
        f"{'share of it' if v['part'] == 'train' else '--' + v['part'] + '-fraction'}."
    ),
}

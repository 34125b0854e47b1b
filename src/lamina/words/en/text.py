"""English sentences of `text`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import did_you_mean, many, some

_UNITS = {"pieces": "byte-pair pieces", "words": "words", "characters": "characters"}
_PARTS = {"train": "training", "validation": "validation", "test": "test"}


def _tokens(values: dict[str, Any]) -> str:
    reasons = {
        "asked": "as asked",
        "segmented": "the text comes with blanks between its words; --tokens characters overrules it",
        "unspaced": "the text has no blanks between words; --tokens pieces or words overrules it",
        "spaced": "--tokens words, pieces or characters overrules it",
    }
    seen = ", each seen at least twice" if values["least"] == 2 else ""
    case = ", in lower case" if values["lower"] else ""
    return (
        f"Texts are cut into {_UNITS[values['tokens']]}{case} ({reasons[values['reason']]}); a vocabulary of "
        f"{values['vocabulary']:,}{seen}, from the {values['texts']:,} training texts alone; at most "
        f"{values['max_length']:,} tokens of a text are read."
    )


def _columns(values: dict[str, Any]) -> str:
    names = " and ".join(f'"{name}"' for name in values["texts"])
    unused = f" Not used: {some(values['unused'])}." if values["unused"] else ""
    if not values["guessed"]:
        return f'Texts of {names} are to answer "{values["target"]}".{unused}'
    return (
        f'Read as texts: {names} to answer "{values["target"]}". If that is wrong, use --kind table, '
        f"--text-column or --target.{unused}"
    )


def _shared(values: dict[str, Any]) -> str:
    pairs = []
    for pair, count in values["pairs"].items():
        first, _, second = pair.partition("/")
        pairs.append(f"{many(count, 'text', 'texts')} of {_PARTS[second]} also in {_PARTS[first]}")
    return f"The same text in two parts, but for case and blanks: {'; '.join(pairs)}. Scores on them are too good; keep one of each."


def _profile(values: dict[str, Any]) -> str:
    low, middle, most, nearly, high = (f"{value:,}" for value in values["lengths"])
    frequent = "  ".join(f"{token} {count:,}" for token, count in values["frequent"])
    unit = "characters" if values["unit"] == "characters" else "words and signs"
    return (
        f"{many(values['texts'], 'text', 'texts')} of {values['tokens']:,} {unit}, {values['different']:,} different. "
        f"Length: {low} to {high}, half have at most {middle}, 95 % at most {most}, 99 % at most {nearly}. "
        f"Most frequent: {frequent}"
    )


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "text.tokens": _tokens,
    "text.tokens_of_weights": lambda v: (
        f"Texts are cut into {_UNITS[v['tokens']]} with the vocabulary of {v['vocabulary']:,} of the weights that are "
        f"started from; at most {v['max_length']:,} tokens of a text are read."
    ),
    "text.tokens_given": "{option} has no effect with --weights: tokens and vocabulary are those of the weights. Leave it out.",
    "text.columns": _columns,
    "text.files": lambda v: (
        f"{many(v['files'], 'text file', 'text files')} of {many(v['classes'], 'class', 'classes')}, by their folders; encoding {', '.join(v['encodings'])}."
    ),
    "text.encodings": lambda v: (
        f"Not UTF-8, so the encoding was guessed: {', '.join(f'{file} {encoding}' for file, encoding in v['files'].items())}"
        f"{' ...' if v['count'] > len(v['files']) else ''}. Overrule with --encoding."
    ),
    "text.other_files": lambda v: (
        f"{many(v['count'], 'file that is', 'files that are')} no .txt left out: {some(v['examples'])}{' ...' if v['count'] > len(v['examples']) else ''}."
    ),
    "text.files_left_out": lambda v: (
        f"{many(v['count'], 'text file that lies', 'text files that lie')} in no class folder left out: {some(v['examples'])}{' ...' if v['count'] > len(v['examples']) else ''}."
    ),
    "text.no_files": "{path} has no text in a folder of its class. Expected {path}/<class>/<name>.txt, with or without train/ and test/ above the classes.",
    "text.too_large": "The text {path} is too large ({megabytes:,} MiB). Cut it into several files.",
    "text.no_such_column": lambda v: (
        f'There is no column "{v["name"]}" with the text.{did_you_mean(v)} The columns are: {some(v["names"])}. Set --text-column.'
    ),
    "text.no_text": lambda v: (
        f"No column holds text (columns: {some(v['names']) or 'none'}). Name it with --text-column, or use --kind table."
    ),
    "text.nothing_to_read": lambda v: (
        f'No column reads like text (columns: {some(v["names"]) or "none"}). Call the one with the text "text", or give a table '
        "with that column alone, a .txt file or a folder of them."
    ),
    "text.column_read": 'The texts are those of the column "{column}".',
    "text.target_is_text": 'The column "{name}" is the target and cannot be the text as well. Set --text-column to another one.',
    "text.no_target": lambda v: (
        f"Beside the text ({some(v['texts'])}) no column can be learned; there must be one with a class or a number. Columns: {some(v['names'])}."
    ),
    "text.all_empty": "Nearly all of the {rows:,} texts of {source} are empty. Is --text-column the right one?",
    "text.empty_rows": lambda v: (
        f"{many(v['count'], 'row', 'rows')} without text left out ({v['unit']}{'s' if v['count'] > 1 else ''} {', '.join(v['places'])}{' ...' if v['count'] > len(v['places']) else ''})."
    ),
    "text.cut": lambda v: (
        f"{v['count']:,} of {v['texts']:,} texts have more than {v['max_length']:,} tokens (up to {v['longest']:,}) and are cut there; --max-length changes it."
    ),
    "text.unknown_share": "The vocabulary does not know {share:.1%} of the tokens of the held-out texts.",
    "text.shared": _shared,
    "text.not_a_text_model": "This model was not trained on texts; it cannot answer them.",
    "text.empty": "no text",
    "text.was_cut": "only the first {max_length:,} of {tokens:,} tokens are read",
    "text.unknown": "{unknown:,} of {tokens:,} tokens were never seen in training",
    "text.profile": _profile,
}

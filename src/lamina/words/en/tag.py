"""English sentences of `tag`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.en.forms import did_you_mean, some

_PARTS = {"train": "training", "validation": "validation", "test": "test"}
_OPTIONS = {
    "sentence-column": "which sentence a token belongs to", "text-column": "the token", "target": "the token's label",
}  # fmt: skip


def _read(values: dict[str, Any]) -> str:
    scored = f", of which {values['scored']:,} have a label" if values["scored"] < values["tokens"] else ""
    columns = f" (columns {' and '.join(values['columns'])})" if values["columns"] else ""
    return (
        f"Read as labelled tokens: {values['sentences']:,} sentences of {values['tokens']:,} tokens{columns}{scored}; "
        f'{values["labels"]:,} labels ("{values["target"]}"). If that is wrong, use --kind table.'
    )


def _tokens(values: dict[str, Any]) -> str:
    seen = ", each seen at least twice" if values["least"] == 2 else ""
    case = ", in lower case" if values["lower"] else ""
    unit = "characters" if values["tokens"] == "characters" else "tokens"
    longer = (
        f" {values['longer']:,} sentences are longer than {values['max_length']:,} and read in pieces."
        if values["longer"] else ""
    )  # fmt: skip
    return (
        f"A vocabulary of {values['vocabulary']:,} {unit}{seen}{case}, from the {values['sentences']:,} training sentences "
        f"alone; any other is the unknown token.{longer}"
    )


def _shared(values: dict[str, Any]) -> str:
    pairs = []
    for pair, count in values["pairs"].items():
        first, _, second = pair.partition("/")
        pairs.append(f"{count:,} of {_PARTS[second]} also in {_PARTS[first]}")
    return f"The same sentence in two parts, token for token: {'; '.join(pairs)}."


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "tag.read": _read,
    "tag.tokens": _tokens,
    "tag.shared": _shared,
    "tag.unknown_share": lambda v: (
        f"The vocabulary does not know {v['share']:.1%} of the tokens of the {_PARTS[v['part']]} part."
    ),
    "tag.rare": lambda v: (
        f"Labels with fewer than {v['few']} training tokens, hardly to be learned: "
        + some([f"{name} ({count})" for name, count in v["labels"].items()])
        + "."
    ),
    "tag.scored": lambda v: (
        f"Scored: {v['tokens']:,} tokens of {v['sentences']:,} sentences, {v['unknown']:,} of them not in the vocabulary; "
        "intervals come from resampling whole sentences."
    ),
    "tag.python_lines": "{lines:,} lines of Python's own standard library, none twice; {train} modules for training, {test} others for the test.",
    "tag.word_labels": 'the most frequent label of each of {words:,} words ({tokens:,} training tokens); "{most}" of an unknown word, as of those that were new in the second half of training',
    "tag.unknown_token": "never seen in training",
    "tag.in_pieces": "the sentence is read in pieces of {most:,} tokens",
    "tag.profile": lambda v: (
        f"{v['sentences']:,} sentences of {v['tokens']:,} tokens, {v['different']:,} different; {v['lengths'][0]} to "
        f"{v['lengths'][2]} tokens, half have at most {v['lengths'][1]}. {v['ambiguous']:.1%} of the tokens are words that "
        "have more than one label. " + ("Labels mark spans (B- and I-)." if v["spans"] else "Labels mark no spans.")
    ),
    "tag.ragged": "Line {line} of {file} has {columns} filled columns, the other lines have {width}. Each line needs a token and its label, and a blank line ends a sentence.",
    "tag.one_sentence": "{file} has no blank line, so that its {tokens:,} tokens would be one sentence. Put a blank line after each sentence.",
    "tag.no_sentences": "{source} has no token with a label. Expected: a token, a tab or blank, and its label on each line, and a blank line after each sentence; or a table with --sentence-column.",
    "tag.no_such_column": "{file} has {width} columns; the labels cannot be in column {column}. The first column is the token's: use --target 2 to {width}.",
    "tag.column_by_number": 'The columns of this file have no names; "{target}" is none. Give the number of the label\'s column, as in --target 2.',
    "tag.no_column": lambda v: (
        f'There is no column "{v["name"]}" for {_OPTIONS[v["option"]]}.{did_you_mean(v)} The columns are: {some(v["names"])}. Set --{v["option"]}.'
    ),
    "tag.column_unknown": lambda v: (
        f"No column says {_OPTIONS[v['option']]} (columns: {some(v['names'])}). A table has a row for each token, with its "
        f"sentence; else give the sentences as lines of a .txt file. Set --{v['option']} to one of the columns."
    ),
    "tag.no_label": lambda v: (
        f'{"Line" if v["lined"] else "Row"} {v["number"]:,} of {v["file"]} has the token "{v["token"]}" and no "{v["target"]}". Give it a label, or take the token out.'
    ),
    "tag.lengths": "Row {row:,} (counted from 0) has {tokens:,} tokens and {labels:,} labels. Each token needs one label.",
    "tag.one_label": 'All tokens of {source} have the same label "{label}"; there is nothing to learn.',
    "tag.other_task": '{source} has a label for each token, which is the task "tag", not "{task}". Leave --task out, or use --kind table.',
    "tag.pieces": "Tokens that have labels cannot be cut into pieces. Leave --tokens out, or use words or characters.",
    "tag.nothing_to_tag": "There is no token to label: the data is empty.",
}

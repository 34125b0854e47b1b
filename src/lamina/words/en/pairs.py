"""English sentences of `pairs`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

_UNITS = {"pieces": "byte-pair pieces", "words": "words", "characters": "characters"}


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _names(names: list[Any]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _nearest(values: dict[str, Any]) -> str:
    return f' Did you mean "{values["nearest"]}"?' if values.get("nearest") else ""


def _tokens(values: dict[str, Any]) -> str:
    (first, second), (read, written) = values["vocabulary"], values["max_length"]
    asked = "as asked" if values["asked"] else "--tokens words or characters overrules it"
    case = ", in lower case" if values["lower"] else ""
    if values["shared"]:
        vocabulary = f"one vocabulary of {first:,} for both sides"
    else:
        one, other = values["names"]
        vocabulary = f'a vocabulary of {first:,} for "{one}" and of {second:,} for "{other}"'
    return (
        f"Pairs are cut into {_UNITS[values['tokens']]}{case} ({asked}); {vocabulary}, from the "
        f"{_count(values['pairs'], 'training pair', 'training pairs')} alone; at most {read:,} tokens are read and {written:,} written."
    )


def _long(values: dict[str, Any]) -> str:
    limits = f"more than {values['text']:,} tokens to read or {values['into']:,} to write"
    parts = []
    if values["dropped"]:
        parts.append(f"{_count(values['dropped'], 'training pair has', 'training pairs have')} {limits}: left out")
    if values["cut"]:
        one = values["cut"] == 1
        held = _count(values["cut"], "held-out pair has", "held-out pairs have")
        more = f"{held} {'as many' if values['dropped'] else limits}: {'its source is' if one else 'their sources are'}"
        parts.append(f"{more} cut, and the whole translation still counts")
    return f"{'; '.join(parts)}. --max-length changes it."


def _files(values: dict[str, Any]) -> str:
    alone = len(values["parts"]) == 1
    parts = [f"{'' if alone else part + ' '}{first} with {second}" for part, (first, second) in values["parts"].items()]
    return f"Read as pairs, line by line: {'; '.join(parts)}."


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "pairs.tokens": _tokens,
    "pairs.long": _long,
    "pairs.files": _files,
    "pairs.files_left_out": lambda v: (
        f"{_count(v['count'], 'further pair of files', 'further pairs of files')} not used: {', '.join(v['names'])}. "
        "Score the model on one of them with `lamina evaluate`."
    ),
    "pairs.direction": lambda v: (
        f'The folder has {", ".join(v["languages"])}: read as "{v["source"]}", to be translated into "{v["into"]}". '
        "--into says otherwise."
    ),
    "pairs.columns": lambda v: (
        f'Read as pairs: "{v["source"]}" is translated into "{v["into"]}" (--text-column, --into).'
        + (f" Not used: {', '.join(v['unused'])}." if v["unused"] else "")
    ),
    "pairs.empty": lambda v: (
        f"{_count(v['count'], 'pair', 'pairs')} with an empty side left out ({v['unit']} {', '.join(v['places'])}{' ...' if v['count'] > len(v['places']) else ''})."
    ),
    "pairs.unequal": "{first} has {first_lines:,} lines and {second} has {second_lines:,}; line n of one must translate line n of the other. Align the files.",
    "pairs.into_itself": "{file} was given as both sides of the translation. Name the file of its translations with --into.",
    "pairs.no_partner": "{file} has no translation beside it: {expected} was expected. Name it, or put it there.",
    "pairs.which_into": lambda v: (
        f"{v['file']} is one side of a translation. Say what it is translated into: --into FILE, aligned line by line"
        + (f" (beside it: {', '.join(v['others'][:5])})." if v["others"] else ".")
    ),
    "pairs.no_training_files": "{folder} has no training files of both {source} and {into}; expected train.{source} and train.{into}.",
    "pairs.no_language": lambda v: (
        f'{v["folder"]} has no "{v["language"]}".{_nearest(v)} Its languages are: {v["languages"]}.'
    ),
    "pairs.no_files": "{folder} has no pairs of aligned files by part and language, such as test.de and test.en.",
    "pairs.no_column": lambda v: (
        f'There is no column "{v["name"]}".{_nearest(v)} The columns are: {_names(v["names"])}. Set --text-column and --into.'
    ),
    "pairs.two_columns": lambda v: (
        f"Pairs need two columns, what is read and what is written (columns: {_names(v['names']) or 'none'}). Set --text-column and --into."
    ),
    "pairs.too_few": "{source} has {filled} of {pairs} pairs with a text on both sides; at least 2 are needed.",
    "pairs.all_long": "All {pairs:,} training pairs have more than {text:,} tokens to read or {into:,} to write. Raise --max-length.",
    "pairs.draws_nothing": "--{option} is for texts that are drawn; a translation is looked for, by --beam. Leave it out.",
    "pairs.sample": lambda v: (
        f'Epoch {v["epoch"]}: BLEU {v["bleu"]:.1f} on {v["pairs"]} validation pairs, greedy. "{v["source"]}" became '
        f'"{v["answer"]}" (reference: "{v["reference"]}").'
    ),
    "pairs.bad_option": "--{option} {value} is not possible; it must be a whole number of at least 1.",
}

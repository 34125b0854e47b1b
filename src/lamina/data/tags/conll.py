"""Files of tokens and their labels, a token a line and a blank line between sentences (Tjong Kim Sang & De Meulder 2003).

EU      B-ORG        the first column is the token, the last one its label; between them tabs or blanks.
rejects O            A file of one column has tokens alone. CoNLL-U (ten columns, the token's number first) has the
                     token in its second column, the label in its fourth.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.encoding import to_utf8
from lamina.data.number_text import is_number
from lamina.data.tables.peek import read_head

SUFFIXES = frozenset((".conll", ".conllu", ".conll2003", ".iob", ".iob2", ".bio", ".bmes", ".bioes"))
DOCUMENT = "-DOCSTART-"  # a line between documents, no token
_UNIVERSAL = 10  # columns of CoNLL-U
_MOST_LABELS = 0.5  # different labels per token of a head, above which the last column is no label


@dataclass(frozen=True)
class Sentence:
    """Tokens, their labels (() where there are none), and where the first token stands: its line in a file (from 1),

    else its row (from 0).
    """

    tokens: tuple[str, ...]
    labels: tuple[str, ...]
    line: int


def read_conll(text: str, file: str, column: int = 0) -> list[Sentence]:
    """The sentences of a file. column: of the labels, from 1 (0: the last one).

    Raises InputError for a line with another number of columns than the others, and for a column that is not there.
    """
    rows = _rows(text)
    width = _width(rows)
    universal = _is_universal(rows, width)
    token, label = (1, 3) if universal else (0, width - 1)
    if column:
        if not 1 < column <= width:
            raise InputError("tag.no_such_column", file=file, column=column, width=width)
        label = column - 1
    found: list[Sentence] = []
    for block in _blocks(rows, width, file):
        if universal:  # 3-4 spans two tokens, 5.1 was not written
            block = [(line, fields) for line, fields in block if fields[0].isdecimal()]
        block = [(line, fields) for line, fields in block if not fields[0].startswith(DOCUMENT)]
        if block:
            labels = tuple(fields[label] for _, fields in block) if width > 1 else ()
            found.append(Sentence(tuple(fields[token] for _, fields in block), labels, block[0][0]))
    return found


def is_conll(path: Path, config: DataConfig) -> bool:
    """Whether the head of a file has labelled tokens: lines of equal width, blank lines between, few labels, no numbers."""
    try:
        text = to_utf8(read_head(path), config.encoding, str(path))[0].decode("utf-8", "replace")
    except InputError:
        return False  # what is wrong with the file is said when it is read
    rows = _rows(text)
    width = _width(rows)
    if width < 2 or any(len(fields) != width for _, fields in rows if fields and not _is_comment(fields, width)):
        return False
    try:
        sentences = read_conll(text, str(path))
    except InputError:
        return False
    labels = [label for sentence in sentences for label in sentence.labels]
    if len(sentences) < 2 or len(labels) < 2 * len(sentences) or any(map(is_number, labels)):
        return False
    return len(set(labels)) <= max(3, _MOST_LABELS * len(labels))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """(line from 1, its fields, [] of a blank line); between tabs where there are any, else between blanks."""
    lines = text.split("\n")
    tabs = any("\t" in line for line in lines)
    split = (lambda line: [field.strip() for field in line.split("\t")]) if tabs else str.split
    return [(number, split(line) if line.strip() else []) for number, line in enumerate(lines, start=1)]


def _width(rows: Sequence[tuple[int, list[str]]]) -> int:
    """The usual number of columns."""
    counts = Counter(len(fields) for _, fields in rows if fields)
    return counts.most_common(1)[0][0] if counts else 0


def _is_comment(fields: Sequence[str], width: int) -> bool:
    return len(fields) != width and fields[0].startswith("#")


def _is_universal(rows: Sequence[tuple[int, list[str]]], width: int) -> bool:
    firsts = [fields[0] for _, fields in rows if len(fields) == width]
    return width == _UNIVERSAL and all(first[:1].isdecimal() for first in firsts)


def _blocks(rows: Sequence[tuple[int, list[str]]], width: int, file: str) -> list[list[tuple[int, list[str]]]]:
    """The lines of each sentence."""
    blocks: list[list[tuple[int, list[str]]]] = [[]]
    for line, fields in rows:
        if not fields:
            blocks.append([])
        elif _is_comment(fields, width) or (fields[0].startswith(DOCUMENT) and len(fields) != width):
            continue
        elif len(fields) != width or not all((fields[0], fields[-1])):
            raise InputError("tag.ragged", file=file, line=line, columns=sum(map(bool, fields)), width=width)
        else:
            blocks[-1].append((line, fields))
    return [block for block in blocks if block]

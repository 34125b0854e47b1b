"""Pairs in aligned files: line n of one translates line n of the other; and folders of such files by part and language.

train.de  train.en  val.de  val.en  test_2016_flickr.de  test_2016_flickr.en ...        each also as .gz
"""

import re
from dataclasses import dataclass
from pathlib import Path

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.encoding import to_utf8
from lamina.data.images.folder import natural
from lamina.data.suffixes import PART_FOLDERS
from lamina.data.tables.text_table import read_bytes

_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?")
_NO_LANGUAGES = frozenset(("bz2", "csv", "dat", "doc", "bmp", "gif", "h", "jpg", "npy", "npz", "log", "md", "pdf", "png", "py", "sh", "tab", "tar", "tgz", "tsv", "txt", "xls", "xml", "xz", "zip"))  # fmt: skip
_SHOWN = 6


@dataclass(frozen=True)
class Aligned:
    """Two files of one part, and what the sides are called (languages, or the files' names)."""

    part: str
    source: Path
    into: Path


def stem_and_language(path: Path) -> tuple[str, str]:
    """("val", "de") of val.de or val.de.gz; the language is "" where the ending is none."""
    name = path.name.removesuffix(".gz")
    stem, _, ending = name.rpartition(".")
    known = stem and _LANGUAGE.fullmatch(ending) and ending not in _NO_LANGUAGES
    return (stem, ending) if known else (name, "")


def languages_of(folder: Path) -> tuple[str, ...]:
    """Languages of which a folder has training files, as endings, in order; () where it has no two."""
    found = {language for part, _, language, _ in _listed(folder) if part == "train"}
    return tuple(sorted(found)) if len(found) > 1 else ()


def in_folder(folder: Path, source: str, into: str) -> tuple[list[Aligned], tuple[Note, ...]]:
    """The pairs of files of a folder by part, one pair for each; further ones are left out, and that is said."""
    files = {(stem, language): path for _, stem, language, path in _listed(folder)}
    parts = {stem: part for part, stem, _, _ in _listed(folder)}
    chosen: dict[str, Aligned] = {}
    left: list[str] = []
    for stem in sorted(parts, key=natural):
        first, second = files.get((stem, source)), files.get((stem, into))
        if first is None or second is None:
            continue
        if parts[stem] in chosen:
            left.append(stem)
        else:
            chosen[parts[stem]] = Aligned(parts[stem], first, second)
    if "train" not in chosen:
        raise InputError("pairs.no_training_files", folder=str(folder), source=source, into=into)
    told = (Note(code="pairs.files_left_out", parameters={"names": left[:_SHOWN], "count": len(left)}),) if left else ()
    return list(chosen.values()), told


def partner(path: Path, into: Path) -> Path:
    """The translation that stands beside a file: the same name with the ending of `into`; refused where it is not there."""
    stem, _ = stem_and_language(path)
    ending = into.name.removesuffix(".gz").rpartition(".")[2]
    places = [path.with_name(f"{stem}.{ending}{packed}") for packed in ("", ".gz")]
    found = next((place for place in places if place.is_file() and place != path), None)
    if found is None:
        raise InputError("pairs.no_partner", file=str(path), expected=str(places[0]))
    return found


def aligned_lines(pair: Aligned, config: DataConfig) -> tuple[list[str], list[str]]:
    """The lines of both files; unequal counts are refused with both of them."""
    first, second = (lines_of(path, config) for path in (pair.source, pair.into))
    if len(first) != len(second):
        told = {"first": str(pair.source), "second": str(pair.into), "first_lines": len(first)}
        raise InputError("pairs.unequal", **told, second_lines=len(second))
    return first, second


def lines_of(path: Path, config: DataConfig) -> list[str]:
    """The lines of a text file; only the line feed ends one, so that both sides are cut alike."""
    text = _read(path, config)[0].decode("utf-8")
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if not lines[-1].strip("\x1a") else lines


def encoding_of(path: Path, config: DataConfig) -> str:
    """The encoding that a text file is read in."""
    return _read(path, config)[1]


def _read(path: Path, config: DataConfig) -> tuple[bytes, str]:
    return to_utf8(read_bytes(path), config.encoding, str(path))


def _listed(folder: Path) -> list[tuple[str, str, str, Path]]:
    """(part, stem, language, path) of the files of a folder whose names have all of these."""
    found = []
    for path in sorted(folder.iterdir()):
        stem, language = stem_and_language(path)
        part = PART_FOLDERS.get(re.split(r"[_.\-\d]", stem.lower(), maxsplit=1)[0], "")
        if language and part and path.is_file():
            found.append((part, stem, language, path))
    return found

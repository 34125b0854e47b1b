"""Running text: a file, several, a folder of them, texts in memory, or Python's own standard library; nothing is cut yet.

What learns from running text (language models, word vectors) reads it here, once: every document whole, in a fixed
order, with line ends as "\\n" and all else as it was written.
"""

import bz2
import gzip
import hashlib
import lzma
import os
import sysconfig
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from glob import glob
from pathlib import Path
from typing import Any

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.files import missing
from lamina.core.records import Note
from lamina.data.encoding import encoding_notes, to_utf8
from lamina.data.images.folder import natural
from lamina.data.suffixes import PART_FOLDERS, RUNNING_SUFFIXES, is_archive
from lamina.data.texts.tokens import valid

STDLIB = "stdlib"
# Tests, data written as code (tables of encodings, help topics), and what was installed beside the library.
_LEFT_OUT = frozenset(("site-packages", "dist-packages", "test", "tests", "idle_test", "encodings", "pydoc_data"))
LARGEST = 2**30  # bytes in all
_PACKED: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.decompress, ".xz": lzma.decompress, ".bz2": bz2.decompress}
_SHOWN = 5


@dataclass(frozen=True)
class Document:
    """One text: its name, what stands in it, its part where one is given ("" else), and the encoding of its file."""

    name: str
    text: str
    part: str = ""
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Corpus:
    """Documents in their order. source: as the user named it; fingerprint: sha256 of names, parts and texts."""

    name: str
    source: str
    documents: tuple[Document, ...]
    fingerprint: str
    notes: tuple[Note, ...] = ()

    @property
    def num_characters(self) -> int:
        """Characters of all documents."""
        return sum(len(document.text) for document in self.documents)


def read_corpus(source: Any, config: DataConfig) -> Corpus:
    """Read running text: a path, several (a list, a pattern such as "books/*.txt", or "a.txt,b.txt"), a folder with its

    folders, "stdlib", or a list of texts. config: encoding, validation_data, test_data. A folder's train/, validation/
    and test/ are parts. Raises InputError where there is no text, or a file is none.
    """
    blocks = [("", source), ("validation", config.validation_data), ("test", config.test_data)]
    documents: list[Document] = []
    left: list[str] = []
    for part, given in blocks:
        if part and not given:
            continue
        found, ignored = _documents(given, config.encoding)
        documents += [replace(each, part=part or each.part) for each in found]
        left += ignored
    filled = [document for document in documents if document.text.strip()]
    if not filled:
        raise InputError("corpus.no_text", source=_named(source), files=len(documents))
    read_as = {document.name: document.encoding for document in filled}
    notes = (*_notes(documents, filled, left), *encoding_notes(read_as, config.encoding))
    return Corpus(_short(source), _named(source), tuple(filled), _fingerprint(filled), notes)


def document_of(text: str, name: str = "text") -> Document:
    """A text in memory as a document: line ends as "\\n", half characters replaced."""
    return Document(name, valid(text).replace("\r\n", "\n").replace("\r", "\n"))


def _documents(source: Any, encoding: str) -> tuple[list[Document], list[str]]:
    """The documents of one source, and the names of files that were left out."""
    if isinstance(source, str) and source == STDLIB:
        return _read([*_library()], encoding), []
    if isinstance(source, str | Path):
        return _from_paths(_expanded(source), encoding)
    listed = list(source) if isinstance(source, Sequence) and not isinstance(source, bytes | bytearray) else []
    items = [item for item in listed if isinstance(item, str | Path)]
    if not items or len(items) < len(listed):
        raise InputError("corpus.unknown_source", type=type(source).__name__)
    if all(isinstance(item, Path) or _is_there(item) for item in items):
        return _from_paths([Path(item).expanduser() for item in items], encoding)
    return [document_of(str(text), f"text {number}") for number, text in enumerate(items, 1)], []


def _is_there(text: str) -> bool:
    try:
        return len(text) < 4096 and "\n" not in text and Path(text).expanduser().exists()
    except (OSError, ValueError):
        return False


def _expanded(source: str | Path) -> list[Path]:
    """The paths that a name stands for: itself, those of a pattern, or several with commas between."""
    text = str(source)
    if not text.strip():
        raise InputError("table.no_data")
    path = Path(text).expanduser()
    if path.exists():
        return [path]
    if any(sign in text for sign in "*?["):
        found = [Path(name) for name in sorted(glob(str(path), recursive=True), key=natural)]
        if found:
            return found
    if "," in text:
        return [each for name in text.split(",") if name.strip() for each in _expanded(name.strip())]
    raise missing(path)


def _from_paths(paths: Sequence[Path], encoding: str) -> tuple[list[Document], list[str]]:
    files: list[tuple[Path, str]] = []
    left: list[str] = []
    for path in paths:
        if not path.exists():
            raise missing(path)
        if not path.is_dir():
            files.append((path, path.name))
            continue
        inside = [(place, place.relative_to(path).as_posix()) for place in _walk(path)]
        usable = [pair for pair in inside if _suffix(pair[1]) in RUNNING_SUFFIXES]
        if not usable:
            raise InputError("corpus.no_files", folder=str(path), entries=[name for _, name in inside[:_SHOWN]])
        files += usable
        left += [name for place, name in inside if (place, name) not in set(usable)]
    return _read(files, encoding), left


def _read(files: Sequence[tuple[Path, str]], encoding: str) -> list[Document]:
    total, documents = 0, []
    parted = any(_part(name) == "train" for _, name in files)
    for path, name in files:
        content = _bytes(path)
        total += len(content)
        if total > LARGEST:
            raise InputError("corpus.too_large", path=str(path), megabytes=LARGEST // 2**20)
        text, found = to_utf8(content, encoding, str(path)) if content.strip() else (b"", "utf-8")
        plain = document_of(text.decode("utf-8"))
        documents.append(Document(name, plain.text, _part(name) if parted else "", found))
    return documents


def _bytes(path: Path) -> bytes:
    if is_archive(path.name):
        raise InputError("corpus.archive", path=str(path))
    try:
        if path.stat().st_size > LARGEST:
            raise InputError("corpus.too_large", path=str(path), megabytes=LARGEST // 2**20)
        unpack = _PACKED.get(path.suffix.lower())
        return unpack(path.read_bytes()) if unpack else path.read_bytes()
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise InputError(
            "table.cannot_read", file=str(path), reason=getattr(error, "strerror", None) or str(error)
        ) from error


def _walk(folder: Path) -> Iterator[Path]:
    """Files below a folder in natural order; hidden files and folders are left out."""
    for place, inside, names in os.walk(folder):
        inside[:] = sorted((name for name in inside if name[0] not in "._"), key=natural)
        yield from (Path(place, name) for name in sorted(names, key=natural) if not name.startswith("."))


def _library() -> Iterator[tuple[Path, str]]:
    """The sources of the standard library of the Python that runs, with their names in it."""
    root = Path(sysconfig.get_path("stdlib"))
    for path in _walk(root):
        name = path.relative_to(root)
        if path.suffix == ".py" and not _LEFT_OUT.intersection(name.parts):
            yield path, name.as_posix()


def _suffix(name: str) -> str:
    return Path(_unpacked(name).lower()).suffix


def _unpacked(name: str) -> str:
    return name.rsplit(".", 1)[0] if Path(name).suffix.lower() in _PACKED else name


def _part(name: str) -> str:
    """The part that the first folder of a name stands for, or ""."""
    first, slash, _ = name.partition("/")
    return PART_FOLDERS.get(first.lower(), "") if slash else ""


def _named(source: Any) -> str:
    return str(source) if isinstance(source, str | Path) else f"<{type(source).__name__}>"


def _short(source: Any) -> str:
    """A name for the run's folder."""
    if not isinstance(source, str | Path) or any(sign in str(source) for sign in "*?[,"):
        return "texts"
    path = Path(source).expanduser()
    return path.resolve().name if path.is_dir() else _unpacked(path.name).rsplit(".", 1)[0]


def _fingerprint(documents: Sequence[Document]) -> str:
    digest = hashlib.sha256()
    for document in documents:
        content = document.text.encode()
        digest.update(f"{document.part} {document.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _notes(documents: Sequence[Document], filled: Sequence[Document], left: Sequence[str]) -> tuple[Note, ...]:
    told = {"files": len(filled), "characters": sum(len(each.text) for each in filled)}
    notes = [Note(code="corpus.read", parameters=told)]
    if left:
        notes.append(Note(code="corpus.left_out", parameters={"count": len(left), "examples": list(left[:_SHOWN])}))
    empty = [document.name for document in documents if not document.text.strip()]
    if empty:
        notes.append(Note(code="corpus.empty", parameters={"count": len(empty), "examples": empty[:_SHOWN]}))
    return tuple(notes)

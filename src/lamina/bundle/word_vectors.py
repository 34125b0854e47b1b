"""Word vectors in the two formats of word2vec, which most tools read: text, and binary.

    34000 100                     number of words, numbers of each
    the 0.1 -0.2 ...              text: a line a word; binary: the word, a blank, float32 little-endian, a line end

Read are also text files without the first line (as GloVe's) and binary ones without the line ends.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from lamina.core.errors import InputError
from lamina.core.files import write_atomically

MOST_NUMBERS = 2**32  # in a file that is read


def write_vectors(path: Path, words: Sequence[str], table: Tensor, *, binary: bool = False) -> Path:
    """Write words with their vectors (V, D); read back, they are the same float32 numbers. None may hold a blank."""
    rows = table.detach().cpu().to(torch.float32).numpy()
    if split := [word for word in words if not word or word.split() != [word]]:
        raise InputError("embed.word_with_blank", word=split[0])
    parts = [f"{len(rows)} {rows.shape[1]}\n".encode()]
    for word, row in zip(words, rows, strict=True):
        numbers = row.astype("<f4").tobytes() if binary else " ".join([f"{number:.9g}" for number in row]).encode()
        parts.append(word.encode() + b" " + numbers + b"\n")
    write_atomically(path, b"".join(parts))
    return path


def read_vectors(path: str | Path) -> tuple[tuple[str, ...], Tensor]:
    """(words, their vectors (V, D) float32) of a file in either format, told apart by what stands in it.

    Raises InputError for a file that is cut short, or has lines of different lengths or no numbers.
    """
    place = Path(path)
    try:
        content = place.read_bytes()
    except OSError as error:
        raise InputError("files.cannot_read", path=str(path), reason=error.strerror or str(error)) from error
    first, _, rest = content.partition(b"\n")
    head = first.split()
    if len(head) == 2 and all(cell.isdigit() for cell in head):
        count, width = int(head[0]), int(head[1])
        if count < 1 or width < 1 or count * width > MOST_NUMBERS:
            raise InputError("embed.bad_vectors", path=str(path), place=first.decode()[:60])
        return (
            _read_binary(rest, count, width, path) if _is_binary(rest, width) else _read_text(rest, count, width, path)
        )
    return _read_text(content, None, len(head) - 1, path)


def _is_binary(content: bytes, width: int) -> bool:
    """A first line that is no text of a word and `width` numbers."""
    line = content.partition(b"\n")[0].split()
    try:
        return len(line) != width + 1 or not np.array(line[1:], dtype=np.float32).size
    except ValueError:
        return True


def _read_binary(content: bytes, count: int, width: int, path: str | Path) -> tuple[tuple[str, ...], Tensor]:
    size, at, words = 4 * width, 0, []
    table = np.empty((min(count, len(content) // (size + 2) + 1), width), dtype=np.float32)
    for row in range(count):
        end = content.find(b" ", at)
        if end < 0 or end + 1 + size > len(content) or row >= len(table):
            raise InputError("embed.bad_vectors", path=str(path), place=f"{row + 1:,}")
        words.append(content[at:end].lstrip(b"\n").decode("utf-8", "replace"))
        table[row] = np.frombuffer(content, dtype="<f4", count=width, offset=end + 1)
        at = end + 1 + size
    return tuple(words), torch.from_numpy(table)


def _read_text(content: bytes, count: int | None, width: int, path: str | Path) -> tuple[tuple[str, ...], Tensor]:
    words, rows = [], []
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        cells = line.rstrip().split(" ")
        if cells == [""]:
            continue
        try:
            rows.append(np.array(cells[-width:], dtype=np.float32))
        except ValueError:
            rows.append(np.empty(0))
        if width < 1 or len(rows[-1]) != width or len(cells) != width + 1:
            raise InputError("embed.bad_vectors", path=str(path), place=f"{number:,}")
        words.append(cells[0])
    if not rows or (count is not None and len(rows) != count):
        raise InputError("embed.bad_vectors", path=str(path), place=f"{len(rows) + 1:,}")
    return tuple(words), torch.from_numpy(np.stack(rows))

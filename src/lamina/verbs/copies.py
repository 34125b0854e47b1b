"""Rows given for a score that the model has already learned from: exact copies, found by a fingerprint of each row.

The fingerprints (64 bits a row, sorted) stay in the run's folder, never in the bundle: who holds them can ask whether
a row that they know was among the training rows.
"""

import io
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.errors import InputError
from lamina.core.files import write_atomically
from lamina.core.records import Note
from lamina.core.spec import TextSpec
from lamina.data.corpus.prepared import PreparedCorpus
from lamina.data.corpus.token_runs import RUN, run_keys
from lamina.data.duplicates import row_keys
from lamina.data.images.twins import image_keys
from lamina.data.pairs.tokens import pair_keys
from lamina.data.prepared import Prepared
from lamina.data.tables.encoded import Encoded
from lamina.data.texts.tokens import token_keys

NOTEWORTHY = 0.01  # share of copies from which scores say little of new data
LEARNED = ("train", "validation")  # validation rows choose the epoch and the temperature


def write_learned_rows(path: Path, prepared: Prepared) -> None:
    """Save the fingerprints of the rows that a training learns from, sorted, as uint64 in NumPy's format.

    Of running text those of its runs of tokens, wherever they are cut; not of what word vectors learn from, on which
    nothing is ever scored.
    """
    if prepared.spec.task == "embed":
        return
    if isinstance(prepared, PreparedCorpus):
        assert prepared.spec.text is not None
        keys = [run_keys(prepared.streams[name], prepared.spec.text) for name in LEARNED if name in prepared.streams]
    else:
        keys = [fingerprints(prepared.parts[name]) for name in LEARNED if name in prepared.parts]
    buffer = io.BytesIO()
    np.save(buffer, np.unique(np.concatenate(keys)).astype("<u8"), allow_pickle=False)
    write_atomically(path, buffer.getvalue())


def fingerprints(part: Part) -> NDArray[np.uint64]:
    """(n,) of a table's rows inputs and target, of images the pixels as the network gets them, of texts the tokens."""
    if "written" in part.inputs:
        return pair_keys(part)
    if "tokens" in part.inputs:
        return token_keys(part)
    images = part.inputs.get("images")
    return row_keys(part) if images is None else image_keys(images)


def copies_note(path: Path | None, scored: Encoded) -> Note:
    """How many of the rows to be scored (with target) are exact copies of learned ones.

    path: of the fingerprints; None for a bundle alone. Where they are missing or damaged, the note says that nothing is known.
    """
    assert scored.target is not None
    known = _read(path)
    if known is None:
        return Note(code="verbs.copies_unknown", parameters={"alone": path is None})
    part = Part("data", scored.inputs, scored.target, None, torch.arange(len(scored)))
    copies = int(np.isin(fingerprints(part), known).sum())
    return Note(code="verbs.copies", parameters={"copies": copies, "rows": len(scored)})


def runs_note(path: Path | None, stream: Tensor, text: TextSpec) -> Note:
    """How much of running text that is to be scored stands word for word in what was learned; path: as above."""
    known = _read(path)
    if known is None:
        return Note(code="verbs.copies_unknown", parameters={"alone": path is None})
    keys = run_keys(stream, text)
    copies = int(np.isin(keys, known).sum())
    return Note(
        code="language.copies",
        parameters={"copies": copies, "rows": len(keys), "run": RUN[text.tokens], "tokens": text.tokens},
    )


def contaminated(note: Note) -> bool:
    """Whether so many of the scored rows were learned from that no verdict can stand on their scores."""
    return note.parameters.get("copies", 0) >= NOTEWORTHY * note.parameters.get("rows", 1) > 0


def _read(path: Path | None) -> NDArray[np.uint64] | None:
    if path is None or not path.is_file():
        return None
    try:
        keys = np.load(path, allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise InputError("files.cannot_read", path=str(path), reason=str(error)) from error
    return keys if keys.dtype == np.dtype("<u8") and keys.ndim == 1 else None

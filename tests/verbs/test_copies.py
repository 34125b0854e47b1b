"""Fingerprints of learned rows: sorted 64-bit numbers in the run's folder, never in the bundle."""

from pathlib import Path

import numpy as np
import pytest
import torch

from lamina.core.batch import Part
from lamina.core.errors import InputError
from lamina.data.row_names import numbered
from lamina.data.tables.encoded import Encoded
from lamina.verbs.copies import copies_note, fingerprints
from lamina.verbs.run import Run


def rows(*numbers: float) -> Encoded:
    values = torch.tensor(numbers, dtype=torch.float64)[:, None]
    inputs = {"numbers": values, "codes": torch.zeros(len(numbers), 0, dtype=torch.int64)}
    return Encoded(inputs, numbered(len(numbers)), values)


def test_a_run_keeps_a_number_per_different_row_and_its_bundle_none(classified: Run) -> None:
    keys = np.load(classified.path / "learned_rows.npy", allow_pickle=False)
    learned = sum(part.rows for part in classified.audit.parts if part.name != "test")
    assert keys.dtype == np.uint64
    assert len(keys) <= learned
    assert bool((np.diff(keys.astype(object)) > 0).all())
    assert not list((classified.path / "model").glob("*.npy"))


def test_equal_rows_are_counted_missing_values_too(tmp_path: Path) -> None:
    known = rows(1.0, float("nan"), 3.0)
    assert known.target is not None
    part = Part("train", known.inputs, known.target, None, torch.arange(3))
    np.save(tmp_path / "k.npy", np.sort(fingerprints(part)))
    note = copies_note(tmp_path / "k.npy", rows(3.0, 3.0000001, float("nan"), 2.0))
    assert (note.code, note.parameters) == ("verbs.copies", {"copies": 2, "rows": 4})


def test_a_damaged_file_is_refused_and_no_pickle_is_read(tmp_path: Path) -> None:
    (tmp_path / "broken.npy").write_bytes(b"\x93NUMPY")
    np.save(tmp_path / "pickle.npy", np.array([{}], dtype=object), allow_pickle=True)
    for name in ("broken.npy", "pickle.npy"):
        with pytest.raises(InputError, match="Cannot read"):
            copies_note(tmp_path / name, rows(1.0))

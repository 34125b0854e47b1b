"""The verb by path and by run."""

from pathlib import Path

import polars as pl
from PIL import Image

import lamina
from lamina.verbs.predict import answers_as_json, answers_of_each
from lamina.verbs.run import Run


def test_by_path_and_by_run_it_is_the_same(regressed: Run, table: Path) -> None:
    assert lamina.predict(regressed.path, str(table)).equals(regressed.predict(str(table)))


def test_nothing_is_answered_with_nothing_wrong(regressed: Run) -> None:
    one = lamina.predict(regressed, [{"size": 10.0, "weight": 5.0, "colour": "red"}])
    assert len(one) == 1
    assert 30 < one["answer"][0] < 55


def test_several_images_stand_one_below_the_other(digits: Run, tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("a.png", "b.png")]
    for path in paths:
        Image.new("L", (32, 32), 40).save(path)
    frame, spec, notes = answers_of_each(digits.path, paths, probabilities=False, crops=1)
    assert frame.height == 2 and all("png" in name for name in frame["file"])
    plain = answers_as_json(frame, spec)
    assert plain["answer"].dtype.is_integer() and plain["file"].dtype == pl.String
    assert len(notes) == len({str(note) for note in notes})

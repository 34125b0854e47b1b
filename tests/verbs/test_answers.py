"""Answers as columns, and which rows can be scored."""

from pathlib import Path

import pytest
import torch
from PIL import Image

import lamina
from lamina.core.errors import InputError
from lamina.core.spec import DataSpec, TargetSpec
from lamina.verbs.answers import named_answers
from lamina.verbs.run import Run

ABC = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="t", classes=("a", "b", "c")),))


def test_classes_are_answered_by_name_with_their_probability() -> None:
    columns = named_answers(torch.tensor([[0.2, 0.7, 0.1], [0.6, 0.3, 0.1]]).double(), ABC, probabilities=True)
    assert columns["answer"] == ["b", "a"]
    assert columns["probability"] == pytest.approx([0.7, 0.6])
    assert columns["probability_c"] == pytest.approx([0.1, 0.1])


def test_several_numbers_keep_their_names() -> None:
    spec = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="x"), TargetSpec(name="y")))
    assert named_answers(torch.tensor([[1.0, 2.0]]).double(), spec) == {"x": [1.0], "y": [2.0]}


def test_several_labels_are_answered_each() -> None:
    yes = [TargetSpec(name=name, classes=("no", "yes")) for name in ("wet", "cold")]
    spec = DataSpec(kind="table", task="classify", targets=tuple(yes))
    columns = named_answers(torch.tensor([[0.9, 0.2]]).double(), spec)
    assert (columns["wet"], columns["cold"]) == (["yes"], ["no"])


def test_unknown_classes_are_left_out_and_counted(classified: Run) -> None:
    rows = [{"size": 10.0, "weight": 5.0, "colour": "red", "kind": kind} for kind in ("low", "never seen")]
    evaluation = classified.score(rows)
    assert evaluation.rows == 1
    assert any(note.code == "data.rows_without_target" for note in evaluation.notes)
    with pytest.raises(InputError):
        classified.evaluate(rows[1:])


def test_an_unknown_format_is_refused(classified: Run) -> None:
    with pytest.raises(InputError, match="onnx, code"):
        lamina.export(classified, "pickle")


def test_images_for_a_model_of_tables_are_named_as_such(
    classified: Run, digits: Run, tmp_path: Path, table: Path
) -> None:
    (tmp_path / "pictures" / "a").mkdir(parents=True)
    Image.new("L", (8, 8)).save(tmp_path / "pictures" / "a" / "1.png")
    with pytest.raises(InputError, match=r"This model answers tables; .*pictures is a folder of images"):
        classified.predict(tmp_path / "pictures")
    with pytest.raises(InputError, match=r"This model answers images; .*things\.csv is a table"):
        digits.predict(str(table))

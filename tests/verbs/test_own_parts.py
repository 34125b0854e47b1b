"""A run's own parts are those that it was trained on, row for row."""

from pathlib import Path
from types import SimpleNamespace

import torch

from lamina.data.audit import row_ids_hash
from lamina.verbs.own_parts import own_parts
from lamina.verbs.run import Run


def test_a_table_and_images(classified: Run, digits: Run) -> None:
    for run in (classified, digits):
        parts = own_parts(run.model.spec, run.folder)
        assert row_ids_hash(parts) == run.audit.row_ids_hash
        answers = run.model.answer(parts["test"].inputs)
        right = (answers.argmax(dim=1) == parts["test"].target).double().mean()
        assert float(right) == run.evaluation("test").scores["accuracy"].value


def test_running_text(language: SimpleNamespace, tmp_path: Path) -> None:
    run = language.trained(str(language.write_story(tmp_path / "story.txt")), tmp_path)
    parts = own_parts(run.model.spec, run.folder)
    assert parts["train"].inputs["tokens"].dtype == torch.int32 and len(parts["test"])

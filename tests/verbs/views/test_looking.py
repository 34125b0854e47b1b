"""What is looked at: the run's own rows or the user's, as the network takes them."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
import torch

import lamina
from lamina.core.errors import InputError
from lamina.verbs.run import Run
from lamina.verbs.views.looked import Looked
from lamina.verbs.views.looking import look_at


def consistent(run: Run, looked: Looked) -> None:
    """The inputs are what the network takes: it gives the answers that the model gives for the raw rows."""
    model = run.model
    with torch.no_grad():
        output = model.network.eval()(*looked.inputs)
    given = model.finish(output[0] if isinstance(output, tuple) else output).double()
    assert torch.allclose(given, model.answer(looked.raw), atol=1e-6)


def test_held_out_rows_of_each_kind(classified: Run) -> None:
    looked = look_at(classified)
    assert 1 <= len(looked.rows) <= 3 and looked.rows[0].chosen == "sure_right"
    for row in looked.rows:
        assert (row.target == row.answer) == (row.chosen == "sure_right") or row.chosen == "unsure"
        assert classified.model.spec.classes[row.index or 0] == row.answer
    assert set(looked.parts()) == {"train", "validation", "test"}
    consistent(classified, looked)


def test_rows_are_those_that_the_run_predicted(classified: Run) -> None:
    predicted = pl.read_parquet(classified.folder.predictions_file).filter(pl.col("split") == "test")
    names = {
        f"line {line}": (target, answer) for line, target, answer in predicted.select("line", "target", "answer").rows()
    }
    for row in look_at(classified).rows:
        assert names[row.name] == (row.target, row.answer)


def test_numbers_are_chosen_by_their_error(regressed: Run) -> None:
    looked = look_at(regressed)
    assert [row.chosen for row in looked.rows] == ["closest", "typical", "farthest"]
    errors = [abs(float(row.target.replace(",", "")) - float(row.answer.replace(",", ""))) for row in looked.rows]
    assert errors == sorted(errors) and all(row.index is None for row in looked.rows)
    consistent(regressed, looked)


def test_images_and_one_row_by_its_name(digits: Run) -> None:
    looked = look_at(digits)
    assert looked.inputs[0].shape[1:] == (1, 32, 32) and looked.raw["images"].shape[1:] == (32, 32, 1)
    consistent(digits, looked)
    name = looked.rows[-1].name.removeprefix("row ")
    again = look_at(digits, row=name)
    assert again.rows[0].chosen == "given" and again.rows[0].answer == looked.rows[-1].answer
    with pytest.raises(InputError, match=r"no row .* such as \d+; or a file .* INPUT --row 1000000"):
        look_at(digits, row="1000000")


def test_windows_of_running_text(language: SimpleNamespace, tmp_path: Path) -> None:
    run = language.trained(str(language.write_story(tmp_path / "story.txt")), tmp_path)
    looked = look_at(run)
    assert {row.chosen for row in looked.rows} <= {"closest", "typical", "farthest"} and looked.rows
    assert all(row.target and row.answer for row in looked.rows)
    given = look_at(run, "anna met bert")
    assert len(given.rows) == 1 and given.inputs[0].shape[0] == 1 and given.rows[0].index is not None


def test_given_rows_answer_as_predict_does(classified: Run, table: Path, tmp_path: Path) -> None:
    looked = look_at(classified, str(table))
    answers = classified.predict(str(table))["answer"].to_list()
    assert [row.answer for row in looked.rows] == answers[:3] and looked.rows[0].name == "line 2"
    one = look_at(classified, str(table), row="17")
    assert [row.answer for row in one.rows] == answers[15:16] and one.rows[0].target
    with pytest.raises(InputError, match=r'no line "900".*2, 3, 4'):
        look_at(classified, str(table), row="900")


def test_data_that_is_gone_or_changed(classified: Run, table: Path, tmp_path: Path) -> None:
    folder, data = tmp_path / "run", tmp_path / "things.csv"
    shutil.copytree(classified.path, folder)
    config = (folder / "config.json").read_text(encoding="utf-8")
    (folder / "config.json").write_text(config.replace(str(table), str(data)), encoding="utf-8")
    with pytest.raises(InputError, match="INPUT") as caught:
        look_at(lamina.load(folder))
    assert caught.value.code == "explain.no_own_rows"
    data.write_text(table.read_text(encoding="utf-8").replace("red", "green", 1), encoding="utf-8")
    with pytest.raises(InputError, match="changed"):
        look_at(lamina.load(folder))
    given = look_at(lamina.load(folder), str(table))
    assert given.rows and given.parts() == {}


def test_a_damaged_table_of_answers_is_one_sentence(classified: Run, tmp_path: Path) -> None:
    shutil.copytree(classified.path, tmp_path / "run")
    (tmp_path / "run" / "predictions.parquet").write_bytes(b"no parquet")
    with pytest.raises(InputError, match=r"predictions\.parquet is damaged"):
        look_at(lamina.load(tmp_path / "run"))


def test_an_empty_beginning_is_nothing_to_look_at(language: SimpleNamespace, tmp_path: Path) -> None:
    run = language.trained(str(language.write_story(tmp_path / "story.txt")), tmp_path)
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(InputError, match="input is empty"):
        look_at(run, str(tmp_path / "empty.txt"))


def test_a_layer_that_does_not_exist(digits: Run) -> None:
    with pytest.raises(InputError, match=r'"c1.activaton".*Did you mean "c1.activation"') as caught:
        look_at(digits, layer="c1.activaton")
    assert caught.value.code == "explain.no_layer"

"""Which rows are worth looking at, and how they are shown."""

import numpy as np
import polars as pl
import torch

from lamina.core.spec import DataSpec, NumberColumn, TargetSpec, TextSpec
from lamina.evaluation.predictions import predictions_frame
from lamina.report.run.samples import draw_sample_images, draw_sample_rows, pick_samples, sample_table

SPEC = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b")),))


def frame() -> pl.DataFrame:
    first = torch.tensor([0.99, 0.95, 0.9, 0.51, 0.02, 0.4, 0.45], dtype=torch.float64)
    target = torch.tensor([0, 0, 1, 0, 1, 0, 1])
    return predictions_frame("test", range(7), torch.stack([first, 1 - first], dim=1), target, SPEC)


def test_groups_hold_the_right_rows() -> None:
    groups = pick_samples(frame(), "test", SPEC, 2)
    assert groups["sure_right"]["row_id"].to_list() == [0, 4]  # the surest of each class before a second of one
    assert groups["sure_wrong"]["row_id"].to_list() == [2, 5]
    assert groups["unsure"]["row_id"].to_list() == [3, 6]


def test_a_part_that_is_all_right_has_no_wrong_group() -> None:
    right = frame().filter(pl.col("target") == pl.col("answer"))
    assert set(pick_samples(right, "test", SPEC, 2)) == {"sure_right", "unsure"}
    assert pick_samples(right, "validation", SPEC, 2) == {}


def test_numbers_show_the_closest_and_the_farthest(estimated) -> None:
    case = estimated(20)
    groups = pick_samples(case.predictions, "test", case.spec, 3)
    ranked = case.predictions.sort("loss")["row_id"].to_list()
    assert groups["closest"]["row_id"].to_list() == ranked[:3]
    assert groups["farthest"]["row_id"].to_list() == ranked[::-1][:3]


def test_one_row_is_not_shown_twice(estimated) -> None:
    case = estimated(1)
    assert list(pick_samples(case.predictions, "test", case.spec, 3)) == ["closest"]


def test_table_names_rows_as_predictions_do_and_shows_raw_columns() -> None:
    named = frame().with_columns(file=pl.lit("b.csv"), line=pl.col("row_id") + 2)
    raw = pl.DataFrame({"row_id": range(7), "age": [1.5, None, 3.0, 4.0, 5.0, 6.0, 7.0], "target": list("tuvwxyz")})
    table = sample_table(named, "test", SPEC, raw)
    assert table is not None
    heads, lines = table
    assert heads == ["kind", "file", "line", "age", "target", "truth", "answer", "probability"]
    assert lines[0] == ["sure and right", "b.csv", "2", "1.5", "t", "a", "a", "0.99"]
    missing = next(line for line in lines if line[2] == "3")
    assert missing[3] == "–"


def test_only_columns_that_the_network_sees_are_shown() -> None:
    spec = SPEC.model_copy(update={"numbers": (NumberColumn(name="age"),)})
    raw = pl.DataFrame({"row_id": range(7), "name": list("abcdefg"), "age": range(7)})
    table = sample_table(frame(), "test", spec, raw)
    assert table is not None and table[0][:3] == ["kind", "age", "truth"]


def test_a_class_that_is_never_sure_is_not_called_sure() -> None:
    first = torch.tensor([0.99] * 9 + [0.49], dtype=torch.float64)
    rows = predictions_frame(
        "test", range(10), torch.stack([first, 1 - first], dim=1), torch.tensor([0] * 9 + [1]), SPEC
    )
    assert 9 not in pick_samples(rows, "test", SPEC, 4)["sure_right"]["row_id"].to_list()


def test_pictures_of_tables(tmp_path, classified, is_picture) -> None:
    case = classified()
    assert is_picture(draw_sample_rows(tmp_path / "a.png", case.predictions, "test", case.spec))
    assert draw_sample_rows(tmp_path / "b.png", case.predictions, "train", case.spec) is None


def test_pictures_of_images_grey_colour_and_not_square(tmp_path, classified, is_picture) -> None:
    case = classified(kind="images")
    for name, shape in (("grey", (8, 8, 1)), ("colour", (120, 40, 3)), ("two", (5, 9, 2))):
        images = {row: np.full(shape, row % 256, dtype=np.uint8) for row in range(60)}
        path = tmp_path / f"{name}.png"
        assert is_picture(draw_sample_images(path, case.predictions, "test", case.spec, images))
    tensors = {row: torch.zeros(8, 8, 1, dtype=torch.uint8) for row in range(3)}
    assert is_picture(draw_sample_images(tmp_path / "t.png", case.predictions, "test", case.spec, tensors))
    assert draw_sample_images(tmp_path / "n.png", case.predictions, "test", case.spec, {}) is None


def test_a_text_is_shown_by_its_beginning_on_one_line(tmp_path, is_picture) -> None:
    text = TextSpec(tokens="words", vocabulary=("<pad>", "<unk>"), max_length=3)
    spec = DataSpec(kind="text", task="classify", text=text, targets=SPEC.targets)
    texts = ["short\nand\tsweet", "word " * 200_000, *["狗 🙂"] * 5]
    rows = pl.DataFrame({"text": texts, "row_id": range(7)})
    table = sample_table(frame(), "test", spec, rows)
    assert table is not None
    heads, lines = table
    shown = {line[heads.index("text")] for line in lines}
    assert "short and sweet" in shown and max(map(len, shown)) == 302
    picture = draw_sample_rows(tmp_path / "samples.png", frame(), "test", spec, rows)
    assert picture is not None and is_picture(picture)

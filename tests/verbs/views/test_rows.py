"""The rows on the page."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import torch
from PIL import Image

from lamina.core.spec import DataSpec, TargetSpec
from lamina.verbs.run import Run
from lamina.verbs.views.looking import look_at
from lamina.verbs.views.rows import VIEW, _content, classes_of

from . import looks


def test_cards_say_what_the_rows_hold(classified: Run) -> None:
    looked = look_at(classified)
    section = VIEW.show(looked)
    body = str(section.body)
    assert VIEW.fits(looked) and body.count("<article>") == len(looked.rows)
    assert "colour" in body and looked.rows[0].answer in body and "sure and right" in body
    assert "chosen for how sure and how right" in section.sentences[0]


def test_rows_that_are_given_are_counted(classified: Run) -> None:
    held = pl.read_parquet(classified.path / "predictions.parquet").filter(pl.col("split") == "test")
    looked = look_at(classified, row=str(held[held.columns[0]][0]))
    assert VIEW.show(looked).sentences[0].startswith("1 row is looked at; ")


def test_images_are_shown(digits: Run) -> None:
    body = str(VIEW.show(look_at(digits)).body)
    assert "data:image/png;base64," in body


def test_what_was_done_to_an_image_is_said(digits: Run, tmp_path: Path) -> None:
    frames = [Image.new("L", (40, 60), shade) for shade in (10, 200)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    told = " ".join(VIEW.show(look_at(digits, str(tmp_path / "moving.gif"))).sentences)
    assert "first frame taken" in told and "resized to 32x32 (from 40x60)" in told


def test_numbers_are_not_counted_as_right(regressed: Run) -> None:
    first = VIEW.show(look_at(regressed)).sentences[0]
    assert "right" not in first and "how far off the answer is" in first


def test_the_targets_share_is_shown_where_it_is_not_among_the_likeliest() -> None:
    spec = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="t", classes=tuple("abcdefg")),))
    answer = torch.tensor([0.3, 0.25, 0.2, 0.1, 0.08, 0.04, 0.03])
    assert [name for name, _ in classes_of(answer, spec, "f")] == [*"abcd", "f"]
    assert [name for name, _ in classes_of(answer, spec, "b")] == [*"abcd"]


def test_each_token_stands_beside_its_label() -> None:
    seen = looks.text("tag")
    answers = seen.model.answer(seen.raw)
    right = [seen.model.spec.classes[int(code)] for code in answers[0, :8].argmax(dim=1)]
    wrong = ["spam" if right[0] == "ham" else "ham", *right[1:]]
    first, second = (replace(row, target=" ".join(wrong) if place == 0 else "") for place, row in enumerate(seen.rows))
    body = str(VIEW.show(replace(seen, rows=(first, second))).body)
    assert f"{right[0]}, truly {wrong[0]}" in body and "7 of 8 tokens right" in body and "<dt>prize</dt>" in body
    assert body.count("truly") == 1 and body.count("tokens right") == 1  # of the second the truth is not known


def test_what_the_vocabulary_lacks_is_explained() -> None:
    seen = looks.text()
    seen.raw["tokens"] = torch.tensor([[4, 1, 9, 6, 7, 8, 10, 12], [11, 6, 8, 9, 0, 0, 0, 0]])
    section = VIEW.show(seen)
    assert "&lt;unk&gt;" in str(section.body) and "the vocabulary does not know" in section.sentences[1]
    assert len(VIEW.show(looks.text()).sentences) == 1


def test_of_running_text_the_end_is_shown_which_the_next_token_follows() -> None:
    seen = looks.text("language", "decoder")
    seen.raw["tokens"], seen.raw["lengths"] = torch.tensor([[4, *[5] * 60, 13]]), torch.tensor([62])
    content = _content(seen, 0)[0][1]
    assert content.startswith("… ") and content.endswith("prize win") and "free" not in content
    whole = looks.text()
    whole.raw["tokens"], whole.raw["lengths"] = torch.tensor([[4, *[5] * 60, 13]] * 2), torch.tensor([62, 62])
    assert _content(whole, 0)[0][1].startswith("free prize") and _content(whole, 0)[0][1].endswith(" …")

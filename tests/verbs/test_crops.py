"""Prediction from several views: the mean of the single views' answers, by every door; the run's own test part too."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import lamina
from lamina.core.errors import InputError
from lamina.core.spec import ImageSpec
from lamina.data.images.crops import larger_image, views
from lamina.verbs import crops as module
from lamina.verbs.answers import encode
from lamina.verbs.crops import answers_of
from lamina.verbs.run import Run


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (7, 40, 40), dtype=np.uint8)


def image_of(run: Run) -> ImageSpec:
    image = run.model.spec.image
    assert image is not None
    return image


@pytest.mark.parametrize("crops", [2, 5, 10])
def test_the_answer_is_the_mean_of_the_views_answers(digits: Run, pictures: np.ndarray, crops: int) -> None:
    image = image_of(digits)
    encoded = encode(pictures, digits.model.spec, digits.config.data, crops)
    large = larger_image(image, crops)
    assert encoded.inputs["images"].shape == (7, large.height, large.width, 1)
    singles = [digits.model.answer({"images": view}) for view in views(encoded.inputs["images"][:], image, crops)]
    assert len(singles) == crops
    averaged = answers_of(digits.model, encoded.inputs, crops)
    assert torch.equal(averaged, torch.stack(singles).mean(dim=0))
    frame = digits.predict(pictures, crops=crops, probabilities=True)
    names = [f"probability_{name}" for name in digits.model.spec.classes]
    np.testing.assert_allclose(frame.select(names).to_numpy(), averaged.numpy())
    assert not np.allclose(frame.select(names), digits.predict(pictures, probabilities=True).select(names), atol=1e-4)


def test_one_crop_is_what_it_always_was(digits: Run, pictures: np.ndarray) -> None:
    assert digits.predict(pictures, crops=1).equals(digits.predict(pictures))
    assert lamina.evaluate(digits, crops=1) == lamina.evaluate(digits)


def test_ten_crops_of_a_symmetric_picture_answer_as_five(digits: Run, pictures: np.ndarray) -> None:
    both = np.concatenate((pictures, pictures[:, :, ::-1]), axis=2)
    five, ten = (digits.predict(both, crops=crops, probabilities=True) for crops in (5, 10))
    plain, mirrored = five, digits.predict(both[:, :, ::-1].copy(), crops=5, probabilities=True)
    names = [name for name in five.columns if name.startswith("probability_")]
    np.testing.assert_allclose(plain.select(names).to_numpy(), mirrored.select(names).to_numpy(), atol=1e-6)
    np.testing.assert_allclose(five.select(names).to_numpy(), ten.select(names).to_numpy(), atol=1e-6)


def test_rows_are_answered_alike_however_many_there_are(
    digits: Run, pictures: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = encode(pictures, digits.model.spec, digits.config.data, 10)
    whole = answers_of(digits.model, encoded.inputs, 10)
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 3)
    torch.testing.assert_close(answers_of(digits.model, encoded.inputs, 10), whole, atol=1e-6, rtol=0)


def test_the_runs_own_test_part_is_scored_again(digits: Run) -> None:
    before, found = digits.evaluation(), digits.score(crops=2)
    assert (found.part, found.rows, found.baselines) == (before.part, before.rows, before.baselines)
    assert found.scores["log_loss"].value != before.scores["log_loss"].value
    assert "verbs.crops" in [note.code for note in found.notes]
    assert "verbs.crops" not in [note.code for note in digits.score().notes]


def test_other_data_in_the_place_of_the_runs_own_is_refused(tmp_path: Path) -> None:
    def write(value: int) -> None:
        for name in ("dark", "light"):
            for number in range(8):
                path = tmp_path / "data" / name / f"{number}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                grey = value + number + (120 if name == "light" else 0)
                Image.new("L", (12, 12), grey).save(path)

    write(0)
    run = lamina.train(str(tmp_path / "data"), network="lenet5", epochs=1, out=str(tmp_path), name="r", plots=False)
    assert run.score(crops=10).rows == run.evaluation().rows
    write(60)
    with pytest.raises(InputError) as refused:
        run.score(crops=10)
    assert refused.value.code == "verbs.other_data"


def test_the_own_part_read_with_one_view_gives_the_scores_that_were_kept(digits: Run) -> None:
    part = module.own_part("test", digits.model.spec, digits.folder, 1)
    accuracy = (digits.model.answer(part.inputs).argmax(dim=1) == part.target).double().mean().item()
    assert accuracy == pytest.approx(digits.evaluation().scores["accuracy"].value)


def test_labelled_data_is_scored_with_crops(digits: Run, pictures: np.ndarray) -> None:
    found = lamina.evaluate(digits.path, (pictures, np.arange(7)), crops=5)
    assert 0 <= found["accuracy"] <= 1


@pytest.mark.parametrize("crops", [0, 3, -1, 11])
def test_other_numbers_of_crops_are_refused(digits: Run, pictures: np.ndarray, crops: int) -> None:
    for ask in (lambda: digits.predict(pictures, crops=crops), lambda: digits.score(crops=crops)):
        with pytest.raises(InputError) as refused:
            ask()
        assert refused.value.code == "verbs.crops_number"


def test_a_table_has_no_crops(regressed: Run, table: Path) -> None:
    for ask in (lambda: regressed.predict(str(table), crops=5), lambda: regressed.score(crops=5)):
        with pytest.raises(InputError) as refused:
            ask()
        assert refused.value.code == "verbs.crops_table"

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.bundle.golden import (
    TOLERANCES,
    Golden,
    difference,
    draw_images,
    draw_rows,
    draw_tokens,
    make_golden,
    pack_golden,
    read_golden,
)
from lamina.bundle.model import Model
from lamina.core.errors import InputError
from lamina.core.spec import CategoryColumn, DataSpec, ImageSpec, NumberColumn, TargetSpec, TextSpec


def small_spec(quantiles: tuple[float, ...], categories: tuple[str, ...], **number: bool) -> DataSpec:
    return DataSpec(
        kind="table", task="regress", numbers=(NumberColumn(name="x", quantiles=quantiles, **number),),
        categories=(CategoryColumn(name="c", categories=categories),), targets=(TargetSpec(name="y"),),
    )  # fmt: skip


@given(
    st.lists(st.floats(-1e12, 1e12), max_size=9).map(sorted),
    st.lists(st.text(min_size=1, max_size=3), max_size=4, unique=True),
)
def test_drawn_rows_stay_within_what_training_saw(quantiles: list[float], categories: list[str]) -> None:
    inputs = draw_rows(small_spec(tuple(quantiles), tuple(categories)))
    numbers, codes = inputs["numbers"], inputs["codes"]
    assert numbers.shape == codes.shape == (16, 1)
    assert torch.isnan(numbers[1]).all() and (codes[1] == len(categories)).all()  # all missing
    assert codes[4].item() == len(categories) + 1  # unseen
    known = numbers[~torch.isnan(numbers)]
    low, high = (quantiles[0], quantiles[-1]) if quantiles else (0.0, 0.0)
    slack = 1e-5 * max(abs(low), abs(high))  # six digits
    assert known.min() >= low - slack and known.max() <= high + slack
    assert codes.min() >= 0 and codes.max() <= len(categories) + 1


def test_rows_are_the_same_every_time_and_whole_where_the_column_is() -> None:
    spec = small_spec((0.0, 3.0, 10.0), ("a", "b"), integer=True)
    first, second = draw_rows(spec), draw_rows(spec)
    known = first["numbers"][~torch.isnan(first["numbers"])]
    assert torch.equal(known, known.round())
    assert torch.equal(first["codes"], second["codes"])
    assert known.unique().numel() > 3


@pytest.mark.parametrize(("channels", "height", "width"), [(1, 1, 1), (1, 32, 32), (3, 20, 31)])
def test_images_are_patterns_and_noise_of_the_right_size(channels: int, height: int, width: int) -> None:
    images = draw_images(ImageSpec(channels=channels, height=height, width=width))["images"]
    assert images.shape == (6, height, width, channels) and images.dtype == torch.uint8
    assert images[0].max() == 0 and images[1].min() == 255
    assert torch.equal(images, draw_images(ImageSpec(channels=channels, height=height, width=width))["images"])


def test_golden_rows_are_readable_and_read_back_exactly(table_model: Callable[..., Model], tmp_path: Path) -> None:
    model = table_model()
    golden = make_golden(model)
    (tmp_path / "golden.json").write_bytes(pack_golden(golden, model.spec))
    content = json.loads((tmp_path / "golden.json").read_text(encoding="utf-8"))
    assert content["outputs"] == ["no", "yes", "也许"]
    assert content["rows"][3]["city" if "city" in content["rows"][3] else "城市 / city"] == 'O\'Hare "x"'
    assert content["rows"][3]["born"] == "2004-03-23T00:00:00" and content["rows"][3]["paid"] is True
    assert any(value is None for row in content["rows"][5:] for value in row.values())
    read = read_golden(tmp_path / "golden.json", model.spec)
    assert torch.equal(read.answers, golden.answers)
    assert all(
        torch.allclose(read.inputs[k].double(), golden.inputs[k].double(), atol=0, rtol=0, equal_nan=True)
        for k in read.inputs
    )


def test_golden_images_read_back_exactly(image_model: Callable[..., Model], tmp_path: Path) -> None:
    model = image_model()
    golden = make_golden(model)
    path = tmp_path / "golden.safetensors"
    path.write_bytes(pack_golden(golden, model.spec))
    read = read_golden(path, model.spec)
    assert torch.equal(read.inputs["images"], golden.inputs["images"]) and torch.equal(read.answers, golden.answers)
    with pytest.raises(InputError, match="shapes"):
        read_golden(path, image_model(channels=3).spec)


def test_own_rows_are_kept_when_given(table_model: Callable[..., Model]) -> None:
    model = table_model()
    own = {name: tensor[:3] for name, tensor in draw_rows(model.spec).items()}
    golden = make_golden(model, own)
    assert len(golden.answers) == 3 and torch.equal(golden.answers, model.answer(own))


def test_a_model_that_answers_nan_is_refused(table_model: Callable[..., Model]) -> None:
    model = table_model()
    torch.nn.init.constant_(next(model.network.parameters()), float("nan"))
    with pytest.raises(InputError, match="NaN"):
        make_golden(model)


def test_difference_of_probabilities_and_of_numbers(table_model: Callable[..., Model]) -> None:
    spec = table_model().spec
    a = torch.tensor([[0.2, 0.3, 0.5]], dtype=torch.float64)
    assert difference(a, a + 0.01, spec) == pytest.approx(0.01)
    regress = spec.model_copy(update={"task": "regress", "targets": (TargetSpec(name="y", quantiles=(0.0, 1000.0)),)})
    b = torch.tensor([[500.0], [510.0]], dtype=torch.float64)
    assert difference(b, b + 1, regress) == pytest.approx(0.001)
    assert difference(b, b[:1], regress) == float("inf")
    assert difference(b, b * float("nan"), regress) == float("inf")


def test_a_constant_target_is_compared_with_its_own_size(table_model: Callable[..., Model]) -> None:
    spec = table_model().spec.model_copy(
        update={"task": "regress", "targets": (TargetSpec(name="y", quantiles=(5e6, 5e6)),)}
    )
    b = torch.full((3, 1), 5e6, dtype=torch.float64)
    assert difference(b, b + 5, spec) == pytest.approx(1e-6)


def test_every_device_and_precision_of_the_plan_has_a_tolerance() -> None:
    for device in ("cpu", "cuda", "mps", "onnxruntime", "code"):
        assert 0 < TOLERANCES[(device, "float32")] < 0.01
    assert TOLERANCES[("cuda", "bfloat16")] > TOLERANCES[("cuda", "float16")] > TOLERANCES[("cuda", "float32")]


@pytest.mark.parametrize(
    "content",
    [
        [], {}, {"rows": [], "outputs": [], "answers": []}, {"rows": [{"x": 1}], "outputs": [], "answers": [[1.0]], "more": 1},
        {"rows": [{"x": 1, "c": "a"}], "outputs": ["y"], "answers": [[1.0, 2.0]]},
        {"rows": [{"x": 1, "c": "a"}], "outputs": ["y"], "answers": [[1.0], [2.0]]},
        {"rows": [{"x": 1}], "outputs": ["y"], "answers": [[1.0]]},
        {"rows": [{"x": "one", "c": "a"}], "outputs": ["y"], "answers": [[1.0]]},
        {"rows": [{"x": [1], "c": "a"}], "outputs": ["y"], "answers": [[1.0]]},
    ],
)  # fmt: skip
def test_golden_files_that_do_not_fit_are_refused(content: object, tmp_path: Path) -> None:
    path = tmp_path / "golden.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError):
        read_golden(path, small_spec((0.0, 1.0), ("a",)))


def test_tokens_are_drawn_within_vocabulary_and_length_and_checked_when_read(tmp_path: Path) -> None:
    text = TextSpec(tokens="words", vocabulary=tuple("abcdef"), max_length=9)
    spec = DataSpec(kind="text", task="classify", text=text, targets=(TargetSpec(name="y", classes=("n", "y")),))
    inputs = draw_tokens(text)
    tokens, lengths = inputs["tokens"], inputs["lengths"]
    assert tokens.shape == (8, 9) and lengths.min() == 1 and lengths.max() == 9 and int(tokens.max()) < 6
    for row, length in zip(tokens, lengths.tolist(), strict=True):
        assert (row[:length] > 0).all() and not row[length:].any()
    golden = Golden(inputs, torch.full((8, 2), 0.5, dtype=torch.float64))
    path = tmp_path / "golden.safetensors"
    path.write_bytes(pack_golden(golden, spec))
    assert torch.equal(read_golden(path, spec).inputs["tokens"], tokens)
    for changed in (
        {"tokens": tokens + 5},
        {"lengths": lengths + 1},
        {"lengths": lengths.double()},
        {"tokens": tokens[:, :, None]},
    ):
        path.write_bytes(pack_golden(Golden({**inputs, **changed}, golden.answers), spec))
        with pytest.raises(InputError, match="golden"):
            read_golden(path, spec)
    assert draw_tokens(text.model_copy(update={"max_length": 1}))["tokens"].shape == (8, 1)

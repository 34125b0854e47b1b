from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from lamina import words
from lamina.core.config import DataConfig, RunConfig
from lamina.core.errors import InputError
from lamina.core.spec import DataSpec, ImageSpec, TargetSpec
from lamina.data.images.prepared import prepare_images
from lamina.data.images.reading import encode_images, read_images
from lamina.words import say

AUTO = DataConfig()
SHARED = Path(__file__).parents[4] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")


def photo(seed: int, width: int = 60, height: int = 40) -> Image.Image:
    small = np.random.default_rng(seed).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three classes whose names sort as numbers, four files each, of many modes and sizes."""
    root = tmp_path / "photos"
    for label in ("1", "2", "10"):
        (root / label).mkdir(parents=True)
        for seed, (mode, suffix) in enumerate((("RGB", "jpg"), ("RGBA", "png"), ("L", "png"), ("P", "gif"))):
            photo(seed + 7 * int(label), 60 + seed, 400 if suffix == "jpg" else 40).convert(mode).save(
                root / label / f"{seed}.{suffix}"
            )
    return root


def spec_of(images: Any, **changes: Any) -> DataSpec:
    targets = (TargetSpec(name="label", classes=images.classes),)
    return DataSpec(kind="images", task="classify", image=images.image, targets=targets).model_copy(update=changes)


def test_a_folder_of_many_modes(folder: Path) -> None:
    found = read_images(folder, AUTO, size=(16, 16))
    assert found.images.shape == (12, 16, 16, 3) and found.images.dtype == torch.uint8
    assert found.classes == ("1", "2", "10") and found.labels[-1] == "10" and not found.guessed
    assert found.row_names[0] == "1/0.jpg" and found.name == "photos" and found.given_part is None
    assert found.modes == {"RGB": 3, "RGBA": 3, "L": 3, "P": 3} and sum((found.sizes or {}).values()) == 12


def test_the_same_file_gives_the_same_pixels_in_training_and_at_prediction(folder: Path) -> None:
    """Golden: whatever form the prediction's source has."""
    for options in ({"size": (16, 16)}, {"size": None}, {"size": (16, 16), "channels": 1}, {"size": (224, 224)}):
        found = read_images(folder, AUTO, **options)
        spec = spec_of(found)
        for row, name in enumerate(found.row_names):
            alone = encode_images(folder / name, spec)
            assert torch.equal(alone.inputs["images"][0], found.images[row]), name
            assert alone.row_names == [str(folder / name)] and alone.target is None
        paths = [folder / name for name in found.row_names]
        assert torch.equal(encode_images(paths, spec).inputs["images"], found.images)
        again = encode_images(folder, spec)
        assert torch.equal(again.inputs["images"], found.images) and again.row_names == found.row_names
        assert again.target is not None and [spec.classes[i] for i in again.target] == found.labels


@needs_shared
def test_flowers_give_the_same_pixels_at_prediction() -> None:
    paths = [
        path for label in ("daisy", "roses") for path in sorted((SHARED / "flowers" / "val" / label).glob("*.jpg"))[:8]
    ]
    found = read_images([(path, path.parent.name) for path in paths], AUTO)
    assert found.images.shape == (16, 64, 64, 3) and found.classes == ("daisy", "roses")
    assert {note.code for note in found.notes} == {"images.size_chosen", "images.resized"}
    assert torch.equal(encode_images(paths[3], spec_of(found)).inputs["images"][0], found.images[3])


@needs_shared
def test_mnist() -> None:
    found = read_images(SHARED / "mnist", AUTO, size=(32, 32), channels=1)
    assert found.images.shape == (70000, 32, 32, 1) and found.classes == tuple("0123456789")
    assert found.given_part is not None and found.given_part.count("test") == 10000
    assert found.image.fit == "pad" and [note.code for note in found.notes] == ["images.padded"]
    assert found.row_names[60000] == "test/0" and found.labels[60000] == "7" and not found.guessed
    image = Image.fromarray(found.images[0, 2:30, 2:30, 0].numpy())
    assert torch.equal(encode_images(image, spec_of(found)).inputs["images"][0], found.images[0])


def test_digits() -> None:
    found = read_images("digits", AUTO, size=(32, 32), channels=1)
    assert found.images.shape == (1797, 32, 32, 1) and found.name == "digits" and found.image.fit == "resize"


def test_arrays_and_their_guesses() -> None:
    images = np.random.default_rng(0).random((60, 3, 8, 8), dtype=np.float32)
    found = read_images((images, np.arange(60) % 3), AUTO)
    assert found.images.shape == (60, 8, 8, 3) and found.classes == ("0", "1", "2") and found.guessed
    assert [note.code for note in found.notes] == ["images.layout", "images.range"]
    ages = read_images((images, np.linspace(0, 9, 60)), AUTO)
    assert ages.classes == () and ages.labels[-1] == 9.0 and not ages.guessed


def test_everything_wrong_with_files_is_told_by_name(folder: Path) -> None:
    (folder / "1" / "empty.jpg").write_bytes(b"")
    (folder / "2" / "text.jpg").write_text("no image")
    Image.new("RGB", (1, 1)).save(folder / "2" / "dot.png")
    (folder / "2" / "Thumbs.db").write_bytes(b"x")
    found = read_images(folder, AUTO)
    assert len(found) == 12 and len(found.labels) == len(found.row_names) == 12
    assert dict(found.quarantined) == {"1/empty.jpg": "empty", "2/text.jpg": "not_image", "2/dot.png": "tiny"}
    assert {"images.quarantined", "images.ignored_files"} <= {note.code for note in found.notes}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_note_is_a_sentence_in_both_languages(folder: Path, language: str) -> None:
    """A folder with all there is to tell: nothing is left as a code or an open brace."""
    (folder / "1" / "text.jpg").write_text("no image")
    (folder / "2" / "notes.txt").write_text("x")
    (folder / "empty").mkdir()
    (folder / "Big").mkdir()
    (folder / "big").mkdir()
    for path in (folder / "Big" / "1.png", folder / "big" / "1.png", folder / "loose.png"):
        Image.new("I;16", (300, 300), 5000).save(path)
    prepared = prepare_images(read_images(folder, AUTO), RunConfig())
    before = words.language()
    try:
        words.use(language)
        told = {note.code: say(note.code, note.parameters) for note in prepared.audit.notes}
    finally:
        words.use(before)
    codes = "quarantined ignored_files empty_class loose_images case_only size_chosen resized converted"
    assert {f"images.{code}" for code in codes.split()} <= set(told)
    for code, text in told.items():
        assert not text.startswith(code) and "{" not in text and text.endswith("." if language == "en" else "。"), text


def test_the_fingerprint_knows_pixels_labels_and_names(folder: Path) -> None:
    first = read_images(folder, AUTO).fingerprint
    assert read_images(folder, AUTO, size=(9, 9)).fingerprint == first
    (folder / "1" / "0.jpg").rename(folder / "2" / "x.jpg")
    moved = read_images(folder, AUTO).fingerprint
    photo(99).save(folder / "2" / "x.jpg")
    assert len({first, moved, read_images(folder, AUTO).fingerprint}) == 3


def test_csv_of_numbers_is_regression(folder: Path) -> None:
    rows = "".join(f"{label}/{seed}.png,{seed + int(label) / 3}\n" for label in ("1", "10") for seed in (1, 2))
    (folder / "ages.csv").write_text("file,age\n" + rows)
    found = read_images(folder / "ages.csv", AUTO)
    assert found.classes == () and found.target == "age" and found.labels[0] == pytest.approx(4 / 3)
    spec = DataSpec(kind="images", task="regress", image=found.image, targets=(TargetSpec(name="age"),))
    encoded = encode_images(folder / "ages.csv", spec, DataConfig(target=("age",)))
    assert encoded.target is not None and encoded.target.shape == (4, 1)
    assert encoded.target[:, 0].tolist() == found.labels


def test_classes_at_prediction_are_compared_by_name(folder: Path) -> None:
    spec = spec_of(read_images(folder, AUTO))
    (folder / "1").rename(folder / "99")
    encoded = encode_images(folder, spec)
    assert encoded.target is not None and sorted(set(encoded.target.tolist())) == [-1, 1, 2]
    assert [note.parameters["names"] for note in encoded.notes if note.code == "images.unknown_classes"] == [["99"]]
    for name in ("2", "10"):
        (folder / name).rename(folder / f"album {name}")
    albums = encode_images(folder, spec)
    assert albums.target is None and len(albums) == 12
    assert "images.labels_unused" in {note.code for note in albums.notes}


def test_prediction_sets_broken_files_aside_and_flags_small_ones(folder: Path) -> None:
    spec = spec_of(read_images(folder, AUTO, size=(32, 32)))
    Image.new("RGB", (9, 30)).save(folder / "1" / "0.jpg")
    (folder / "1" / "1.png").write_bytes(b"")
    encoded = encode_images(folder / "1", spec)
    assert encoded.row_names == ["0.jpg", "2.png", "3.gif"]
    small = {row: note for row, notes in encoded.flags.items() for note in notes if note.code == "images.enlarged"}
    assert list(small) == [0] and small[0].parameters == {"own": "9x30", "size": "32x32"}
    with pytest.raises(InputError, match="empty file"):
        encode_images(folder / "1" / "1.png", spec)


def test_arrays_at_prediction() -> None:
    spec = DataSpec(
        kind="images", task="classify", targets=(TargetSpec(name="label", classes=("a", "b")),),
        image=ImageSpec(channels=1, height=8, width=8),
    )  # fmt: skip
    levels = np.random.default_rng(0).integers(0, 256, (3, 8, 8), dtype=np.uint8)
    for source in (levels, levels / 255, torch.from_numpy(levels)[:, None], [*levels]):
        assert (encode_images(source, spec).inputs["images"][..., 0].numpy() == levels).all()
    encoded = encode_images((levels, ["b", "a", "b"]), spec)
    assert encoded.target is not None and encoded.target.tolist() == [1, 0, 1]


def test_a_table_model_answers_no_images() -> None:
    spec = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="y"),))
    with pytest.raises(InputError, match="trained on a table"):
        encode_images("digits", spec)


def test_images_unlike_those_of_training_are_told(tmp_path: Path) -> None:
    grey = read_images((np.zeros((4, 28, 28), np.uint8), ["a", "b"] * 2), AUTO, size=(32, 32), channels=1)
    spec = spec_of(grey)
    random = np.random.default_rng(0)
    Image.fromarray(random.integers(0, 256, (48, 64, 3), dtype=np.uint8)).save(tmp_path / "0.png")
    plain = random.integers(0, 256, (28, 28), dtype=np.uint8)
    Image.fromarray(plain).convert("RGB").save(tmp_path / "1.png")  # colour by its mode only
    Image.fromarray(plain).save(tmp_path / "2.png")
    encoded = encode_images(tmp_path, spec)
    assert torch.equal(encoded.inputs["images"][1], encoded.inputs["images"][2])
    assert {row: [note.code for note in notes] for row, notes in encoded.flags.items()} == {0: ["images.colour_lost"]}
    told = {note.code: note.parameters for note in encoded.notes}
    assert told["images.brought_to_size"]["count"] == 1 and told["images.brought_to_size"]["from"] == ["64x48"]
    assert told["images.converted"]["to_grey"] == 1
    colour = encode_images(random.integers(0, 256, (2, 28, 28, 3), dtype=np.uint8), spec)
    assert sorted(colour.flags) == [0, 1]
    alone = encode_images(plain, spec)
    assert torch.equal(alone.inputs["images"][0], encoded.inputs["images"][2]) and not alone.flags
    assert [note.code for note in alone.notes] == ["images.one_array"]

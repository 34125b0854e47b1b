"""Every odd image through the command line: handled or left out, said in one sentence, listed in the audit."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from lamina.cli.main import run

SIDE = 12
LEFT_OUT = {
    "train/ant/corrupt.jpg": "truncated", "train/ant/zero.jpg": "empty", "train/ant/one.png": "tiny",
    "train/ant/bomb.png": "bomb", "train/ant/text.jpg": "not_image",
}  # fmt: skip
RANDOM = np.random.default_rng(0)


def photo(channel: int, height: int = SIDE, width: int = SIDE) -> Image.Image:
    pixels = RANDOM.integers(0, 120, (height, width, 3), dtype=np.uint8)
    pixels[..., channel] += 100
    return Image.fromarray(pixels)


def odd_images(folder: Path) -> None:
    photo(0).save(folder / "animated.gif", save_all=True, append_images=[photo(1)])
    photo(0).convert("CMYK").save(folder / "cmyk.jpg")
    Image.fromarray(RANDOM.integers(0, 65536, (SIDE, SIDE), dtype=np.uint16)).save(folder / "deep.png")
    photo(0).convert("P").save(folder / "palette.png")
    photo(0).convert("RGBA").save(folder / "alpha.png")
    turned = photo(0, SIDE // 2, SIDE * 2)
    exif = turned.getexif()
    exif[0x0112] = 6
    turned.save(folder / "turned.jpg", exif=exif)


def broken_images(folder: Path) -> None:
    photo(0, 64, 64).save(folder / "corrupt.jpg")
    content = (folder / "corrupt.jpg").read_bytes()
    (folder / "corrupt.jpg").write_bytes(content[: len(content) // 2])
    (folder / "zero.jpg").write_bytes(b"")
    Image.new("RGB", (1, 1)).save(folder / "one.png")
    Image.new("1", (20_000, 20_000)).save(folder / "bomb.png")
    (folder / "text.jpg").write_text("not an image")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on a folder of train/ and test/ with everything odd in it."""
    root = tmp_path_factory.mktemp("odd")
    for part, count in (("train", 8), ("test", 2)):
        for number, name in enumerate(("ant", "bee", "Cat", "cat")):
            (root / "set" / part / name).mkdir(parents=True)
            for image in range(count):
                photo(number % 3).save(root / "set" / part / name / f"{image}.jpg")
    (root / "set" / "train" / "empty").mkdir()
    (root / "set" / "test" / "dog").mkdir()
    for image in range(2):
        photo(1).save(root / "set" / "test" / "dog" / f"{image}.png")
    odd_images(root / "set" / "train" / "ant")
    broken_images(root / "set" / "train" / "ant")
    options = ["--network", "simplecnn", "--epochs", "1", "--image-size", "16", "--no-baseline"]
    command = ["train", str(root / "set"), *options, "--out", str(root / "runs"), "--name", "odd", "--quiet"]
    assert run(command) == 0
    return root / "runs" / "odd"


def test_the_audit_lists_every_odd_image(finished: Path) -> None:
    audit = json.loads((finished / "audit.json").read_text())
    notes = {note["code"]: note["parameters"] for note in audit["notes"]}
    assert dict(notes["images.quarantined"]["files"]) == LEFT_OUT
    assert audit["rows_read"] - audit["rows_used"] == len(LEFT_OUT)
    converted = notes["images.converted"]
    odd = ("animated", "deep", "transparent", "turned", "palette", "inks")
    assert [converted[name] for name in odd] == [1, 1, 1, 1, 2, 1]  # a GIF has a palette
    assert notes["images.empty_class"]["folder"] == "train/empty"
    assert notes["images.case_only"]["groups"] == [["Cat", "cat"]]
    assert notes["data.classes_not_in_training"]["classes"] == ["dog"]
    assert {part["name"]: part["rows"] for part in audit["parts"]}["test"] == 10


def test_the_report_says_it_in_sentences(finished: Path) -> None:
    page = (finished / "report.html").read_text()
    for said in ("train/ant/bomb.png (over 89 million pixels)", "Cat and cat", "train/empty/ holds no image",
                 "turned upright", "printing inks (CMYK)", "class dog"):  # fmt: skip
        assert said in page, said


@pytest.mark.parametrize("name", ["animated.gif", "cmyk.jpg", "deep.png", "palette.png", "alpha.png", "turned.jpg"])
def test_odd_images_are_answered(finished: Path, name: str, tmp_path: Path) -> None:
    path = finished.parents[1] / "set" / "train" / "ant" / name
    out = tmp_path / "answers.csv"
    assert run(["predict", str(finished), str(path), "--to", str(out)]) == 0
    assert pl.read_csv(out)["answer"][0] in ("ant", "bee", "Cat", "cat", "dog")


@pytest.mark.parametrize("name", [Path(name).name for name in LEFT_OUT])
def test_a_broken_image_is_refused_in_one_sentence(
    finished: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = finished.parents[1] / "set" / "train" / "ant" / name
    assert run(["predict", str(finished), str(path)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert name in said and "can be used" in said and "Traceback" not in said


def test_a_cache_folder_that_cannot_be_used_is_told_and_the_training_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, channel in (("ant", 0), ("bee", 1)):
        (tmp_path / "set" / name).mkdir(parents=True)
        for number in range(6):
            photo(channel).save(tmp_path / "set" / name / f"{number}.png")
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("LAMINA_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr("lamina.data.images.cache.FEWEST", 4)
    options = ["--network", "mlp", "--epochs", "1", "--no-plots", "--out", str(tmp_path / "runs"), "--name", "one"]
    assert run(["train", str(tmp_path / "set"), *options]) == 0
    said = " ".join("".join(capsys.readouterr()).split())
    assert "could not be kept in" in said and "LAMINA_CACHE" in said
    assert (tmp_path / "file").read_text() == "no folder"

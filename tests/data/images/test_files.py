import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lamina.core.spec import ImageSpec
from lamina.data.images.files import decode_files, describe_image, in_threads, read_headers

SPEC = ImageSpec(channels=3, height=8, width=8)


def noise(seed: int = 0, size: tuple[int, int] = (20, 30)) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8))


def bomb(path: Path) -> None:
    """A PNG of 67 bytes that says it has 20,000 x 20,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 20000, 20000, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    )


def defects(folder: Path) -> dict[str, str]:
    """Files with every defect -> the reason that is found when the header is read ("": only when decoded)."""
    noise(size=(200, 200)).save(folder / "whole.jpg")
    content = (folder / "whole.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(content[: len(content) // 2])
    noise().save(folder / "whole.png")
    content = (folder / "whole.png").read_bytes()
    (folder / "cut.png").write_bytes(content[:-200])
    flipped = bytearray(content)
    flipped[len(flipped) // 2] ^= 0xFF
    (folder / "flipped.png").write_bytes(flipped)
    (folder / "nothing.jpg").write_bytes(b"")
    (folder / "text.jpg").write_text("this is no photograph")
    bomb(folder / "bomb.png")
    Image.new("RGB", (1, 1)).save(folder / "dot.png")
    Image.new("RGB", (10001, 10000)).save(folder / "wide.png", compress_level=1)  # 100 million pixels
    (folder / "folder.png").mkdir()
    return {
        "whole.jpg": "", "whole.png": "", "cut.jpg": "", "cut.png": "", "flipped.png": "", "nothing.jpg": "empty",
        "text.jpg": "not_image", "bomb.png": "bomb", "wide.png": "bomb", "dot.png": "tiny", "absent.jpg": "missing",
        "folder.png": "broken",
    }  # fmt: skip


def test_every_defect_is_named(tmp_path: Path) -> None:
    expected = defects(tmp_path)
    paths = [tmp_path / name for name in expected]
    assert dict(zip(expected, (header.reason for header in read_headers(paths)), strict=True)) == expected
    rest = [path for path in paths if not expected[path.name]]
    out = np.zeros((len(rest), 8, 8, 3), dtype=np.uint8)
    reasons, grey, _ = decode_files(rest, SPEC, out)
    assert reasons[:2] == ["", ""] and not grey
    assert reasons[2] == "truncated" and reasons[3] in ("truncated", "broken") and reasons[4] == "broken"
    assert out[0].any() and out[1].any()


def test_files_are_not_changed(tmp_path: Path) -> None:
    defects(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    read_headers(list(before))
    assert before == {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}


def test_headers(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    noise().save(tmp_path / "turned.jpg", exif=exif)
    noise().save(tmp_path / "turned.tif", exif=exif)
    Image.new("I;16", (5, 6), 300).save(tmp_path / "deep.png")
    Image.new("LA", (5, 6)).save(tmp_path / "alpha.png")
    frames = [Image.new("L", (4, 4), value) for value in (0, 255)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    names = ("turned.jpg", "turned.tif", "deep.png", "alpha.png", "moving.gif")
    turned, tif, deep, alpha, moving = read_headers([tmp_path / name for name in names])
    assert (turned.height, turned.width, turned.turned) == (30, 20, True)  # 20 high, 30 wide before turning
    assert (tif.height, tif.width) == (30, 20)
    assert deep.deep and deep.grey and (deep.height, deep.width) == (6, 5)
    assert alpha.transparent and alpha.grey and not alpha.animated
    assert moving.animated


def test_reading_headers_decodes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.jpg", "b.png", "c.tif", "d.webp"):
        noise().save(tmp_path / name)

    def refuse(self: Image.Image) -> None:
        raise AssertionError("decoded")

    for kind in ("JpegImagePlugin.JpegImageFile", "PngImagePlugin.PngImageFile", "TiffImagePlugin.TiffImageFile"):
        monkeypatch.setattr(f"PIL.{kind}.load", refuse)
    assert [header.reason for header in read_headers(sorted(tmp_path.iterdir()))] == ["", "", "", ""]


def test_each_file_is_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(6):
        noise(seed).save(tmp_path / f"{seed}.png")
    opened: list[str] = []
    real = Image.open
    monkeypatch.setattr(Image, "open", lambda path: opened.append(path.name) or real(path))
    paths = sorted(tmp_path.iterdir())
    out = np.empty((6, 8, 8, 3), dtype=np.uint8)
    decode_files(paths, SPEC, out, watch_grey=True)
    assert sorted(opened) == [path.name for path in paths]


def test_watching_for_colour(tmp_path: Path) -> None:
    grey = Image.fromarray(np.random.default_rng(0).integers(0, 256, (9, 9), dtype=np.uint8)).convert("RGB")
    for name in ("a", "b"):
        grey.save(tmp_path / f"{name}.png")
    out = np.empty((2, 8, 8, 3), dtype=np.uint8)
    paths = sorted(tmp_path.iterdir())
    assert decode_files(paths, SPEC, out, watch_grey=True)[1] is True
    shutil.copy(paths[0], tmp_path / "c.png")
    noise().save(tmp_path / "b.png")
    assert decode_files(paths, SPEC, out, watch_grey=True)[1] is False


def test_opened_images_are_copied() -> None:
    image = noise()
    out = np.empty((1, 8, 8, 3), dtype=np.uint8)
    assert decode_files([image], SPEC, out)[0] == [""]
    assert image.size == (30, 20) and image.load() is not None
    assert describe_image(image).mode == "RGB"


def test_threads_keep_the_order() -> None:
    assert list(in_threads(lambda value: value * value, range(100))) == [value * value for value in range(100)]

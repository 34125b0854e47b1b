"""Running text is told from tables by its head alone."""

from pathlib import Path

import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.corpus.running_text import holds_running_text, is_running_text, may_run, reads_on
from lamina.data.detect import detect

PLAY = """First Citizen:
Before we proceed any further, hear me speak.

All:
Speak, speak.

First Citizen:
You are all resolved rather to die than to famish?
"""
SHARED = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.parametrize(
    "text",
    [
        PLAY,
        "One paragraph, which is long, stands on a single line, as an editor wraps it, and nothing follows it at all.",
        "我是一条狗，我喜欢篮球。\n鸡是一种动物。\n",
        "😀😂👍❤️ yes 🎉🎉 " * 20,
        "हिन्दी में एक वाक्य\nऔर दूसरा वाक्य\n",
        "anna\nberta\nclara\ndora\n",  # names, a line each: what else could be learned from one column of words
        "def f(x):\n    return x + 1\n\n\nprint(f(2))\n",
    ],
)
def test_prose_reads_on(text: str) -> None:
    assert reads_on(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b\n1,x\n2,y\n3,z\n",
        "ham\tGo until jurong point, crazy.\nspam\tFree entry in 2 a wkly comp, text now\nham\tOk lar\n",
        "month passengers\n1949-01 112\n1949-02 118\n1949-03 132\n",  # blanks part columns where numbers stand
        "112\n118\n132\n129\n",
        "yes\nno\nyes\nno\nyes\nno\nyes\n",  # few classes again and again
        "name;town;street\n",  # the head of a table alone
        '"a, b",c\n"d, e",f\n"g, h",i\n',
    ],
)
def test_tables_do_not(text: str) -> None:
    assert not reads_on(text)


def test_a_file_is_recognised_unless_it_is_asked_for_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "play.txt"
    path.write_text(PLAY, encoding="utf-8")
    assert is_running_text(path, DataConfig())
    assert detect(str(path), DataConfig()).form == "corpus"
    for asked in ({"kind": "table"}, {"target": ("x",)}, {"separator": "|"}, {"header": "no"}, {"into": "play.en"}):
        assert not may_run(DataConfig.model_validate(asked))
    assert detect(path, DataConfig(kind="table")).kind == "table"
    (tmp_path / "play.md").write_text(PLAY, encoding="utf-8")
    assert detect(tmp_path / "play.md", DataConfig()).form == "corpus"
    (tmp_path / "play.csv").write_text(PLAY, encoding="utf-8")
    assert detect(tmp_path / "play.csv", DataConfig()).kind == "table"


def test_other_formats_and_bytes_are_no_running_text(tmp_path: Path) -> None:
    for name, content in (
        ("a", b"%PDF-1.4 some words"),
        ("b", b"<html><p>some words</p></html>"),
        ("c", bytes(range(256))),
    ):
        (tmp_path / f"{name}.txt").write_bytes(content)
        assert not is_running_text(tmp_path / f"{name}.txt", DataConfig())


def test_a_folder_of_texts_without_classes(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(PLAY, encoding="utf-8")
    assert holds_running_text(tmp_path, DataConfig())
    assert detect(tmp_path, DataConfig()).form == "corpus"
    for name in ("a.bin", "b.bin", "c.bin", "d.bin"):  # mostly other things: no folder of texts
        (tmp_path / name).write_bytes(b"x")
    assert not holds_running_text(tmp_path, DataConfig())


def test_a_device_is_no_file() -> None:
    with pytest.raises(InputError) as error:
        detect("/dev/zero", DataConfig())
    assert error.value.code == "table.no_regular_file"


@pytest.mark.parametrize("place", ["tinyshakespeare/input.txt", "books-en/classic-books-en.txt.xz"])
def test_real_running_text(place: str) -> None:
    if not (SHARED / place).exists():
        pytest.skip(f"{SHARED / place} is not there")
    assert detect(SHARED / place, DataConfig()).form == "corpus"

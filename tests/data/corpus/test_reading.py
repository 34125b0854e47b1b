"""Running text from files, folders, patterns, lists and the standard library, and what is refused."""

import gzip
from pathlib import Path

import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.corpus.reading import STDLIB, read_corpus


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / "a10.txt").write_bytes(b"\xef\xbb\xbften\r\nlines\r\n")
    (tmp_path / "a2.txt").write_text("two\n", encoding="utf-8")
    (tmp_path / "b" / "c.md").write_text("deep", encoding="utf-8")
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    return tmp_path


def names(corpus) -> list[str]:
    return [document.name for document in corpus.documents]


def refused(code: str, source, **options) -> str:
    with pytest.raises(InputError) as error:
        read_corpus(source, DataConfig(**options))
    assert error.value.code == code
    return str(error.value)


def test_a_folder_in_natural_order_with_what_was_left_out(folder):
    corpus = read_corpus(folder, DataConfig())
    assert names(corpus) == ["a2.txt", "a10.txt", "b/c.md"]
    assert [document.text for document in corpus.documents] == ["two\n", "ten\nlines\n", "deep"]
    assert {note.code: note.parameters.get("examples") for note in corpus.notes} == {
        "corpus.read": None, "corpus.left_out": ["picture.png"], "corpus.empty": ["empty.txt"],
    }  # fmt: skip
    assert corpus.num_characters == 4 + 10 + 4


def test_several_files_by_list_pattern_and_commas(folder):
    both = [folder / "a2.txt", folder / "a10.txt"]
    listed = read_corpus(both, DataConfig())
    assert names(listed) == ["a2.txt", "a10.txt"]
    assert names(read_corpus(f"{folder}/a*.txt", DataConfig())) == names(listed)
    joined = read_corpus(",".join(map(str, both)), DataConfig())
    assert joined.documents == listed.documents and joined.fingerprint == listed.fingerprint
    assert names(read_corpus([str(both[0])], DataConfig())) == ["a2.txt"]


def test_texts_in_memory():
    corpus = read_corpus(["one\r\ntwo", "half \ud800"], DataConfig())
    assert [document.text for document in corpus.documents] == ["one\ntwo", "half \ufffd"]
    assert corpus.source == "<list>" and corpus.name == "texts"


def test_parts_from_folders_and_from_options(folder, tmp_path):
    inside = tmp_path / "parts"
    for part in ("train", "test", "valid"):
        (inside / part).mkdir(parents=True)
        (inside / part / "x.txt").write_text(part, encoding="utf-8")
    corpus = read_corpus(inside, DataConfig())
    assert {document.part: document.text for document in corpus.documents} == {
        "train": "train", "validation": "valid", "test": "test",
    }  # fmt: skip
    given = read_corpus(folder / "a2.txt", DataConfig(test_data=str(folder / "b")))
    assert [(document.name, document.part) for document in given.documents] == [("a2.txt", ""), ("c.md", "test")]


def test_encodings_and_packed_files(tmp_path):
    (tmp_path / "chinese.txt").write_bytes("我是一条狗，今天很高兴。".encode("gb18030"))
    (tmp_path / "packed.txt.gz").write_bytes(gzip.compress(b"packed"))
    corpus = read_corpus(tmp_path, DataConfig())
    assert [document.text for document in corpus.documents] == ["我是一条狗，今天很高兴。", "packed"]
    assert read_corpus(tmp_path / "packed.txt.gz", DataConfig()).name == "packed"


def test_the_standard_library_without_tests_and_packages():
    corpus = read_corpus(STDLIB, DataConfig())
    found = set(names(corpus))
    assert {"json/decoder.py", "asyncio/tasks.py", "this.py"} <= found
    assert not any("site-packages" in name or name.startswith("test/") for name in found)
    assert corpus.num_characters > 3_000_000


def test_the_fingerprint_is_of_names_parts_and_texts(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("one", encoding="utf-8")
    before = read_corpus(path, DataConfig()).fingerprint
    assert read_corpus(path, DataConfig()).fingerprint == before
    path.write_text("two", encoding="utf-8")
    assert read_corpus(path, DataConfig()).fingerprint != before


def test_what_is_no_text(folder, tmp_path):
    assert "a2.txt" in refused("table.no_file", folder / "a3.txt")
    refused("corpus.no_text", folder / "empty.txt")
    refused("corpus.unknown_source", 7)
    refused("corpus.unknown_source", [])
    refused("table.no_data", " ")
    assert "picture.png" in refused("corpus.no_files", _only(tmp_path / "pictures", "picture.png", b"\x89PNG"))
    refused("table.not_text", _only(tmp_path / "binary", "b.txt", b"\0\1\2\0\3" * 9) / "b.txt")
    refused("corpus.archive", _only(tmp_path / "archives", "a.tar", b"x") / "a.tar")
    refused("table.cannot_read", _only(tmp_path / "broken", "a.txt.gz", b"x") / "a.txt.gz")
    assert "line 2" in refused(
        "table.wrong_encoding", _only(tmp_path / "latin", "l.txt", b"a\n\xff\xfe\xff") / "l.txt", encoding="utf-8"
    )


def _only(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir()
    (folder / name).write_bytes(content)
    return folder


def test_a_guessed_encoding_is_told(tmp_path: Path) -> None:
    text = "红楼梦第一回甄士隐梦幻识通灵，贾雨村风尘怀闺秀。\n" * 5
    (tmp_path / "novel.txt").write_bytes(text.encode("gb18030"))
    corpus = read_corpus(tmp_path / "novel.txt", DataConfig())
    assert corpus.documents[0].text == text
    assert [note.parameters["files"] for note in corpus.notes if note.code == "text.encodings"] == [
        {"novel.txt": "gb18030"}
    ]
    told = read_corpus(tmp_path / "novel.txt", DataConfig(encoding="gb18030")).notes
    assert not any(note.code == "text.encodings" for note in told)

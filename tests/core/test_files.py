"""Files are whole or not there; a folder has one owner."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lamina.core.errors import InputError
from lamina.core.files import fingerprint, folder_lock, missing, read_json, write_atomically, write_json


def test_json_there_and_back(tmp_path: Path) -> None:
    write_json(tmp_path / "deep" / "a.json", {"名": [1, 2.5, None]})
    assert read_json(tmp_path / "deep" / "a.json") == {"名": [1, 2.5, None]}
    assert os.listdir(tmp_path / "deep") == ["a.json"]


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"old": 1})
    with pytest.raises(ValueError, match="JSON"):
        write_json(path, {"new": float("nan")})
    assert read_json(path) == {"old": 1}
    assert os.listdir(tmp_path) == ["a.json"]


def test_a_full_disk_is_one_sentence_and_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"old": 1})

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_json(path, {"new": 2})
    monkeypatch.undo()
    assert read_json(path) == {"old": 1}
    assert os.listdir(tmp_path) == ["a.json"]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="Cannot write"):
        write_atomically(tmp_path / "file" / "a.json", "x")


@pytest.mark.parametrize(
    ("content", "said"), [(b"{", "not readable JSON"), (b"\xff\xfe", "not readable JSON"), (b"[" * 100_000, "JSON")]
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_json(tmp_path / "a.json")


def test_missing_and_huge_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_json(tmp_path / "none.json")
    (tmp_path / "big.json").write_bytes(b"1" * 100)
    with pytest.raises(InputError, match="at most 10"):
        read_json(tmp_path / "big.json", limit=10)


def test_the_fingerprint_sees_every_byte_and_not_the_order(tmp_path: Path) -> None:
    one, two = tmp_path / "1", tmp_path / "2"
    one.write_bytes(b"abc")
    two.write_bytes(b"def")
    before = fingerprint([one, two])
    assert fingerprint([two, one]) == before
    two.write_bytes(b"deg")
    assert fingerprint([one, two]) != before


def test_a_second_process_is_kept_out_until_the_first_is_gone(tmp_path: Path) -> None:
    code = (
        "import sys, lamina.words; from pathlib import Path; from lamina.core.files import folder_lock\n"
        "from lamina.core.errors import InputError\n"
        "try:\n    with folder_lock(Path(sys.argv[1])): print('held')\n"
        "except InputError as error: print(error)"
    )

    def other() -> str:
        return subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
        ).stdout

    with folder_lock(tmp_path):
        assert "Another process is working" in other()
    assert other().strip() == "held"


def test_the_lock_goes_away_and_one_that_was_replaced_is_not_taken_for_held(tmp_path: Path) -> None:
    with folder_lock(tmp_path):
        assert (tmp_path / ".lock").exists()
        (tmp_path / ".lock").unlink()  # as the holder before does at the very moment
        (tmp_path / ".lock").write_text("")
        with folder_lock(tmp_path):
            pass
    assert not (tmp_path / ".lock").exists()


def test_missing_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "diamonds.csv").write_text("a", encoding="utf-8")
    assert missing(tmp_path / "diamond.csv").parameters["nearest"] == str(tmp_path / "diamonds.csv")
    assert missing(tmp_path / "zzz").parameters["nearest"] == ""

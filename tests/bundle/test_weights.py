import json
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lamina.bundle.weights import Entry, check_regular, entries, pack, read_header, read_tensors, sha256
from lamina.core.errors import InputError


def raw(header: Any, data: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def refused(tmp_path: Path, content: bytes) -> InputError:
    path = tmp_path / "w.safetensors"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_header(path)
    assert "w.safetensors" in str(caught.value) and "\n" not in str(caught.value)
    return caught.value


def test_tensors_come_back_with_type_and_shape(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    shared = torch.arange(6.0)
    tensors = {
        "a": shared.view(2, 3).T,
        "b": shared,
        "c": torch.tensor(3, dtype=torch.int64),
        "d": torch.empty(0, 4, dtype=torch.float64),
    }
    path.write_bytes(pack(tensors))
    assert read_header(path) == entries(tensors) == {
        "a": Entry(torch.float32, (3, 2)), "b": Entry(torch.float32, (6,)),
        "c": Entry(torch.int64, ()), "d": Entry(torch.float64, (0, 4)),
    }  # fmt: skip
    assert all(torch.equal(value, tensors[name]) for name, value in read_tensors(path).items())


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_is_refused_unread(protocol: int, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "ran",))

    assert refused(tmp_path, pickle.dumps(Bomb(), protocol)).code in ("bundle.pickle", "bundle.bad_header")
    assert not (tmp_path / "ran").exists()


def test_a_torch_save_file_is_refused_as_a_pickle(tmp_path: Path) -> None:
    torch.save({"a": torch.zeros(3)}, tmp_path / "x.pt")
    assert refused(tmp_path, (tmp_path / "x.pt").read_bytes()).code == "bundle.pickle"


@pytest.mark.parametrize(
    "content", [b"", b"1234567", raw({}, length=2**40), raw(b"{", b""), raw([]), raw(b"[" * 100_000), raw({"a": 1})]
)
def test_broken_headers(content: bytes, tmp_path: Path) -> None:
    assert refused(tmp_path, content).code == "bundle.bad_header"


ENTRY = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"shape": [2**62, 2**62]}, "bundle.absurd_size"), ({"shape": [10**9]}, "bundle.absurd_size"),
        ({"data_offsets": [0, 2**50], "shape": [2**48]}, "bundle.absurd_size"), ({"shape": [3]}, "bundle.absurd_size"),
        ({"shape": [-2]}, "bundle.bad_header"), ({"shape": [True, 2]}, "bundle.bad_header"),
        ({"shape": [2.0]}, "bundle.bad_header"), ({"shape": [10**30]}, "bundle.bad_header"),
        ({"shape": [1] * 9}, "bundle.bad_header"), ({"shape": "2"}, "bundle.bad_header"),
        ({"dtype": "F128"}, "bundle.bad_header"), ({"dtype": ["F32"]}, "bundle.bad_header"),
        ({"data_offsets": [8, 0]}, "bundle.absurd_size"), ({"data_offsets": [0]}, "bundle.bad_header"),
        ({"extra": 1}, "bundle.bad_header"),
    ],
)  # fmt: skip
def test_absurd_entries(change: dict[str, Any], code: str, tmp_path: Path) -> None:
    assert refused(tmp_path, raw({"a": {**ENTRY, **change}}, bytes(8))).code == code


def test_overlaps_gaps_and_surplus_bytes_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, raw({"a": ENTRY, "b": ENTRY}, bytes(8))).code == "bundle.bad_header"
    assert refused(tmp_path, raw({"a": {**ENTRY, "data_offsets": [4, 12]}}, bytes(12))).code == "bundle.bad_header"
    assert refused(tmp_path, raw({"a": ENTRY}, bytes(9))).code == "bundle.bad_header"


@given(st.binary(max_size=200))
def test_any_bytes_give_entries_or_one_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("w") / "w.safetensors"
    path.write_bytes(content)
    try:
        assert isinstance(read_header(path), dict)
    except InputError as error:
        assert str(error)


def test_only_plain_files_within_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    check_regular(path, 5)
    with pytest.raises(InputError, match="at most 4"):
        check_regular(path, 4)
    with pytest.raises(InputError, match="missing"):
        check_regular(tmp_path / "none", 4)
    (tmp_path / "link").symlink_to(path)
    for other in (tmp_path / "link", tmp_path):
        with pytest.raises(InputError, match="plain file"):
            check_regular(other, 100)


def test_sha256_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    assert sha256(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

"""Tensor files: whole, named by their content, and never trusted unread."""

import errno
import hashlib
import json
import os
import pickle
import struct

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lamina.core.errors import InputError
from lamina.training import tensor_file
from lamina.training.tensor_file import read_tensors, remove_others, write_tensors

TENSORS = {
    "a": torch.arange(6, dtype=torch.float32).view(2, 3),
    "step": torch.tensor(3.0),
    "n": torch.tensor([1, 2]),
    "empty": torch.zeros(0, 4),
}
EXPECTED = {name: (list(tensor.shape), tensor.dtype) for name, tensor in TENSORS.items()}


def test_what_is_written_is_read(tmp_path):
    record = write_tensors(tmp_path, "last", TENSORS)
    found = read_tensors(tmp_path, record, EXPECTED)
    assert all(torch.equal(found[name], tensor) for name, tensor in TENSORS.items())
    assert [path.name for path in tmp_path.iterdir()] == [record["file"]]


def test_tied_and_strided_tensors_are_written(tmp_path):
    tied = torch.arange(6.0).view(2, 3)
    tensors = {"one": tied, "two": tied, "turned": tied.t()}
    record = write_tensors(tmp_path, "last", tensors)
    expected = {name: (list(tensor.shape), tensor.dtype) for name, tensor in tensors.items()}
    found = read_tensors(tmp_path, record, expected)
    assert all(torch.equal(found[name], tensor) for name, tensor in tensors.items())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_flipped_bit_is_refused(tmp_path, data):
    record = write_tensors(tmp_path, "last", TENSORS)
    path = tmp_path / record["file"]
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_tensors(tmp_path, record, EXPECTED)


def _with_hash(path) -> dict:
    content = path.read_bytes()
    return {"file": path.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 4,
        struct.pack("<Q", 2**62) + b"{}",
        struct.pack("<Q", 2) + b"{}",
        struct.pack("<Q", 60)
        + json.dumps({"a": {"dtype": "F32", "shape": [10**9, 10**9], "data_offsets": [0, 4]}}).encode(),
        pickle.dumps({"a": 1}),
    ],
)
def test_what_is_no_such_file_is_refused_even_with_the_right_hash(tmp_path, content):
    path = tmp_path / "last-0.safetensors"
    path.write_bytes(content)
    with pytest.raises(InputError, match="last-0"):
        read_tensors(tmp_path, _with_hash(path), EXPECTED)


def test_other_names_shapes_and_types_are_refused(tmp_path):
    record = write_tensors(tmp_path, "last", TENSORS)
    for changed in (
        {**EXPECTED, "a": ([3, 2], torch.float32)},
        {**EXPECTED, "a": ([2, 3], torch.int32)},
        {**EXPECTED, "b": ([1], torch.float32)},
        {name: entry for name, entry in EXPECTED.items() if name != "n"},
    ):
        with pytest.raises(InputError, match="cannot be used"):
            read_tensors(tmp_path, record, changed)


@pytest.mark.parametrize("name", ["../outside.safetensors", "/etc/passwd", "missing.safetensors", 3, None, "last.pt"])
def test_no_other_file_is_opened(tmp_path, name):
    with pytest.raises(InputError):
        read_tensors(tmp_path, {"file": name, "bytes": 1, "sha256": ""}, {})


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(_, path):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tensor_file, "save_file", full)
    with pytest.raises(InputError, match="No space left"):
        write_tensors(tmp_path, "last", TENSORS)
    assert list(tmp_path.iterdir()) == []


def test_remove_others_keeps_what_is_named(tmp_path):
    kept = write_tensors(tmp_path, "last", TENSORS)["file"]
    write_tensors(tmp_path, "best", {"b": torch.ones(2)})
    (tmp_path / ".last.1.tmp").write_bytes(b"half")
    (tmp_path / "last.json").write_text("{}")
    remove_others(tmp_path, {kept})
    assert {path.name for path in tmp_path.iterdir()} == {kept, "last.json"}

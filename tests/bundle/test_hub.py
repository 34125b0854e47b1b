"""Weights in a local cache, found by the repository's name."""

from pathlib import Path

import pytest

from lamina.bundle.hub import in_cache
from lamina.core.errors import InputError


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    root = tmp_path / "models--someone--net"
    (root / "refs").mkdir(parents=True)
    (root / "blobs").mkdir()
    (root / "refs" / "main").write_text("abc123\n")
    folder = root / "snapshots" / "abc123"
    folder.mkdir(parents=True)
    (root / "blobs" / "1").write_bytes(b"x")
    (folder / "model.safetensors").symlink_to(root / "blobs" / "1")
    return folder


def test_the_usual_file_is_found_and_its_link_followed(snapshot: Path) -> None:
    (snapshot / "other.pth").write_bytes(b"y")
    assert in_cache("someone/net").name == "1"
    assert in_cache("someone/net/other.pth") == (snapshot / "other.pth").resolve()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("net", "weights.bad_repository"), ("../net", "weights.bad_repository"), ("someone/../x", "weights.bad_repository"),
        ("someone/else", "weights.not_cached"), ("someone/net/none.pth", "weights.which_file"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused(snapshot: Path, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        in_cache(name)
    assert caught.value.code == code


def test_a_link_out_of_the_cache_is_refused(snapshot: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.pth").write_bytes(b"z")
    (snapshot / "out.pth").symlink_to(tmp_path / "secret.pth")
    with pytest.raises(InputError):
        in_cache("someone/net/out.pth")

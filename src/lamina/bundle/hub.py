"""Weights in a local Hugging Face cache, by the repository's name. The cache is only read; nothing is asked of a network.

<cache>/models--OWNER--NAME/refs/main            the commit that was fetched
<cache>/models--OWNER--NAME/snapshots/<commit>/  its files, links into blobs/
"""

import os
import re
from pathlib import Path

from lamina.core.errors import InputError

SUFFIXES = (".safetensors", ".pth", ".pt", ".bin")
USUAL = ("model.safetensors", "pytorch_model.bin")


def cache_folder() -> Path:
    """Where the cache is: HF_HUB_CACHE, else hub/ in HF_HOME, else ~/.cache/huggingface/hub."""
    if named := os.environ.get("HF_HUB_CACHE"):
        return Path(named)
    home = os.environ.get("HF_HOME")
    return (Path(home) if home else Path.home() / ".cache" / "huggingface") / "hub"


def in_cache(name: str) -> Path:
    """The file of weights of `owner/name` or `owner/name/file`, with its links followed (they must stay in the cache)."""
    parts = name.split("/")
    if len(parts) < 2 or not all(re.fullmatch(r"[\w.-]+", part) and part.strip(".") for part in parts):
        raise InputError("weights.bad_repository", name=name)
    root = cache_folder() / f"models--{parts[0]}--{parts[1]}"
    commit = root / "refs" / "main"
    named = commit.read_text(encoding="utf-8").strip() if commit.is_file() else ""
    snapshot = root / "snapshots" / named
    if not re.fullmatch(r"[\w.-]+", named) or not snapshot.is_dir():
        raise InputError("weights.not_cached", name=f"{parts[0]}/{parts[1]}", cache=str(cache_folder()))
    files = sorted(path.relative_to(snapshot).as_posix() for path in snapshot.rglob("*") if path.suffix in SUFFIXES)
    wanted = "/".join(parts[2:]) or next((file for file in USUAL if file in files), "")
    if not wanted and len(files) == 1:
        wanted = files[0]
    if wanted not in files:
        raise InputError("weights.which_file", name=f"{parts[0]}/{parts[1]}", files=", ".join(files) or "-")
    path = (snapshot / wanted).resolve()
    if not path.is_relative_to(root.resolve()):
        raise InputError("weights.not_cached", name=name, cache=str(cache_folder()))
    return path

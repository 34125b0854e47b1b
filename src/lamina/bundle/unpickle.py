"""A `.pth` file (a pickle of torch.save) as safetensors: read in another process, which knows tensors only.

A pickle can ask for anything while it is read. So this process looks at the file's size and at the directory of its zip
alone; a child with limited memory and time reads it with torch's unpickler for tensors (`weights_only=True`), checks
number and sizes of the tensors, writes safetensors and ends. What the file asked for beyond tensors is named, not run.

The child's part is `python -m lamina.bundle.unpickle FILE TARGET`; it answers with one line of JSON.
"""

import json
import math
import pickle
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from lamina.bundle.record import WEIGHTS_BYTES
from lamina.bundle.weights import DTYPES, HEADER_BYTES, MOST_AXES, MOST_TENSORS, PICKLES, check_regular
from lamina.core.errors import InputError

if sys.platform == "linux":
    from resource import RLIMIT_AS, setrlimit

    def limit_memory(size: int) -> None:
        """No more address space than this."""
        setrlimit(RLIMIT_AS, (size, size))
else:

    def limit_memory(size: int) -> None:
        """Other systems have no such limit."""


SECONDS = 300.0  # a pickle of half a gigabyte takes three
SPARE_BYTES = 12 * 2**30  # of address space beside the tensors: torch itself
MOST_ENTRIES = 2 * MOST_TENSORS  # in the zip
NESTS = ("state_dict", "model_state_dict", "model")  # where trainers put the weights beside other things


class UnusableError(Exception):
    """What is wrong with the content, for people."""


def is_pickle(path: Path) -> bool:
    """Whether a file begins like a pickle or the zip of torch.save, whatever its name."""
    with path.open("rb") as file:
        start = file.read(8)
    header = int.from_bytes(start, "little")  # of a safetensors file
    return start.startswith(PICKLES) and header > min(HEADER_BYTES, path.stat().st_size - 8)


def to_safetensors(path: Path, target: Path, *, seconds: float = SECONDS) -> None:
    """Write the tensors of a `.pth` file to `target` (in an empty folder); nothing of it is unpickled in this process.

    Raises InputError: too large, cut short, a pickle of other things than tensors, no end within `seconds`.
    """
    check_regular(path, WEIGHTS_BYTES)
    _check_zip(path)
    command = [sys.executable, "-m", "lamina.bundle.unpickle", str(path.resolve()), str(target.resolve())]
    try:
        done = subprocess.run(
            command, cwd=target.parent, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise InputError("weights.too_slow", path=str(path), seconds=f"{seconds:g}") from None
    try:
        problem = json.loads(done.stdout or b"null")
    except ValueError:
        problem = {"reason": "its reading ended strangely"}
    if done.returncode != 0 and not problem:
        problem = {"reason": f"reading it failed (exit status {done.returncode}), perhaps for want of memory"}
    if problem and problem.get("asks"):
        raise InputError("weights.runs_code", path=str(path), asks=str(problem["asks"]))
    if problem:
        raise InputError("weights.unreadable", path=str(path), reason=str(problem.get("reason")))


def _check_zip(path: Path) -> None:
    """The directory of a zip, without unpacking: torch.save compresses nothing, so the sizes must add up."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise InputError("weights.unreadable", path=str(path), reason="it is cut short or damaged") from None
    unpacked, packed = sum(item.file_size for item in found), path.stat().st_size
    if unpacked > packed or len(found) > MOST_ENTRIES:
        reason = f"it would unpack to {unpacked:,} bytes in {len(found):,} pieces from {packed:,}"
        raise InputError("weights.unreadable", path=str(path), reason=reason)


def convert(path: Path, target: Path) -> None:
    """In the child: the file's tensors, checked, as safetensors. UnusableError says what is wrong."""
    content = torch.load(path, map_location="cpu", weights_only=True)
    tensors = state_of(content)
    allowed = 2 * path.stat().st_size + 2**20  # tied weights are written twice, but no tensor out of nothing
    if sum(math.prod(value.shape) * value.dtype.itemsize for value in tensors.values()) > allowed:
        raise UnusableError("its tensors claim far more numbers than the file holds")
    save_file({name: value.detach().contiguous().clone() for name, value in tensors.items()}, target)


def state_of(content: Any) -> dict[str, Tensor]:
    """The state dict in what was saved: name -> dense tensor; looked for one level deep; "module." is taken off."""
    if isinstance(content, dict) and not any(isinstance(value, Tensor) for value in content.values()):
        content = next((content[name] for name in NESTS if isinstance(content.get(name), dict)), content)
    if not isinstance(content, dict) or not content:
        raise UnusableError(f"it holds a {type(content).__name__}, not a state dict of names and tensors")
    if len(content) > MOST_TENSORS:
        raise UnusableError(f"it holds {len(content):,} entries")
    found: dict[str, Tensor] = {}
    for name, value in content.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise UnusableError(f"its entry {str(name)[:80]!r} is of type {type(value).__name__}, not a tensor")
        if value.layout != torch.strided or value.dtype not in DTYPES.values() or value.dim() > MOST_AXES:
            raise UnusableError(f"its tensor {name[:80]!r} is of a kind that no network has ({value.dtype})")
        found[name.removeprefix("module.")] = value
    return found


def main(path: str, target: str) -> dict[str, str]:
    """The child: convert, or what is wrong as {"asks": name} or {"reason": text}."""
    limit_memory(2 * Path(path).stat().st_size + SPARE_BYTES)
    try:
        convert(Path(path), Path(target))
    except UnusableError as error:
        return {"reason": str(error)}
    except pickle.UnpicklingError as error:
        asked = re.search(r"GLOBAL ([\w.]+)", str(error)) or re.search(
            r"(?:call|found|global) ([\w.]+\.[\w.]+)", str(error)
        )
        return {"asks": asked.group(1)} if asked else {"reason": "it is not a sound file of torch.save"}
    except (RuntimeError, EOFError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError,
            SafetensorError, AssertionError, UnicodeDecodeError, MemoryError) as error:  # fmt: skip
        return {"reason": f"it is not a sound file of torch.save ({type(error).__name__})"}
    return {}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:3])))

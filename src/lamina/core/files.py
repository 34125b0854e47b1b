"""Files that are whole or not there: atomic writes, a lock on a run's folder, fingerprints. No torch here."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from io import IOBase
from pathlib import Path
from typing import IO, Any

from lamina.core.errors import InputError, nearest


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write to a neighbour, fsync, rename: a reader sees the old file or the new one, also after a power cut."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise InputError("files.cannot_write", path=str(path), reason=error.strerror or str(error)) from error


def write_json(path: Path, content: Any) -> None:
    """Write JSON atomically; NaN and infinities are refused (they are not JSON)."""
    write_atomically(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path, limit: int = 64 * 2**20) -> Any:
    """Read a JSON file of at most `limit` bytes; a broken one is refused with its place."""
    try:
        if path.stat().st_size > limit:
            raise InputError("files.too_large", path=str(path), bytes=path.stat().st_size, limit=limit)
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("files.missing", path=str(path)) from None
    except OSError as error:
        raise InputError("files.cannot_read", path=str(path), reason=error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("files.not_json", path=str(path), reason=str(error)) from None


def fingerprint(paths: list[Path], limit: int = 2**31) -> str:
    """sha256 over names, sizes and contents (contents up to `limit` bytes in all; beyond that, sizes only)."""
    digest = hashlib.sha256()
    budget = limit
    for path in sorted(paths):
        size = path.stat().st_size
        digest.update(f"{path.name}\0{size}\0".encode())
        if budget >= size:
            try:
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "sha256").digest())
            except PermissionError:
                digest.update(b"unreadable")
            budget -= size
    return digest.hexdigest()


@contextlib.contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold a run's folder: a second process is refused. The system frees the lock when this process dies."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".lock"
    with _held(path, folder):
        try:
            yield
        finally:  # removed while held: who opened it meanwhile sees in _held that it is gone, and opens a new one
            with contextlib.suppress(OSError):  # Windows removes no open file: there it stays
                path.unlink()


def _held(path: Path, folder: Path) -> IO[str]:
    """The open lock file, locked, and still the one that the folder shows."""
    while True:
        file = open(path, "a+", encoding="utf-8")  # noqa: SIM115
        if not try_lock(file):
            file.close()
            raise InputError("files.locked", path=str(folder))
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()


def held_by_another(path: Path) -> bool:
    """Whether a living process has locked the file (`try_lock`). Raises OSError where it cannot be opened."""
    with path.open("rb") as file:
        return not try_lock(file)


def try_lock(file: IO[Any] | IOBase) -> bool:
    """Lock an open file until it is closed or this process dies; False where another has it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def missing(path: Path) -> InputError:
    """The error for a path that does not exist, with the nearest name in its folder."""
    folder = path.parent
    names = [entry.name for entry in os.scandir(folder)] if folder.is_dir() else []
    close = nearest(path.name, names)
    return InputError(
        "table.no_file", path=str(path), nearest=str(folder / close) if close else "", folder_exists=folder.is_dir()
    )

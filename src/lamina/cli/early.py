"""Plain mistakes are refused before torch, polars and scikit-learn are loaded, which takes seconds.

Only what a look at the disk or the catalogue's names settles; all else is the verbs' own check, which stands anyway.
"""

from pathlib import Path
from typing import Any

from lamina.core.errors import InputError, nearest
from lamina.core.files import missing


def check_data(data: str | None) -> None:
    """Refuse a path that does not exist; a bare word may be a built-in set, and an address has its own sentence."""
    if not data or "://" in data or any(sign in data for sign in "*?[,"):  # several files: the verb finds them
        return
    path = Path(data).expanduser()
    if (path.suffix or "/" in data or "\\" in data) and not _is_sentence(data) and not path.exists():
        raise missing(path)


def _is_sentence(data: str) -> bool:
    """Whether blanks stand in it and no file's ending: "Call 0906. Claim 5/6 of it" is a text for a model of texts."""
    if len(data.split()) < 2:
        return False
    from lamina.data.suffixes import FILE_SUFFIXES

    return Path(data.strip()).suffix.lower() not in FILE_SUFFIXES


def check_network(given: dict[str, Any]) -> None:
    """Refuse a name that the catalogue lacks; file.py:Class is the verb's to read."""
    from lamina.networks.catalog import names

    name = given.get("network", "auto")
    if name != "auto" and ".py" not in name and name not in names():
        raise InputError("networks.unknown", network=name, nearest=nearest(name, names()), names=", ".join(names()))


def check_config(config: str | None) -> None:
    """Refuse a configuration file that does not exist."""
    if config is not None and not Path(config).is_file():
        raise InputError("files.missing", path=config)


def check_run(run: str) -> None:
    """Refuse a folder that is neither a run nor a bundle."""
    if not (Path(run) / "bundle.json").is_file():
        from lamina.verbs.folder import RunFolder

        RunFolder.existing(run)

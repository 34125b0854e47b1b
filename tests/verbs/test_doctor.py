import shutil
from pathlib import Path

import pytest

import lamina
from lamina.core.errors import InputError
from lamina.verbs.run import Run


def test_run_folder_and_path_are_alike(digits: Run) -> None:
    assert (
        lamina.doctor(digits).findings
        == lamina.doctor(digits.path).findings
        == lamina.doctor(str(digits.path)).findings
    )


def test_nothing_to_try_where_all_is_well(digits: Run) -> None:
    with pytest.raises(InputError, match="all looks well"):
        lamina.doctor(digits, attempt=True)


def test_bad_input(digits: Run, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no run folder"):
        lamina.doctor(tmp_path / "none")
    with pytest.raises(InputError, match="neither a run folder"):
        lamina.doctor(tmp_path)


def test_bundle_alone_has_no_readings(digits: Run, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(digits.folder.model, bundle)
    with pytest.raises(InputError, match="bundle alone"):
        lamina.doctor(bundle)

from pathlib import Path
from typing import Any

import pytest

from lamina.bundle import migrate as module
from lamina.bundle.load import load_bundle
from lamina.bundle.migrate import MIGRATIONS, migrate
from lamina.core.errors import InputError


def test_todays_format_stays_as_it_is() -> None:
    content = {"format": 1, "network": {}}
    assert migrate(content, "b") == content


@pytest.mark.parametrize(("found", "code"), [(2, "newer"), (10**9, "newer"), (0, "unknown"), (-5, "unknown")])
def test_other_formats_are_refused_with_what_to_do(found: int, code: str) -> None:
    with pytest.raises(InputError) as caught:
        migrate({"format": found}, "b")
    assert caught.value.code == f"bundle.{code}_format"


@pytest.mark.parametrize("found", [None, "1", 1.0, True, [1]])
def test_a_format_that_is_no_number_is_refused(found: Any) -> None:
    with pytest.raises(InputError, match="format"):
        migrate({"format": found}, "b")


def test_no_migration_is_known_yet_and_steps_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MIGRATIONS == {}
    monkeypatch.setattr(module, "FORMAT", 3)
    for step in (1, 2):
        monkeypatch.setitem(
            MIGRATIONS, step, lambda content, step=step: {**content, "seen": [*content.get("seen", []), step]}
        )
    assert migrate({"format": 1}, "b") == {"format": 3, "seen": [1, 2]}


def test_a_bundle_of_a_made_format_0_loads_through_its_migration(
    bundle: Path, forge: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def age(record: dict[str, Any]) -> None:  # format 0 called the class names "labels" and had no audit line
        record["labels"] = record.pop("classes")
        record.pop("audit")
        record["format"] = 0

    forge(bundle, age)
    with pytest.raises(InputError, match="format 0"):
        load_bundle(bundle)

    def step(content: dict[str, Any]) -> dict[str, Any]:
        rest = {key: value for key, value in content.items() if key != "labels"}
        return {**rest, "classes": content["labels"], "audit": ""}

    monkeypatch.setitem(MIGRATIONS, 0, step)
    assert load_bundle(bundle).spec.classes == ("no", "yes", "也许")

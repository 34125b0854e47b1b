"""`lamina.data` is the verb and the folder at once."""

from pathlib import Path

import lamina
import lamina.data.tables.table


def test_the_profile_knows_columns_and_target(table: Path) -> None:
    profile = lamina.data(str(table), target="kind", ignore=("price",))  # type: ignore[operator]
    by_name = {column.name: column for column in profile.columns}
    assert by_name["weight"].missing == 12
    assert by_name["colour"].type == "category"
    assert by_name["kind"].role == "target"
    assert profile.rows == 200
    assert lamina.data.tables.table.read_table is not None


def test_images_are_profiled() -> None:
    profile = lamina.data("digits")  # type: ignore[operator]
    assert (profile.kind, profile.rows) == ("images", 1797)

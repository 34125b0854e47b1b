from pathlib import Path

from lamina.data.images.found import FoundImages


def test_in_part_keeps_all_else() -> None:
    found = FoundImages([Path("a.png"), Path("b.png")], ["a", "b"], labels=["x", "y"])
    held = found.in_part("test")
    assert held.part == ["test", "test"] and held.labels == ["x", "y"] and len(held) == 2
    assert found.part is None

"""The profile of pairs: both sides by their lengths, parts, repeats; of pairs that cannot be trained the reason."""

from lamina.core.config import RunConfig
from lamina.data.pairs.profile import profile_pairs
from lamina.data.pairs.reading import read_pairs

CONFIG = RunConfig().replace(kind="pairs")


def test_sides_are_columns_of_lengths() -> None:
    pairs = [(f"ein Wort {n}", f"word {n}") for n in range(20)] + [("ein Wort 3", "word 3"), ("", "nothing")]
    found = profile_pairs(read_pairs(pairs, CONFIG.data), CONFIG)
    first, second = found.columns
    assert (found.kind, found.task, found.rows, found.repeated_rows) == ("pairs", "translate", 22, 1)
    assert first.quantiles[-1] == 3 and second.quantiles[-1] == 2 and (first.missing, second.missing) == (1, 0)
    assert first.top["wort"] == 21 and second.role == "target"
    assert sum(part.rows for part in found.parts) == 21


def test_too_few_pairs_are_told() -> None:
    found = profile_pairs(read_pairs([("a", "b")], CONFIG.data), CONFIG)
    assert found.parts == () and found.notes[-1].code == "pairs.too_few"

"""Prepared pairs: empty and long ones counted, nothing of held-out pairs in the vocabulary, copies across parts told."""

from pathlib import Path

import pytest

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.pairs.prepared import prepare_pairs
from lamina.data.pairs.reading import read_pairs
from lamina.data.prepared import Prepared

WORDS = ["red", "blue", "green", "black", "white", "grey", "pink", "brown"]
PAIRS = [(f"{a} {b} 🙂", f"{b} {a}") for a in WORDS for b in WORDS if a != b]


def prepared(pairs: list[tuple[str, str]], **options: object) -> Prepared:
    config = RunConfig().replace(kind="pairs", **options)
    return prepare_pairs(read_pairs(pairs, config.data), config)


def notes(found: Prepared) -> dict[str, dict]:
    return {note.code: note.parameters for note in found.audit.notes}


def test_parts_hold_both_sides() -> None:
    found = prepared(PAIRS)
    assert {name: len(part) for name, part in found.parts.items()} == {"train": 37, "validation": 8, "test": 11}
    part = found.parts["train"]
    assert set(part.inputs) == {"tokens", "lengths", "written"} and part.target.shape == part.inputs["written"].shape
    assert found.spec.task == "translate" and found.spec.num_outputs == len(found.spec.into.vocabulary)  # type: ignore[union-attr]
    assert (found.prepare.output_names) == ("source", "source_lengths", "target_in")


def test_empty_sides_are_left_out_and_placed() -> None:
    found = prepared([("", "nothing"), *PAIRS, ("nichts", "  ")])
    assert notes(found)["pairs.empty"]["count"] == 2 and found.audit.rows_read == len(PAIRS) + 2
    assert notes(found)["pairs.empty"]["places"] == ["0", str(len(PAIRS) + 1)]


def test_long_training_pairs_are_left_out_and_held_out_ones_cut() -> None:
    found = prepared([*PAIRS, *((" ".join(WORDS * 9), f"word {n}") for n in range(12))], max_length=8, tokens="words")
    told = notes(found)["pairs.long"]
    assert told["dropped"] + told["cut"] == 12 and told["dropped"] and told["cut"]
    assert max(int(part.inputs["lengths"].max()) for part in found.parts.values()) == 8
    assert found.audit.rows_used == len(PAIRS) + 12 - told["dropped"]


def test_the_vocabulary_is_of_the_training_pairs_alone() -> None:
    odd = [(f"selten{n}", f"rare{n}") for n in range(40)]
    found = prepared([*PAIRS, *odd], tokens="words")
    assert found.spec.text is not None
    held = {row for name, part in found.parts.items() if name != "train" for row in part.row_ids.tolist()}
    unseen = {f"selten{row - len(PAIRS)}" for row in held if row >= len(PAIRS)}
    assert unseen and not unseen & set(found.spec.text.vocabulary)


def test_copies_across_parts_are_told() -> None:
    found = prepared([*PAIRS, *PAIRS])
    assert sum(notes(found)["text.shared"]["pairs"].values()) > 0


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([("a", ""), ("", "b"), ("c", "d")], "1 of 3 pairs with a text on both sides"),
        ([("a", "b")], "1 of 1 pairs"),
    ],
)
def test_too_few_pairs_are_refused(pairs: list[tuple[str, str]], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        prepared(pairs)


def test_all_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="Raise --max-length"):
        prepared(PAIRS, max_length=1, tokens="words")


def test_one_word_emoji_half_a_surrogate_and_a_megabyte(tmp_path: Path) -> None:
    odd = [("Ja", "Yes"), ("🙂", "👍🏽"), ("\ud800 halb", "half"), ("wort " * 200_000, "many words"), ("是的", "yes")]
    found = prepared([*PAIRS, *odd])
    assert found.audit.rows_read == len(PAIRS) + len(odd)

"""The table of sample translations: rows of one part, in order, long cells cut."""

import polars as pl

from lamina.report.run.translations import translation_samples


def test_rows_of_the_part_are_shown_in_order() -> None:
    frame = pl.DataFrame(
        {
            "split": ["train"] + ["test"] * 30, "source": [f"s{n}" for n in range(31)], "target": ["t"] * 31,
            "answer": ["a" * 1000] * 31,
        }
    )  # fmt: skip
    heads, lines = translation_samples(frame, "test")
    assert heads == ["source", "reference", "translation"] and len(lines) == 20
    numbers = [int(line[0][1:]) for line in lines]
    assert numbers == sorted(numbers) and 0 not in numbers and len(lines[0][2]) < 400


def test_a_small_part_is_shown_whole() -> None:
    frame = pl.DataFrame({"split": ["test"], "source": ["s"], "target": ["t"], "answer": [""]})
    assert translation_samples(frame, "test")[1] == [["s", "t", ""]]

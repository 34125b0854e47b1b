"""The map of words and the table of their nearest: few words, many, and signs that no font draws."""

from pathlib import Path

import numpy as np
import polars as pl

from lamina.report.views.word_map import draw_words, sample_words


def test_words_are_drawn(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(60)] + ["狗", "🐈", "$x$"]
    places = np.random.default_rng(0).normal(size=(63, 2)).tolist()
    path = draw_words(tmp_path / "words.png", words, places, 0.3)
    assert path is not None and path.read_bytes().startswith(b"\x89PNG")
    assert draw_words(tmp_path / "two.png", words[:2], places[:2], 0.3) is None


def test_samples_go_from_frequent_to_rare() -> None:
    frame = pl.DataFrame(
        {"word": [str(n) for n in range(8_000)], "count": range(8_000, 0, -1), "nearest": [""] * 8_000}
    )
    heads, lines = sample_words(frame) or ([], [])
    assert len(heads) == 3 and 20 <= len(lines) <= 24
    assert [int(line[0]) for line in lines] == sorted(int(line[0]) for line in lines)
    assert lines[0][0] == "50" and int(lines[-1][0]) == 5_000
    short = sample_words(frame.head(3))
    assert (short is not None and [line[0] for line in short[1]] == ["0", "1", "2"]) or len(short[1]) >= 1
    assert sample_words(frame.head(0)) is None

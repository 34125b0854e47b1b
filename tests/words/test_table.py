"""The sentences about tables, as a person reads them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lamina import words
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.tables.table import read_table
from lamina.data.tables.target import choose_target

X = [0.5 * i for i in range(12)]
WRONG: dict[str, tuple[Any, dict[str, Any], str, str]] = {
    "ragged": ("a,b\n1,2\n3\n", {}, 'has 1 field, the others have 2: ', "第 3 行有 1 个字段"),
    "header only": ("a,b\n", {}, "has a header but no rows", "只有表头"),
    "quote": ('a,b\n1,"x, y"\n3,"4\n5,6\n', {}, "opens in line 3", "第 3 行开始的引号"),
    "encoding": ("a,é\n1,2\n", {"encoding": "ascii"}, "line 1 cannot be read", "第 1 行无法读取"),
    "asked": ("a,b\n1.5,2\nx,4\n", {"types": {"a": "number"}}, '"x" is not a number: line 3', "“x” 不是数值"),
    "target": ("price,b\n1.5,2\n3,4\n", {"target": ("pric",)}, 'Did you mean "price"?', "您是否想用“price”？"),
    "option": ("a,b\n1.5,2\n", {"ignore": ("c",)}, '--ignore names the column "c"', "--ignore 指定的列“c”不存在"),
    "infinite": ({"x": X, "y": [float("inf"), *X[1:]]}, {}, "infinite in row 0.", "行 0（从 0 起）"),
    "single": ({"x": X, "y": ["a"] * 12}, {"target": ("y",)}, 'a single class, "a"', "只有一个类别“a”"),
    "no inputs": ({"id": [f"u{i}" for i in range(30)], "y": [0, 1] * 15}, {}, "id: different in every row", "每行都不同"),
    "weight": ({"x": X, "w": [-1, *X[1:]], "y": X}, {"weight_column": "w"}, 'The weight "-1.0"', "权重“-1.0”"),
    "images": (np.zeros((2, 8, 8)), {}, "holds images", "是图像"),
    "kind": (np.zeros((2, 8, 8)), {"kind": "table"}, "cannot be read as table", "不能按表格读取"),
    "lengths": ({"a": [1], "b": [1, 2]}, {}, "a 1, b 2", "a 1、b 2"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    before = words.language()
    yield
    words.use(before)


@pytest.mark.parametrize("case", WRONG)
def test_one_sentence_in_both_languages(tmp_path: Path, case: str) -> None:
    source, options, english, chinese = WRONG[case]
    if isinstance(source, str):
        (tmp_path / "t.csv").write_text(source, encoding="utf-8")
        source = tmp_path / "t.csv"
    config = RunConfig().replace(**options)
    with pytest.raises(InputError) as error:
        choose_target(read_table(source, config.data), config)
    for language, part in (("en", english), ("zh", chinese)):
        words.use(language)
        sentence = str(error.value)
        assert part in sentence, sentence
        assert "{" not in sentence and error.value.code not in sentence


def test_places_are_counted_and_shortened() -> None:
    told = {"target": "y", "rows": 100, "file": "t.csv", "unit": "line", "places": ["2", "5"], "count": 9}
    words.use("en")
    assert (
        words.say("table.target_missing", told)
        == '9 of 100 rows have no "y" and are not used: lines 2, 5 and 7 more of t.csv.'
    )
    one = {**told, "places": ["a.csv:7"], "count": 1}
    assert words.say("table.target_missing", one).endswith("line a.csv:7.")
    words.use("zh")
    assert words.say("table.target_missing", told) == "100 行中有 9 行没有“y”，不使用：t.csv 第 2、5 行等共 9 行。"
    assert words.say("table.target_missing", one).endswith("a.csv:7。")

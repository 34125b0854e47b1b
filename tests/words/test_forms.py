"""Forms of speech in both languages."""

from lamina.words.en import forms as en
from lamina.words.zh import forms as zh


def test_the_nearest_name_is_asked_for_only_where_there_is_one() -> None:
    assert en.did_you_mean({"nearest": "price"}) == ' Did you mean "price"?'
    assert zh.did_you_mean({"nearest": "price"}) == "您是否想用“price”？"
    assert en.did_you_mean({"nearest": ""}) == zh.did_you_mean({}) == ""


def test_long_lists_are_cut() -> None:
    names = list(range(12))
    assert en.some(names) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"
    assert zh.some(names, 2) == "0、1 等 12 个"
    assert en.some(names[:2]) == "0, 1" and en.some([]) == ""


def test_one_and_many() -> None:
    assert en.many(1, "row") == "1 row" and en.many(0, "row") == "0 rows" and en.many(2_000, "row") == "2,000 rows"
    assert en.many(2, "class", "classes") == "2 classes" and en.many(1, "class", "classes") == "1 class"

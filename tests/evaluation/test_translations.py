"""BLEU and chrF as sacrebleu has them, with signatures and intervals; exact answers."""

import pytest
from sacrebleu import corpus_bleu, corpus_chrf

from lamina.core.errors import InputError
from lamina.evaluation.translations import evaluate_translations, headline, matches, translation_scores

REFERENCES = ["a man in a blue shirt is standing on a ladder", "two dogs run through the deep snow"] * 10
ANSWERS = ["a man in a blue shirt stands on a ladder", "two dogs are running through the snow"] * 10


def test_scores_are_those_of_sacrebleu() -> None:
    found = evaluate_translations("test", ANSWERS, REFERENCES)
    assert found.headline == "bleu"
    assert found.scores["bleu"].value == pytest.approx(corpus_bleu(ANSWERS, [REFERENCES]).score)
    assert found.scores["chrf"].value == pytest.approx(corpus_chrf(ANSWERS, [REFERENCES]).score)
    low, high = found.scores["bleu"].low, found.scores["bleu"].high
    assert low is not None and high is not None and low < found.scores["bleu"].value < high


def test_the_signature_says_how_it_was_counted() -> None:
    told = evaluate_translations("test", ANSWERS, REFERENCES, lower=True).notes[0].parameters
    assert "case:lc" in told["bleu"] and "tok:13a" in told["bleu"] and "version:" in told["chrf"]
    assert "case:mixed" in evaluate_translations("test", ANSWERS, REFERENCES).notes[0].parameters["bleu"]


def test_the_same_answers_are_all_right_and_case_counts_unless_lower() -> None:
    assert translation_scores(REFERENCES, REFERENCES) == pytest.approx({"bleu": 100, "chrf": 100, "exact_match": 1})
    upper = [text.upper() for text in REFERENCES]
    assert translation_scores(REFERENCES, upper)["exact_match"] == 0
    assert translation_scores(REFERENCES, upper, lower=True)["bleu"] == pytest.approx(100)


def test_answers_of_one_word_are_counted_whole() -> None:
    assert headline(["1998-05-03"] * 9 + ["two words"]) == "exact_match"
    assert headline(["1998-05-03", "two words"]) == "chrf"
    assert matches(["a  b", "A"], ["a b ", "a"]) == [True, False]


def test_references_without_four_words_are_compared_by_letters() -> None:
    assert headline(["one two three", "four five six", "one two three four five"]) == "chrf"
    assert headline(["one two three four"] * 2 + ["one"]) == "bleu"
    assert headline(["两只狗跑过很深的雪地，后面跟着一个穿蓝色衣服的人"] * 3) == "chrf"  # no blanks
    found = evaluate_translations("test", ["one two three"] * 4, ["one two three"] * 4)
    assert found.headline == "chrf" and found.scores["chrf"].value == pytest.approx(100.0)


def test_empty_answers_and_an_empty_part() -> None:
    assert translation_scores([""] * 2, REFERENCES[:2])["bleu"] == 0
    with pytest.raises(InputError):
        evaluate_translations("test", [], [])


def test_intervals_repeat() -> None:
    first, second = (evaluate_translations("test", ANSWERS, REFERENCES) for _ in range(2))
    assert first.scores == second.scores


def test_an_interval_exists_where_hardly_anything_is_right() -> None:
    found = evaluate_translations("test", ["a b c d e", *["x"] * 11], ["a b c d f", *["y"] * 11])
    low, high = found.scores["bleu"].low, found.scores["bleu"].high
    assert low is not None and high is not None and 0 <= low <= high <= 100

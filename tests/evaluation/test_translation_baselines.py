"""Baselines of translation: the source as it is, and the translation of the most similar training text."""

from lamina.evaluation.translation_baselines import Copied, MostSimilar

TEXTS = ["ein Mann läuft über die Straße", "eine Frau sitzt auf einer Bank", "zwei Hunde spielen im tiefen Schnee"]
WRITTEN = ["a man runs", "a woman sits", "two dogs play"]


def test_the_source_itself() -> None:
    assert Copied().answers(["a", "b"]) == ["a", "b"] and Copied().description


def test_the_most_similar_of_sentences() -> None:
    rival = MostSimilar(TEXTS, WRITTEN)
    assert rival.answers(["zwei Hunde im Schnee", "die Frau auf der Bank", *TEXTS[:1]]) == [
        "two dogs play", "a woman sits", "a man runs",
    ]  # fmt: skip
    assert "3 training texts" in rival.description


def test_short_texts_are_compared_by_their_characters() -> None:
    rival = MostSimilar(["3 May 1998", "12 July 2001"], ["1998-05-03", "2001-07-12"])
    assert rival.answers(["4 May 1998", "July 2001"]) == ["1998-05-03", "2001-07-12"]

"""Texts with marks as token ids."""

from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import HIDING, MASK_ID
from lamina.verbs.courses.masked_answers import encode_hidden, filled_in


def test_a_mark_is_one_token_and_takes_its_blank_along() -> None:
    words = TextSpec(tokens="words", vocabulary=(*HIDING, "the", "cat", "."), lower=True, max_length=9)
    assert encode_hidden("The [MASK] cat[MASK].", words) == [5, MASK_ID, 6, MASK_ID, 7]
    letters = TextSpec(tokens="characters", vocabulary=(*HIDING, "a", " "), max_length=9, white_space="kept")
    assert encode_hidden("a [MASK][MASK]", letters) == [5, 6, MASK_ID, MASK_ID]
    kept = TextSpec(
        tokens="pieces", vocabulary=(*HIDING, "▁", "a", "b", "▁b"), merges=(("▁", "b"),), max_length=9,
        white_space="kept",
    )  # fmt: skip
    assert encode_hidden("a [MASK] b", kept) == [6, MASK_ID, 8]


def test_what_was_given_stays_as_it_was_written() -> None:
    words = TextSpec(tokens="words", vocabulary=(*HIDING, "the", "cat", "."), lower=True, max_length=9)
    assert filled_in("The [MASK] SAT on Émile[MASK]", [6, 7], words) == "The cat SAT on Émile."
    assert filled_in("[MASK] mat, a[MASK] [MASK]", [5, 6], words) == "the mat, a cat [MASK]"  # the third was too far
    letters = TextSpec(tokens="characters", vocabulary=(*HIDING, "a", " "), max_length=9, white_space="kept")
    assert filled_in("Xb[MASK]c[MASK]", [5, 6], letters) == "Xbac "
    kept = TextSpec(
        tokens="pieces", vocabulary=(*HIDING, "▁", "a", "b", "▁b"), merges=(("▁", "b"),), max_length=9,
        white_space="kept",
    )  # fmt: skip
    assert filled_in("Q [MASK] b", [8], kept) == "Q b b" and filled_in("Q [MASK] b", [7], kept) == "Qb b"
    assert filled_in("[MASK] b", [8], kept) == "b b"

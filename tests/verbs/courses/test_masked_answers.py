"""Texts with marks as token ids."""

from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import HIDING, MASK_ID
from lamina.verbs.courses.masked_answers import encode_hidden


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

"""The map of vectors."""

import torch
from tests.report.pngs import WIDE, size, warm

from lamina.core.looks import WordMap
from lamina.report.views.vectors_picture import draw_word_map


def test_chosen_words_stand_out() -> None:
    torch.manual_seed(0)
    found = WordMap(("king", "<b>", "$x", "字"), torch.randn(4, 2), (0.5, 0.2))
    plain, chosen = draw_word_map(found, frozenset(), "t"), draw_word_map(found, frozenset({"king"}), "t")
    assert size(chosen)[0] == WIDE and warm(chosen) > 20 > warm(plain) == 0


def test_words_at_one_place_are_named_once() -> None:
    found = WordMap(("a", "b"), torch.zeros(2, 2), (0.0, 0.0))
    assert size(draw_word_map(found, frozenset({"a", "b"}), "t"))[0] == WIDE

"""Maps of attention."""

import numpy as np
from tests.report.pngs import WIDE, has, size, warm

from lamina.report.views.attention_picture import MOST_TOKENS, Map, draw_heads, draw_maps

GREY = (233, 236, 241)


def test_masked_places_are_striped() -> None:
    masked = np.triu(np.ones((6, 6), dtype=bool), 1)
    weights = np.tril(np.ones((6, 6)))
    striped = draw_maps([Map("title", "under", weights, masked, tuple("abcdef"), tuple("abcdef"))])
    plain = draw_maps([Map("title", "under", weights, np.zeros_like(masked))])
    assert has(striped, GREY) > 1250 > 100 > has(plain, GREY)
    assert has(striped, (0, 50, 79)) > 1000  # what may be looked at is seen, and not striped


def test_a_text_that_grows_has_no_cells_yet_and_new_keys_outlined() -> None:
    weights = np.where(np.tri(5).astype(bool), 0.5, np.nan)
    grown = draw_maps([Map("a", "b", weights, np.zeros((5, 5), dtype=bool), grown=True)])
    plain = draw_maps([Map("a", "b", weights, np.zeros((5, 5), dtype=bool))])
    assert warm(grown) > 100 > warm(plain) == 0  # the outline


def test_hostile_and_long_names() -> None:
    names = tuple(["<script>", "$\\frac{1}", "\n", "x" * 99] * 20)
    weights = np.full((80, 80), 1 / 80)
    content = draw_maps([Map("t", "u", weights, np.zeros((80, 80), dtype=bool), names, names)])
    few = np.full((MOST_TOKENS, MOST_TOKENS), 1 / 80)
    assert size(content) == size(draw_maps([Map("t", "u", few, np.zeros(few.shape, dtype=bool))]))


def test_all_heads_of_all_layers() -> None:
    layers = [
        (f"layers.{number}", np.random.default_rng(0).random((9, 5, 5)), np.zeros((5, 5), dtype=bool))
        for number in range(3)
    ]
    assert size(draw_heads(layers))[0] == WIDE
    single = [("attention", np.ones((1, 3, 7)) / 7, np.zeros((3, 7), dtype=bool))]
    assert size(draw_heads(single))[1] < size(draw_heads(layers))[1]

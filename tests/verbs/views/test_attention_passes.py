"""Training and writing beside each other."""

import numpy as np
import pytest

from lamina.verbs.views.attention_passes import can_show_passes, passes_of
from lamina.verbs.views.attention_sides import read_row, sides_of

from . import looks


def test_training_is_masked_where_writing_has_no_keys_yet() -> None:
    seen = looks.pairs()
    passes = passes_of(seen, sides_of(seen, read_row(seen, 0)))
    assert passes is not None
    (own, cross), (grown, along) = passes.training, passes.writing
    assert own.weights.shape == (6, 6) and np.array_equal(own.masked, np.triu(np.ones((6, 6), dtype=bool), 1))
    steps = len(grown.weights)
    assert grown.grown and np.array_equal(np.isnan(grown.weights), np.triu(np.ones((steps, steps), dtype=bool), 1))
    assert cross.masked[:, 8:].all() and along.weights.shape == (steps, 8)
    np.testing.assert_allclose(np.nansum(grown.weights, axis=1), 1, atol=1e-5)
    assert "the same weights" in passes.sentences[0] and "cache grows by one" in passes.sentences[0]


@pytest.mark.parametrize("name", ["seq2seq-general", "seq2seq-additive"])
def test_recurrent_decoders_carry_a_state(name: str) -> None:
    seen = looks.pairs(name)
    passes = passes_of(seen, sides_of(seen, read_row(seen, 0)))
    assert passes is not None and len(passes.training) == 1 and "state is carried on" in passes.sentences[0]


def test_only_what_reads_and_writes_has_two_passes() -> None:
    assert can_show_passes(looks.pairs()) and not can_show_passes(looks.text("language", "decoder"))

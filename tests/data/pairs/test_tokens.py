"""Token ids of pairs: marks, targets shifted by one, cut texts without an end, padding that changes no key."""

import numpy as np
import torch

from lamina.core.batch import Part
from lamina.core.spec import TextSpec
from lamina.data.pairs.tokens import encode_pairs, pair_keys
from lamina.data.texts.vocabulary import MARKED

SPEC = TextSpec(tokens="words", vocabulary=(*MARKED, "a", "b", "c"), max_length=3)


def test_written_begins_with_the_start_and_the_target_ends_with_the_end() -> None:
    found = encode_pairs(["a b", "c"], ["b", "a b c"], SPEC, SPEC)
    assert found.inputs["tokens"].tolist() == [[4, 5], [6, 0]] and found.inputs["lengths"].tolist() == [2, 1]
    assert found.inputs["written"].tolist() == [[2, 5, 0, 0], [2, 4, 5, 6]]
    assert found.target.tolist() == [[5, 3, -1, -1], [4, 5, 6, 3]]


def test_a_cut_translation_has_no_end_and_an_empty_one_is_all_end() -> None:
    found = encode_pairs(["a", "a"], ["a b c a", ""], SPEC, SPEC)
    assert found.target.tolist() == [[4, 5, 6, -1], [3, -1, -1, -1]]
    assert found.inputs["written"].tolist() == [[2, 4, 5, 6], [2, 0, 0, 0]]
    assert found.full.tolist() == [[1, 4], [1, 0]]


def test_keys_do_not_depend_on_padding() -> None:
    def keys(texts: list[str], written: list[str]) -> np.ndarray:
        found = encode_pairs(texts, written, SPEC, SPEC)
        return pair_keys(Part("x", found.inputs, found.target, None, torch.arange(len(texts))))

    both, one = keys(["a b c", "a"], ["b", "a b c"]), keys(["a"], ["a b c"])
    assert both[1] == one[0] and both[0] != both[1]
    assert keys(["a"], ["b"])[0] != keys(["b"], ["a"])[0]

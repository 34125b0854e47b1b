"""The most frequent label, and that of each word."""

import torch

from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.evaluation.tag_baselines import fit_tag_baselines

TEXT = TextSpec(tokens="words", vocabulary=("<pad>", "<unk>"), max_length=9)
SPEC = DataSpec(kind="text", task="tag", text=TEXT, targets=(TargetSpec(name="tag", classes=("A", "B", "C")),))


def test_words_have_their_label_and_unknown_ones_that_of_new_words() -> None:
    tokens = ["a", "b", "a", "a", "b", "c", "d", "a"]
    target = torch.tensor([0, 1, 0, 1, 1, 2, 2, 0])
    most, word = fit_tag_baselines(tokens, target, SPEC)
    assert most.name == "majority" and word.name == "word"
    answers = word.answers(["a", "b", "never"])
    assert answers[0].tolist() == [0.75, 0.25, 0] and answers[1].tolist() == [0, 1, 0]
    assert answers[2].tolist() == [0, 0, 1]  # c and d were new in the second half
    assert '"C" of an unknown word' in word.description
    assert word.answers([]).shape == (0, 3)


def test_without_new_words_an_unknown_one_is_as_any() -> None:
    _, word = fit_tag_baselines(["a", "a"], torch.tensor([0, 1]), SPEC)
    assert word.answers(["z"])[0].tolist() == [0.5, 0.5, 0]

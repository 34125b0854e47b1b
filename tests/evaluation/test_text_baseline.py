"""TF-IDF beside the network."""

import torch

from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.evaluation.text_baseline import fit_text_baselines, fit_text_linear

TEXT = TextSpec(tokens="words", vocabulary=("<pad>", "<unk>"), max_length=3)


def spec(task: str = "classify", classes: tuple[str, ...] = ("a", "b", "c")) -> DataSpec:
    target = TargetSpec(name="y", classes=classes if task == "classify" else ())
    return DataSpec.model_validate({"kind": "text", "task": task, "text": TEXT, "targets": (target,)})


def test_learns_words_and_leaves_absent_classes_at_nothing() -> None:
    texts, target = ["so good", "so bad"] * 10, torch.tensor([0, 2] * 10)
    majority, linear = fit_text_baselines(texts, target, spec())
    answers = linear.answers(["good", "bad", "", "unheard"])
    assert answers.shape == (4, 3) and answers.dtype == torch.float64
    assert answers.argmax(dim=1).tolist()[:2] == [0, 2] and float(answers[:, 1].max()) == 0
    torch.testing.assert_close(answers.sum(dim=1), torch.ones(4, dtype=torch.float64))
    assert majority.name == "majority" and linear.name == "linear" and "TF-IDF" in linear.description


def test_numbers_by_ridge() -> None:
    texts, target = ["one star", "five star"] * 20, torch.tensor([[1.0], [5.0]] * 20, dtype=torch.float64)
    linear = fit_text_linear(texts, target, spec("regress"), 0)
    assert linear is not None
    low, high = linear.answers(["one", "five"])[:, 0].tolist()
    assert low < 3 < high


def test_characters_where_there_are_no_blanks() -> None:
    texts, target = ["这本书很好看", "这部电影不好看"] * 10, torch.tensor([0, 1] * 10)
    linear = fit_text_linear(texts, target, spec(), 0)
    assert linear is not None and linear.answers(["书", "电影"]).argmax(dim=1).tolist() == [0, 1]


def test_none_where_there_is_nothing_to_learn_from() -> None:
    assert fit_text_linear(["a", "b"], torch.tensor([0, 0]), spec(), 0) is None
    assert fit_text_linear([" ", ""], torch.tensor([0, 1]), spec(), 0) is None
    assert len(fit_text_baselines(["a"], torch.tensor([0]), spec())) == 1

"""The task of tokens, against numbers by hand and torch's own cross entropy."""

import math

import pytest
import torch
from torch.nn import functional as F

from lamina.core.batch import Batch
from lamina.core.config import TaskConfig
from lamina.core.errors import InputError, LaminaWarning
from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.training.sums import Sums
from lamina.training.token_task import Tokens, make_token_task

TEXT = TextSpec(tokens="characters", vocabulary=("<pad>", "<unk>", "a"), max_length=4)
LANGUAGE = DataSpec(kind="text", task="language", text=TEXT, targets=(TargetSpec(name="next"),))


def batch(target, weight=None) -> Batch:
    return Batch({}, target, weight, torch.arange(len(target)))


def some(rows=3, steps=5, width=7):
    source = torch.Generator().manual_seed(rows + steps)
    logits = torch.randn(rows, steps, width, generator=source, dtype=torch.float64)
    target = torch.randint(width, (rows, steps), generator=source)
    return logits, target.masked_fill(torch.rand(rows, steps, generator=source) < 0.3, -1)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_is_the_mean_over_scored_tokens(smoothing):
    logits, target = some()
    loss, count = Tokens("language", smoothing).loss(logits, batch(target))
    assert count == (target >= 0).sum()
    whole = F.cross_entropy(logits[target >= 0], target[target >= 0], label_smoothing=smoothing)
    torch.testing.assert_close(loss / count, whole)


def test_a_weight_of_two_is_the_row_twice():
    logits, target = some()
    weight = torch.tensor([1.0, 2.0, 0.0], dtype=torch.float64)
    loss, count = Tokens("tag").loss(logits, batch(target, weight))
    again = torch.tensor([0, 1, 1])
    expected, tokens = Tokens("tag").loss(logits[again], batch(target[again]))
    torch.testing.assert_close(loss, expected)
    assert count == tokens


def test_metrics_by_hand():
    """Two tokens of probability 1/2 and 1/8, which write 1 and 3 characters: 4 bits in 4 characters."""
    half, eighth = math.log(0.5), math.log(0.125)
    rest = math.log(0.5), math.log(0.875)
    logits = torch.tensor([[[half, rest[0], -99.0], [rest[1], eighth, -99.0], [0.0, 0.0, 9.0]]])
    task = Tokens("language", label_smoothing=0.2, characters=torch.tensor([1, 3, 5]))
    found = task.metrics(task.tally(logits, batch(torch.tensor([[0, 1, -1]]))))
    assert found["perplexity"] == pytest.approx(4.0, rel=1e-6)
    assert found["bits_per_character"] == pytest.approx(1.0, rel=1e-6)
    assert found["accuracy"] == 0.5


def test_tags_have_no_perplexity():
    logits, target = some()
    task = Tokens("tag", foretells=False)
    assert set(task.metrics(task.tally(logits, batch(target)))) == {"accuracy"}


def test_nothing_scored_is_no_loss():
    logits, target = some()
    none = torch.full_like(target, -1)
    assert [float(value) for value in Tokens("tag").loss(logits, batch(none))] == [0.0, 0.0]


def test_batches_of_other_lengths_are_summed_up():
    task, sums = Tokens("language"), Sums()
    pairs = [some(3, steps) for steps in (4, 9, 2)]
    for logits, target in pairs:
        loss, count = task.loss(logits, batch(target))
        sums.add(task, loss.item(), count, logits, batch(target))
    nats = sum(F.cross_entropy(x.flatten(0, 1), y.flatten(), ignore_index=-1, reduction="sum") for x, y in pairs)
    tokens = sum(int((y >= 0).sum()) for _, y in pairs)
    found = sums.results(task)
    assert found["loss"] == pytest.approx(float(nats) / tokens)
    assert found["perplexity"] == pytest.approx(math.exp(float(nats) / tokens))
    assert not sums.tensors() and sums.rows == 9


def test_settings_that_do_not_fit():
    with pytest.raises(InputError) as error:
        make_token_task(LANGUAGE, TaskConfig(loss="huber"))
    assert error.value.code == "training.loss_does_not_fit" and "language model" in str(error.value)
    with pytest.warns(LaminaWarning, match="class-weights"):
        make_token_task(LANGUAGE, TaskConfig(class_weights="balanced"))
    with pytest.raises(InputError, match="1, 2"):
        Tokens("language").loss(torch.zeros(1, 3, 4), batch(torch.zeros(1, 2, dtype=torch.int64)))

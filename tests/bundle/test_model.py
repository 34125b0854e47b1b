from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from lamina.bundle import model as module
from lamina.bundle.golden import draw_rows
from lamina.bundle.model import Model
from lamina.core.errors import InputError


def test_answer_is_the_pipeline_in_float64_on_every_row(table_model: Callable[..., Model]) -> None:
    model = table_model()
    inputs = draw_rows(model.spec)
    answers = model.answer(inputs)
    with torch.no_grad():
        expected = model.pipeline.eval()(inputs["numbers"], inputs["codes"])
    assert answers.dtype == torch.float64 and answers.shape == (16, 3)
    assert torch.equal(answers, expected)
    assert torch.allclose(answers.sum(1), torch.ones(16, dtype=torch.float64))


def test_answers_do_not_depend_on_the_batches(
    table_model: Callable[..., Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = table_model()
    inputs = draw_rows(model.spec)
    whole = model.answer(inputs)
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    assert torch.allclose(model.answer(inputs), whole, atol=1e-7)


def test_no_rows_give_no_answers(table_model: Callable[..., Model]) -> None:
    model = table_model()
    inputs = {name: tensor[:0] for name, tensor in draw_rows(model.spec).items()}
    assert model.answer(inputs).shape == (0, 3)


def test_inputs_may_come_in_any_order(table_model: Callable[..., Model]) -> None:
    model = table_model()
    inputs = draw_rows(model.spec)
    assert torch.equal(model.answer(dict(reversed(inputs.items()))), model.answer(inputs))


def test_dropout_is_off_and_the_mode_is_put_back(table_model: Callable[..., Model]) -> None:
    model = table_model({"dropout": 0.5, "batch_norm": True})
    model.network.train()
    model.prepare.eval()
    inputs = draw_rows(model.spec)
    before = {name: value.clone() for name, value in model.network.state_dict().items()}
    assert torch.equal(model.answer(inputs), model.answer(inputs))
    assert all(part.training for part in model.network.modules())
    assert not any(part.training for part in model.prepare.modules())
    assert all(torch.equal(value, before[name]) for name, value in model.network.state_dict().items())


def test_gradients_are_not_recorded(table_model: Callable[..., Model]) -> None:
    model = table_model()
    assert not model.answer(draw_rows(model.spec)).requires_grad


def test_a_named_output_gives_its_first_field(table_model: Callable[..., Model]) -> None:
    model = table_model()

    class Two(nn.Module):
        def __init__(self, inner: nn.Module) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            return self.inner(x), x

    inputs = draw_rows(model.spec)
    expected = model.answer(inputs)
    model.network = Two(model.network)
    assert torch.equal(model.answer(inputs), expected)


def test_images_of_any_number_are_answered(image_model: Callable[..., Model]) -> None:
    model = image_model()
    images = torch.randint(0, 256, (5, 32, 32, 1), dtype=torch.uint8)
    assert model.answer({"images": images}).shape == (5, 10)


def test_a_users_own_network_is_called_by_its_class(table_model: Callable[..., Model]) -> None:
    model = table_model()
    assert replace(model, network_name="own").called == type(model.network).__name__
    assert replace(model, network_name="mlp").called == "mlp"


def test_a_network_that_gives_a_dictionary_is_told_what_to_give(table_model: Callable[..., Model]) -> None:
    class Answers(nn.Module):
        def forward(self, *inputs: Tensor) -> dict[str, Tensor]:
            return {"logits": inputs[0]}

    model = replace(table_model(), network=Answers())
    with pytest.raises(InputError, match="Answers gives a dict where a tensor"):
        model.answer(draw_rows(model.spec))

"""Gradients, and where there are none."""

import pytest
import torch

from lamina.core.errors import InputError
from lamina.lens.slopes import slope_of, slopes_of


def test_the_gradient_and_once_more() -> None:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    answer = x.square().sum()
    assert slope_of(answer, x, again=True).tolist() == [4, 6]
    assert slope_of(answer, x).tolist() == [4, 6]


def test_what_the_answer_does_not_depend_on_has_none() -> None:
    x, other = torch.ones(2, requires_grad=True), torch.ones(3, requires_grad=True)
    assert [one.tolist() for one in slopes_of(2 * x.sum(), [x, other])] == [[2, 2], [0, 0, 0]]
    assert slopes_of(x.sum(), []) == []


@pytest.mark.parametrize("way", ["no_grad", "detach", "written over"])
def test_where_none_comes_back_it_says_so(way: str) -> None:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    inner = x.exp()
    with torch.set_grad_enabled(way != "no_grad"):
        answer = (inner.detach() if way == "detach" else inner.square()).sum()
    if way == "written over":
        inner += 1
    with pytest.raises(InputError) as caught:
        slope_of(answer, x)
    assert caught.value.code == "lens.no_slope" and "torch.no_grad" in str(caught.value)


def test_a_gradient_that_is_not_finite_shows_nothing() -> None:
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    with pytest.raises(InputError) as caught:
        slope_of(x.sqrt().sum(), x)  # 1 / (2 sqrt(0))
    assert caught.value.code == "lens.slope_not_finite" and "occlusion" in str(caught.value)

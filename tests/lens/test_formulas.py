"""Formulas: each is arithmetic that Python agrees with, and reads as the issue's examples."""

import re

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from lamina.core.inspection import Step
from lamina.lens.formulas import dropped_window, product_steps, size_formula
from lamina.lens.inspect import inspect_module
from lamina.lens.products import Product
from lamina.lens.receptive import Window
from lamina.networks import catalog


def steps(layer: nn.Module, *shape: int) -> dict[str, str]:
    row = inspect_module(layer, [(shape, torch.float32)], why=True).rows[0]
    return {step.what: step.formula for step in row.why}


def holds(formula: str) -> bool:
    """Whether all sides of a formula are equal."""
    sides = [side.replace(",", "") for side in formula.split(" = ")]
    values = [eval(side, {"floor": lambda x: x // 1, "ceil": lambda x: -(-x // 1)}) for side in sides]
    return all(abs(value - values[-1]) < 1e-6 for value in values)


def test_first_layer_of_alexnet() -> None:
    found = steps(nn.Conv2d(3, 96, 11, 4), 3, 227, 227)
    assert found["size"] == "(227 + 2*0 - 11)/4 + 1 = 55"
    assert found["parameters"] == "(11*11*3 + 1)*96 = 34,944"
    assert found["multiplications"] == "(11*11*3) * (55*55*96) = 105,415,200"
    assert found["additions"] == "(11*11*3 - 1) * (55*55*96) = 105,124,800"
    assert found["bias_additions"] == "55*55*96 = 290,400"
    assert found["receptive_field"] == "1 + (11 - 1)*1 = 11" and found["jump"] == "1*4 = 4"


def test_groups() -> None:
    found = steps(nn.Conv2d(96, 256, 5, padding=2, groups=2), 96, 27, 27)
    assert found["parameters"].startswith("(5*5*48 + 1)*256") and found["group"] == "96/2 = 48"


def test_rounding_is_written_where_something_is_rounded() -> None:
    assert size_formula(Window(224, 7, 2, 3)) == "floor((224 + 2*3 - 7)/2) + 1 = floor(111.5) + 1 = 112"
    assert size_formula(Window(112, 3, 2, ceil=True)) == "ceil((112 + 2*0 - 3)/2) + 1 = ceil(54.5) + 1 = 56"
    assert size_formula(Window(9, 3, 1, 0, 2)) == "(9 + 2*0 - (2*(3 - 1) + 1))/1 + 1 = 5"


def test_a_ceil_window_that_would_begin_beyond_the_input_is_shown_as_dropped() -> None:
    layer = nn.MaxPool2d(2, 3, padding=1, ceil_mode=True)
    found = inspect_module(layer, [((1, 5, 5), torch.float32)], why=True).rows[0]
    assert found.output_shape == tuple(layer(torch.zeros(1, 1, 5, 5)).shape[1:]) == (1, 2, 2)
    dropped = next(step for step in found.why if step.what == "dropped")
    assert dropped.formula == "3 - 1 = 2"
    assert dropped.parameters == {"number": 3, "begin": "2*3 = 6", "end": "5 + 1 = 6"}
    assert dropped_window(Window(112, 3, 2, ceil=True, positions=56)) is None


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.booleans()), min_size=1, max_size=4))
def test_equal_products_are_written_once(shapes: list[tuple[int, int, bool]]) -> None:
    products = [Product((depth,), (outputs,), bias) for depth, outputs, bias in shapes]
    found = {step.what: step.formula for step in product_steps(products)}
    assert all(holds(formula) for formula in found.values())
    assert found["multiplications"].count("+") == len(set(products)) - 1


def test_every_formula_of_some_networks_holds() -> None:
    checked = 0
    for name in ("lenet5", "alexnet", "zfnet", "googlenet", "resnet18"):
        row = catalog.find(name)
        assert row.image is not None
        with torch.device("meta"):
            network = catalog.build(name)
        for layer in inspect_module(network, [(row.image, torch.float32)], why=True).rows:
            checked += sum(check(step) for step in layer.why)
    assert checked > 1000


def check(step: Step) -> bool:
    assert re.search(r"\d", step.formula) and holds(step.formula), step
    return True

"""lamina.inspect."""

import json
import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

import lamina
from lamina.core.errors import InputError
from lamina.networks import catalog
from lamina.verbs.inspect import inspect
from lamina.verbs.run import Run


def test_lenet5_of_the_notes() -> None:
    found = lamina.inspect("lenet5", why=True)
    assert (found.num_weights, found.num_parameters, found.macs) == (61_470, 61_706, 416_520)
    assert found.rows[-1].type == "Softmax" and found.reach is not None and found.reach.size == (32, 32)


def test_lenet5_of_1998() -> None:
    found = lamina.inspect("lenet5-1998")
    assert found.num_trainable == 60_000 and found.connections == 340_908


@pytest.mark.parametrize("row", [row for row in catalog.CATALOG if row.image], ids=lambda row: row.name)
def test_every_network_agrees_with_the_counter_of_torch(row: catalog.Row) -> None:
    assert row.image is not None
    found = inspect(row.name)
    with torch.device("meta"):
        network = catalog.build(row.name).eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(torch.empty(1, *row.image, device="meta"))
    assert found.flops == counter.get_total_flops()
    assert found.num_parameters == sum(item.numel() for item in network.parameters())


def test_a_run_is_inspected_as_its_network(digits: Run) -> None:
    assert inspect(digits).num_parameters == inspect(digits.path).num_parameters == 61_706


def test_batch_size_counts_for_memory_only() -> None:
    one, many = inspect("lenet5"), inspect("lenet5", batch_size=10)
    assert one.macs == many.macs and many.inference.activations == 10 * one.inference.activations
    for size in (0, -1, 1.5, True):
        with pytest.raises(InputError, match="batch_size"):
            inspect("lenet5", batch_size=size)  # type: ignore[arg-type]


def test_shows_itself_in_every_format() -> None:
    found = inspect(nn.Linear(3, 2), why=True)
    assert "(3 + 1)*2 = 8" in str(found) and "8" in found._repr_html_()
    assert json.loads(found.render("json"))["num_parameters"] == 8
    assert found.render("markdown").startswith("# Linear") and found.render("html").startswith("<!doctype html>")
    with pytest.raises(InputError, match="markdown"):
        found.render("mark down")


def test_inspecting_by_name_loads_neither_data_nor_scikit_learn() -> None:
    code = "import sys, lamina; lamina.inspect('lenet5'); print([n for n in ('sklearn', 'sympy', 'pandas') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

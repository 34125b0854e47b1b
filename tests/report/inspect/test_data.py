"""Cells, totals, sentences and JSON of an inspection."""

import json

import pytest
import torch
from torch import nn

from lamina import words
from lamina.core.inspection import Inspection
from lamina.lens.inspect import inspect_module
from lamina.report.inspect.data import (
    EVERYTHING,
    bytes_text,
    cell,
    explained,
    head,
    inspection_data,
    remarks,
    share_text,
    total_cell,
    totals,
)  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> Inspection:
    shared = nn.Linear(12, 12)
    network = nn.Sequential(nn.Conv2d(1, 3, 3), nn.MaxPool2d(2, 3, 1, ceil_mode=True), nn.Flatten(), shared, shared)
    network.add_module("spare", nn.Identity())
    return inspect_module(network, [((1, 7, 7), torch.float32)], why=True, softmax=True)


def test_cells(whole: Inspection) -> None:
    first = {column: cell(whole.rows[0], column, whole) for column in EVERYTHING}
    assert first["output"] == "3x5x5" and first["weights"] == "27" and first["biases"] == "3" and first["frozen"] == ""
    assert first["macs"] == "675" and first["flops"] == "1,350" and first["share"] == "70.1 %"
    assert (
        first["reach"] == "3x3"
        and first["jump"] == "1"
        and first["start"] == "1"
        and first["parameter_bytes"] == "120 B"
    )
    assert cell(whole.rows[4], "weights", whole) == "shared"
    assert total_cell(whole, "macs") == "963" and total_cell(whole, "weights") == "171"
    assert total_cell(whole, "settings") == ""


def test_totals_say_which_unit_they_show(whole: Inspection) -> None:
    values = dict(totals(whole))
    assert values["multiply-adds"] == "963 MACs = 1,926 FLOPs"
    assert values["parameters"] == "186 = 171 weights + 15 biases; all trainable"
    assert any(name.startswith("memory to train with adamw, batch 1") for name in values)
    assert any("2 FLOPs" in remark for remark in remarks(whole))


def test_dropped_windows_and_shared_rows_are_sentences(whole: Inspection) -> None:
    steps = {row.name: dict(steps) for row, steps in explained(whole)}
    assert "window 3 would begin at 2*3 = 6, beyond the input (5 + 1 = 6)" in steps["1"]["window dropped"]
    assert list(steps) == ["0", "1", "2", "3", "softmax"] and "exp(z_1)" in steps["softmax"]["probability"]
    assert [row.shared_with for row, _ in explained(whole)].count("3") == 1


def test_json_holds_everything(whole: Inspection) -> None:
    content = json.loads(json.dumps(inspection_data(whole)))
    assert content["num_parameters"] == 186 and content["macs"] == 963 and content["mac_in_flops"] == 2
    assert content["rows"][0]["macs"] == 675 and content["rows"][0]["reach"]["size"] == [3, 3]
    assert {step["what"] for step in content["rows"][0]["why"]} > {"parameters", "multiplications", "additions"}
    assert content["memory_bytes"]["inference"]["total"] == whole.inference.total


def test_units_and_shares() -> None:
    assert [bytes_text(size) for size in (0, 480, 18816, 2**20 * 3 // 2, 2**34)] == [
        "0 B", "480 B", "18.4 KiB", "1.5 MiB", "16.0 GiB",
    ]  # fmt: skip
    assert share_text(1, 4) == "25.0 %" and share_text(0, 4) == "" and share_text(1, 0) == ""


def test_heads_in_both_languages() -> None:
    try:
        for language in ("en", "zh"):
            words.use(language)
            assert all("inspect." not in head(column) for column in EVERYTHING)
    finally:
        words.use("en")

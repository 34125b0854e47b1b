import math
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.blocks.attention import MultiHeadAttention
from lamina.bundle.source_names import import_line, method_source, named_in, used_attributes, used_names
from lamina.core.spec import DataSpec

SIZE = 3


class Example(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        """Doc."""
        assert SIZE == 3
        if x.shape[0] == 0:
            message = "no rows"
            raise ValueError(message)
        if self.wide is not None:
            x = F.relu(x) * SIZE
        if self.table["deep"]:
            x = x + math.pi
        y = -x if self.flag else x
        if y.requires_grad:
            return y.detach()
        return y


def test_refusals_go_and_known_conditions_are_decided() -> None:
    owner = SimpleNamespace(wide=None, table={"deep": 1}, flag=False)
    source = method_source(Example.forward, owner)
    assert source.splitlines() == [
        "def forward(self, x: Tensor) -> Tensor:",
        '    """Doc."""',
        "    x = x + math.pi",
        "    y = x",
        "    return y",
    ]


def test_nobody_looks_into_code_that_stands_alone() -> None:
    source = method_source(MultiHeadAttention._output)
    assert "observed" not in source and "emit" not in source and "attend_openly" not in source
    assert "joined = attend(" in source


def test_unknown_conditions_stay() -> None:
    source = method_source(Example.forward)
    assert "if self.wide is not None" in source and "-x if self.flag else x" in source and "raise" not in source


def test_names_and_attributes() -> None:
    source = method_source(Example.forward)
    assert set(used_names(source)) == {"Tensor", "F", "SIZE", "math"}
    assert used_attributes(source) == ["wide", "table", "flag"]
    assert named_in(Example.forward, "SIZE") == 3


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("torch", torch, "import torch"), ("np", np, "import numpy as np"), ("nn", nn, "from torch import nn"),
        ("F", F, "from torch.nn import functional as F"), ("Tensor", Tensor, "from torch import Tensor"),
        ("NDArray", NDArray, "from numpy.typing import NDArray"), ("sys", sys, "import sys"),
        ("SimpleNamespace", SimpleNamespace, "from types import SimpleNamespace"), ("DataSpec", DataSpec, None), ("SIZE", 3, None),
    ],
)  # fmt: skip
def test_import_lines_import_what_they_name(name: str, value: object, line: str | None) -> None:
    assert import_line(name, value) == line
    if line:
        space: dict[str, object] = {}
        exec(line, space)
        assert space[name] is value

"""The analysis as Markdown."""

import torch
from torch import nn

from lamina.lens.inspect import inspect_module
from lamina.report.inspect.data import EVERYTHING
from lamina.report.inspect.markdown import inspection_markdown


def test_one_table_with_every_column() -> None:
    network = nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU())
    text = inspection_markdown(inspect_module(network, [((1, 32, 32), torch.float32)], name="a|b_c", why=True))
    lines = [line for line in text.split("\n") if line.startswith("|")]
    assert len(lines) == 2 + 2 + 1 and {line.replace("\\|", "").count("|") for line in lines} == {len(EVERYTHING) + 1}
    assert text.startswith("# a\\|b\\_c\n") and "`(5*5*1 + 1)*6 = 156`" in text

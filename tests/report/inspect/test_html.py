"""The analysis as a page."""

import torch
from torch import nn

from lamina.lens.inspect import inspect_module
from lamina.report.inspect.html import inspection_fragment, inspection_page


def test_page_is_whole_and_escapes_names() -> None:
    network = nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU())
    whole = inspect_module(network, [((1, 32, 32), torch.float32)], name="<script>x</script>", why=True)
    page = inspection_page(whole)
    assert page.startswith("<!doctype html>") and page.rstrip().endswith("</html>")
    assert "<script>" not in page and "&lt;script&gt;" in page and "http" not in page.replace("http-equiv", "")
    assert "(5*5*1 + 1)*6 = 156" in page and "117,600" in page
    assert "<html" not in inspection_fragment(whole) and "117,600" in inspection_fragment(whole)

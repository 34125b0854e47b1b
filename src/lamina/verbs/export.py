"""`lamina export`: the model in another form, checked against the bundle before it is kept."""

from pathlib import Path

from torch import nn

from lamina.verbs.load import opened
from lamina.verbs.run import Run


def export(
    run: Run | str | Path,
    format: str = "onnx",
    to: str | Path | None = None,
    *,
    network: nn.Module | str | None = None,
) -> Path:
    """Write the model as "onnx" (pre- and post-processing inside) or readable PyTorch "code"; the path written.

    network: your own, where the run is of one: the module, or `file.py:Class`.
    """
    return opened(run, network).export(format, to)

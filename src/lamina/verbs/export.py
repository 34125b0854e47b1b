"""`lamina export`: the model in another form, checked against the bundle before it is kept."""

from pathlib import Path

from lamina.verbs.load import load
from lamina.verbs.run import Run


def export(run: Run | str | Path, format: str = "onnx", to: str | Path | None = None) -> Path:
    """Write the model as "onnx" (pre- and post-processing inside) or readable PyTorch "code"; the path written."""
    return (run if isinstance(run, Run) else load(run)).export(format, to)

"""`lamina.load`: a run from its folder, in any later process."""

from pathlib import Path

from torch import nn

from lamina.verbs.run import Run


def load(path: str | Path, *, network: nn.Module | None = None) -> Run:
    """The run in `path` (a run folder, or its model/ folder); its model is checked by the golden rows when first used.

    network: only for a run of your own module: a freshly built one, whose weights are then loaded from the bundle.
    """
    folder = Path(path)
    return Run(folder.parent if (folder / "bundle.json").is_file() else folder, network=network)

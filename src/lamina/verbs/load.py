"""`lamina.load`: a run from its folder, in any later process."""

from pathlib import Path

from torch import nn

from lamina.verbs.run import Run


def load(path: str | Path, *, network: nn.Module | None = None) -> Run:
    """The run in `path` (its folder, or its model/), or a bundle alone; the model is checked by the golden rows when first used.

    network: only for a run of your own module: a freshly built one, whose weights are then loaded from the bundle.
    """
    return Run(path, network=network)

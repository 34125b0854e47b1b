"""`lamina.load`: a run from its folder, in any later process."""

from pathlib import Path

from torch import nn

from lamina.verbs.run import Run


def load(path: str | Path, *, network: nn.Module | str | None = None) -> Run:
    """The run in `path` (its folder, or its model/), or a bundle alone; the model is checked by the golden rows when first used.

    network: only for a run of your own module: a freshly built one, or its `file.py:Class`; the weights then come from
    the bundle.
    """
    return Run(path, network=network)


def opened(run: Run | str | Path, network: nn.Module | str | None = None) -> Run:
    """A run as a verb takes it: the object, or its folder; with the user's own network where one is named."""
    if isinstance(run, Run):
        return run if network is None else load(run.path, network=network)
    return load(run, network=network)

"""`lamina demo`: LeNet-5 on the built-in digits."""

from collections.abc import Sequence
from typing import Any

from lamina.core.events import Listener
from lamina.verbs.options import takes
from lamina.verbs.run import Run
from lamina.verbs.train import train


@takes("task", "optim", "loop", "output", but=("task", "loss"))
def demo(*, listeners: Sequence[Listener] | None = None, quiet: bool = False, **options: Any) -> Run:
    """Train LeNet-5 on scikit-learn's 1,797 digits (8x8, brought to the network's 32x32); under a minute on two cores."""
    return train("digits", network="lenet5", listeners=listeners, quiet=quiet, **options)

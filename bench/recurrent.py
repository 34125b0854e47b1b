"""Training steps of rnn, lstm and gru beside torch.nn's layers in the same loop: windows of 48 x 8, 64 hidden units.

    python bench/recurrent.py [rounds]

In one process, turn and turn about: ten steps of each (batch 64, one thread, AdamW): forward, mean squared error,
backward, step. Printed: windows per second, medians over the rounds, and the median of the rounds' ratios, ours by
torch's: 1 means that the network costs no more than torch's layer with a dense layer on its last output.
"""

import statistics
import sys
import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.networks import catalog

BATCH, STEPS, FEATURES, HIDDEN, TURN = 64, 48, 8, 64, 10
LAYERS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


class Plain(nn.Module):
    """torch's layer, a dense layer on its last output."""

    def __init__(self, layer: Callable[..., nn.RNNBase]) -> None:
        super().__init__()
        self.layer = layer(FEATURES, HIDDEN, batch_first=True)
        self.output = nn.Linear(HIDDEN, 1)

    def forward(self, window: Tensor) -> Tensor:
        """window: (B, T, F) -> (B, 1)."""
        return self.output(self.layer(window)[0][:, -1])


class Training:
    """A network with its optimizer; `turn` gives the seconds of ten steps."""

    def __init__(self, network: nn.Module) -> None:
        self.network = network
        self.optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)

    def turn(self, x: Tensor, y: Tensor) -> float:
        """Ten steps on one batch."""
        begin = time.perf_counter()
        for _ in range(TURN):
            self.optimizer.zero_grad()
            F.mse_loss(self.network(x), y).backward()
            self.optimizer.step()
        return time.perf_counter() - begin


def main() -> None:
    """One line per network."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    torch.set_num_threads(1)
    torch.manual_seed(0)
    x, y = torch.randn(BATCH, STEPS, FEATURES), torch.randn(BATCH, 1)
    for name, layer in LAYERS.items():
        ours = Training(catalog.build(name, in_features=FEATURES, num_classes=1, hidden_dim=HIDDEN))
        theirs = Training(Plain(layer))
        for training in (ours, theirs):
            training.turn(x, y)
        pairs = [(ours.turn(x, y), theirs.turn(x, y)) for _ in range(rounds)]
        mine, plain = (BATCH * TURN / statistics.median(times) for times in zip(*pairs, strict=True))
        ratio = statistics.median(other / own for own, other in pairs)
        print(f"{name:5} {mine:7,.0f} windows/s   torch.nn {plain:7,.0f}   ratio {ratio:.3f}")


if __name__ == "__main__":
    main()

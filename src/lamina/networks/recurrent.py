"""Recurrent networks: rnn, lstm, gru read a sequence from its first step to its last; birnn, bilstm, bigru both ways.

    rnn   Elman, Finding structure in time (1990): a state that each step rewrites; it forgets within tens of steps.
    lstm  Hochreiter & Schmidhuber, Long short-term memory (1997), with the forget gate of Gers et al. (2000): a cell
          that is added to, not rewritten, behind gates that learn when to write, keep and show it.
    gru   Cho et al., Learning phrase representations using RNN encoder-decoder (2014): two gates, no separate cell.
    bi*   Schuster & Paliwal, Bidirectional recurrent neural networks (1997): a state forwards, another backwards.

    parameters of a layer in one direction, input x, state h:   rnn g = 1, gru g = 3, lstm g = 4 gates
    g (h (x + h) + 2 h)     the matrices W and U, and the two biases of torch's kernels, one beside W, one beside U

The papers have one bias for each gate, g (h (x + h) + h); the sum of the two is it (in gru's candidate they differ).

Windows of numbers (B, T, F) give one answer each: classes, numbers, or all steps of a forecast at once. It is read
from the state after the last step, of both directions where there are two. Tokens: see `recurrent_text`.

Differs from the papers in: gru resets after the recurrent product, as torch and cuDNN do (the published one, before
it, is the block `ChoGRU`); lstm's forget bias starts at 1 (Gers et al. 2000), and it has no peepholes; dropout
between layers and before the output (Zaremba et al. 2014), 0 by default; gradients are clipped in training (Pascanu
et al. 2013). In a forecast the window's last value is taken off and given back to the answers (`anchor`, Zeng et al.
2023), and a linear part stands beside the recurrent one (`autoregressive`, Lai et al. 2018): without either, a network
with bounded states cannot follow a series beyond the values of its training. Both can be left out. The untrained
network is the naive forecast, the newest season again: the linear part starts so (`season`), the dense layer at 0.
"""

from collections.abc import Sequence
from functools import partial

from torch import Tensor, nn

from lamina.blocks.dropout import dropout_layer
from lamina.blocks.forecast import Anchor, Autoregression, Correction, horizon_of
from lamina.blocks.init import initialise
from lamina.blocks.recurrent import GRU, LSTM, RNN, RecurrentLayer
from lamina.blocks.shapes import positive
from lamina.core.errors import InputError


class WindowNetwork(nn.Module):
    """Recurrent layers over a window, a dense layer on their last state; what a forecast needs around them."""

    def __init__(
        self, name: str, recurrent: RecurrentLayer, num_classes: int, dropout: float, anchor: Anchor | None,
        autoregression: Autoregression | None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.name = name
        self.anchor = anchor
        self.recurrent = recurrent
        self.dropout = dropout_layer(dropout)
        self.autoregression = autoregression
        forecasts = anchor is not None or autoregression is not None
        self.output = (Correction if forecasts else nn.Linear)(recurrent.out_features, num_classes)

    def forward(self, window: Tensor) -> Tensor:
        """window: (B, T, F) -> (B, Y); T is any number of steps, at least the lags of the linear part."""
        if window.ndim != 3 or window.shape[2] != self.recurrent.in_features or not window.shape[1]:
            expected = ["B", "T", self.recurrent.in_features]
            raise InputError("networks.input_shape", network=self.name, shape=list(window.shape), expected=expected)
        level = None
        if self.anchor is not None:
            window, level = self.anchor(window)
        _, state = self.recurrent(window)
        answers = self.output(self.dropout(self.recurrent.last_hidden(state)))
        if self.autoregression is not None:
            answers = answers + self.autoregression(window)
        if self.anchor is not None:
            answers = answers + level
        return answers


def window_network(
    name: str, layer: type[RNN | LSTM | GRU], bidirectional: bool, in_features: int = 1, num_classes: int = 1,
    hidden_dim: int = 64, num_layers: int = 1, dropout: float = 0.0, window: int = 48,
    target_columns: Sequence[int] = (), anchor: str = "last", autoregressive: bool = True, season: int = 1,
) -> nn.Module:  # fmt: skip
    """A recurrent network over windows of numbers, (B, T, in_features) -> (B, num_classes).

    num_classes: classes, or the numbers to regress; of a forecast, targets x horizon. hidden_dim: of each direction.
    window: usual number of steps. target_columns: of a forecast, the window's columns that are forecast; window and
    answers have the same scale then. anchor (of a forecast): "last", "mean" or "none", see `Anchor`.
    autoregressive (of a forecast): a linear part over the newest `window` steps beside the recurrent one. season: steps
    after which the series is like itself (1: none). With both the untrained network repeats the newest season.
    """
    sizes = {"in_features": in_features, "num_classes": num_classes, "hidden_dim": hidden_dim, "window": window}
    positive(name, **sizes, num_layers=num_layers)
    anchored = linear = None
    if target_columns:
        horizon = horizon_of(name, num_classes, target_columns, in_features)
        anchored = Anchor(anchor, target_columns, horizon) if anchor != "none" else None
        linear = Autoregression(window, horizon, target_columns, season) if autoregressive else None
    recurrent = layer(in_features, hidden_dim, num_layers, bidirectional, dropout)
    return initialise(WindowNetwork(name, recurrent, num_classes, dropout, anchored, linear))


rnn, birnn = partial(window_network, "rnn", RNN, False), partial(window_network, "birnn", RNN, True)
lstm, bilstm = partial(window_network, "lstm", LSTM, False), partial(window_network, "bilstm", LSTM, True)
gru, bigru = partial(window_network, "gru", GRU, False), partial(window_network, "bigru", GRU, True)

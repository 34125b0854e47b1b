"""Networks for bench/doctor.py, plain torch modules as a user would write them, most with one fault built in."""

from collections import OrderedDict

import torch
from torch import Tensor, nn

from lamina.blocks.attention import MultiHeadAttention, key_mask
from lamina.blocks.recurrent import LSTM

ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}


def dense(
    in_features: int, outputs: int, *, depth: int = 3, width: int = 48, activation: str = "relu", norm: bool = False,
    gain: float = 1.0,
) -> nn.Sequential:  # fmt: skip
    """flat, dense1, (norm1,) act1, ... output: weights fitted to the activation, times `gain`."""
    layers: OrderedDict[str, nn.Module] = OrderedDict(flat=nn.Flatten())
    for place in range(1, depth + 1):
        layers[f"dense{place}"] = nn.Linear(in_features if place == 1 else width, width)
        if norm:
            layers[f"norm{place}"] = nn.BatchNorm1d(width)
        layers[f"act{place}"] = ACTIVATIONS[activation]()
    layers["output"] = nn.Linear(width, outputs)
    network = nn.Sequential(layers)
    for name, module in network.named_children():
        if isinstance(module, nn.Linear):
            fan_in, fan_out = module.in_features, module.out_features
            variance = 2 / fan_in if activation == "relu" else 2 / (fan_in + fan_out)
            nn.init.normal_(module.weight, 0.0, variance**0.5 * (1.0 if name == "output" else gain))
            nn.init.zeros_(module.bias)
    return network


def convolutional(channels: int, side: int, outputs: int, *, activation: str = "relu") -> nn.Sequential:
    """conv1, act1, pool1, conv2, act2, flat, dense, act3, output."""
    after = side // 2
    return nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(channels, 8, 3, padding=1), act1=ACTIVATIONS[activation](), pool1=nn.MaxPool2d(2),
            conv2=nn.Conv2d(8, 16, 3, padding=1), act2=ACTIVATIONS[activation](), flat=nn.Flatten(),
            dense=nn.Linear(16 * after * after, 32), act3=ACTIVATIONS[activation](), output=nn.Linear(32, outputs),
        )
    )  # fmt: skip


def large_head(channels: int, side: int, outputs: int) -> nn.Sequential:
    """A small convolution, and a dense layer over all its values without pooling: 99 % of the weights."""
    return nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(channels, 32, 3, padding=1), act1=nn.ReLU(), flat=nn.Flatten(),
            head=nn.Linear(32 * side * side, outputs),
        )
    )  # fmt: skip


class Log(nn.Module):
    """The logarithm of a value that may be zero or negative."""

    def forward(self, x: Tensor) -> Tensor:
        """x: any shape -> same."""
        return torch.log(x)


class Vanished(nn.Module):
    """What a slip leaves of a layer's output: nothing."""

    def forward(self, x: Tensor) -> Tensor:
        """x: any shape -> zeros."""
        return x * 0.0


class Detached(nn.Module):
    """A layer's output without its way back."""

    def forward(self, x: Tensor) -> Tensor:
        """x: any shape -> same."""
        return torch.relu(x).detach()


class OverRows(nn.Module):
    """A softmax, or a mean, over the wrong axis: the rows."""

    def __init__(self, *, mean: bool = False) -> None:
        super().__init__()
        self.mean = mean

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, F) -> same."""
        return x.mean(0, keepdim=True).expand_as(x) if self.mean else torch.softmax(x, 0)


def frozen(network: nn.Sequential) -> nn.Sequential:
    """The network, of which only the last layer learns."""
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(name.startswith("output"))
    return network


def linear(in_features: int, outputs: int, width: int = 48) -> nn.Sequential:
    """Three layers without an activation."""
    layers = OrderedDict(
        flat=nn.Flatten(), dense1=nn.Linear(in_features, width), dense2=nn.Linear(width, width),
        output=nn.Linear(width, outputs),
    )  # fmt: skip
    return nn.Sequential(layers)


def followed(network: nn.Sequential, last: nn.Module) -> nn.Sequential:
    """The network with one more module, `last`."""
    network.add_module("last", last)
    return network


class Recurrence(nn.Module):
    """A recurrent layer over a window of numbers, (B, T, F) -> (B, Y), read from the last state."""

    def __init__(self, layer: nn.Module, hidden: int, outputs: int) -> None:
        super().__init__()
        self.recurrent, self.output = layer, nn.Linear(hidden, outputs)

    def forward(self, window: Tensor) -> Tensor:
        """window: (B, T, F) -> (B, Y)."""
        return self.output(self.recurrent(window)[0][:, -1])


def exploding_recurrence(features: int, outputs: int, hidden: int = 24) -> Recurrence:
    """A state that every step enlarges."""
    layer = nn.RNN(features, hidden, nonlinearity="relu", batch_first=True)
    with torch.no_grad():
        layer.weight_hh_l0.copy_(1.6 * torch.eye(hidden))
    return Recurrence(layer, hidden, outputs)


def forgetting_recurrence(features: int, outputs: int, hidden: int = 24) -> Recurrence:
    """A state that every step makes much smaller."""
    layer = nn.RNN(features, hidden, nonlinearity="tanh", batch_first=True)
    with torch.no_grad():
        layer.weight_hh_l0.copy_(0.3 * torch.eye(hidden))
    return Recurrence(layer, hidden, outputs)


def stuck_gates(features: int, outputs: int, hidden: int = 24) -> Recurrence:
    """An LSTM whose input and output gates are shut by their biases."""
    layer = LSTM(features, hidden)
    with torch.no_grad():
        for name, weight in layer.cells[0].named_weights().items():
            if name in ("bU_i", "bU_o"):
                weight.fill_(-12.0)
    return Recurrence(layer, hidden, outputs)


class Reader(nn.Module):
    """Tokens, (attention,) the mean over a text: (B, L), (B,) -> (B, Y)."""

    def __init__(
        self, vocab_size: int, outputs: int, *, width: int = 32, heads: int = 0, masked: bool = True, used: bool = True
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, width)
        self.attention = MultiHeadAttention(width, heads) if heads else None
        self.hidden, self.act, self.output = nn.Linear(width, width), nn.ReLU(), nn.Linear(width, outputs)
        self.masked, self.used = masked, used

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """tokens: (B, L) int64, lengths: (B,) -> (B, Y)."""
        x = self.embedding(tokens)
        if not self.used:
            x = x * 0.0 + lengths.view(-1, 1, 1).float().log()
        within = torch.arange(tokens.shape[1], device=tokens.device) < lengths.unsqueeze(1)
        if self.attention is not None:
            x = x + self.attention(x, allowed=key_mask(lengths, tokens.shape[1]) if self.masked else None)
        x = (x * within.unsqueeze(2)).sum(1) / lengths.unsqueeze(1) if self.masked else x.mean(1)
        return self.output(self.act(self.hidden(x)))


def collapsed_reader(vocab_size: int, outputs: int) -> Reader:
    """Attention whose scores are so large that each query looks at one token only."""
    reader = Reader(vocab_size, outputs, heads=2)
    assert reader.attention is not None
    with torch.no_grad():
        reader.attention.query.weight.mul_(60.0)
        reader.attention.key.weight.mul_(60.0)
    return reader

"""Where a token stands, added to what it is: sinusoids (Vaswani et al. 2017, section 3.5), or learned vectors."""

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError


def sinusoids(num_positions: int, embed_dim: int, start: int = 0, device: torch.device | None = None) -> Tensor:
    """PE(pos, 2i) = sin(pos / 10000^(2i/d)), PE(pos, 2i+1) = cos(the same): (num_positions, embed_dim) float64.

    Any dimension: an odd one has one sine more than cosines, ceil(d / 2) of them.
    """
    positions = torch.arange(start, start + num_positions, dtype=torch.float64, device=device)
    pairs = torch.arange(0, embed_dim, 2, dtype=torch.float64, device=device)
    angles = positions.unsqueeze(1) * torch.pow(10000.0, -pairs / embed_dim)
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)[:, :embed_dim]


class SinusoidalPositions(nn.Module):
    """Adds the sinusoids; no weights, any length. Computed in float64: at position 5,000 float32 is off by 1e-3."""

    def forward(self, x: Tensor, start: int = 0) -> Tensor:
        """x: (B, T, embed_dim), whose first step stands at position `start` -> same shape."""
        device = x.device if x.device.type != "mps" else torch.device("cpu")  # mps has no float64
        return x + sinusoids(x.shape[1], x.shape[2], start, device).to(x)


class LearnedPositions(nn.Module):
    """Adds a learned vector for each of num_positions positions; a longer text is refused."""

    def __init__(self, num_positions: int, embed_dim: int) -> None:
        super().__init__()
        self.table = nn.Embedding(num_positions, embed_dim)

    def forward(self, x: Tensor, start: int = 0) -> Tensor:
        """x: (B, T, embed_dim), whose first step stands at position `start` -> same shape."""
        end = start + x.shape[1]
        # while exporting, T is a symbol: a comparison would fix it
        if not torch.compiler.is_exporting() and end > self.table.num_embeddings:
            raise InputError("networks.too_long", length=end, positions=self.table.num_embeddings)
        return x + self.table(torch.arange(start, end, device=x.device).unsqueeze(0))

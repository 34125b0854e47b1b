"""Radial basis output: LeCun et al. 1998, section C. y_k = sum_j (x_j - w_kj)^2, the distance to each class's code.

The codes are fixed. For ten classes they are drawings of the digits, 7 wide and 12 high, -1 and +1, so that similar
characters have similar codes (the drawings here are our own; the paper's are those of its figure 3). For any other
number of classes they are 84 signs taken from a hash of the class's index: nearly orthogonal, always the same.
"""

import hashlib

import torch
from torch import Tensor, nn

WIDTH, HEIGHT = 7, 12
CODE_LENGTH = WIDTH * HEIGHT

_DRAWINGS = (
    ("..###..", ".#...#.", "#.....#", "#.....#", "#.....#", "#.....#", "#.....#", "#.....#", "#.....#", ".#...#.", "..###..", "......."),
    ("...#...", "..##...", ".#.#...", "...#...", "...#...", "...#...", "...#...", "...#...", "...#...", "...#...", ".#####.", "......."),
    (".####..", "#....#.", "......#", "......#", ".....#.", "....#..", "...#...", "..#....", ".#.....", "#......", "#######", "......."),
    (".#####.", "#.....#", "......#", "......#", ".....#.", "..###..", ".....#.", "......#", "......#", "#.....#", ".#####.", "......."),
    ("....##.", "...#.#.", "..#..#.", "..#..#.", ".#...#.", ".#...#.", "#....#.", "#######", ".....#.", ".....#.", ".....#.", "......."),
    ("#######", "#......", "#......", "#......", "######.", "......#", "......#", "......#", "......#", "#.....#", ".#####.", "......."),
    ("..####.", ".#.....", "#......", "#......", "#.###..", "##...#.", "#.....#", "#.....#", "#.....#", ".#...#.", "..###..", "......."),
    ("#######", "......#", "......#", ".....#.", ".....#.", "....#..", "....#..", "...#...", "...#...", "..#....", "..#....", "......."),
    (".#####.", "#.....#", "#.....#", "#.....#", ".#...#.", "..###..", ".#...#.", "#.....#", "#.....#", "#.....#", ".#####.", "......."),
    ("..###..", ".#...#.", "#.....#", "#.....#", "#.....#", ".#...##", "..###.#", "......#", "......#", ".....#.", ".####..", "......."),
)  # fmt: skip


def class_codes(num_classes: int) -> Tensor:
    """The fixed codes, (num_classes, 84) float32 of -1 and +1."""
    if num_classes == len(_DRAWINGS):
        rows = ["".join(drawing) for drawing in _DRAWINGS]
        return torch.tensor([[1.0 if mark == "#" else -1.0 for mark in row] for row in rows])
    return torch.tensor([_signs(index) for index in range(num_classes)])


def _signs(index: int) -> list[float]:
    digest = hashlib.sha256(f"lamina class {index}".encode()).digest()
    return [1.0 if digest[place // 8] >> (place % 8) & 1 else -1.0 for place in range(CODE_LENGTH)]


class RadialBasis(nn.Module):
    """Squared distance of a row to each class's fixed code: the smaller, the more likely the class."""

    codes: Tensor

    def __init__(self, num_classes: int) -> None:
        super().__init__()
        self.register_buffer("codes", class_codes(num_classes))

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, 84) -> penalties (B, num_classes), each >= 0."""
        return (x.unsqueeze(1) - self.codes).square().sum(dim=2)

    def num_connections(self) -> int:
        """One per value of a code, as the paper counts: 840 for ten classes."""
        return self.codes.numel()

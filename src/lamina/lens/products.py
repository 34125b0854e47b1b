"""What an operation multiplies and adds, from the shapes alone. Source: the counting of the notes (multiplications,
additions and bias additions apart), for convolution, matrix products and attention.

A sum of n products takes n multiplications and n - 1 additions, and a bias one addition more; so a layer with biases
takes exactly 2 n operations per output: 1 MAC = 2 FLOPs.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Size, Tensor


@dataclass(frozen=True)
class Product:
    """`outputs` sums, each of prod(`depth`) products, and a bias added to each if `bias`."""

    depth: tuple[int, ...]
    outputs: tuple[int, ...]
    bias: bool = False

    @property
    def multiplications(self) -> int:
        """As many as multiply-adds."""
        return math.prod(self.depth) * math.prod(self.outputs)

    @property
    def additions(self) -> int:
        """One less than multiplications in each sum."""
        return max(0, math.prod(self.depth) - 1) * math.prod(self.outputs)

    @property
    def bias_additions(self) -> int:
        """One per output."""
        return math.prod(self.outputs) if self.bias else 0


def products_of(operation: str, arguments: tuple[Any, ...], output: Any) -> list[Product]:
    """The products of one of torch's operations (its name without overload); none for those that do not multiply sums."""
    count = _COUNTED.get(operation)
    if count is None and operation.startswith("_scaled_dot_product"):
        count = _attention
    return count(arguments, output) if count else []


def _convolution(arguments: tuple[Any, ...], output: Tensor) -> list[Product]:
    """(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups)."""
    data, weight, bias, transposed = arguments[0], arguments[1], arguments[2], bool(arguments[6])
    channels, *kernel = weight.shape[1:]
    if transposed:  # each value of the input is spread over a window of each output map
        product = Product((*kernel, channels), _counts(data.shape[0], *data.shape[2:], data.shape[1]), bias is not None)
    else:
        product = Product(
            (*kernel, channels), _counts(output.shape[0], *output.shape[2:], output.shape[1]), bias is not None
        )
    return [product]


def _matrices(first: int, bias: bool) -> Callable[[tuple[Any, ...], Tensor], list[Product]]:
    """A product of matrices (or with a vector): arguments[first] is the left one."""

    def count(arguments: tuple[Any, ...], output: Tensor) -> list[Product]:
        depth = arguments[first].shape[-1]
        return [Product((depth,), _counts(*output.shape[:-1], *output.shape[-1:]), bias)]

    return count


def _attention(arguments: tuple[Any, ...], output: Any) -> list[Product]:
    """Scores q k^T, then weights times v; (B, heads, L, E)."""
    query, key, value = (item.shape for item in arguments[:3])
    batch, length, keys = _leading(query), query[-2], key[-2]
    return [
        Product((query[-1],), _counts(*batch, length, keys)),
        Product((keys,), _counts(*batch, length, value[-1])),
    ]


def _leading(shape: Size) -> tuple[int, ...]:
    return tuple(shape[:-2])


def _counts(*sizes: int) -> tuple[int, ...]:
    """Sizes without leading ones (a batch of one row is not written)."""
    left = list(sizes)
    while len(left) > 1 and left[0] == 1:
        left.pop(0)
    return tuple(left)


_COUNTED: dict[str, Callable[[tuple[Any, ...], Any], list[Product]]] = {
    "convolution": _convolution, "_convolution": _convolution,
    "mm": _matrices(0, False), "bmm": _matrices(0, False), "addmm": _matrices(1, True), "baddbmm": _matrices(1, True),
    "mv": _matrices(0, False), "addmv": _matrices(1, True), "dot": _matrices(0, False),
}  # fmt: skip

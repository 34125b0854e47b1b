"""Weights of attention that torch computes, whose kernels give only what comes out: softmax(Q K' / sqrt(d) + mask).

Vaswani et al. 2017, equation 1. Seen are `nn.MultiheadAttention`, alone or in `nn.Transformer` and its layers, and
`F.scaled_dot_product_attention` wherever a forward calls it. The output stays that of the kernel.
"""

import inspect
import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

from lamina.core.observing import Seen

_ALL_HEADS = inspect.signature(F.multi_head_attention_forward)


class TorchAttention(TorchFunctionMode):
    """While it is entered, each attention of torch's shows "weights" (B, heads, Q, K) as those of Lamina's blocks do."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        output = func(*args, **(kwargs or {}))
        if func is F.multi_head_attention_forward:
            self.seen.show("weights", _of_all_heads(args, kwargs or {}))
        elif func is F.scaled_dot_product_attention:
            self.seen.show("weights", attention_weights(*args, **(kwargs or {})))
        return output


def attention_weights(
    query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, dropout_p: float = 0.0,
    is_causal: bool = False, scale: float | None = None, enable_gqa: bool = False,
) -> Tensor:  # fmt: skip
    """What `F.scaled_dot_product_attention` weighs the values with: (B, heads, Q, E), (B, heads, K, E) -> (B, heads, Q, K).

    A mask of booleans says where may be looked, one of numbers is added. A query that may look nowhere has weights of 0.
    """
    if enable_gqa:
        key = key.repeat_interleave(query.shape[-3] // key.shape[-3], dim=-3)
    scores = query @ key.transpose(-2, -1) * (1 / math.sqrt(query.shape[-1]) if scale is None else scale)
    if is_causal:
        scores = scores.masked_fill(torch.ones_like(scores, dtype=torch.bool).triu(1), -math.inf)
    if attn_mask is not None:
        scores = scores.masked_fill(~attn_mask, -math.inf) if attn_mask.dtype == torch.bool else scores + attn_mask
    return scores.softmax(dim=-1).nan_to_num(0.0)


def _of_all_heads(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor:
    """The weights of `nn.MultiheadAttention`, head by head."""
    given = _ALL_HEADS.bind(*args, **kwargs)
    given.arguments.update(need_weights=True, average_attn_weights=False)
    weights = F.multi_head_attention_forward(*given.args, **given.kwargs)[1]
    assert weights is not None  # they were asked for
    weights = weights[None] if weights.dim() == 3 else weights  # a single row
    return weights.nan_to_num(0.0)

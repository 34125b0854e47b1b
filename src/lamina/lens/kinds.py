"""What sort of step a layer or a function is, as a drawing tells them apart."""

from torch import nn

SAME = frozenset(  # functions whose result holds the values that they were given, in other clothes
    {
        "contiguous", "clone", "to", "float", "double", "half", "bfloat16", "type", "reshape", "flatten", "detach", "pad", "permute",
        "transpose", "getitem", "__getitem__", "index_select", "gather", "expand", "repeat", "flip", "cpu", "cuda", "pack_padded_sequence",
        "_pack_padded_sequence", "_pad_packed_sequence", "unfold", "roll", "dropout", "__setitem__",
    }
)  # fmt: skip
_SYMBOLS = {
    "add": "+", "iadd": "+", "radd": "+", "sub": "−", "rsub": "−", "isub": "−", "mul": "×", "imul": "×", "rmul": "×", "div": "÷",
    "truediv": "÷", "cat": "concat", "concat": "concat", "concatenate": "concat", "matmul": "@", "bmm": "@",
}  # fmt: skip
_BY_NAME = (  # the first that a type's (or function's) name holds
    ("attention", "attention"), ("attend", "attention"), ("lstm", "recurrent"), ("gru", "recurrent"), ("rnn", "recurrent"),
    ("embedding", "embedding"), ("conv", "conv"), ("pool", "pool"), ("subsampl", "pool"), ("norm", "norm"), ("linear", "dense"), ("dense", "dense"),
    ("relu", "activation"), ("tanh", "activation"), ("sigmoid", "activation"), ("gelu", "activation"), ("silu", "activation"),
    ("swish", "activation"), ("softmax", "activation"), ("elu", "activation"), ("activation", "activation"),
)  # fmt: skip
_BY_CLASS: tuple[tuple[type[nn.Module], str], ...] = (
    (nn.MultiheadAttention, "attention"), (nn.RNNBase, "recurrent"), (nn.RNNCellBase, "recurrent"), (nn.Embedding, "embedding"),
    (nn.modules.conv._ConvNd, "conv"), (nn.Linear, "dense"), (nn.modules.batchnorm._NormBase, "norm"), (nn.LayerNorm, "norm"),
)  # fmt: skip


def kind_of(module: nn.Module | None, name: str) -> str:
    """conv, dense, pool, norm, activation, recurrent, attention, embedding, or other; by class, else by name."""
    found = next((kind for one, kind in _BY_CLASS if isinstance(module, one)), None)
    return found or next((kind for part, kind in _BY_NAME if part in name.lower()), "other")


def symbol_of(function: str) -> str:
    """A function's name as people write it: + for __add__ and add_."""
    plain = function.strip("_")
    return _SYMBOLS.get(plain, plain)

"""The attention of a network for one row, with the names of who looks and what is looked at.

A text that is read gets some padding behind it, as beside a longer one in a batch, so that its mask is seen.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from lamina.core.looks import AttentionSeen, HeadSeen
from lamina.core.spec import DataSpec
from lamina.data.texts.vocabulary import PADDING, PADDING_ID
from lamina.lens.attention import attention_maps, summary
from lamina.lens.heads import masked_places, what_heads_do
from lamina.verbs.views.looked import Looked
from lamina.verbs.views.row_steps import one_row, token_names

PADDED = 3  # tokens of padding that are put behind a text


@dataclass(frozen=True)
class Side:
    """One attention: weights (heads, Q, K), padding among the keys only; names of queries and keys; its heads' records.

    causal: no query looks at a later key. cross: the queries belong to another text than the keys. written: the queries are of the text that is written.
    """

    layer: str
    weights: Tensor
    masked: Tensor
    queries: tuple[str, ...]
    keys: tuple[str, ...]
    heads: tuple[HeadSeen, ...]
    causal: bool
    cross: bool
    written: bool


@dataclass(frozen=True)
class Read:
    """One row as it is looked at: the network's inputs, with padding; how many tokens are real; the names of all."""

    inputs: tuple[Tensor, ...]
    real: int
    names: tuple[str, ...]
    into: tuple[str, ...]  # of what is written, () where nothing is

    @property
    def padded(self) -> bool:
        """Whether padding was put behind the text."""
        return len(self.names) > self.real


def read_row(looked: Looked, row: int) -> Read:
    """The first rows' inputs with padding behind the text, where the network has room for it."""
    inputs, spec = one_row(looked, row), looked.model.spec
    if spec.text is None:
        return Read(inputs, inputs[0].shape[1] if inputs[0].dim() > 2 else 0, (), ())
    names = token_names(inputs[0][0], spec.text)
    into = token_names(inputs[2][0], spec.into) if spec.into is not None else ()
    if not _takes_padding(spec, len(names)):
        return Read(inputs, len(names), names, into)
    padded = PADDED + (len(names) + PADDED == len(into))  # the two sides are told apart by their lengths
    tokens = torch.nn.functional.pad(inputs[0], (0, padded), value=PADDING_ID)
    return Read((tokens, *inputs[1:]), len(names), (*names, *[PADDING] * padded), into)


def sides_of(looked: Looked, read: Read) -> list[Side]:
    """Every attention of the network for the row."""
    return [_side(seen, read) for seen in attention_maps(looked.model.network, read.inputs)]


def _takes_padding(spec: DataSpec, length: int) -> bool:
    """A network that looks back only needs no mask of padding, and positions may be used up."""
    assert spec.text is not None
    return spec.task != "language" and (spec.into is not None or length + PADDED <= spec.text.max_length)


def _side(seen: AttentionSeen, read: Read) -> Side:
    weights, all_names = seen.weights, len(read.names)
    queries, keys = weights.shape[1:]
    written = bool(read.into) and queries == len(read.into) and keys in (queries, all_names)
    cross = written and keys == all_names
    if written and not cross:
        return _named(seen.layer, weights, weights, read.into, read.into, False, True)
    if cross:
        return _named(seen.layer, weights, weights[:, :, : read.real], read.into, read.names, True, True)
    if (queries, keys) == (all_names, all_names):
        shown = weights[:, : read.real]
        return _named(seen.layer, shown, shown[:, :, : read.real], read.names[: read.real], read.names, False, False)
    return _named(seen.layer, weights, weights, (), (), queries != keys, False)


def _named(
    layer: str,
    weights: Tensor,
    real: Tensor,
    queries: tuple[str, ...],
    keys: tuple[str, ...],
    cross: bool,
    written: bool,
) -> Side:
    """real: the weights without padding, from which the heads are judged."""
    judged = summary(layer, real)
    if cross and judged.reach is not None:  # two texts of the same length
        judged = AttentionSeen(layer, real, judged.entropy, None)
    causal = not cross and real.shape[1] > 1 and bool(masked_places(real)[0, -1])
    heads = tuple(what_heads_do(judged))
    return Side(layer, weights, masked_places(weights), queries, keys, heads, causal, cross, written)

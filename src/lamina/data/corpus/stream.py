"""Running text as one long row of token ids, and windows of it with what comes next."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from lamina.core.spec import TextSpec
from lamina.data.corpus.split import Span
from lamina.data.texts.vocabulary import END_ID, PADDING_ID, START_ID, build_tokenizer

CHUNK = 2**14  # characters that are cut at once; a chunk begins at a line end, where no token reaches across
_AT_ONCE = 64  # chunks
UNSCORED = -1  # the target of a step that nothing is asked of


def chunks(text: str) -> Iterator[str]:
    """Pieces of a text, each but the first beginning at a line end; a long line stays whole."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + CHUNK)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end


def encode_running(text: str, tokenizer: Tokenizer) -> NDArray[np.int32]:
    """Token ids of a whole text, (n,) int32, nothing cut off."""
    pieces = list(chunks(text))
    found: list[NDArray[np.int32]] = []
    for first in range(0, len(pieces), _AT_ONCE):
        encoded = tokenizer.encode_batch_fast(pieces[first : first + _AT_ONCE])
        found += [np.array(piece.ids, dtype=np.int32) for piece in encoded]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int32)


def stream_of(spans: Sequence[Span], spec: TextSpec) -> Tensor:
    """Spans as one row of ids, (n,) int32: <s> where a document begins, </s> where it ends."""
    tokenizer = build_tokenizer(spec)
    rows: list[NDArray[np.int32]] = []
    for span in spans:
        before = np.array([START_ID] * span.begins, dtype=np.int32)
        after = np.array([END_ID] * span.ends, dtype=np.int32)
        rows += [before, encode_running(span.text, tokenizer), after]
    return torch.from_numpy(np.concatenate(rows) if rows else np.empty(0, dtype=np.int32))


def what_follows(stream: Tensor) -> Tensor:
    """(n - 1,) int64: the token after each but the last; -1 where a document begins, which nothing foretells."""
    following = stream[1:].to(torch.int64)
    return following.masked_fill(following == START_ID, UNSCORED)


def windows(stream: Tensor, length: int, stride: int | None = None, first: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    """tokens (n, length) int32, lengths (n,), target (n, length) int64: windows `stride` apart (None: beside each other).

    Every token of the stream but the very first is scored once: where windows overlap, in the earlier one. The last
    window is filled up with padding, which is not scored. first: where the first one begins.
    """
    stride, tokens = stride or length, stream[first:-1]
    following = what_follows(stream)[first:]
    count = max(1, -(-(len(tokens) - (length - stride)) // stride))
    reach = (count - 1) * stride + length
    padding = max(0, reach - len(tokens))
    tokens = torch.cat([tokens, tokens.new_full((padding,), PADDING_ID)])
    following = torch.cat([following, following.new_full((padding,), UNSCORED)])
    rows = tokens.unfold(0, length, stride)[:count]
    target = following.unfold(0, length, stride)[:count].clone()
    target[1:, : length - stride] = UNSCORED
    real = reach - padding
    lengths = (real - torch.arange(count) * stride).clamp(max=length)
    return rows.clone(), lengths, target

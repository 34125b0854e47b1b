"""Word2Vec: a vector for each word, from which the words around it can be told.

Mikolov, Chen, Corrado, Dean (2013), Efficient estimation of word representations in vector space (arXiv:1301.3781);
Mikolov, Sutskever, Chen, Corrado, Dean (2013), Distributed representations of words and phrases (arXiv:1310.4546).

A shallow network: a table of vectors, one for each word as it is read, and a table of outputs, one for each word (or
inner node of a tree) as it is predicted. Words that stand among the same words get similar vectors.

Differs from the papers in: updates are those of a whole batch, taken at the same weights (the authors' program updates
after each pair, from several threads at once, and no two runs are the same). What the equations share and how they
are derived stands in word2vec_noise.py and word2vec_tree.py.
"""

from typing import Literal

import torch
from torch import Tensor, nn

from lamina.core.contracts import OwnGradient
from lamina.core.errors import InputError
from lamina.networks import word2vec_noise, word2vec_tree

FIRST_WORD = 2  # ids before it are padding and unknown words
Context = Literal["skip-gram", "cbow"]
Output = Literal["negative-sampling", "hierarchical-softmax"]


class Word2Vec(nn.Module):
    """Vectors of words, (V, embed_dim). `own_gradient` learns them; forward looks them up.

    window: most words to each side that are context. negatives: noise words of each predicted word, for negative
    sampling. subsample: frequency from which words are read more rarely (0: never); the batches see to it.
    """

    def __init__(
        self, vocab_size: int, embed_dim: int = 100, *, context: Context = "skip-gram",
        output: Output = "negative-sampling", window: int = 5, negatives: int = 5, subsample: float = 1e-3,
    ) -> None:  # fmt: skip
        super().__init__()
        if not 1 <= window <= 100:
            raise InputError("embed.window", window=window)
        if negatives < 1 or subsample < 0:
            raise InputError("embed.noise", negatives=negatives, subsample=subsample)
        self.context, self.output, self.window, self.negatives = context, output, window, negatives
        self.subsample = subsample
        self.vectors = nn.Embedding(vocab_size, embed_dim)
        self.outputs = nn.Parameter(torch.zeros(vocab_size, embed_dim))
        self.reset_parameters()

    @property
    def num_shared(self) -> int:
        """Noise words that neighbouring words share; 0 where the output needs none."""
        return word2vec_noise.num_shared(self.window, self.negatives) if self.output == "negative-sampling" else 0

    def reset_parameters(self) -> None:
        """Vectors evenly in +-1/2 over embed_dim, outputs zero, as in the authors' program."""
        half = 0.5 / self.vectors.embedding_dim
        nn.init.uniform_(self.vectors.weight, -half, half)
        nn.init.zeros_(self.outputs)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """The mean vector of a text's words. tokens: (B, L) int64, lengths: (B,) -> (B, embed_dim).

        A text of one word has that word's vector, one without a known word zeros.
        """
        place = torch.arange(tokens.shape[1], device=tokens.device)
        known = ((place < lengths[:, None]) & (tokens >= FIRST_WORD)).to(self.outputs.dtype)
        total = (known[:, None, :] @ self.vectors(tokens)).squeeze(1)
        return total / known.sum(dim=1, keepdim=True).clamp(min=1)

    @torch.no_grad()
    def own_gradient(self, inputs: dict[str, Tensor]) -> OwnGradient:
        """Loss and gradients of a batch of `data.word_windows`: words, left, right, and noise or nodes and turns."""
        tables = self.vectors.weight, self.outputs
        if self.output == "negative-sampling":
            learn = word2vec_noise.cbow if self.context == "cbow" else word2vec_noise.skip_gram
            return learn(*tables, inputs, self.window, self.negatives)
        learn_tree = word2vec_tree.cbow if self.context == "cbow" else word2vec_tree.skip_gram
        return learn_tree(*tables, inputs, self.window)


def word2vec(
    vocab_size: int, embed_dim: int = 100, *, context: Context = "skip-gram",
    output: Output = "negative-sampling", window: int = 5, negatives: int = 5, subsample: float = 1e-3,
) -> Word2Vec:  # fmt: skip
    """Word2Vec: skip-gram or cbow, learned by negative sampling or hierarchical softmax.

    embed_dim: numbers of a vector. window: most words to each side. subsample: frequency from which words are read
    more rarely (0: never).
    """
    return Word2Vec(
        vocab_size, embed_dim, context=context, output=output, window=window, negatives=negatives, subsample=subsample
    )

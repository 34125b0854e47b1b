"""Small models of pairs, for the tests of decoding and of export: eight German words, each network of pairs."""

from typing import Any

from lamina.core.config import DataConfig
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.pairs.fit import fit_pairs

WORDS = ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht"]
FITTED = fit_pairs(WORDS * 2, WORDS * 2, DataConfig(tokens="words", max_length=6), ("de", "en"))
SPEC = DataSpec(
    kind="pairs", task="translate", text=FITTED.text, into=FITTED.into, targets=(TargetSpec(name="en"),)
)  # fmt: skip
SIZES: dict[str, dict[str, Any]] = {
    "transformer": {"embed_dim": 16, "num_heads": 2, "hidden_dim": 24, "num_layers": 2},
    "seq2seq": {"embed_dim": 8, "hidden_dim": 12, "num_layers": 2},
    "seq2seq-additive": {"embed_dim": 8, "hidden_dim": 12},
    "seq2seq-general": {"embed_dim": 8, "hidden_dim": 12, "num_layers": 1},
}

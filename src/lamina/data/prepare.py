"""Preparation of a table as one module, and how any module of preparation is written down and built again."""

from typing import Any

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.data.finish import LabelProbabilities, NextToken, Probabilities, RawUnits, TargetScale
from lamina.data.images.pixels import ImagePreparation
from lamina.data.pairs.preparation import PairPreparation
from lamina.data.series.scale import SeriesScale
from lamina.data.stages import Clip, Impute, MissingIndicator, OneHot, ReplaceCodes, Scale, to_float32
from lamina.data.texts.preparation import TextPreparation


class TablePreparation(nn.Module):
    """Numbers and codes as the network takes them; every fitted value is a buffer.

    numbers: (B, N) float64, NaN where missing; codes: (B, K) int64 -> features: (B, F) float32, and with
    embedding=True also codes: (B, K) int64. Features are the scaled numbers, then an indicator for each numeric
    column that had missing values in training, then the categories one-hot. Without categories there are no codes.
    """

    def __init__(
        self, num_numbers: int, num_codes: int, num_indicators: int = 0, num_onehot: int = 0, embedding: bool = False
    ) -> None:
        super().__init__()
        self.arguments: dict[str, Any] = {
            "num_numbers": num_numbers, "num_codes": num_codes, "num_indicators": num_indicators,
            "num_onehot": num_onehot, "embedding": embedding,
        }  # fmt: skip
        self.gives_codes = embedding and num_codes > 0
        self.output_names: tuple[str, ...] = ("features", "codes") if self.gives_codes else ("features",)
        self.indicate = MissingIndicator(num_indicators)
        self.impute = Impute(num_numbers)
        self.clip = Clip(num_numbers)
        self.scale = Scale(num_numbers)
        self.replace = ReplaceCodes(num_codes)
        self.onehot = OneHot(num_onehot)

    @property
    def num_features(self) -> int:
        """Width F of the features."""
        widths = self.arguments
        return widths["num_numbers"] + widths["num_indicators"] + widths["num_onehot"]

    def forward(self, numbers: Tensor, codes: Tensor) -> tuple[Tensor, ...]:
        pieces = []
        if self.arguments["num_numbers"]:
            pieces.append(self.scale(self.clip(self.impute(numbers))))
        if self.arguments["num_indicators"]:
            pieces.append(self.indicate(numbers))
        if self.arguments["num_codes"]:
            codes = self.replace(codes)
        if self.arguments["num_onehot"]:
            pieces.append(self.onehot(codes))
        features = to_float32(torch.cat(pieces, dim=1) if pieces else numbers)
        return (features, codes) if self.gives_codes else (features,)


MODULES: dict[str, type[nn.Module]] = {
    kind.__name__: kind
    for kind in (
        TablePreparation,
        ImagePreparation,
        SeriesScale,
        TextPreparation,
        PairPreparation,
        Probabilities,
        LabelProbabilities,
        NextToken,
        RawUnits,
        TargetScale,
    )
}


def describe(module: nn.Module) -> dict[str, Any]:
    """{"name", "arguments"}, JSON-able: all that `rebuild` needs beside the state_dict."""
    return {"name": type(module).__name__, "arguments": dict(module.arguments)}  # type: ignore[arg-type]


def rebuild(description: dict[str, Any]) -> nn.Module:
    """The module of a description, unfitted; only the names of this file's table are known, nothing is imported."""
    name, arguments = description.get("name"), description.get("arguments", {})
    kind = MODULES.get(name) if isinstance(name, str) else None
    if kind is None or not isinstance(arguments, dict):
        raise InputError("data.unknown_module", name=str(name), known=", ".join(MODULES))
    try:
        return kind(**arguments)
    except (TypeError, ValueError, RuntimeError) as error:
        raise InputError("data.bad_module", name=str(name), reason=str(error)) from None

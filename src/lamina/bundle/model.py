"""A trained network with its data contract: raw inputs in, answers in raw units or probabilities out."""

import math
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.own_name import OWN
from lamina.core.rows import Inputs
from lamina.core.spec import DataSpec

RAW_INPUTS = {
    "table": ("numbers", "codes"),
    "images": ("images",),
    "series": ("window",),
    "sequences": ("window",),
    "text": ("tokens", "lengths"),
    "pairs": ("tokens", "lengths", "written"),
}
VALUES_PER_BATCH = 2**21  # raw values of a batch: 8 MB as float32, rows of any size
MOST_ROWS = 512  # bounds the activations: 20 MB for the first layers of a LeNet-5


class Pipeline(nn.Module):
    """prepare, network and finish as one module, so that nothing can come between them."""

    def __init__(self, prepare: nn.Module, network: nn.Module, finish: nn.Module) -> None:
        super().__init__()
        self.prepare = prepare
        self.network = network
        self.finish = finish

    def forward(self, *inputs: Tensor) -> Tensor:
        """Raw inputs, numbers (B, N) float64 and codes (B, K) int64, or images (B, H, W, C) uint8, or a window

        (B, L, V) float64 of a series -> (B, Y) float64. InputError: the network gives no tensor, alone or first of a tuple.
        """
        output = self.network(*self.prepare(*inputs))
        answers = output[0] if isinstance(output, tuple) else output
        if not isinstance(answers, Tensor):
            kind = type(answers).__name__
            raise InputError("verbs.network_gives", network=type(self.network).__name__, kind=kind)
        return self.finish(answers)


@dataclass
class Model:
    """What a bundle holds. `card`: source, split, audit, scores, text of the model card ... (plain values)."""

    spec: DataSpec
    network_name: str
    network_arguments: dict[str, Any]
    prepare: nn.Module
    network: nn.Module
    finish: nn.Module
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def pipeline(self) -> Pipeline:
        """prepare, network and finish joined; the same modules, not copies."""
        return Pipeline(self.prepare, self.network, self.finish)

    @property
    def called(self) -> str:
        """The network's name for people: that of the catalogue, of the user's own its class."""
        return type(self.network).__name__ if self.network_name == OWN else self.network_name

    def answer(self, inputs: Inputs) -> Tensor:
        """Answers for raw inputs: {"numbers": (n, N), "codes": (n, K)} or {"images": (n, H, W, C)} -> (n, Y) float64.

        Probabilities of the classes in the order of `spec.classes`, or numbers in raw units; of tags those of each step,
        (n, L, Y), L as the tokens are given, 0 behind a row's length; of pairs how likely each
        token comes after the last one of `written` (n, T), which stands there without padding, (n, V). In batches,
        in evaluation mode (the modules' own mode is put back), without gradients; the answer lies on the CPU.
        """
        raw = [inputs[name] for name in RAW_INPUTS[self.spec.kind]]
        num_rows = len(raw[0])
        if num_rows == 0:
            steps = raw[0].shape[1:2] if self.spec.task == "tag" else ()
            return torch.empty((0, *steps, self.spec.num_outputs), dtype=torch.float64)
        values = max(1, sum(math.prod(values.shape[1:]) for values in raw))
        values *= self.spec.num_outputs if self.spec.task == "tag" else 1  # as many numbers come out of each step
        size = max(1, min(MOST_ROWS, VALUES_PER_BATCH // values))
        pipeline = self.pipeline
        device = _device(pipeline)
        training = [module for module in pipeline.modules() if module.training]
        pipeline.eval()
        try:
            with torch.no_grad():
                parts = []
                for start in range(0, num_rows, size):
                    rows = [tensor[start : start + size].to(device) for tensor in raw]
                    answers = pipeline(*rows).double().cpu()
                    parts.append(real_steps(answers, *rows[:2]) if self.spec.task == "tag" else answers)
        finally:
            for module in training:
                module.training = True
        return torch.cat(parts)


def real_steps(answers: Tensor, tokens: Tensor, lengths: Tensor) -> Tensor:
    """Answers (B, T, Y) of each step, T at least the longest row's, as (B, L, Y) of tokens (B, L): 0 in the padding."""
    width = tokens.shape[1]
    kept = torch.nn.functional.pad(answers[:, :width], (0, 0, 0, max(0, width - answers.shape[1])))
    return kept.masked_fill((torch.arange(width) >= lengths.cpu()[:, None])[..., None], 0.0)


def _device(module: nn.Module) -> torch.device:
    """Where the module's weights lie."""
    for tensor in (*module.parameters(), *module.buffers()):
        return tensor.device
    return torch.device("cpu")

"""Tensors as they were when they were seen, though a later layer writes into them (`nn.ReLU(inplace=True)`, `x += 1`)."""

from typing import Any

from torch import Tensor


class Copies:
    """One copy of each tensor for each state in which it was seen: the same state gives the same copy."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Tensor, int, Tensor]] = {}  # by identity: the tensor, its version, how it is seen

    def of(self, value: Any) -> Any:
        """A tensor as it is now; what is no tensor itself."""
        if not isinstance(value, Tensor):
            return value
        known = self._known.get(id(value))
        if known is not None and known[1] == version_of(value):
            return known[2]
        return self._stands_for(value, value.detach().clone())

    def handed_on(self, value: Any) -> tuple[Any, Tensor | None]:
        """(a module's output as it is seen, what is to be handed on in its place, None for itself).

        Of a tensor with a graph a copy is handed on, so that the gradient at the output, as it was, can be asked for.
        """
        if not isinstance(value, Tensor) or not value.requires_grad:
            return self.of(value), None
        handed = value.clone()
        known = self._known.get(id(value))
        seen = known[2] if known is not None and known[1] == version_of(value) else value
        self._stands_for(handed, seen)
        return seen, handed

    def _stands_for(self, value: Tensor, seen: Tensor) -> Tensor:
        self._known[id(value)] = value, version_of(value), seen
        return seen


def version_of(tensor: Tensor) -> int:
    """How often a tensor was changed in place; torch does not count for tensors of its inference mode."""
    return 0 if tensor.is_inference() else tensor._version

"""The errors of the layers with every number: delta of the last one, then from back to front."""

from collections.abc import Iterator

import torch

from lamina.core.backpropagation import Backpropagation, DenseLayer
from lamina.report.worked.equation import (
    Equation,
    Heading,
    Side,
    Step,
    matrix,
    product,
    raised,
    taken,
)
from lamina.report.worked.notation import (
    ACTIVATIONS,
    FORMS,
    activation_name,
    heading,
    held,
    line,
    share,
    truth_of,
)
from lamina.words import say


def output_error_step(seen: Backpropagation) -> Step:
    """delta of the last layer: the derivative of the cost, by the Jacobian of softmax or times the slope."""
    last = seen.layers[-1]
    here = raised(last.number)
    parts: list[str | Heading | Equation] = []
    answer, truth = matrix(seen.answer.T), matrix(truth_of(seen).T)
    if seen.loss == "cross-entropy":
        parts += list(_through_softmax(seen, here))
    else:
        parts.append(say("explain.backprop.output_says", number=last.number))
        numbers = (
            *([share(seen, 2), "·"] if share(seen, 2) else []),
            *held(taken((answer,), truth), bool(share(seen, 2))),
        )
        parts.append(Equation((f"∂C/∂a{here}",), ((f"{FORMS[seen.loss][1]}(ŷ − y)",), numbers, (matrix(last.back.T),))))
    if seen.loss != "cross-entropy" or last.activation:
        parts += _slope(last)
        parts.append(_delta(last, f"∂C/∂a{here}"))
    return Step(say("explain.backprop.output"), tuple(parts))


def _through_softmax(seen: Backpropagation, here: str) -> Iterator[str | Equation]:
    """ŷ - y, by the Jacobian of softmax."""
    last = seen.layers[-1]
    left = f"∂C/∂a{here}" if last.activation else f"δ{here} = ∂C/∂z{here}"
    answer, truth = seen.answer[0], truth_of(seen)[0]
    jacobian = matrix(torch.diag(answer) - torch.outer(answer, answer))
    yield say("explain.backprop.softmax_says")
    yield Equation(("J = ∂ŷ/∂a",), (("diag(ŷ) − ŷ ŷᵀ",), (jacobian,)))
    yield Equation(("∂C/∂ŷ",), (("− y / ŷ",), (matrix(-truth / answer),)))
    if len(seen.answer) > 1:
        yield say("explain.backprop.first_example")
    yield Equation((left,), (
        ("Jᵀ ∂C/∂ŷ = ŷ − y",),
        taken((matrix(seen.answer.T),), matrix(truth_of(seen).T)),
        (matrix(last.back.T),),
    ))  # fmt: skip


def error_steps(seen: Backpropagation) -> Iterator[Step]:
    """δ of the layers before the last, from back to front; nothing for a single layer."""
    parts: list[str | Heading | Equation] = [say("explain.backprop.errors_says")]
    for layer, behind in zip(reversed(seen.layers[:-1]), reversed(seen.layers[1:]), strict=True):
        there = raised(behind.number)
        parts.append(heading(layer))
        back = f"(W{there})ᵀ δ{there}"
        numbers = product(matrix(behind.weight.T), matrix(behind.delta.T))
        parts.append(Equation((f"∂C/∂a{raised(layer.number)}",), ((back,), numbers, (matrix(layer.back.T),))))
        parts += _slope(layer)
        parts.append(_delta(layer, back))
    if len(seen.layers) > 1:
        yield Step(say("explain.backprop.errors"), tuple(parts))


def _slope(layer: DenseLayer) -> list[str | Heading | Equation]:
    """σ'(z) with its numbers; the Jacobian of what mixes its inputs."""
    here = raised(layer.number)
    if layer.slope.dim() == 3:
        said = [say("explain.backprop.first_example")] if len(layer.slope) > 1 else []
        return [*said, line(f"∂a{here}/∂z{here}", (matrix(layer.slope[0]),))]
    name, _, formula = ACTIVATIONS.get(layer.activation, (activation_name(layer), "", ""))
    left = f"{name}′(z{here})" if name else f"∂a{here}/∂z{here}"
    sides: list[Side] = [(formula,)] if formula and name else []
    if layer.activation == "Sigmoid":
        a = matrix(layer.a.T)
        sides.append((a, "·" if isinstance(a, str) else "⊙", *held(taken(("1",), a), True)))
    return [Equation((left,), (*sides, (matrix(layer.slope.T),)))]


def _delta(layer: DenseLayer, back: str) -> Equation:
    here = raised(layer.number)
    result = matrix(layer.delta.T)
    if layer.slope.dim() == 3:
        numbers = product(matrix(layer.slope[0].T), matrix(layer.back[:1].T))
        return Equation(
            (f"δ{here}",), ((f"(∂a{here}/∂z{here})ᵀ {back}",), *([numbers] if len(layer.slope) == 1 else []), (result,))
        )
    name = activation_name(layer)
    if not name:
        return Equation((f"δ{here}",), ((back,), (result,)))
    numbers = product(matrix(layer.back.T), matrix(layer.slope.T), "⊙")
    return Equation((f"δ{here}",), ((f"{back} ⊙ {name}′(z{here})",), numbers, (result,)))

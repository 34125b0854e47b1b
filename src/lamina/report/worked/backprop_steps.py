"""Back-propagation with every number, as steps of a calculation: the five of the algorithm, the update, and the check.

The examples are columns: a^0 = x is (m, B), and W a + b holds for all of them at once.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from lamina.core.backpropagation import Backpropagation, DenseLayer
from lamina.report.worked.equation import (
    WHOLE,
    Equation,
    Grid,
    Heading,
    Piece,
    Side,
    Step,
    added,
    digits,
    matrix,
    product,
    raised,
    taken,
)
from lamina.words import say

# name of the module -> (as it is written, its value at z, its slope)
_ACTIVATIONS = {
    "": ("", "z", "1"),
    "Sigmoid": ("sigmoid", "1 / (1 + exp(−z))", "a (1 − a)"),
    "Tanh": ("tanh", "tanh(z)", "1 − a²"),
    "ReLU": ("relu", "max(0, z)", "1 where z > 0, else 0"),
    "LeakyReLU": ("leaky-relu", "z where z > 0, else 0.01 z", "1 where z > 0, else 0.01"),
    "Softmax": ("softmax", "", ""),
}
FORMS = {  # loss -> (the cost, what stands before (y - target) in its derivative)
    "squared-error-sum": ("Σ ‖y − ŷ‖²", "2 "),
    "squared-error-mean": ("1/n Σ ‖y − ŷ‖²", "2/n "),
    "squared-error-half": ("1/(2n) Σ ‖y − ŷ‖²", "1/n "),
}


def backprop_steps(seen: Backpropagation) -> list[Step]:
    """The whole calculation, in the order in which it is done by hand."""
    steps = [_input(seen), _forward(seen), _cost(seen), _output_error(seen), *_errors(seen)]
    steps += [_gradients(seen), _update(seen), _check(seen)]
    return [Step(f"{number}. {step.title}", step.parts) for number, step in enumerate(steps, start=1)]


def activation_name(layer: DenseLayer) -> str:
    """How the layer's activation is written: sigmoid; several one after the other: tanh + softplus."""
    return " + ".join(_ACTIVATIONS.get(one, (one.lower(),))[0] for one in layer.activation.split(" + "))


def _input(seen: Backpropagation) -> Step:
    first = seen.layers[0]
    lines: list[str | Heading | Equation] = [say("explain.backprop.input_says", count=len(first.before))]
    lines += [_line("a⁰ = x", (matrix(first.before.T),)), _line("y", (matrix(_truth(seen).T),))]
    return Step(say("explain.backprop.input"), tuple(lines))


def _forward(seen: Backpropagation) -> Step:
    parts: list[str | Heading | Equation] = [say("explain.backprop.forward_says")]
    for layer in seen.layers:
        here, before = raised(layer.number), raised(layer.number - 1)
        parts.append(_heading(layer))
        formula, numbers = f"W{here} a{before}", product(matrix(layer.weight), matrix(layer.before.T))
        if layer.has_bias:
            formula, numbers = f"{formula} + b{here}", added(numbers, matrix(layer.bias))
        parts.append(Equation((f"z{here}",), ((formula,), numbers, (matrix(layer.z.T),))))
        parts.append(_activated(layer))
    return Step(say("explain.backprop.forward"), tuple(parts))


def _activated(layer: DenseLayer) -> Equation:
    here = raised(layer.number)
    name = activation_name(layer)
    if not name:
        return Equation((f"a{here}",), ((f"z{here}",), (matrix(layer.a.T),)))
    value = _ACTIVATIONS.get(layer.activation, ("", "", ""))[1]
    formula = f"{name}(z{here})" + (f",   {name}(z) = {value}" if value and value != f"{name}(z)" else "")
    return Equation((f"a{here}",), ((formula,), _applied(name, matrix(layer.z.T)), (matrix(layer.a.T),)))


def _cost(seen: Backpropagation) -> Step:
    last = seen.layers[-1]
    here = raised(last.number)
    parts: list[str | Heading | Equation] = [say("explain.backprop.cost_says", loss=seen.loss)]
    answer, truth = matrix(seen.answer.T), matrix(_truth(seen).T)
    if seen.loss == "cross-entropy":
        logits = matrix(last.a.T)
        parts.append(
            Equation(
                ("ŷ",),
                ((f"softmax(a{here}),   softmax(a)ᵢ = exp(aᵢ) / Σⱼ exp(aⱼ)",), _applied("softmax", logits), (answer,)),
            )
        )
        right = seen.answer[torch.arange(len(seen.target)), seen.target]
        logs = " ".join(f"− ln {digits(value)}" for value in right[:WHOLE].tolist()) + (
            " …" if len(right) > WHOLE else ""
        )
        parts.append(Equation(("C",), (("− Σ y ln ŷ",), (logs,), (digits(seen.cost),))))
        return Step(say("explain.backprop.cost"), tuple(parts))
    parts.append(_line(f"ŷ = a{here}", (answer,)))
    numbers = (_share(seen, 1), *_norm(taken((truth,), answer)))
    parts.append(
        Equation(("C",), ((FORMS[seen.loss][0],), tuple(piece for piece in numbers if piece), (digits(seen.cost),)))
    )
    return Step(say("explain.backprop.cost"), tuple(parts))


def _output_error(seen: Backpropagation) -> Step:
    last = seen.layers[-1]
    here = raised(last.number)
    parts: list[str | Heading | Equation] = []
    answer, truth = matrix(seen.answer.T), matrix(_truth(seen).T)
    if seen.loss == "cross-entropy":
        parts += list(_through_softmax(seen, here))
    else:
        parts.append(say("explain.backprop.output_says", number=last.number))
        numbers = (
            *([_share(seen, 2), "·"] if _share(seen, 2) else []),
            *_held_side(taken((answer,), truth), bool(_share(seen, 2))),
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
    answer, truth = seen.answer[0], _truth(seen)[0]
    jacobian = matrix(torch.diag(answer) - torch.outer(answer, answer))
    yield say("explain.backprop.softmax_says")
    yield Equation(("J = ∂ŷ/∂a",), (("diag(ŷ) − ŷ ŷᵀ",), (jacobian,)))
    yield Equation(("∂C/∂ŷ",), (("− y / ŷ",), (matrix(-truth / answer),)))
    if len(seen.answer) > 1:
        yield say("explain.backprop.first_example")
    yield Equation((left,), (
        ("Jᵀ ∂C/∂ŷ = ŷ − y",),
        taken((matrix(seen.answer.T),), matrix(_truth(seen).T)),
        (matrix(last.back.T),),
    ))  # fmt: skip


def _errors(seen: Backpropagation) -> Iterator[Step]:
    """δ of the layers before the last, from back to front; nothing for a single layer."""
    parts: list[str | Heading | Equation] = [say("explain.backprop.errors_says")]
    for layer, behind in zip(reversed(seen.layers[:-1]), reversed(seen.layers[1:]), strict=True):
        there = raised(behind.number)
        parts.append(_heading(layer))
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
        return [*said, _line(f"∂a{here}/∂z{here}", (matrix(layer.slope[0]),))]
    name, _, formula = _ACTIVATIONS.get(layer.activation, (activation_name(layer), "", ""))
    left = f"{name}′(z{here})" if name else f"∂a{here}/∂z{here}"
    sides: list[Side] = [(formula,)] if formula and name else []
    if layer.activation == "Sigmoid":
        a = matrix(layer.a.T)
        sides.append((a, "·" if isinstance(a, str) else "⊙", *_held_side(taken(("1",), a), True)))
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


def _gradients(seen: Backpropagation) -> Step:
    parts: list[str | Heading | Equation] = [say("explain.backprop.gradients_says", count=len(seen.target))]
    for layer in seen.layers:
        here, before = raised(layer.number), raised(layer.number - 1)
        parts.append(_heading(layer))
        numbers = product(matrix(layer.delta.T), matrix(layer.before))
        parts.append(
            Equation((f"∂C/∂W{here}",), ((f"δ{here} (a{before})ᵀ",), numbers, (matrix(layer.weight_gradient),)))
        )
        if layer.has_bias:
            formula = f"δ{here}" if len(seen.target) == 1 else f"Σ δ{here}"
            parts.append(Equation((f"∂C/∂b{here}",), ((formula,), (matrix(layer.bias_gradient),))))
    return Step(say("explain.backprop.gradients"), tuple(parts))


def _update(seen: Backpropagation) -> Step:
    rate = digits(seen.learning_rate)
    parts: list[str | Heading | Equation] = [say("explain.backprop.update_says", rate=rate)]
    for layer in seen.layers:
        parts.append(_heading(layer))
        triples = [("W", layer.weight, layer.weight_gradient, layer.new_weight)]
        if layer.has_bias:
            triples.append(("b", layer.bias, layer.bias_gradient, layer.new_bias))
        for letter, old, gradient, new in triples:
            name = f"{letter}{raised(layer.number)}"
            sides = (
                (f"{name} − η ∂C/∂{name}",),
                (matrix(old), "−", rate, "·", *_wrapped(matrix(gradient))),
                (matrix(new),),
            )
            parts.append(Equation((f"{name} new",), sides))
    return Step(say("explain.backprop.update"), tuple(parts))


def _check(seen: Backpropagation) -> Step:
    lower = seen.cost_after < seen.cost
    says = say(
        "explain.backprop.lower" if lower else "explain.backprop.higher", before=digits(seen.cost), after=digits(seen.cost_after)
    )  # fmt: skip
    same = say("explain.backprop.autograd", difference=seen.difference)
    return Step(say("explain.backprop.check"), (says, same, say("explain.backprop.rounded")))


def _heading(layer: DenseLayer) -> Heading:
    units, inputs = layer.weight.shape
    name = "" if layer.name.isdecimal() else layer.name  # places in a Sequential count otherwise than layers
    return Heading(say(
        "explain.backprop.layer", number=layer.number, name=name, inputs=inputs, units=units,
        activation=activation_name(layer),
    ))  # fmt: skip


def _truth(seen: Backpropagation) -> Tensor:
    """The target as numbers (B, n): of classes a 1 at the right one."""
    if seen.loss == "cross-entropy":
        return torch.nn.functional.one_hot(seen.target, seen.answer.shape[1]).double()
    return seen.target.double().reshape(seen.answer.shape)


def _share(seen: Backpropagation, power: int) -> str:
    """The factor before the squares (1) or before their derivative (2), with n put in; "" for 1."""
    count = len(seen.answer)
    factor = {"squared-error-sum": 1.0, "squared-error-mean": 1 / count, "squared-error-half": 0.5 / count}[seen.loss]
    factor *= power
    return "" if factor == 1 else digits(factor)


def _line(left: str, side: Side) -> Equation:
    return Equation((left,), (side,))


def _applied(function: str, piece: Piece) -> Side:
    """A function with what it is applied to: a number in round brackets, a matrix in its own."""
    return (f"{function}({piece})",) if isinstance(piece, str) else (function, piece)


def _wrapped(piece: Piece) -> Side:
    return (f"({piece})",) if isinstance(piece, str) and piece.startswith("-") else (piece,)


def _held_side(side: Side, needed: bool) -> Side:
    return ("(", *side, ")") if needed else side


def _norm(side: Side) -> Side:
    """The squared length of a difference; of numbers its square."""
    if any(isinstance(piece, Grid) for piece in side):
        return ("‖", *side, "‖²")
    return ("(", *side, ")²")

"""The way forward with every number: the input, z and a of each layer, and the cost."""

import torch

from lamina.core.backpropagation import Backpropagation, DenseLayer
from lamina.report.worked.equation import (
    WHOLE,
    Equation,
    Grid,
    Heading,
    Side,
    Step,
    added,
    digits,
    matrix,
    product,
    raised,
    taken,
)
from lamina.report.worked.notation import (
    ACTIVATIONS,
    FORMS,
    activation_name,
    applied,
    heading,
    line,
    share,
    truth_of,
)
from lamina.words import say


def input_step(seen: Backpropagation) -> Step:
    """a^0 = x and y, examples as columns."""
    first = seen.layers[0]
    lines: list[str | Heading | Equation] = [say("explain.backprop.input_says", count=len(first.before))]
    lines += [line("a⁰ = x", (matrix(first.before.T),)), line("y", (matrix(truth_of(seen).T),))]
    return Step(say("explain.backprop.input"), tuple(lines))


def forward_step(seen: Backpropagation) -> Step:
    """z and a of each layer, formula first."""
    parts: list[str | Heading | Equation] = [say("explain.backprop.forward_says")]
    for layer in seen.layers:
        here, before = raised(layer.number), raised(layer.number - 1)
        parts.append(heading(layer))
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
    value = ACTIVATIONS.get(layer.activation, ("", "", ""))[1]
    formula = f"{name}(z{here})" + (f",   {name}(z) = {value}" if value and value != f"{name}(z)" else "")
    return Equation((f"a{here}",), ((formula,), applied(name, matrix(layer.z.T)), (matrix(layer.a.T),)))


def cost_step(seen: Backpropagation) -> Step:
    """C: of cross entropy by softmax and the logarithm, else by a squared error."""
    last = seen.layers[-1]
    here = raised(last.number)
    parts: list[str | Heading | Equation] = [say("explain.backprop.cost_says", loss=seen.loss)]
    answer, truth = matrix(seen.answer.T), matrix(truth_of(seen).T)
    if seen.loss == "cross-entropy":
        logits = matrix(last.a.T)
        parts.append(
            Equation(
                ("ŷ",),
                ((f"softmax(a{here}),   softmax(a)ᵢ = exp(aᵢ) / Σⱼ exp(aⱼ)",), applied("softmax", logits), (answer,)),
            )
        )
        right = seen.answer[torch.arange(len(seen.target)), seen.target]
        logs = " ".join(f"− ln {digits(value)}" for value in right[:WHOLE].tolist()) + (
            " …" if len(right) > WHOLE else ""
        )
        parts.append(Equation(("C",), (("− Σ y ln ŷ",), (logs,), (digits(seen.cost),))))
        return Step(say("explain.backprop.cost"), tuple(parts))
    parts.append(line(f"ŷ = a{here}", (answer,)))
    numbers = (share(seen, 1), *_norm(taken((truth,), answer)))
    parts.append(
        Equation(("C",), ((FORMS[seen.loss][0],), tuple(piece for piece in numbers if piece), (digits(seen.cost),)))
    )
    return Step(say("explain.backprop.cost"), tuple(parts))


def _norm(side: Side) -> Side:
    """The squared length of a difference; of numbers its square."""
    if any(isinstance(piece, Grid) for piece in side):
        return ("‖", *side, "‖²")
    return ("(", *side, ")²")

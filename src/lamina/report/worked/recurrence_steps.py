"""Back-propagation through time with every number, as steps of a calculation."""

import torch

from lamina.core.backpropagation import RecurrentPass, RecurrentStep
from lamina.report.worked.equation import Equation, Heading, Piece, Step, added, digits, lowered, matrix, product, taken
from lamina.report.worked.notation import FORMS
from lamina.words import say

Parts = list[str | Heading | Equation]
_SLOPES = {"tanh": "1 − h{0}²", "relu": "1 where z{0} > 0, else 0"}


def recurrence_steps(seen: RecurrentPass) -> list[Step]:
    """Input, forward, cost, errors from the last step to the first, the gradient as their sum, what is left of a change."""
    steps = [_input(seen), _forward(seen), _cost(seen), _errors(seen), _gradient(seen), _left(seen), _update(seen)]
    steps.append(_check(seen))
    return [Step(f"{number}. {step.title}", step.parts) for number, step in enumerate(steps, start=1)]


def _input(seen: RecurrentPass) -> Step:
    parts: Parts = [say("explain.recurrent.input_says", steps=len(seen.steps))]
    parts += [Equation((f"x{_at(step)}",), ((matrix(step.x),),)) for step in seen.steps]
    parts += [
        Equation((name,), ((matrix(value),),))
        for name, value in (("y", seen.target), ("W", seen.weight), ("U", seen.recurrent), ("b", seen.bias))
    ]
    return Step(say("explain.backprop.input"), tuple(parts))


def _forward(seen: RecurrentPass) -> Step:
    parts: Parts = [say("explain.recurrent.forward_says", activation=seen.activation)]
    for step in seen.steps:
        now, last = _at(step), lowered(step.number - 1)
        parts.append(_heading(step))
        numbers = (
            *product(matrix(seen.weight), matrix(step.x)), "+", *product(matrix(seen.recurrent), matrix(step.before)),
        )  # fmt: skip
        numbers = added(numbers, matrix(seen.bias))
        parts.append(Equation((f"z{now}",), ((f"W x{now} + U h{last} + b",), numbers, (matrix(step.z),))))
        applied = _applied(seen.activation, matrix(step.z))
        parts.append(Equation((f"h{now}",), ((f"{seen.activation}(z{now})",), applied, (matrix(step.h),))))
    return Step(say("explain.backprop.forward"), tuple(parts))


def _cost(seen: RecurrentPass) -> Step:
    last = seen.steps[-1]
    formula = FORMS[seen.loss][0].replace("ŷ", f"h{_at(last)}")
    difference = taken((matrix(seen.target),), matrix(last.h))
    half = ("0.5",) if seen.loss == "squared-error-half" else ()
    equation = Equation(("C",), ((formula,), (*half, "‖", *difference, "‖²"), (digits(seen.cost),)))
    return Step(say("explain.backprop.cost"), (say("explain.recurrent.cost_says", loss=seen.loss), equation))


def _errors(seen: RecurrentPass) -> Step:
    parts: Parts = [say("explain.recurrent.errors_says", activation=seen.activation)]
    for step in reversed(seen.steps):
        now = _at(step)
        parts.append(_heading(step))
        if step is seen.steps[-1]:
            factor = FORMS[seen.loss][1]
            left, numbers = f"{factor}(h{now} − y)", taken((matrix(step.h),), matrix(seen.target))
            numbers = numbers if seen.loss == "squared-error-half" else ("2 · (", *numbers, ")")
        else:
            behind = seen.steps[step.number]
            left = f"Uᵀ δ{_at(behind)}"
            numbers = product(matrix(seen.recurrent.T), matrix(behind.delta))
        parts.append(Equation((f"∂C/∂h{now}",), ((left,), numbers, (matrix(step.back),))))
        slope = _SLOPES[seen.activation].format(now)
        numbers = product(matrix(step.back), matrix(step.slope), "⊙")
        parts.append(Equation((f"δ{now}",), ((f"∂C/∂h{now} ⊙ ({slope})",), numbers, (matrix(step.delta),))))
    return Step(say("explain.recurrent.errors"), tuple(parts))


def _gradient(seen: RecurrentPass) -> Step:
    parts: Parts = [say("explain.recurrent.gradient_says")]
    terms: list[Piece] = []
    for step in seen.steps:
        now, last = _at(step), lowered(step.number - 1)
        numbers = product(matrix(step.delta), matrix(step.before[None]))
        parts.append(Equation((f"(∂C/∂U){now}",), ((f"δ{now} (h{last})ᵀ",), numbers, (matrix(step.term),))))
        terms += ["+", matrix(step.term)] if terms else [matrix(step.term)]
    formula = " + ".join(f"(∂C/∂U){_at(step)}" for step in seen.steps)
    parts.append(Equation(("∂C/∂U",), ((formula,), tuple(terms), (matrix(seen.gradient),))))
    return Step(say("explain.recurrent.gradient"), tuple(parts))


def _left(seen: RecurrentPass) -> Step:
    parts: Parts = [say("explain.recurrent.left_says", activation=seen.activation)]
    for step in reversed(seen.steps[1:]):
        now, last = _at(step), lowered(step.number - 1)
        slope = _SLOPES[seen.activation].format(now)
        formula = (f"∂h{now}/∂h{last}",), (f"diag({slope}) U",)
        parts.append(Equation((f"J{now}",), (*formula, (matrix(step.jacobian),))))
    end = _at(seen.steps[-1])
    for lag, whole in enumerate(seen.products, start=1):
        start = lowered(len(seen.steps) - lag)
        parts.append(Heading(say("explain.recurrent.lag", lag=lag)))
        names = " ".join(f"J{_at(step)}" for step in reversed(seen.steps[-lag:]))
        result: list[tuple[Piece, ...]] = [] if lag == 1 else [(matrix(whole),)]
        parts.append(Equation((f"∂h{end}/∂h{start}",), ((names,), *result)))
        norm = digits(float(torch.linalg.matrix_norm(whole, 2)))
        parts.append(Equation((f"‖∂h{end}/∂h{start}‖",), ((norm,),)))
    return Step(say("explain.recurrent.left"), tuple(parts))


def _update(seen: RecurrentPass) -> Step:
    rate = digits(seen.learning_rate)
    numbers = (matrix(seen.recurrent), "−", rate, "·", matrix(seen.gradient))
    equation = Equation(("U new",), (("U − η ∂C/∂U",), numbers, (matrix(seen.new_recurrent),)))
    return Step(say("explain.backprop.update"), (say("explain.recurrent.update_says", rate=rate), equation))


def _check(seen: RecurrentPass) -> Step:
    code = "explain.backprop.lower" if seen.cost_after < seen.cost else "explain.backprop.higher"
    says = say(code, before=digits(seen.cost), after=digits(seen.cost_after))
    same = say("explain.recurrent.autograd", difference=seen.difference)
    return Step(say("explain.backprop.check"), (says, same, say("explain.backprop.rounded")))


def _heading(step: RecurrentStep) -> Heading:
    return Heading(say("explain.recurrent.step", number=step.number))


def _at(step: RecurrentStep) -> str:
    return lowered(step.number)


def _applied(function: str, piece: Piece) -> tuple[Piece, ...]:
    return (f"{function}({piece})",) if isinstance(piece, str) else (function, piece)

"""Back-propagation with every number, as steps of a calculation: the five of the algorithm, the update, and the check.

The examples are columns: a^0 = x is (m, B), and W a + b holds for all of them at once.
"""

from lamina.core.backpropagation import Backpropagation
from lamina.report.worked.equation import Equation, Heading, Piece, Side, Step, digits, matrix, product, raised
from lamina.report.worked.error_steps import error_steps, output_error_step
from lamina.report.worked.forward_steps import cost_step, forward_step, input_step
from lamina.report.worked.notation import heading
from lamina.words import say


def backprop_steps(seen: Backpropagation) -> list[Step]:
    """The whole calculation, in the order in which it is done by hand."""
    steps = [input_step(seen), forward_step(seen), cost_step(seen), output_error_step(seen), *error_steps(seen)]
    steps += [_gradients(seen), _update(seen), _check(seen)]
    return [Step(f"{number}. {step.title}", step.parts) for number, step in enumerate(steps, start=1)]


def _gradients(seen: Backpropagation) -> Step:
    parts: list[str | Heading | Equation] = [say("explain.backprop.gradients_says", count=len(seen.target))]
    for layer in seen.layers:
        here, before = raised(layer.number), raised(layer.number - 1)
        parts.append(heading(layer))
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
        parts.append(heading(layer))
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


def _wrapped(piece: Piece) -> Side:
    return (f"({piece})",) if isinstance(piece, str) and piece.startswith("-") else (piece,)

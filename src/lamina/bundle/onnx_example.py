"""A few lines of Python that call an exported ONNX file, with its own input names; they run as they stand."""

from pathlib import Path

from lamina.bundle.onnx_graph import input_names, output_name
from lamina.core.spec import DataSpec, NumberColumn
from lamina.data.texts.vocabulary import END_ID, START_ID

_CUTTING = """# The tokens of a text: tokenizers.Tokenizer.from_file({path!r}).encode("a text").ids
"""
_TRANSLATION = """import numpy, onnxruntime

{cutting}encoder, step = onnxruntime.InferenceSession({encoder!r}), onnxruntime.InferenceSession({step!r})
inputs = {{"tokens": numpy.array([[4, 5, 6]], numpy.int64), "lengths": numpy.array([3], numpy.int64)}}
names = [item.name for item in encoder.get_outputs()]
state = dict(zip(names, encoder.run(None, inputs)))
needed = {{item.name for item in step.get_inputs()}}
token, written = numpy.array([{start}], numpy.int64), []
while token[0] != {end} and len(written) < 100:  # greedy: the likeliest token, until the end mark ({end})
    fed = {{name: value for name, value in {{"token": token, **state}}.items() if name in needed}}
    answers = dict(zip([item.name for item in step.get_outputs()], step.run(None, fed)))
    token = answers.pop("probabilities").argmax(axis=1)
    state |= {{name.replace("next_", "state_"): value for name, value in answers.items()}}
    written.append(int(token[0]))
answers = written  # ids of tokenizer_into.json
"""


def onnx_example(spec: DataSpec, path: str) -> str:
    """Lines for onnxruntime and NumPy: one usual row of what the model takes (NaN and "" would be missing values)."""
    cutting = _CUTTING.format(path=str(Path(path).with_name("tokenizer.json"))) if spec.text is not None else ""
    if spec.into is not None:
        return _TRANSLATION.format(
            encoder=path, step=str(Path(path).with_name("step.onnx")), end=END_ID, start=START_ID, cutting=cutting
        )
    inputs = ",\n".join(f"    {name!r}: {value}" for name, value in _inputs(spec).items())
    return (
        "import numpy, onnxruntime\n\n"
        f"session = onnxruntime.InferenceSession({path!r})\n"
        f"{cutting}inputs = {{\n{inputs},\n}}\n"
        f"answers = session.run([{output_name(spec)!r}], inputs)[0]  # {_answers(spec)}\n"
    )


def _inputs(spec: DataSpec) -> dict[str, str]:
    """Input name -> an expression for one row."""
    if spec.image is not None:
        shape = (1, spec.image.height, spec.image.width, spec.image.channels)
        return {"images": f"numpy.zeros({shape}, numpy.uint8)"}
    if spec.series is not None:
        return {"window": _window(spec, spec.series.window)}
    if spec.sequence is not None:
        return {"window": _window(spec, spec.sequence.steps)}
    if spec.kind == "text":  # tokens as tokenizer.json gives them
        return {"tokens": "numpy.array([[2, 3, 4]], numpy.int64)", "lengths": "numpy.array([3], numpy.int64)"}
    given = zip(input_names(spec)[: len(spec.numbers)], spec.numbers, strict=True)
    numbers = {name: f"numpy.array([[{_usual(column)}]])" for name, column in given}
    texts = zip(input_names(spec)[len(spec.numbers) :], spec.categories, strict=True)
    return numbers | {name: f"numpy.array([[{(column.categories or ('',))[0]!r}]], object)" for name, column in texts}


def _window(spec: DataSpec, steps: int) -> str:
    """Steps that are all alike."""
    step = ", ".join(_usual(column) for column in spec.numbers)
    names = [column.name for column in spec.numbers]
    return (
        f"numpy.array([[[{step}]] * {steps}]),  # {names[:8]!r}{' ...' if len(names) > 8 else ''}; the newest step last"
    )


def _usual(column: NumberColumn) -> str:
    """The middle of what training saw in a column, as a float."""
    middle = column.quantiles[len(column.quantiles) // 2] if column.quantiles else 0.0
    return repr(float(f"{middle:.6g}"))


def _answers(spec: DataSpec) -> str:
    """What the answers are."""
    names = [target.name for target in spec.targets]
    if spec.numeric:
        return f"(rows, {spec.num_outputs}), in raw units"
    told = list(spec.classes) or names
    return f"(rows, {spec.num_outputs}): {told[:8]!r}{' ...' if len(told) > 8 else ''}"

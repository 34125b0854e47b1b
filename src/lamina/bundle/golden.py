"""Golden rows: a few raw rows with the answers the model gave when it was saved, replayed at each load and export.

They are drawn from what the spec remembers of the training rows (quantiles, categories), with missing values and
an unseen category among them; no row of the user's is kept unless they ask for it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from pydantic import TypeAdapter, ValidationError
from torch import Tensor

from lamina.bundle.model import Model
from lamina.bundle.record import GOLDEN_BYTES
from lamina.bundle.rows import DAY, Cell, decode_rows, encode_rows, whole_days
from lamina.bundle.weights import Entry, check_regular, pack, read_header, read_tensors
from lamina.core.errors import InputError
from lamina.core.files import read_json
from lamina.core.seed import generator
from lamina.core.spec import CategoryColumn, DataSpec, Frozen, ImageSpec, NumberColumn, TextSpec
from lamina.data.texts.vocabulary import START_ID, UNKNOWN_ID

NUM_RANDOM_ROWS = 11
MISSING_SHARE = 0.15
NUM_NOISE_IMAGES = 2
NUM_SEQUENCES, LONGEST_TOKENS = 8, 64  # of a text: longer ones only cost time at each load
WRITTEN_TOKENS = 6  # of a translation, before the one that is asked for

# Largest difference allowed, in probability or as a share of the target's range, by where and how the rows run.
# Another processor sums in another order (1e-6); TF32 keeps 10 bits of a factor; bfloat16 keeps 8, float16 11.
TOLERANCES = {
    ("cpu", "float32"): 1e-4,
    ("cpu", "bfloat16"): 5e-2,
    ("cuda", "float32"): 2e-3,
    ("cuda", "bfloat16"): 5e-2,
    ("cuda", "float16"): 1e-2,
    ("mps", "float32"): 2e-3,
    ("onnxruntime", "float32"): 1e-4,
    ("code", "float32"): 1e-4,
}


@dataclass(frozen=True)
class Golden:
    """Raw inputs (as `Model.answer` takes them) and the answers expected for them, (n, Y) float64."""

    inputs: dict[str, Tensor]
    answers: Tensor


class _GoldenRows(Frozen):
    """golden.json: rows as a person writes them, names of the outputs, an answer per row and output."""

    rows: list[dict[str, Cell]]
    outputs: list[str]
    answers: list[list[float]]


def make_golden(model: Model, inputs: dict[str, Tensor] | None = None) -> Golden:
    """Golden rows with the model's answers: drawn from its spec, or the given raw inputs; NaN answers are refused."""
    if inputs is None:
        inputs = _drawn(model.spec)
    if model.spec.kind == "table":
        inputs = encode_rows(decode_rows(inputs, model.spec), model.spec)  # as they will be read
    answers = model.answer(inputs)
    if not bool(torch.isfinite(answers).all()):
        raise InputError("bundle.not_finite", network=model.network_name)
    return Golden(inputs, answers)


def _drawn(spec: DataSpec) -> dict[str, Tensor]:
    if spec.image is not None:
        return draw_images(spec.image)
    if spec.text is not None:
        if spec.into is not None:
            return draw_pairs(spec.text, spec.into)
        return draw_tokens(spec.text, whole=spec.task == "language")
    if spec.sequence is not None:
        return draw_windows(spec.numbers, spec.sequence.steps)
    return draw_rows(spec) if spec.series is None else draw_windows(spec.numbers, spec.series.window)


def draw_windows(variables: Sequence[NumberColumn], window: int) -> dict[str, Tensor]:
    """Eight windows float64 (8, L, V): constant at the middle, the smallest and the largest value, rising, and four walks."""
    random = generator(0, "golden")
    ramp = torch.linspace(0, 1, window, dtype=torch.float64)
    walks = torch.rand(4, window, len(variables), generator=random, dtype=torch.float64).cumsum(dim=1)
    walks = (walks / torch.arange(1, window + 1, dtype=torch.float64)[:, None] * 2 - 0.5).clamp(0, 1)
    shapes = [torch.full_like(ramp, 0.5), torch.zeros_like(ramp), torch.ones_like(ramp), ramp]
    places = torch.cat([torch.stack(shapes)[..., None].expand(-1, -1, len(variables)), walks])
    low = torch.tensor([column.quantiles[0] for column in variables], dtype=torch.float64)
    high = torch.tensor([column.quantiles[-1] for column in variables], dtype=torch.float64)
    return {"window": low + places * (high - low)}


def draw_tokens(text: TextSpec, whole: bool = False) -> dict[str, Tensor]:
    """Eight sequences of drawn ids: one token, the unknown one alone, the longest, and five of lengths in between.

    tokens (8, L) int64, padded with 0; lengths (8,) int64. No text of the user's is in them. whole: all are the longest.
    """
    random = generator(0, "golden")
    longest = min(text.max_length, LONGEST_TOKENS)
    drawn = torch.randint(1, max(2, longest + 1), (NUM_SEQUENCES - 3,), generator=random).tolist()
    lengths = torch.tensor([longest] * NUM_SEQUENCES if whole else [1, 1, longest, *drawn])
    tokens = torch.randint(1, max(2, len(text.vocabulary)), (NUM_SEQUENCES, longest), generator=random)
    tokens[1, 0] = 1
    tokens[torch.arange(longest) >= lengths[:, None]] = 0
    return {"tokens": tokens, "lengths": lengths}


def draw_pairs(text: TextSpec, into: TextSpec) -> dict[str, Tensor]:
    """As `draw_tokens`, each with the start mark and the first tokens of a translation, drawn too: written (8, T)."""
    random = generator(0, "golden", "into")
    length = min(into.max_length, WRITTEN_TOKENS)
    written = torch.randint(UNKNOWN_ID, len(into.vocabulary), (NUM_SEQUENCES, 1 + length), generator=random)
    written[:, 0] = START_ID
    return {**draw_tokens(text), "written": written}


def draw_rows(spec: DataSpec) -> dict[str, Tensor]:
    """16 rows: middles, all missing, smallest, largest, all categories unseen, and 11 random ones with gaps."""
    random = generator(0, "golden")
    numbers = [_numbers(column, random) for column in spec.numbers]
    codes = [_codes(column, random) for column in spec.categories]
    rows = 5 + NUM_RANDOM_ROWS
    return {
        "numbers": torch.stack(numbers, 1) if numbers else torch.empty((rows, 0), dtype=torch.float64),
        "codes": torch.stack(codes, 1) if codes else torch.empty((rows, 0), dtype=torch.int64),
    }


def _numbers(column: NumberColumn, random: torch.Generator) -> Tensor:
    quantiles = torch.tensor(column.quantiles or (0.0,), dtype=torch.float64)
    place = torch.rand(NUM_RANDOM_ROWS, generator=random, dtype=torch.float64) * (len(quantiles) - 1)
    low = place.floor().long().clamp(max=max(0, len(quantiles) - 2))
    high = (low + 1).clamp(max=len(quantiles) - 1)
    drawn = quantiles[low] + (place - low) * (quantiles[high] - quantiles[low])
    drawn[torch.rand(NUM_RANDOM_ROWS, generator=random) < MISSING_SHARE] = torch.nan
    middle = quantiles[len(quantiles) // 2]
    fixed = torch.stack([middle, torch.full_like(middle, torch.nan), quantiles[0], quantiles[-1], middle])
    values = torch.cat([fixed, drawn])
    if column.source == "date" and whole_days(column):
        return (values / DAY).round() * DAY
    if column.integer or column.source != "number":
        return values.round()
    return torch.tensor([float(f"{value:.6g}") for value in values.tolist()], dtype=torch.float64)


def _codes(column: CategoryColumn, random: torch.Generator) -> Tensor:
    count = len(column.categories)
    if count == 0:
        return torch.tensor([0, 0, 0, 0, 1] + [0] * NUM_RANDOM_ROWS)
    drawn = torch.randint(0, count, (NUM_RANDOM_ROWS,), generator=random)
    drawn[torch.rand(NUM_RANDOM_ROWS, generator=random) < MISSING_SHARE] = count
    common = max(range(count), key=lambda i: column.frequencies[i] if i < len(column.frequencies) else 0.0)
    return torch.cat([torch.tensor([common, count, 0, count - 1, count + 1]), drawn])


def draw_images(image: ImageSpec) -> dict[str, Tensor]:
    """Six images at the network's size, uint8 (6, H, W, C): black, white, a ramp, a chessboard, two of noise."""
    shape = (image.height, image.width, image.channels)
    rows, columns = torch.meshgrid(torch.arange(image.height), torch.arange(image.width), indexing="ij")
    ramp = columns * 255 // max(1, image.width - 1)
    board = (rows // 4 + columns // 4) % 2 * 255
    patterns = [torch.zeros_like(ramp), torch.full_like(ramp, 255), ramp, board]
    images = [pattern.to(torch.uint8).unsqueeze(-1).expand(shape) for pattern in patterns]
    random = generator(0, "golden")
    noise = torch.randint(0, 256, (NUM_NOISE_IMAGES, *shape), generator=random, dtype=torch.uint8)
    return {"images": torch.cat([torch.stack(images), noise])}


def pack_golden(golden: Golden, spec: DataSpec) -> bytes:
    """The golden file's content: JSON for tables, safetensors for images and windows of a series."""
    if spec.kind != "table":
        return pack({**golden.inputs, "answers": golden.answers})
    content = _GoldenRows(
        rows=decode_rows(golden.inputs, spec), outputs=output_names(spec), answers=golden.answers.tolist()
    )
    return (json.dumps(content.model_dump(), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_golden(path: Path, spec: DataSpec) -> Golden:
    """Golden rows of a bundle, checked against its spec."""
    check_regular(path, GOLDEN_BYTES)
    if spec.kind != "table":
        header = read_header(path)
        rows = header["answers"].shape[0] if "answers" in header and header["answers"].shape else 0
        raw = _raw_shapes(spec, header)
        answer = (*(raw["tokens"] if spec.task == "tag" else ()), spec.num_outputs)
        shapes = {**{name: (rows, *shape) for name, shape in raw.items()}, "answers": (rows, *answer)}
        if rows == 0 or {key: entry.shape for key, entry in header.items()} != shapes:
            raise InputError("bundle.bad_golden", path=str(path), reason="its shapes are not those of the spec")
        tensors = read_tensors(path)
        inputs = {name: tensors[name] for name in raw}
        _check_tokens(inputs, spec, path)
        return Golden(inputs, tensors["answers"])
    return _read_rows(path, read_json(path, GOLDEN_BYTES), spec)


def _raw_shapes(spec: DataSpec, header: dict[str, Entry]) -> dict[str, tuple[int, ...]]:
    """Name and shape of a row of each raw input of images, series or texts (whose padded length is the file's)."""
    if spec.image is not None:
        return {"images": (spec.image.height, spec.image.width, spec.image.channels)}
    if spec.text is not None:
        given = header["tokens"].shape[1:] if "tokens" in header else ()
        shapes = {"tokens": given if len(given) == 1 and given[0] <= spec.text.max_length else (-1,), "lengths": ()}
        if spec.into is None:
            return shapes
        out = header["written"].shape[1:] if "written" in header else ()
        return {**shapes, "written": out if len(out) == 1 and 1 <= out[0] <= spec.into.max_length + 1 else (-1,)}
    if spec.sequence is not None:
        return {"window": (spec.sequence.steps, len(spec.numbers))}
    assert spec.series is not None
    return {"window": (spec.series.window, len(spec.series.variables))}


def _check_tokens(inputs: dict[str, Tensor], spec: DataSpec, path: Path) -> None:
    """Ids beyond the vocabulary and lengths beyond the tokens would be read as another's memory."""
    if spec.text is None:
        return
    tokens, lengths = inputs["tokens"], inputs["lengths"]
    known = not tokens.is_floating_point() and not lengths.is_floating_point()
    fit = known and bool(((tokens >= 0) & (tokens < len(spec.text.vocabulary))).all())
    if spec.into is not None:
        written = inputs["written"]
        fit = fit and not written.is_floating_point()
        fit = fit and bool(((written >= 0) & (written < len(spec.into.vocabulary))).all())
    if not fit or not bool(((lengths >= 1) & (lengths <= tokens.shape[1])).all()):
        raise InputError("bundle.bad_golden", path=str(path), reason="its tokens are not those of the spec")


def _read_rows(path: Path, content: Any, spec: DataSpec) -> Golden:
    try:
        golden = TypeAdapter(_GoldenRows).validate_python(content)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise InputError("bundle.bad_golden", path=str(path), reason=f'"{place}": {error.errors()[0]["msg"]}') from None
    columns = {column.name for column in (*spec.numbers, *spec.categories)}
    widths = {len(answer) for answer in golden.answers}
    if not golden.rows or len(golden.rows) != len(golden.answers) or widths != {spec.num_outputs}:
        raise InputError(
            "bundle.bad_golden", path=str(path), reason="rows and answers do not fit each other and the spec"
        )
    if any(set(row) != columns for row in golden.rows):
        raise InputError("bundle.bad_golden", path=str(path), reason="its columns are not those of the spec")
    return Golden(encode_rows(golden.rows, spec), torch.tensor(golden.answers, dtype=torch.float64))


def output_names(spec: DataSpec) -> list[str]:
    """What each column of the answers stands for: a class, a label, or a target."""
    return list(spec.classes) or [target.name for target in spec.targets]


def difference(expected: Tensor, found: Tensor, spec: DataSpec) -> float:
    """Largest difference of answers (n, Y), or (n, L, Y): in probability, or as a share of each target's range; inf for NaN or a wrong shape."""
    if expected.shape != found.shape:
        return float("inf")
    scale = torch.ones(spec.num_outputs, dtype=torch.float64)
    if spec.numeric:
        for index, target in enumerate(spec.targets):
            ranges = [target.quantiles[-1] - target.quantiles[0]] if target.quantiles else []
            column = expected[:, index]
            widest = max([*ranges, float(column.max() - column.min())])
            scale[index] = widest if widest > 0 else max(float(column.abs().max()), 1.0)
    largest = float(((found.double() - expected).abs() / scale).max())
    return largest if largest == largest else float("inf")

"""What `lamina explain` looks at: rows of the user's, or held-out rows worth a look, as its views take them."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import torch
from torch import Tensor

from lamina.bundle.model import RAW_INPUTS, Model
from lamina.core.batch import Part
from lamina.core.errors import InputError, nearest
from lamina.core.records import ROW_NAMES
from lamina.core.rows import Inputs
from lamina.data.row_names import named_by, spoken
from lamina.lens.undisturbed import undisturbed
from lamina.verbs.own_parts import own_parts
from lamina.verbs.run import Run
from lamina.verbs.views.choosing import choose_rows, place_called
from lamina.verbs.views.given import read_given
from lamina.verbs.views.hidden import answers_at, asked_place, is_masked
from lamina.verbs.views.looked import Looked, LookedRow
from lamina.verbs.views.row_steps import token_name
from lamina.verbs.views.row_texts import answer_indices, answer_texts, target_texts
from lamina.words import say

MOST_ROWS = 3  # of an input of the user's, and of the held-out rows


def look_at(run: Run, input: Any = None, *, row: str = "", layer: str = "") -> Looked:
    """The rows of `input`, read as `lamina predict` reads them; without one held-out rows of the run's own.

    row: the row of the input (or of the held-out part) with this name (line, row, file). layer: must be one.
    InputError: nothing could be read, or there is no such row or layer.
    """
    model = run.model
    check_layer(model, layer)
    parts = functools.cache(lambda: own_parts(model.spec, run.folder) if not run.folder.alone else {})
    if input is not None:
        return _given(run, input, row, parts, layer)
    if model.spec.task == "embed":
        if row:
            raise InputError("explain.no_input", network=model.network_name, option="--row")
        return _looked(model, (), {}, _forgiving(parts), layer)
    return _held_out(run, row, parts, layer)


def check_layer(model: Model, layer: str) -> None:
    """Refuse the name of a layer that the network does not have, with the nearest."""
    names = [name for name, _ in model.network.named_modules() if name]
    if layer and layer not in names:
        raise InputError(
            "explain.no_layer",
            layer=layer,
            nearest=nearest(layer, names),
            names=", ".join(names[:12]),
            more=len(names) > 12,
        )


def _given(run: Run, source: Any, row: str, parts: Callable[[], dict[str, Part]], layer: str) -> Looked:
    model = run.model
    given = read_given(model, source, run.reading())
    names = spoken(given.names)
    if row and row not in names:
        raise InputError(
            "explain.no_row", row=row, unit=named_by(given.names), some=", ".join(names[:5]), rows=len(names)
        )
    places = [names.index(row)] if row else list(range(min(MOST_ROWS, len(names))))
    if not places:
        raise InputError("explain.empty_input")
    raw = {name: given.inputs[name][places] for name in RAW_INPUTS[model.spec.kind]}
    target = None if given.target is None else given.target[places]
    typed = model.spec.text is not None and isinstance(source, str) and named_by(given.names) == "row"
    if typed and len(names) == 1:
        shown = [say("explain.your_text")]
    else:
        shown = [named_row(names[place], named_by(given.names)) for place in places]
    notes = tuple(say(note.code, note.parameters) for note in given.notes)
    rows = tuple(replace(one, notes=notes) for one in _rows(model, raw, target, shown, ["given"] * len(places)))
    return _looked(model, rows, raw, _forgiving(parts), layer)


def _held_out(run: Run, row: str, parts: Callable[[], dict[str, Part]], layer: str) -> Looked:
    model = run.model
    name, predictions = _predicted(run)
    try:
        part = parts()[name]
    except InputError as error:
        raise InputError("explain.no_own_rows", path=str(run.path), reason=str(error)) from error
    predictions = _of_part(predictions, part)
    chosen = choose_rows(predictions, model.spec)
    if row:
        place = place_called(predictions, row, model.spec)
        if place is None:
            example = _called(predictions, 0, model)[0]
            raise InputError("explain.no_own_row", row=row, part=name, example=example)
        chosen = [(place, "given")]
    chosen = chosen or [(place, "first") for place in range(min(MOST_ROWS, len(part)))]
    places = torch.tensor([_place_in(part, place, model) for place, _ in chosen])
    raw = {key: part.inputs[key][places] for key in RAW_INPUTS[model.spec.kind]}
    shown = [_name_of(predictions, place, model) for place, _ in chosen]
    rows = _rows(model, raw, part.target[places], shown, [why for _, why in chosen])
    return _looked(model, rows, raw, parts, layer)


def _predicted(run: Run) -> tuple[str, pl.DataFrame]:
    """The part that is held out (else the best there is), and what the run predicted of it."""
    run.folder.need_run("rows")
    if not run.folder.predictions_file.is_file():
        raise run.folder.unfinished()
    try:
        frame = pl.read_parquet(run.folder.predictions_file)
    except (pl.exceptions.PolarsError, OSError):
        file = str(run.folder.predictions_file)
        raise InputError("verbs.damaged_record", path=file, place="PAR1") from None
    found = frame["split"].unique().to_list() if "split" in frame.columns else []
    name = next((part for part in ("test", "validation", "train") if part in found), "train")
    return name, frame.filter(pl.col("split") == name) if found else frame.clear()


def _of_part(predictions: pl.DataFrame, part: Part) -> pl.DataFrame:
    """What was predicted of running text, without the windows that overlap those of the part."""
    if "position" not in predictions.columns:
        return predictions
    return predictions.filter(pl.col("position").is_in(part.row_ids.tolist()))


def _place_in(part: Part, place: int, model: Model) -> int:
    """The place of a row in the part; of a tagger's sentence, which may be several rows, the first of them."""
    if model.spec.task != "tag":
        return place
    sentence = torch.unique_consecutive(part.row_ids)[place]
    return int((part.row_ids == sentence).nonzero()[0])


def _name_of(predictions: pl.DataFrame, place: int, model: Model) -> str:
    return named_row(*_called(predictions, place, model))


def _called(predictions: pl.DataFrame, place: int, model: Model) -> tuple[str, str]:
    """(the row's name as `--row` takes it, what it counts)."""
    if model.spec.task == "tag":
        predictions = predictions.filter(pl.col("place") == 0)
    if "position" in predictions.columns:
        return str(predictions["position"][place]), "step"
    columns = [name for name in (*ROW_NAMES, "step") if name in predictions.columns]
    if not columns or place >= predictions.height:
        return str(place), "row"
    names = predictions[place].select(columns)
    return spoken(names)[0], named_by(names)


def named_row(name: str, unit: str) -> str:
    """A row's name with what it counts: line 17, row 0; of files the name alone."""
    if unit == "line":
        return name if ":" in name else say("explain.line", name=name)  # of several files FILE:LINE
    if unit == "step":
        return say("explain.step", name=name)
    return name if unit == "file" else say("explain.row", name=name)


def _rows(
    model: Model, raw: Inputs, target: Tensor | None, names: Sequence[str], chosen: Sequence[str]
) -> tuple[LookedRow, ...]:
    if is_masked(model.spec):
        return _hidden_rows(model, raw, target, names, chosen)
    answers = model.answer(raw)
    targets = target_texts(target, model.spec) if target is not None else [""] * len(names)
    told = [text or say("explain.nothing") for text in answer_texts(model, answers, raw)]
    indices = answer_indices(answers, model.spec)
    why = [  # an answer written anew may differ from the run's: another search, other numbers
        "wrong" if one == "right" and target != answer else one
        for one, target, answer in zip(chosen, targets, told, strict=True)
    ]
    return tuple(LookedRow(*each) for each in zip(names, why, targets, told, indices, strict=True))


def _hidden_rows(
    model: Model, raw: Inputs, target: Tensor | None, names: Sequence[str], chosen: Sequence[str]
) -> tuple[LookedRow, ...]:
    """Texts of a network that foretells hidden tokens: of each one of them, and what is foretold there."""
    tokens, text = raw["tokens"][:], model.spec.text
    assert text is not None
    hidden = [None] * len(names) if target is None else list(target)
    places = [asked_place(row, of_row) for row, of_row in zip(tokens, hidden, strict=True)]
    best = answers_at(model, raw, places).argmax(dim=1).tolist()
    stood = [-1 if of_row is None else int(of_row[place + 1]) for place, of_row in zip(places, hidden, strict=True)]
    return tuple(
        LookedRow(
            name,
            why,
            token_name(text.vocabulary[true], text) if true >= 0 else "",
            token_name(text.vocabulary[found], text),
            found,
            place,
        )
        for name, why, true, found, place in zip(names, chosen, stood, best, places, strict=True)
    )


def _looked(
    model: Model, rows: tuple[LookedRow, ...], raw: Inputs, parts: Callable[[], dict[str, Part]], layer: str
) -> Looked:
    inputs: tuple[Tensor, ...] = ()
    if rows:
        device = next((value.device for value in model.network.parameters()), torch.device("cpu"))
        with undisturbed(model.prepare), torch.no_grad():
            inputs = tuple(model.prepare(*(raw[name][:].to(device) for name in RAW_INPUTS[model.spec.kind])))
    return Looked(model, rows, raw, inputs, parts, layer)


def _forgiving(parts: Callable[[], dict[str, Part]]) -> Callable[[], dict[str, Part]]:
    """The run's own parts, or none where its data is no longer there: the user's rows can be looked at anyway."""

    def found() -> dict[str, Part]:
        try:
            return parts()
        except InputError:
            return {}

    return found

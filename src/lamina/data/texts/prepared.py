"""Texts to fitted parts: split first, then tokens, vocabulary and length from the training texts only, and the audit."""

from dataclasses import replace

import numpy as np
import polars as pl
import torch
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import Audit, Note
from lamina.core.rows import chosen
from lamina.core.spec import DataSpec, TextSpec
from lamina.data.audit import part_summaries, row_ids_hash
from lamina.data.duplicates import frame_keys, shared_keys
from lamina.data.finish import TargetScale, fit_target_scale
from lamina.data.prepared import Prepared, finish_of, rare_classes, split_choice
from lamina.data.split import Split
from lamina.data.tables.columns import describe_columns
from lamina.data.tables.target import Choice, choose_target, target_names
from lamina.data.tables.values import number_cells
from lamina.data.targets import describe_targets, encode_target, target_statistics
from lamina.data.texts.fit import FittedText, fit_text
from lamina.data.texts.preparation import TextPreparation
from lamina.data.texts.reading import LABEL, TEXT, Texts
from lamina.data.texts.seen import token_facts
from lamina.data.texts.tokens import Tokens, encode_texts
from lamina.data.texts.vocabulary import MARKED, SPECIAL, START_ID

TOLD_CUT = 0.001  # share of cut texts from which it is told; the audit's lengths say it always


def prepare_texts(
    texts: Texts, config: RunConfig, fold: int | None = None, *, starts: bool = False, known: TextSpec | None = None
) -> Prepared:
    """Choose the target, split, and fit tokens and vocabulary on the training texts.

    starts: a mark is put in front of each text, where the network answers from. known: tokens and vocabulary of the
    weights that it starts from, in place of fitted ones.

    Raises InputError when there is no usable target, or no text in training has a token.
    """
    rows_read = len(texts.table)
    texts, empty = _with_text(texts)
    choice, told = choose_answers(texts, config)
    texts = replace(texts, table=choice.table)
    table = texts.table
    target = encode_target(table.frame, choice.targets, choice.classes)
    split = split_choice(table, choice, target, config, fold)
    written = texts.texts
    train = split.parts["train"]
    fitted = fit_text(
        [written[row] for row in train.tolist()], config.data, texts.columns, MARKED if starts else SPECIAL, known
    )
    targets = describe_targets(choice.targets, choice.classes, target[train])
    spec = DataSpec(kind="text", task=choice.task, text=fitted.spec, form=table.form, targets=targets)
    tokens = encode_texts(written, fitted.spec)
    parts = _parts(texts, tokens, target, choice.weight, split)
    scale = fit_target_scale(parts["train"].target) if choice.task == "regress" else None
    shared, copies = _copies(written, split)
    notes = (
        *table.notes, *told, *empty, *split.notes, *fitted.notes, *_token_notes(tokens, split, fitted.spec.max_length),
        *rare_classes(table, target, spec, split), *copies,
    )  # fmt: skip
    audit = _audit(texts, rows_read, split.rule, parts, spec, fitted, scale, shared, notes)
    audit = audit.model_copy(update=token_facts(parts, fitted.spec))
    return Prepared(spec, parts, TextPreparation(START_ID if starts else 0), finish_of(spec, scale), scale, audit)


def choose_answers(texts: Texts, config: RunConfig) -> tuple[Choice, tuple[Note, ...]]:
    """What the texts are to answer: the target asked for, else the last other column that can be one.

    All columns but the texts' and the target are left out, and that is said.
    """
    table, data = texts.table, config.data
    if texts.in_files:
        targets: tuple[str, ...] = (LABEL,)
    elif data.target:
        targets = target_names(table, data.target)
    else:
        targets = (_last_answer(texts, config),)
    columns = texts.columns or (TEXT,)
    if both := [name for name in targets if name in columns]:
        raise InputError("text.target_is_text", name=both[0])
    roles = {*columns, *targets, data.weight_column, data.split_column}
    others = tuple(name for name in table.frame.columns if name not in roles)
    types = {**data.types, **dict.fromkeys(columns, "category")}
    settings = {"types": types, "ignore": (*data.ignore, *others), "target": targets, "text_column": ()}
    choice = choose_target(table, config.model_copy(update={"data": data.model_copy(update=settings)}))
    told = {
        "texts": list(columns), "target": ", ".join(targets), "guessed": data.kind == "auto", "unused": list(others),
    }  # fmt: skip
    kept = tuple(note for note in choice.notes if not note.code.startswith("table.left_out"))
    return choice, (*(() if texts.in_files else (Note(code="text.columns", parameters=told),)), *kept)


def _last_answer(texts: Texts, config: RunConfig) -> str:
    """The last column beside the texts that can be learned, or the last of all, of which it is told why it cannot be."""
    free = texts.table.frame.drop([*texts.columns, *{config.data.weight_column, config.data.split_column} - {""}])
    columns = describe_columns(replace(texts.table, frame=free), config.data) if free.width else {}
    for column in reversed(columns.values()):
        if column.reason is None and column.missing * 2 <= len(texts.table):
            return column.name
    if columns:
        return list(columns)[-1]
    raise InputError("text.no_target", texts=list(texts.columns), names=texts.table.frame.columns)


def _with_text(texts: Texts) -> tuple[Texts, tuple[Note, ...]]:
    """The rows whose text is more than white space; the others are dropped and told with their places."""
    filled = np.array([bool(text.strip()) for text in texts.texts], dtype=bool)
    if filled.all():
        return texts, ()
    if filled.sum() < 2:
        raise InputError("text.all_empty", source=texts.table.source, rows=len(filled))
    told = texts.table.places(np.flatnonzero(~filled))
    return replace(texts, table=texts.table.take(filled)), (Note(code="text.empty_rows", parameters=told),)


def _parts(texts: Texts, tokens: Tokens, target: Tensor, weight: str, split: Split) -> dict[str, Part]:
    table = texts.table
    weights = torch.from_numpy(number_cells(table.frame[weight])).to(torch.float32) if weight else None
    row_ids = torch.from_numpy(np.asarray(table.row_ids, dtype=np.int64))
    return {
        name: Part(
            name, {key: chosen(values, rows) for key, values in tokens.inputs.items()}, target[rows],
            None if weights is None else weights[rows], row_ids[rows],
        )
        for name, rows in split.parts.items()
    }  # fmt: skip


def _token_notes(tokens: Tokens, split: Split, longest: int) -> list[Note]:
    """How many texts are cut, and how much of the held-out texts the vocabulary does not know."""
    notes = []
    cut = int((tokens.full > longest).sum())
    if cut > TOLD_CUT * len(tokens.full):
        told = {"count": cut, "texts": len(tokens.full), "max_length": longest, "longest": int(tokens.full.max())}
        notes.append(Note(code="text.cut", parameters=told))
    held = [rows for name, rows in split.parts.items() if name != "train" and len(rows)]
    if held:
        rows = torch.cat(held).numpy()
        known = int(np.minimum(tokens.full[rows], longest).sum())
        share = int(tokens.unknown[rows].sum()) / max(known, 1)
        notes += [Note(code="text.unknown_share", parameters={"share": share})] if share >= 0.0005 else []
    return notes


def _copies(written: list[str], split: Split) -> tuple[dict[str, int], list[Note]]:
    """Texts of one part that stand in another, letter for letter but for case and white space."""
    plain = pl.Series("text", written).str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    keys = frame_keys(pl.DataFrame([plain]))
    shared = shared_keys({name: keys[rows.numpy()] for name, rows in split.parts.items()})
    pairs = {pair: count for pair, count in shared.items() if count}
    return shared, [Note(code="text.shared", parameters={"pairs": pairs})] if pairs else []


def _audit(
    texts: Texts, rows_read: int, rule: Note, parts: dict[str, Part], spec: DataSpec, fitted: FittedText,
    scale: TargetScale | None, shared: dict[str, int], notes: tuple[Note, ...],
) -> Audit:  # fmt: skip
    return Audit(
        source=texts.table.source, fingerprint=texts.table.fingerprint, kind="text", rows_read=rows_read,
        rows_used=sum(map(len, parts.values())), rule=rule, parts=part_summaries(parts, spec),
        row_ids_hash=row_ids_hash(parts), notes=notes, shared_rows=shared,
        statistics=(*fitted.statistics, *target_statistics(spec.targets, scale, len(parts["train"]))),
    )  # fmt: skip

"""What predictions.parquet tells of the data: recalls, losses, and rows whose label the model contradicts."""

from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from lamina.core.health import LabelNoise, Suspect
from lamina.core.records import ROW_NAMES
from lamina.core.spec import DataSpec
from lamina.evaluation.label_noise import label_noise

MOST_SUSPECTS = 200
EIGHTHS = tuple(place / 8 for place in range(9))


def answered_facts(path: Path, spec: DataSpec | None) -> dict[str, Any]:
    """What the answers tell of the data, as fields of DataFacts; {} without the file."""
    if spec is None or not path.is_file():
        return {}
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError):
        return {}
    facts: dict[str, Any] = {}
    if {"split", "loss"} <= set(frame.columns):
        facts["loss_quantiles"] = _loss_quantiles(frame)
    if spec.task == "classify" and spec.classes and {"split", "target", "answer"} <= set(frame.columns):
        facts["recalls"] = _recalls(frame)
        doubts, facts["label_noise"] = _label_noise(frame, spec.classes)
        facts |= _suspects(frame.with_columns(pl.Series("doubt", doubts)))
    if spec.numeric and {"split", "target"} <= set(frame.columns):
        spread = frame.filter(pl.col("split") == "train")["target"].cast(pl.Float64).std()
        facts["target_std"] = spread if isinstance(spread, float) else None
    return facts


def _loss_quantiles(frame: pl.DataFrame) -> dict[str, tuple[float, ...]]:
    found = {}
    for (part,), rows in frame.group_by("split", maintain_order=True):
        losses = rows["loss"].drop_nulls()
        if len(losses):
            found[str(part)] = tuple(float(losses.quantile(share) or 0.0) for share in EIGHTHS)
    return found


def _recalls(frame: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Part -> class -> share of its rows that are answered right."""
    shares = (
        frame.drop_nulls("target")
        .group_by("split", "target", maintain_order=True)
        .agg((pl.col("answer") == pl.col("target")).mean().alias("right"))
    )
    found: dict[str, dict[str, float]] = {}
    for part, name, right in shares.select("split", "target", "right").iter_rows():
        found.setdefault(part, {})[name] = right
    return found


def _label_noise(frame: pl.DataFrame, classes: tuple[str, ...]) -> tuple[np.ndarray, tuple[LabelNoise, ...]]:
    """Of each row how much its label is to be doubted (n,), and what was found of the rows held out and learned.

    A network has fitted itself to the labels it learned from: what rows held out say of the labels holds for those, too.
    """
    doubts = np.zeros(len(frame))
    columns = [f"probability_{name}" for name in classes]
    if not set(columns) <= set(frame.columns):
        return doubts, ()
    number = {name: place for place, name in enumerate(classes)}
    labels = np.array([number.get(name, -1) for name in frame["target"]], dtype=np.int64)
    learned = (frame["split"] == "train").to_numpy()
    found: list[LabelNoise] = []
    parts: tuple[tuple[Literal["held-out", "train"], np.ndarray], ...] = (("held-out", ~learned), ("train", learned))
    for part, rows in parts:
        places = np.flatnonzero(rows & (labels >= 0))
        answers = frame[places].select(columns).to_numpy().astype(np.float64)
        whole = np.isfinite(answers).all(axis=1)
        noise = label_noise(answers[whole], labels[places[whole]])
        if found and found[0].gain > noise.gain:
            noise = label_noise(answers[whole], labels[places[whole]], found[0].share)
        doubts[places[whole]] = noise.doubts
        found.append(LabelNoise(part=part, rows=len(places), share=noise.share, gain=noise.gain))
    return doubts, tuple(found)


def _suspects(frame: pl.DataFrame) -> dict[str, Any]:
    """suspects and suspects_total: rows whose answer is not their label, least likely labels first."""
    if not {"loss", "probability"} <= set(frame.columns):
        return {}
    wrong = (
        frame.with_row_index("place")
        .filter((pl.col("answer") != pl.col("target")) & pl.col("loss").is_not_null())
        .sort("loss", descending=True)
    )
    names = [name for name in ROW_NAMES if name in frame.columns]
    suspects = []
    for row in wrong.head(MOST_SUSPECTS).iter_rows(named=True):
        called = " ".join(str(row[name]) if name == "file" else f"{name} {row[name]}" for name in names)
        suspects.append(
            Suspect(
                row_id=row["place"], name=called or str(row["place"]), part=row["split"], label=row["target"],
                answer=row["answer"], probability=row["probability"], loss=row["loss"],
                label_probability=row.get(f"probability_{row['target']}") or 0.0, doubt=row["doubt"],
            )
        )  # fmt: skip
    return {"suspects": tuple(suspects), "suspects_total": len(wrong)}

"""Faults planted in small real trainings, and healthy trainings, for bench/doctor.py.

Each gives the options of `lamina.train`. A planted fault says by which names it may be called (its own, or that of the
fault which it is in other words) and where it is; a healthy setting is one that a careful user would choose.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy as np
import polars as pl
import torch

import doctor_networks as nets
from doctor_worlds import World

Options = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One training. codes: names of the fault, () of a healthy one; where: parts of layer names, columns, one of which must be told."""

    name: str
    options: Callable[[World], Options]
    codes: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    rows: Callable[[World], set[int]] | None = None  # rows that must be listed
    during: Callable[[], AbstractContextManager[Any]] = nullcontext


QUICK: Options = {"optimizer": "adamw", "learning_rate": 2e-3, "weight_decay": 0.01, "epochs": 12, "batch_size": 32}
ENOUGH: Options = {"epochs": 10, "patience": 2}  # with all texts: of a few hundred a network learns most by heart


def images(world: World, **more: Any) -> Options:
    """Digits, ten classes."""
    return {"data": world.images, "kind": "images", **QUICK, **more}


def numbers(world: World, **more: Any) -> Options:
    """A table with a number to learn."""
    return {"data": world.numbers, "target": "y", **QUICK, "learning_rate": 5e-3, "epochs": 50, **more}


def classes(world: World, **more: Any) -> Options:
    """The same table, three classes."""
    return {"data": world.classes, "target": "y", **QUICK, "epochs": 20, **more}


def series(world: World, **more: Any) -> Options:
    """A series to forecast."""
    return {"data": world.series, "kind": "series", "target": "value", "window": 24, "horizon": 6, **QUICK, **more}


def texts(world: World, **more: Any) -> Options:
    """Texts of two classes."""
    settings = {"tokens": "words", "max_length": 32, "lower_case": "yes"}
    return {
        "data": world.texts,
        "kind": "text",
        "target": "label",
        "text_column": ("text",),
        **settings,
        **QUICK,
        "epochs": 8,
        **more,
    }


def built(network: Callable[..., torch.nn.Module], *sizes: Any, **more: Any) -> torch.nn.Module:
    """A user's own module, with weights of the seed."""
    return network(*sizes, **more)


def _seeded(world: World) -> None:
    torch.manual_seed(world.seed)


def own_images(make: Callable[[int, int], torch.nn.Module], **more: Any) -> Callable[[World], Options]:
    """Digits, and a module made for (side, classes)."""

    def options(world: World) -> Options:
        _seeded(world)
        return images(world, **{"network": make(world.images[0].shape[1], 10), **more})

    return options


def few_images(make: Callable[[int, int], torch.nn.Module]) -> Callable[[World], Options]:
    """The same with a quarter of the digits."""

    def options(world: World) -> Options:
        pixels, labels = world.images
        return own_images(make, data=(pixels[:180], labels[:180]), epochs=25)(world)

    return options


def own_numbers(make: Callable[[int, int], torch.nn.Module], **more: Any) -> Callable[[World], Options]:
    """The table with a number to learn, and a module made for (columns, outputs)."""

    def options(world: World) -> Options:
        _seeded(world)
        return numbers(world, **{"network": make(len(world.numbers.columns) - 1, 1), **more})

    return options


def own_dense(**sizes: Any) -> Callable[[int, int], torch.nn.Module]:
    """Dense layers over the pixels."""
    return lambda side, outputs: nets.dense(side * side, outputs, **sizes)


def vocabulary(world: World) -> int:
    """More ids than the texts have words."""
    return 1 + len({word for text in world.texts["text"] for word in text.lower().split()}) * 3


def own_texts(make: Callable[[int, int], torch.nn.Module], **more: Any) -> Callable[[World], Options]:
    """Texts, and a module made for (vocabulary, classes)."""

    def options(world: World) -> Options:
        _seeded(world)
        return texts(world, **{"network": make(vocabulary(world), 2), **more})

    return options


def own_series(make: Callable[[int, int], torch.nn.Module], **more: Any) -> Callable[[World], Options]:
    """A series, and a module made for (features, outputs)."""

    def options(world: World) -> Options:
        _seeded(world)
        return series(world, **{"network": make(1, 6), **more})

    return options


def changed(side: int, outputs: int, change: Callable[[Any], None], **sizes: Any) -> torch.nn.Module:
    """A dense network after a change of its weights."""
    network = nets.dense(side * side, outputs, **sizes)
    with torch.no_grad():
        change(network)
    return network


def _kill(network: Any) -> None:
    network.dense2.bias.fill_(-30.0)


def _saturate(network: Any) -> None:
    network.dense2.weight.mul_(80.0)


def _zero(network: Any) -> None:
    for parameter in network.parameters():
        parameter.zero_()


def _with(side: int, outputs: int, place: str, module: torch.nn.Module, **sizes: Any) -> torch.nn.Module:
    """A dense network in which one activation is another module."""
    network = nets.dense(side * side, outputs, **sizes)
    setattr(network, place, module)
    return network


def flipped(world: World) -> tuple[Options, set[int]]:
    """Digits of which 8 % have another label; and their row numbers."""
    pixels, labels = world.many_images
    rows = world.draw.permutation(len(labels))[: len(labels) * 8 // 100]
    wrong = labels.copy()
    wrong[rows] = (labels[rows] + 1 + rows % 9) % 10
    made = images(world, network="mlp", arg={"hidden_dims": [64]}, data=(pixels, wrong), epochs=10, learning_rate=3e-3)
    return made, set(rows.tolist())


def unlike(world: World) -> pl.DataFrame:
    """The table with one column in a unit a thousand times as small."""
    column = world.numbers.columns[2]
    return world.numbers.with_columns((pl.col(column) * 10_000).alias(column))


def rare(world: World) -> pl.DataFrame:
    """A class of 6 % that has little to do with the columns: the best guess is always the other."""
    noise = pl.Series(world.draw.random(len(world.numbers)))
    order = (world.numbers["y"].rank("random", seed=world.seed) / len(world.numbers)) * 0.3 + noise * 0.7
    limit = float(order.quantile(0.94) or 0.0)
    return world.numbers.drop("y").with_columns(y=pl.Series(np.where(order > limit, "rare", "usual")))


def leaking(world: World) -> pl.DataFrame:
    """The table with a column that is the target in another unit, and a little noise."""
    y = world.numbers["y"].to_numpy()
    told = 2.54 * y + world.draw.normal(0, 0.02 * y.std(), len(y))
    return world.numbers.with_columns(after=pl.Series(told))


def telling(world: World) -> pl.DataFrame:
    """The classes with a column that holds the class, missing in 2 % of the rows."""
    known = pl.Series(world.draw.random(len(world.classes)) > 0.02)
    return world.classes.with_columns(
        after=pl.when(known).then(pl.col("y").replace({"low": "a", "middle": "b", "high": "c"}))
    )


def tiny(world: World) -> pl.DataFrame:
    """The classes with columns in units that make all numbers small."""
    frame = world.classes
    names = [name for name in frame.columns if name != "y"]
    scaled = [((pl.col(name) - pl.col(name).mean()) / pl.col(name).std() * 1e-4).alias(name) for name in names]
    return frame.with_columns(scaled)


def doubled(world: World) -> Options:
    """A test part of which a third stands in the training data."""
    frame = world.numbers
    test = pl.concat([frame[:40], frame[-80:]])
    parts = ["train"] * (len(frame) - 80) + ["test"] * len(test)
    both = pl.concat([frame[:-80], test]).with_columns(part=pl.Series(parts))
    return numbers(world, network="mlp", arg={"hidden_dims": [16]}, data=both, split="given", split_column="part")


def in_file_order() -> AbstractContextManager[Any]:
    """Batches as a loader without shuffling gives them."""
    return mock.patch("lamina.data.batches.permutation", lambda rows, seed, epoch: torch.arange(rows))


def by_class(world: World) -> Options:
    """Digits, all zeros first, and so on."""
    pixels, labels = world.images
    order = labels.argsort(kind="stable")
    return images(world, network="mlp", arg={"hidden_dims": [48]}, data=(pixels[order], labels[order]))


def norms(momentum: float) -> Callable[[int, int], torch.nn.Module]:
    """Batch norm with a momentum."""

    def make(side: int, outputs: int) -> torch.nn.Module:
        network = nets.dense(side * side, outputs, norm=True)
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm1d):
                module.momentum = momentum
        return network

    return make


FAULTS: tuple[Case, ...] = (
    Case("vanishing gradient (depth)", own_images(own_dense(depth=9, activation="sigmoid")), ("vanishing_gradient",), ("dense1", "dense2", "dense3")),
    Case("exploding gradient (depth)", own_images(own_dense(depth=12, gain=3.0), learning_rate=1e-4), ("exploding_gradient", "unfit_start"), ("dense",)),
    Case("vanishing over time", lambda w: {"data": "adding:60", **QUICK, "network": _seed_then(w, lambda: nets.forgetting_recurrence(2, 1)), "epochs": 3, "batch_size": 256, "seed": w.seed}, ("vanishing_in_time",), ("recurrent",)),
    Case("exploding over time", own_series(lambda f, y: nets.exploding_recurrence(f, y), learning_rate=1e-4, epochs=6), ("exploding_in_time",), ("recurrent",)),
    Case("dead ReLU", own_images(lambda s, y: changed(s, y, _kill)), ("dead_relu",), ("act2",)),
    Case("saturated tanh", own_images(lambda s, y: changed(s, y, _saturate, activation="tanh")), ("saturated", "unfit_start"), ("act2", "dense2")),
    Case("saturated sigmoid", own_images(lambda s, y: changed(s, y, _saturate, activation="sigmoid")), ("saturated", "unfit_start"), ("act2", "dense2")),
    Case("stuck gates", own_series(lambda f, y: nets.stuck_gates(f, y)), ("stuck_gates",), ("recurrent",)),
    Case("learning rate too high (adam)", lambda w: images(w, network="mlp", arg={"hidden_dims": [48, 48]}, learning_rate=3.0), ("rate_too_high",)),
    Case("learning rate too high (sgd)", lambda w: classes(w, network="mlp", arg={"hidden_dims": [32, 32]}, optimizer="momentum", learning_rate=30.0), ("rate_too_high",)),
    Case("learning rate too low", lambda w: images(w, network="mlp", arg={"hidden_dims": [48]}, learning_rate=1e-7), ("rate_too_low",)),
    Case("over-fitting", lambda w: numbers(w, network="mlp", arg={"hidden_dims": [256, 256]}, epochs=120, weight_decay=0.0, learning_rate=3e-3, schedule="constant", patience=0), ("overfitting",)),
    Case("under-fitting", lambda w: images(w, network="mlp", arg={"hidden_dims": [1], "activation": "tanh"}, epochs=15), ("underfitting",)),
    Case("stuck at chance", own_images(lambda s, y: _with(s, y, "act3", nets.Vanished())), ("stuck_at_chance",)),
    Case("units alike", own_images(lambda s, y: changed(s, y, _zero)), ("units_alike",), ("dense1",)),
    Case("unfit start (small)", lambda w: images(w, network="mlp", arg={"hidden_dims": [48] * 6}, initialisation="normal"), ("unfit_start",), ("hidden",)),
    Case("unfit start (large)", own_images(own_dense(depth=6, gain=6.0, activation="tanh")), ("unfit_start", "saturated"), ("dense", "act")),
    Case("inputs not normalised", lambda w: numbers(w, network="mlp", arg={"hidden_dims": [32]}, data=unlike(w), scale="none"), ("not_normalised",)),
    Case("batch norm, tiny batches", own_images(norms(0.1), batch_size=2, epochs=3), ("batch_norm_tiny",), ("norm1",)),
    Case("training/evaluation gap", own_images(norms(1e-5)), ("evaluation_gap",), ("norm",)),
    Case("class imbalance", lambda w: classes(w, network="mlp", arg={"hidden_dims": [16]}, data=rare(w)), ("class_ignored",), ("rare",)),
    Case("wrong labels", lambda w: flipped(w)[0], ("suspicious_labels",), rows=lambda w: flipped(w)[1]),
    Case("leakage", lambda w: numbers(w, network="mlp", arg={"hidden_dims": [16]}, data=leaking(w)), ("leakage",), ("after",)),
    Case("rows in two parts", doubled, ("shared_rows",), ("test",)),
    Case("padding attended", own_texts(lambda v, y: nets.Reader(v, y, heads=2, masked=False)), ("padding_attended",), ("attention", "tokens")),
    Case("padding averaged", own_texts(lambda v, y: nets.Reader(v, y, masked=False)), ("padding_attended",), ("tokens",)),
    Case("attention collapsed", own_texts(lambda v, y: nets.collapsed_reader(v, y)), ("attention_collapsed",), ("attention",)),
    Case("embedding unused", own_texts(lambda v, y: nets.Reader(v, y, used=False)), ("embedding_unused",), ("embedding",)),
    Case("NaN in a layer", own_images(lambda s, y: _with(s, y, "act2", nets.Log())), ("not_finite",), ("act2",)),
    Case("rows in order", by_class, ("in_order",), during=in_file_order),
    Case("softmax twice", own_images(lambda s, y: nets.followed(nets.dense(s * s, y), torch.nn.Softmax(1))), ("softmax_twice",), ("output",)),
    Case("bounded output", own_numbers(lambda f, y: nets.followed(nets.dense(f, y), torch.nn.ReLU())), ("bounded_output",), ("last",)),
    Case("decay too strong", lambda w: images(w, network="mlp", arg={"hidden_dims": [48]}, weight_decay=10.0, learning_rate=1e-2), ("decay_too_strong",)),
    Case("dropout too strong", lambda w: images(w, network="mlp", arg={"hidden_dims": [32, 32], "dropout": 0.95}), ("dropout_too_strong",), ("hidden",)),
    Case("detached layers", own_images(lambda s, y: _with(s, y, "act2", nets.Detached())), ("vanishing_gradient",), ("dense1", "dense2")),
    Case("inputs far too small", lambda w: classes(w, network="mlp", arg={"hidden_dims": [32]}, data=tiny(w), scale="none"), ("not_normalised",)),
    Case("targets of other rows", lambda w: numbers(w, network="mlp", arg={"hidden_dims": [32]}, data=w.numbers.with_columns(pl.col("y").shuffle(seed=w.seed))), ("stuck_at_chance", "overfitting")),
    Case("leakage of classes", lambda w: classes(w, network="mlp", arg={"hidden_dims": [16]}, data=telling(w)), ("leakage",), ("after",)),
    Case("gradient clipped away", own_images(own_dense(), optimizer="momentum", learning_rate=0.02, clip_norm=1e-4), ("clipped_away",)),
    Case("warm-up that never ends", own_images(own_dense(), warmup_epochs=500, schedule="constant"), ("warm_up_unfinished",)),
    Case("frozen layers", own_images(lambda s, y: nets.frozen(nets.dense(s * s, y))), ("frozen_layers",), ("dense1",)),
    Case("logits through a sigmoid", own_images(lambda s, y: nets.followed(nets.dense(s * s, y), torch.nn.Sigmoid())), ("bounded_output",), ("last",)),
    Case("softmax over the rows", own_images(lambda s, y: nets.followed(nets.dense(s * s, y), nets.OverRows())), ("softmax_twice",), ("output",)),
    Case("dropout of the answers", own_images(lambda s, y: nets.followed(nets.dense(s * s, y), torch.nn.Dropout(0.5))), ("dropout_on_answers",), ("last",)),
    Case("mean over the rows", own_images(lambda s, y: _with(s, y, "act2", nets.OverRows(mean=True))), ("rows_alike",), ("act2",)),
    Case("activations forgotten", own_images(lambda s, y: nets.linear(s * s, y)), ("all_linear",), ("dense1",)),
    Case("large head", few_images(lambda s, y: nets.large_head(1, s, y)), ("large_head",), ("head",)),
)  # fmt: skip


def _seed_then(world: World, make: Callable[[], torch.nn.Module]) -> torch.nn.Module:
    _seeded(world)
    return make()


HEALTHY: tuple[Case, ...] = (
    Case("mlp, digits", lambda w: images(w, network="mlp")),
    Case("lenet5, digits", lambda w: images(w, network="lenet5", epochs=6, learning_rate="auto", weight_decay="auto")),
    Case("own CNN, tanh", own_images(lambda s, y: nets.convolutional(1, s, y, activation="tanh"), epochs=15)),
    Case("own batch norm, sgd", own_images(own_dense(norm=True), optimizer="momentum", learning_rate=0.02)),
    Case("sigmoid, three layers", own_images(own_dense(depth=2, activation="sigmoid"), epochs=20, learning_rate=5e-3)),
    Case("mlp, regression", lambda w: numbers(w, network="mlp", arg={"hidden_dims": [16]})),
    Case("mlp, classes", lambda w: classes(w, network="mlp", arg={"hidden_dims": [16]})),
    Case("gru, series", lambda w: series(w, network="gru", arg={"hidden_dim": 16}, learning_rate=3e-3)),
    Case("lstm, texts", lambda w: texts(w, **ENOUGH, network="lstm", arg={"embed_dim": 16, "hidden_dim": 16}, learning_rate=5e-3, data=w.many_texts)),
    Case("encoder, texts", lambda w: texts(w, **ENOUGH, network="encoder", arg={"embed_dim": 32, "num_heads": 2, "num_layers": 1}, data=w.many_texts)),
)  # fmt: skip

"""The contents page: torch-free, names found, arguments checked by name and kind."""

import subprocess
import sys

import pytest

from lamina.core.errors import InputError
from lamina.networks import catalog


def test_the_catalogue_loads_no_torch() -> None:
    code = "import sys, lamina.networks.catalog; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_names_are_unique_and_every_row_is_whole() -> None:
    assert len(set(catalog.names())) == len(catalog.CATALOG)
    for row in catalog.CATALOG:
        assert row.summary and row.paper and 1940 < row.year < 2030
        assert set(row.kinds) <= {"table", "images", "series", "sequences", "text", "pairs"}
        assert set(row.tasks) <= {"classify", "regress", "forecast", "tag", "language", "embed", "translate"}
        assert not set(row.exempt) - {"overfit", "resume", "export", "sweep"} and all(row.exempt.values())


def test_arguments_are_those_of_the_builder() -> None:
    assert list(catalog.arguments("lenet5")) == [
        "in_channels", "num_classes", "image_size", "conv_activation", "dense_activation",
    ]  # fmt: skip


def test_a_command_lines_words_become_values() -> None:
    network = catalog.build(
        "mlp", in_features="4", num_classes=2, hidden_dims=["8", 8], dropout="0.5", batch_norm="true"
    )
    assert network.hidden.layer2.linear.in_features == 8
    assert network.hidden.layer1.dropout.p == 0.5 and "norm" in dict(network.hidden.layer1.named_children())


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("lenet", {}, 'There is no network "lenet". Did you mean "lenet5"'),
        ("lenet5", {"num_clases": 3}, 'no argument "num_clases". Did you mean "num_classes"'),
        ("mlp", {"num_classes": 3}, "mlp needs the argument in_features"),
        ("mlp", {"in_features": 4, "num_classes": 3, "dropout": "much"}, "dropout=much: it must be a number"),
        ("simplecnn", {"kernel_size": 2.5}, "kernel_size=2.5: it must be a whole number"),
        ("simplecnn", {"channels": "8,x"}, "a whole number or a list of them"),
        ("lenet5", {"image_size": "big"}, "a whole number, or height and width"),
    ],
)
def test_wrong_arguments_are_refused_by_name(name: str, arguments: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        catalog.build(name, **arguments)


def test_small_data_gets_more_epochs_up_to_a_limit() -> None:
    recipe = catalog.Recipe(epochs=10, least_steps=1000)
    assert recipe.for_data(num_rows=51_000, batch_size=64).epochs == 10
    assert recipe.for_data(num_rows=1_168, batch_size=64).epochs == 53  # 19 steps an epoch
    assert recipe.for_data(num_rows=5, batch_size=8).epochs == 100
    assert catalog.Recipe(epochs=30).for_data(num_rows=5, batch_size=8).epochs == 30


def test_weight_decay_falls_with_the_steps_where_the_recipe_says_so() -> None:
    recipe = catalog.Recipe(epochs=10, weight_decay=2.0, decay_steps=1500)
    assert recipe.for_data(num_rows=100, batch_size=10).weight_decay == 2.0  # 100 steps
    assert recipe.for_data(num_rows=30_000, batch_size=100).weight_decay == 1.0  # 3,000 steps
    assert catalog.Recipe(weight_decay=0.1).for_data(num_rows=10**6, batch_size=10).weight_decay == 0.1


def test_another_optimizer_gets_its_own_rate_and_no_decay() -> None:
    recipe = catalog.find("mlp").recipe
    assert recipe.with_optimizer("auto") is recipe and recipe.with_optimizer(recipe.optimizer) is recipe
    momentum = recipe.with_optimizer("momentum")
    assert (momentum.optimizer, momentum.learning_rate, momentum.weight_decay) == ("momentum", 0.02, 0.0)
    assert recipe.with_optimizer("adam").learning_rate == recipe.learning_rate


def test_recipes_carry_the_papers_augmentation_in_known_names() -> None:
    known = {"crop", "resized-crop", "padded-crop", "flip", "colour", "pca-colour", "erase"}
    for row in catalog.CATALOG:
        assert set(row.recipe.augmentation) <= known, row.name
    assert set(catalog.find("alexnet").recipe.augmentation) == {"crop", "flip", "pca-colour"}
    assert set(catalog.find("resnet20-cifar").recipe.augmentation) == {"padded-crop", "flip"}
    published = catalog.find("alexnet").recipe, catalog.find("resnet50").recipe
    assert [(recipe.optimizer, recipe.weight_decay, recipe.schedule) for recipe in published] == [
        ("momentum", 5e-4, "step"), ("momentum", 1e-4, "step"),
    ]  # fmt: skip


def test_alexnet_and_vgg_as_torchvision_starts_them_are_clipped() -> None:
    """At the rate of the papers' batches the small ones of small data end in NaN otherwise."""
    steep = ("alexnet-tv", "vgg11-tv", "vgg13-tv", "vgg16-tv", "vgg19-tv")
    assert all(catalog.find(name).recipe.clip_norm == 1.0 for name in steep)
    assert all(catalog.find(name).recipe.clip_norm is None for name in ("alexnet", "zfnet", "vgg11", "vgg11-bn-tv"))

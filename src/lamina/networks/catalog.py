"""The catalogue: the contents page of the networks. Builders are named and imported only when built (no torch here).

A new network is one file in this folder, one row here, one row of published numbers in tests/papers/, and its tests.
"""

import importlib
import inspect
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, get_args

from pydantic import TypeAdapter, ValidationError

from lamina.core.errors import InputError, nearest

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class Recipe:
    """How a network is trained when the user says nothing: what "auto" becomes in optim, loop and task."""

    optimizer: str = "adamw"
    learning_rate: float = 1e-3
    weight_decay: float = 1e-2
    schedule: str = "one-cycle"
    batch_size: int = 64
    epochs: int = 30
    patience: int = 0  # 0: train all epochs; the best epoch's weights are kept either way
    label_smoothing: float = 0.0  # for classes
    clip_norm: float | None = None  # largest norm of the gradient
    beta2: float = 0.999  # memory of Adam's mean square
    warmup_share: float = 0.0  # of the training's epochs, in which the rate rises
    least_steps: int = 0  # small data gets more epochs, until there are this many steps or _MOST_EPOCHS
    decay_steps: int = 0  # weight_decay is meant for this many steps; longer trainings get less per step (0: all alike)
    augmentation: tuple[
        str, ...
    ] = ()  # how the paper varied its training images: crop, resized-crop, flip, pca-colour ...

    def with_optimizer(self, optimizer: str) -> "Recipe":
        """The recipe for another optimizer: a usual rate of its own, and no weight decay, whose size is not alike."""
        if optimizer in ("auto", self.optimizer):
            return self
        rate = _USUAL_RATES.get(optimizer, self.learning_rate)
        return replace(self, optimizer=optimizer, learning_rate=rate, weight_decay=0.0)

    def for_data(self, num_rows: int, batch_size: int) -> "Recipe":
        """The recipe with its epochs and weight decay for so many training rows in batches of this size.

        Decay per step falls with the number of steps, so that the whole shrinkage stays alike
        (Wang & Aitchison 2024, How to set AdamW's weight decay as you scale model and dataset size).
        """
        steps_per_epoch = math.ceil(num_rows / batch_size)
        epochs = max(self.epochs, min(math.ceil(self.least_steps / steps_per_epoch), _MOST_EPOCHS))
        share = min(1.0, self.decay_steps / (epochs * steps_per_epoch)) if self.decay_steps else 1.0
        return replace(self, epochs=epochs, weight_decay=float(f"{self.weight_decay * share:.3g}"))


_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
_MOST_EPOCHS = 100
_USUAL_RATES = {"sgd": 0.1, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.02, "rmsprop": 1e-3}


@dataclass(frozen=True)
class Usual:
    """What a run of one task takes when it says nothing, where that is not the row's own."""

    sizes: dict[str, Any]  # arguments of the network
    recipe: Recipe


@dataclass(frozen=True)
class Row:
    """One network: what it is for, where it is from, how it is built."""

    name: str
    builder: str  # "file:function" in this folder
    kinds: tuple[str, ...]  # kinds of data: table, images, series, text
    tasks: tuple[str, ...]
    paper: str
    year: int
    summary: str
    parameters: int = 0  # trainable, with its own defaults; 0: they follow from the data
    image: tuple[int, int, int] | None = None  # published input (C, H, W)
    recipe: Recipe = Recipe()
    smoke: dict[str, Any] = field(default_factory=dict)  # small arguments for the tests' sweep, and its learning_rate
    heavy: bool = False  # left out of `make test`, run by `make test-all`
    exempt: dict[str, str] = field(default_factory=dict)  # leg of the sweep, or "sweep": all of it -> reason
    sizes: dict[str, Any] = field(default_factory=dict)  # arguments of a run that says nothing: a size for one computer
    text_builder: str = ""  # of a network for numbers and for tokens: the builder for these, chosen by vocab_size
    starts: bool = False  # of texts: answers from its first token, so a mark is put in front of each text
    hides: bool = False  # of running text: foretells hidden tokens from both sides, not the next one
    usual: dict[str, Usual] = field(default_factory=dict)  # task -> its own sizes and recipe

    def sizes_for(self, task: str) -> dict[str, Any]:
        """Arguments of a run that says nothing, where they are not the builder's defaults."""
        return {**self.sizes, **(self.usual[task].sizes if task in self.usual else {})}

    def recipe_for(self, task: str) -> Recipe:
        """How it is trained for a task."""
        return self.usual[task].recipe if task in self.usual else self.recipe


_FLAT = Recipe(learning_rate=2e-3, weight_decay=2.0, batch_size=128, epochs=60, decay_steps=1500)
_CONV = Recipe(learning_rate=3e-3, weight_decay=0.1, epochs=20, least_steps=1000)
_LENET = Recipe(learning_rate=5e-3, weight_decay=0.1, epochs=10, least_steps=1000, label_smoothing=0.05)
_LECUN = Recipe(learning_rate=5e-3, weight_decay=0.01, epochs=15, least_steps=1500)
# After the papers: optimizer, momentum, rate, decay and augmentation. Epochs and batches are for some thousands of images
# (there 1.2 M); where more differs, the network's file says so. The gradients of AlexNet and VGG as torchvision starts them
# are clipped: at this rate, batches of 8 to 32 (of a few hundred images) end in NaN within ten steps.
_KRIZHEVSKY = Recipe(
    "momentum", 0.01, 5e-4, "step", 128, 30, least_steps=3000, augmentation=("crop", "flip", "pca-colour")
)
_ZEILER = replace(_KRIZHEVSKY, augmentation=("crop", "flip"))
_SIMONYAN = replace(_KRIZHEVSKY, batch_size=64)
_ZEILER_TV, _SIMONYAN_TV = replace(_ZEILER, clip_norm=1.0), replace(_SIMONYAN, clip_norm=1.0)
_SZEGEDY = Recipe(
    "momentum", 0.01, 2e-4, "cosine", 64, 30, least_steps=3000, augmentation=("resized-crop", "flip", "colour")
)
_HE = Recipe("momentum", 0.05, 1e-4, "step", 64, 30, least_steps=2000, augmentation=("crop", "flip", "pca-colour"))
_HE_CIFAR = Recipe("momentum", 0.1, 1e-4, "step", 128, 30, least_steps=3000, augmentation=("padded-crop", "flip"))
_DOSOVITSKIY = Recipe(
    learning_rate=3e-4,
    weight_decay=0.3,
    epochs=30,
    least_steps=3000,
    clip_norm=1.0,
    augmentation=("resized-crop", "flip"),
)
_DOSOVITSKIY_SMALL = replace(_DOSOVITSKIY, learning_rate=1e-3, weight_decay=0.05, augmentation=("padded-crop", "flip"))
_ELMAN = Recipe(learning_rate=1e-3, epochs=12, clip_norm=1.0, least_steps=1000)
_GATED = replace(_ELMAN, learning_rate=3e-3)
_MIKOLOV = Recipe("sgd", 0.025, 0.0, "linear", 768, 5, least_steps=20_000)
_VASWANI = Recipe(
    "adam", 1e-3, 0.0, "inverse-sqrt", 128, 20, label_smoothing=0.1, clip_norm=1.0, beta2=0.98, warmup_share=0.15,
    least_steps=3000,
)  # fmt: skip
_SUTSKEVER = Recipe("adam", 1e-3, 0.0, "one-cycle", 128, 15, label_smoothing=0.1, clip_norm=1.0, least_steps=3000)
_DEVLIN = Recipe(learning_rate=5e-4, epochs=10, clip_norm=1.0, least_steps=1500)
# Language models: sizes that a processor trains in minutes; those of the papers by --arg.
_TELLER = Recipe(learning_rate=3e-3, weight_decay=0.1, batch_size=32, epochs=15, clip_norm=1.0, least_steps=1500)
_RADFORD = replace(_TELLER, learning_rate=2e-3)
_RECURRENT_TELLER = {"embed_dim": 128, "hidden_dim": 256, "num_layers": 2, "dropout": 0.1}
_TELLS = {"language": Usual(_RECURRENT_TELLER, _TELLER)}
_TELLS_GPT = {"language": Usual({"embed_dim": 128, "num_heads": 4, "num_layers": 4, "dropout": 0.1}, _RADFORD)}
_TELLS_BERT = {"language": Usual({}, replace(_DEVLIN, learning_rate=1e-3, batch_size=32, epochs=20, least_steps=4000))}
_BOTH = ("classify", "regress")
_SEQUENCES = ("series", "sequences", "text")
_PAIRS, _TRANSLATES = ("pairs",), ("translate",)
_SMALL_LSTM = {"embed_dim": 256, "hidden_dim": 256, "num_layers": 2, "dropout": 0.3}
_TWO_SIDED = {"sweep": "reads one text and writes another: verbs/test_course_pairs has these legs for it"}
_READS = ("classify", "regress", "forecast", "tag")
_ENCODES = ("classify", "regress", "tag", "language")
_KRIZHEVSKY_PAPER = "Krizhevsky, Sutskever, Hinton: ImageNet classification with deep convolutional neural networks"
_SIMONYAN_PAPER = "Simonyan, Zisserman: Very deep convolutional networks for large-scale image recognition"
_SZEGEDY_PAPER = "Szegedy et al.: Going deeper with convolutions"
_HE_PAPER = "He, Zhang, Ren, Sun: Deep residual learning for image recognition"
_DOSOVITSKIY_PAPER = "Dosovitskiy et al.: An image is worth 16x16 words: transformers for image recognition at scale"
_CHO_PAPER = "Cho et al.: Learning phrase representations using RNN encoder-decoder for statistical machine translation"
_DEVLIN_PAPER = (
    "Devlin, Chang, Lee, Toutanova: BERT: pre-training of deep bidirectional transformers for language understanding"
)
_SCHUSTER_PAPER = "Schuster, Paliwal: Bidirectional recurrent neural networks"
_PHOTO = (3, 224, 224)
_LECUN_PAPER = "LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition"

CATALOG: tuple[Row, ...] = (
    Row("mlp", "mlp:mlp", ("table", "images"), _BOTH, "Rumelhart, Hinton, Williams: Learning representations by back-propagating errors", 1986, "layers of neurons, fully connected", recipe=_FLAT),
    Row("simplecnn", "simplecnn:simplecnn", ("images",), _BOTH, "Fukushima: Neocognitron", 1980, "stages of convolution, activation, pooling; then dense", recipe=_CONV),
    Row("lenet5", "lenet5:lenet5", ("images",), _BOTH, _LECUN_PAPER, 1998, "LeNet-5 as most courses have it", 61_706, image=(1, 32, 32), recipe=_LENET),
    Row("lenet5-1998", "lenet5_1998:lenet5_1998", ("images",), ("classify",), _LECUN_PAPER, 1998, "LeNet-5 as published: partial C3, trainable subsampling, RBF output", 60_000, image=(1, 32, 32), recipe=_LECUN),
    Row("alexnet", "alexnet:alexnet", ("images",), _BOTH, _KRIZHEVSKY_PAPER, 2012, "LeNet's plan, large: ReLU, local response normalisation, dropout, two groups", 60_965_224, image=(3, 227, 227), recipe=_KRIZHEVSKY, smoke={"image_size": 67, "learning_rate": 1e-4}, heavy=True),
    Row("alexnet-one-tower", "alexnet:alexnet_one_tower", ("images",), _BOTH, _KRIZHEVSKY_PAPER, 2012, "AlexNet without groups, as tables of it often print it", 62_378_344, image=(3, 227, 227), recipe=_KRIZHEVSKY, smoke={"image_size": 67, "learning_rate": 1e-4}, heavy=True),
    Row("alexnet-caffe", "alexnet:alexnet_caffe", ("images",), _BOTH, _KRIZHEVSKY_PAPER, 2012, "AlexNet with pooling before normalisation", 60_965_224, image=(3, 227, 227), recipe=_KRIZHEVSKY, smoke={"image_size": 67, "learning_rate": 1e-4}, heavy=True),
    Row("alexnet-tv", "alexnet:alexnet_tv", ("images",), _BOTH, "Krizhevsky: One weird trick for parallelizing convolutional neural networks", 2014, "AlexNet as torchvision has it; takes its weights", 61_100_840, image=_PHOTO, recipe=_ZEILER_TV, smoke={"image_size": 63, "learning_rate": 1e-4}, heavy=True),
    Row("zfnet", "zfnet:zfnet", ("images",), _BOTH, "Zeiler, Fergus: Visualizing and understanding convolutional networks", 2013, "AlexNet with a finer first layer; pooling keeps its switches", 62_357_608, image=_PHOTO, recipe=_ZEILER, smoke={"image_size": 63, "learning_rate": 1e-4}, heavy=True),
    Row("vgg11", "vgg:vgg11", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "11 layers of 3x3 convolutions and dense layers (configuration A)", 132_863_336, image=_PHOTO, recipe=_SIMONYAN, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True),
    Row("vgg13", "vgg:vgg13", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "13 layers of 3x3 convolutions and dense layers (configuration B)", 133_047_848, image=_PHOTO, recipe=_SIMONYAN, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True),
    Row("vgg16", "vgg:vgg16", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "16 layers of 3x3 convolutions and dense layers (configuration D)", 138_357_544, image=_PHOTO, recipe=_SIMONYAN, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True),
    Row("vgg19", "vgg:vgg19", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "19 layers of 3x3 convolutions and dense layers (configuration E)", 143_667_240, image=_PHOTO, recipe=_SIMONYAN, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True),
    Row("vgg11-tv", "vgg:vgg11_tv", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "vgg11 as torchvision has it; takes its weights", 132_863_336, image=_PHOTO, recipe=_SIMONYAN_TV, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True, exempt=dict.fromkeys(("overfit", "resume"), "the arithmetic of vgg11, which has this leg")),
    Row("vgg13-tv", "vgg:vgg13_tv", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "vgg13 as torchvision has it; takes its weights", 133_047_848, image=_PHOTO, recipe=_SIMONYAN_TV, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True, exempt=dict.fromkeys(("overfit", "resume"), "the arithmetic of vgg13, which has this leg")),
    Row("vgg16-tv", "vgg:vgg16_tv", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "vgg16 as torchvision has it; takes its weights", 138_357_544, image=_PHOTO, recipe=_SIMONYAN_TV, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True, exempt=dict.fromkeys(("overfit", "resume"), "the arithmetic of vgg16, which has this leg")),
    Row("vgg19-tv", "vgg:vgg19_tv", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "vgg19 as torchvision has it; takes its weights", 143_667_240, image=_PHOTO, recipe=_SIMONYAN_TV, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True, exempt=dict.fromkeys(("overfit", "resume"), "the arithmetic of vgg19, which has this leg")),
    Row("vgg11-bn-tv", "vgg:vgg11_bn_tv", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "vgg11 with batch norm as torchvision has it; takes its weights", 132_868_840, image=_PHOTO, recipe=_SIMONYAN, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True),
    Row("vgg13-bn-tv", "vgg:vgg13_bn_tv", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "vgg13 with batch norm as torchvision has it; takes its weights", 133_053_736, image=_PHOTO, recipe=_SIMONYAN, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True),
    Row("vgg16-bn-tv", "vgg:vgg16_bn_tv", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "vgg16 with batch norm as torchvision has it; takes its weights", 138_365_992, image=_PHOTO, recipe=_SIMONYAN, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True),
    Row("vgg19-bn-tv", "vgg:vgg19_bn_tv", ("images",), _BOTH, _SIMONYAN_PAPER, 2014, "vgg19 with batch norm as torchvision has it; takes its weights", 143_678_248, image=_PHOTO, recipe=_SIMONYAN, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True),
    Row("googlenet", "googlenet:googlenet", ("images",), _BOTH, _SZEGEDY_PAPER, 2014, "inception blocks, global average, two auxiliary heads in training", 13_378_280, image=_PHOTO, recipe=_SZEGEDY, smoke={"image_size": 79, "learning_rate": 1e-3}, heavy=True),
    Row("googlenet-tv", "googlenet_tv:googlenet_tv", ("images",), _BOTH, _SZEGEDY_PAPER, 2014, "GoogLeNet as torchvision has it, with batch norm; takes its weights", 13_004_888, image=_PHOTO, recipe=_SZEGEDY, smoke={"image_size": 32}, heavy=True),
    Row("resnet18", "resnet:resnet18", ("images",), _BOTH, _HE_PAPER, 2015, "18 layers of basic residual blocks, projections where shapes change", 11_689_512, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}),
    Row("resnet34", "resnet:resnet34", ("images",), _BOTH, _HE_PAPER, 2015, "34 layers of basic residual blocks, projections where shapes change", 21_797_672, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet50", "resnet:resnet50", ("images",), _BOTH, _HE_PAPER, 2015, "50 layers of bottleneck residual blocks, projections where shapes change", 25_557_032, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet101", "resnet:resnet101", ("images",), _BOTH, _HE_PAPER, 2015, "101 layers of bottleneck residual blocks, projections where shapes change", 44_549_160, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet152", "resnet:resnet152", ("images",), _BOTH, _HE_PAPER, 2015, "152 layers of bottleneck residual blocks, projections where shapes change", 60_192_808, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet18-a", "resnet:resnet18_a", ("images",), _BOTH, _HE_PAPER, 2015, "resnet18 with shortcuts padded with zeros", 11_515_688, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet34-a", "resnet:resnet34_a", ("images",), _BOTH, _HE_PAPER, 2015, "resnet34 with shortcuts padded with zeros", 21_623_848, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet34-c", "resnet:resnet34_c", ("images",), _BOTH, _HE_PAPER, 2015, "resnet34 with a projection in every block", 22_716_840, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet18-tv", "resnet:resnet18_tv", ("images",), _BOTH, _HE_PAPER, 2015, "resnet18 as torchvision has it; takes its weights", 11_689_512, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet34-tv", "resnet:resnet34_tv", ("images",), _BOTH, _HE_PAPER, 2015, "resnet34 as torchvision has it; takes its weights", 21_797_672, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet50-tv", "resnet:resnet50_tv", ("images",), _BOTH, _HE_PAPER, 2015, "resnet50 as torchvision has it, stride on the 3x3; takes its weights", 25_557_032, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet101-tv", "resnet:resnet101_tv", ("images",), _BOTH, _HE_PAPER, 2015, "resnet101 as torchvision has it, stride on the 3x3; takes its weights", 44_549_160, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet152-tv", "resnet:resnet152_tv", ("images",), _BOTH, _HE_PAPER, 2015, "resnet152 as torchvision has it, stride on the 3x3; takes its weights", 60_192_808, image=_PHOTO, recipe=_HE, smoke={"image_size": 32}, heavy=True),
    Row("resnet20-cifar", "resnet:resnet20_cifar", ("images",), _BOTH, _HE_PAPER, 2015, "20 thin layers for small images, shortcuts padded with zeros", 269_722, image=(3, 32, 32), recipe=_HE_CIFAR, smoke={"image_size": 16}),
    Row("resnet32-cifar", "resnet:resnet32_cifar", ("images",), _BOTH, _HE_PAPER, 2015, "32 thin layers for small images, shortcuts padded with zeros", 464_154, image=(3, 32, 32), recipe=_HE_CIFAR, smoke={"image_size": 16}, heavy=True),
    Row("resnet44-cifar", "resnet:resnet44_cifar", ("images",), _BOTH, _HE_PAPER, 2015, "44 thin layers for small images, shortcuts padded with zeros", 658_586, image=(3, 32, 32), recipe=_HE_CIFAR, smoke={"image_size": 16}, heavy=True),
    Row("resnet56-cifar", "resnet:resnet56_cifar", ("images",), _BOTH, _HE_PAPER, 2015, "56 thin layers for small images, shortcuts padded with zeros", 853_018, image=(3, 32, 32), recipe=_HE_CIFAR, smoke={"image_size": 16}, heavy=True),
    Row("resnet110-cifar", "resnet:resnet110_cifar", ("images",), _BOTH, _HE_PAPER, 2015, "110 thin layers for small images, shortcuts padded with zeros", 1_727_962, image=(3, 32, 32), recipe=_HE_CIFAR, smoke={"image_size": 16}, heavy=True),
    Row("resnet1202-cifar", "resnet:resnet1202_cifar", ("images",), _BOTH, _HE_PAPER, 2015, "1,202 thin layers for small images, shortcuts padded with zeros", 19_421_274, image=(3, 32, 32), recipe=_HE_CIFAR, smoke={"image_size": 16}, heavy=True, exempt={"sweep": "twenty times the work of resnet56-cifar: analysed, and one step run"}),
    Row("vit-b16", "vit:vit_b16", ("images",), _BOTH, _DOSOVITSKIY_PAPER, 2021, "12 layers of attention over patches of 16x16 pixels", 86_567_656, image=_PHOTO, recipe=_DOSOVITSKIY, smoke={"image_size": 32, "learning_rate": 1e-4}, heavy=True, exempt=dict.fromkeys(("overfit", "resume"), "the arithmetic of vit, which has this leg")),
    Row("vit", "vit:vit", ("images",), _BOTH, _DOSOVITSKIY_PAPER, 2021, "attention over patches of 4x4 pixels, for images of 32 to 64; Lamina's own size", 1_205_898, image=(3, 32, 32), recipe=_DOSOVITSKIY_SMALL, smoke={"image_size": 16, "learning_rate": 1e-3}),
    Row("rnn", "recurrent:rnn", _SEQUENCES, (*_READS, "language"), "Elman: Finding structure in time", 1990, "a state that each step rewrites; forgets soon", recipe=_ELMAN, smoke={"hidden_dim": 16}, text_builder="recurrent_text:rnn", usual={"language": Usual(_RECURRENT_TELLER, replace(_TELLER, learning_rate=1e-3))}),
    Row("lstm", "recurrent:lstm", _SEQUENCES, (*_READS, "language"), "Hochreiter, Schmidhuber: Long short-term memory", 1997, "a cell behind gates that learn when to write, keep and show it", recipe=_GATED, smoke={"hidden_dim": 16}, text_builder="recurrent_text:lstm", usual=_TELLS),
    Row("gru", "recurrent:gru", _SEQUENCES, (*_READS, "language"), _CHO_PAPER, 2014, "one state behind two gates: reset and update", recipe=_GATED, smoke={"hidden_dim": 16}, text_builder="recurrent_text:gru", usual=_TELLS),
    Row("decoder", "decoder:decoder", ("text",), ("language",), "Radford et al.: Language models are unsupervised multitask learners", 2019, "attention that looks back only foretells the next token; GPT-2", recipe=_RADFORD, exempt={"sweep": "answers at each step: tests/verbs/test_course_language.py has these legs for it"}, usual=_TELLS_GPT),
    Row("birnn", "recurrent:birnn", _SEQUENCES, _READS, _SCHUSTER_PAPER, 1997, "rnn from both ends", recipe=_ELMAN, smoke={"hidden_dim": 16}, text_builder="recurrent_text:birnn"),
    Row("bilstm", "recurrent:bilstm", _SEQUENCES, _READS, "Graves, Schmidhuber: Framewise phoneme classification with bidirectional LSTM", 2005, "lstm from both ends", recipe=_GATED, smoke={"hidden_dim": 16}, text_builder="recurrent_text:bilstm"),
    Row("bigru", "recurrent:bigru", _SEQUENCES, _READS, _CHO_PAPER, 2014, "gru from both ends", recipe=_GATED, smoke={"hidden_dim": 16}, text_builder="recurrent_text:bigru"),
    Row("encoder", "encoder:encoder", ("text",), _ENCODES, _DEVLIN_PAPER, 2018, "attention over all tokens of a text at once (BERT)", recipe=_DEVLIN, smoke={"vocab_size": 20, "embed_dim": 16, "num_heads": 2, "num_layers": 2, "num_positions": 32}, sizes={"embed_dim": 128, "num_heads": 4, "num_layers": 2}, starts=True, hides=True, usual=_TELLS_BERT),
    Row("word2vec", "word2vec:word2vec", ("text",), ("embed",), "Mikolov, Sutskever, Chen, Corrado, Dean: Distributed representations of words and phrases and their compositionality", 2013, "a vector for each word, learned by foretelling the words around it", recipe=_MIKOLOV, exempt={"sweep": "learns from windows of running text by a step of its own; tests/networks/test_word2vec.py has what the sweep asks"}),
    Row("seq2seq", "seq2seq:seq2seq", _PAIRS, _TRANSLATES, "Sutskever, Vinyals, Le: Sequence to sequence learning with neural networks", 2014, "one LSTM reads, another writes; between them its last state alone", recipe=_SUTSKEVER, sizes=_SMALL_LSTM, exempt=_TWO_SIDED),
    Row("seq2seq-additive", "seq2seq:seq2seq_additive", _PAIRS, _TRANSLATES, "Bahdanau, Cho, Bengio: Neural machine translation by jointly learning to align and translate", 2014, "a GRU looks for what it needs of the source before each step (additive score)", recipe=_SUTSKEVER, sizes={"embed_dim": 256, "hidden_dim": 256, "dropout": 0.3}, exempt=_TWO_SIDED),
    Row("seq2seq-general", "seq2seq:seq2seq_general", _PAIRS, _TRANSLATES, "Luong, Pham, Manning: Effective approaches to attention-based neural machine translation", 2015, "an LSTM looks at the source after each step (general score)", recipe=_SUTSKEVER, sizes=_SMALL_LSTM, exempt=_TWO_SIDED),
    Row("transformer", "transformer:transformer", _PAIRS, _TRANSLATES, "Vaswani et al.: Attention is all you need", 2017, "encoder and decoder of attention alone", recipe=_VASWANI, sizes={"embed_dim": 256, "num_heads": 4, "hidden_dim": 512, "num_layers": 3, "dropout": 0.2}, exempt=_TWO_SIDED),
)  # fmt: skip


def names() -> list[str]:
    """Names of all networks, in the order of the catalogue."""
    return [row.name for row in CATALOG]


def find(name: str) -> Row:
    """The row of a network; an unknown name is refused with the nearest one."""
    for row in CATALOG:
        if row.name == name:
            return row
    raise InputError("networks.unknown", network=name, nearest=nearest(name, names()), names=", ".join(names()))


def account(name: str) -> str:
    """What the network's file says of it: paper, idea, "differs from the paper in" (imports torch)."""
    module = importlib.import_module(f"lamina.networks.{find(name).builder.partition(':')[0]}")
    return inspect.cleandoc(module.__doc__ or "")


def arguments(name: str, *, text: bool = False) -> dict[str, inspect.Parameter]:
    """The network's own arguments by name, as its builder states them (imports torch); text: those for tokens."""
    return dict(inspect.signature(_builder(find(name), text)).parameters)


def build(name: str, **values: Any) -> "nn.Module":
    """A network as a plain module, its weights drawn from torch's global generator (`torch.manual_seed`).

    A wrong, missing or misspelt argument is refused by name. "64" is understood as 64, for the command line.
    With vocab_size a network for numbers and for tokens is built for tokens.
    """
    row = find(name)
    builder = _builder(row, "vocab_size" in values)
    known = inspect.signature(builder).parameters
    for key in values:
        if key not in known:
            raise InputError(
                "networks.unknown_argument", network=name, argument=key,
                nearest=nearest(key, known), names=", ".join(known),
            )  # fmt: skip
    refuse_lacking(name, known, values)
    return builder(**{key: _checked(name, key, value, known[key].annotation) for key, value in values.items()})


def refuse_lacking(name: str, known: Mapping[str, inspect.Parameter], values: Iterable[str]) -> None:
    """Refuse to build a network (of the catalogue, or the user's own) without an argument that has no default."""
    lacking = [
        key
        for key, parameter in known.items()
        if parameter.default is parameter.empty and parameter.kind in _NAMED and key not in values
    ]
    if lacking:
        raise InputError("networks.missing_argument", network=name, arguments=lacking)


def _checked(network: str, argument: str, value: Any, annotation: Any) -> Any:
    """The value as the builder's annotation has it, or a refusal that says what is allowed."""
    try:
        return TypeAdapter(annotation).validate_python(value)
    except ValidationError:
        kind = getattr(annotation, "__name__", str(annotation)).replace("collections.abc.", "")
        kind = " or ".join(map(str, get_args(annotation))) if kind == "Literal" else kind
        raise InputError(
            "networks.bad_argument", network=network, argument=argument, value=str(value), type=kind
        ) from None  # fmt: skip


def _builder(row: Row, text: bool) -> Any:
    module, _, function = (row.text_builder if text and row.text_builder else row.builder).partition(":")
    return getattr(importlib.import_module(f"lamina.networks.{module}"), function)

"""The one configuration of a run: small frozen models, from which flags, help and the saved file follow.

Field names are unique over all sections, so `--learning-rate` and `lamina.train(..., learning_rate=...)`
need no section. "auto" is resolved once, before training, and the resolved values are what is saved.
Networks and blocks never see this file's objects. No torch here.
"""

import os
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from lamina.core.errors import InputError, nearest
from lamina.core.plan import Plan

Auto = Literal["auto"]
Fraction = Annotated[float, Field(ge=0.0, lt=1.0)]
PositiveInt = Annotated[int, Field(ge=1)]
PositiveFloat = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
NonNegativeFloat = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
ColumnRule = Literal["median", "mean", "most-frequent", "category", "drop"]
Augment = Literal[
    "auto", "none", "flip", "crop", "padded-crop", "resized-crop", "colour", "pca-colour", "erase", "mixup", "cutmix",
]  # fmt: skip
FREQUENCY = r"^(auto|([1-9]\d*)?(s|mi|h|d|bd|w|mo|q|y))$"  # core.spec.SeriesSpec.frequency
ColumnType = Literal["number", "category", "date", "drop"]


class Section(BaseModel):
    """A frozen group of settings; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DataConfig(Section):
    """What is read, how it is understood, split and prepared."""

    data: str = Field(
        default="",
        description="File, folder or built-in set (digits, iris, wine, breast-cancer, diabetes, airline, dates, stdlib, python-tokens, adding, copy).",
    )
    kind: Literal["auto", "table", "images", "series", "sequences", "text", "pairs"] = Field(
        default="auto", description="What the data is."
    )
    target: tuple[str, ...] = Field(
        default=(), description="Column to learn, or several; else the last column, and that is said."
    )
    into: str = Field(
        default="",
        description="What texts are translated into: a file line by line beside DATA, a folder's language, or a column.",
    )
    test_data: str = Field(default="", description="A file or folder used as the test part.")
    validation_data: str = Field(default="", description="A file or folder used as the validation part.")
    separator: str = Field(default="auto", description="Column separator of a text table.")
    encoding: str = Field(default="auto", description="Text encoding, such as utf-8, gb18030, utf-16.")
    decimal: Literal["auto", ".", ","] = Field(default="auto", description="Decimal mark of numbers.")
    header: Literal["auto", "yes", "no"] = Field(default="auto", description="Whether the first row names the columns.")
    sheet: str = Field(default="", description="Sheet of an .xlsx file; else the first.")
    missing_marks: tuple[str, ...] = Field(
        default=(), description="More spellings of a missing value, beside '', NA, ?, null."
    )
    types: dict[str, ColumnType] = Field(
        default={}, description="Column types that overrule the guess: age=number,id=drop."
    )
    ignore: tuple[str, ...] = Field(default=(), description="Columns not to learn from.")
    weight_column: str = Field(default="", description="Column with a weight for each row.")
    split: Literal["auto", "random", "stratified", "group", "time", "given"] = Field(
        default="auto", description="How rows go to train, validation and test."
    )
    split_column: str = Field(default="", description="Column of the group, the time or the given part.")
    validation_fraction: Fraction = Field(default=0.15, description="Share of the rows for validation.")
    test_fraction: Fraction = Field(default=0.2, description="Share of the rows for the test.")
    folds: int = Field(default=0, ge=0, le=100, description="Cross-validate with so many folds (0: one split).")
    missing: Literal["auto", "median", "mean", "most-frequent", "category", "drop"] = Field(
        default="auto", description="What to do with missing values."
    )
    missing_columns: dict[str, ColumnRule] = Field(default={}, description="The same by column: age=drop.")
    outliers: Literal["report", "clip", "drop"] = Field(default="report", description="What to do with outliers.")
    scale: Literal["standard", "minmax", "none"] = Field(default="standard", description="Scaling of numbers.")
    categories: Literal["onehot", "embedding"] = Field(
        default="onehot", description="How categories enter the network."
    )
    max_categories: PositiveInt = Field(
        default=64, description="Most categories kept of a column; rarer ones are 'other'."
    )
    time_column: str = Field(default="", description="Column with the time of each step of a series.")
    series_column: str = Field(default="", description="Column that names the series, where several stand in one file.")
    window: PositiveInt | Auto = Field(default="auto", description="Steps of a series that a forecast looks back on.")
    horizon: PositiveInt | Auto = Field(default="auto", description="Steps of a series to forecast.")
    season: PositiveInt | Auto = Field(
        default="auto", description="Steps after which a series is like itself: 24 of hours, 12 of months (1: none)."
    )
    frequency: str = Field(
        default="auto",
        pattern=FREQUENCY,
        description="Time between two steps: auto, 15mi, 1h, 1d, 1bd, 1w, 1mo, 1q, 1y.",
    )
    gaps: Literal["auto", "last", "interpolate", "refuse"] = Field(
        default="auto",
        description="Missing steps and values of a series: last (auto) looks back only, interpolate ahead too.",
    )
    text_column: tuple[str, ...] = Field(
        default=(), description="Column with the text, or several that are joined; else those of free text."
    )
    sentence_column: str = Field(
        default="", description="Column that names the sentence, where a row is a token with its label."
    )
    tokens: Literal["auto", "pieces", "words", "characters"] = Field(
        default="auto", description="What a text is cut into: byte-pair pieces, words or characters."
    )
    vocab_size: PositiveInt | Auto = Field(default="auto", description="Most tokens of the vocabulary.")
    min_count: PositiveInt | Auto = Field(
        default="auto", description="Times that a word must be seen to have a vector of its own."
    )
    vocabulary: Literal["auto", "shared", "separate"] = Field(
        default="auto", description="Of pairs: one vocabulary for both sides, or one each; auto: shared by pieces."
    )
    lower_case: Literal["auto", "yes", "no"] = Field(
        default="auto", description="Whether texts are read in lower case."
    )
    max_length: PositiveInt | Auto = Field(default="auto", description="Tokens after which a text is cut.")
    image_size: PositiveInt | Auto = Field(default="auto", description="Side of the square image the network sees.")
    pixel_range: Literal["auto", "255", "1"] = Field(
        default="auto", description="Range of an array's pixels: 0..255 or 0..1."
    )
    layout: Literal["auto", "nhw", "nchw", "nhwc"] = Field(
        default="auto", description="Order of an image array's axes."
    )
    augment: tuple[Augment, ...] = Field(
        default=("auto",),
        description="How training images are varied: auto (as the network's paper), none, or some of "
        "flip,crop,padded-crop,resized-crop,colour,pca-colour,erase,mixup,cutmix.",
    )

    @field_validator("augment", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        """One text "flip,crop" is as good as a list; nothing, and null, are "none"."""
        given = (value,) if isinstance(value, str) else value or ("none",)
        return tuple(name.strip() for item in given for name in item.split(",")) if _all_text(given) else given

    @field_validator("augment")
    @classmethod
    def _alone(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(value) > 1 and {"auto", "none"} & set(value):
            raise ValueError("auto and none stand alone")
        return value

    @field_validator("folds")
    @classmethod
    def _whole_folds(cls, folds: int) -> int:
        if folds == 1:
            raise ValueError("use 2 folds or more, or 0 for one split")
        return folds


class NetworkConfig(Section):
    """Which network, and its own arguments."""

    network: str = Field(default="auto", description="A name of `lamina list`, or file.py:Class.")
    arg: dict[str, Any] = Field(
        default={}, description="Arguments of the network: hidden_dims=[64,64],activation=tanh."
    )
    weights: str = Field(
        default="", description="Start from weights: a .safetensors or .pth file, a run, or hf:owner/name."
    )
    freeze: Literal["none", "features", "gradual"] = Field(
        default="none",
        description="With --weights: all layers learn, only the head (features), or stage after stage (gradual).",
    )
    unfreeze_every: PositiveInt = Field(
        default=1, description="With --freeze gradual: epochs until one more stage learns, from the head on."
    )
    initialisation: Literal["auto", "lecun", "xavier", "he", "normal"] = Field(
        default="auto", description="Initial weights; auto fits the activation."
    )


class TaskConfig(Section):
    """What is learned, and by which loss."""

    task: Literal["auto", "classify", "regress", "forecast", "tag", "language", "translate", "embed"] = Field(
        default="auto", description="What is learned."
    )
    loss: Literal[
        "auto", "cross-entropy", "binary-cross-entropy", "squared-error-sum", "squared-error-mean",
        "squared-error-half", "absolute", "huber",
    ] = Field(default="auto", description="Loss; the squared error in its three named forms: sum, mean, 1/(2n).")  # fmt: skip
    label_smoothing: Fraction | Auto = Field(default="auto", description="Share of each label spread over all classes.")
    class_weights: Literal["none", "balanced"] = Field(default="none", description="Weigh classes by 1 / frequency.")


class OptimConfig(Section):
    """How the weights move."""

    optimizer: Literal["auto", "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"] = Field(
        default="auto", description="Update rule."
    )
    learning_rate: PositiveFloat | Auto = Field(default="auto", description="Largest learning rate of the schedule.")
    momentum: Fraction = Field(default=0.9, description="Momentum of momentum, nesterov and rmsprop.")
    weight_decay: NonNegativeFloat | Auto = Field(default="auto", description="Weight decay.")
    beta2: Fraction | Auto = Field(
        default="auto", description="Memory of adam's and adamw's mean square: 0.999, or as the network's paper has it."
    )
    schedule: Literal["auto", "constant", "step", "cosine", "linear", "one-cycle", "inverse-sqrt"] = Field(
        default="auto", description="Learning rate over the steps."
    )
    warmup_epochs: NonNegativeFloat | Auto = Field(
        default="auto", description="Epochs in which the rate rises linearly from zero."
    )
    clip_norm: PositiveFloat | Auto | None = Field(default="auto", description="Largest norm of the gradient.")
    stage_rate_decay: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        default=1.0, description="Learning rate of a stage, as a share of that of the stage behind it."
    )
    stage_rates: dict[str, PositiveFloat] = Field(
        default={}, description="Learning rates of stages by name: fc=1e-2,layer4=1e-3."
    )


class LoopConfig(Section):
    """How long, in what batches, on what machine."""

    epochs: PositiveInt | Auto = Field(default="auto", description="Passes over the training rows.")
    batch_size: PositiveInt | Literal["auto", "full"] = Field(
        default="auto", description="Rows per step: N, 1 or full."
    )
    drop_last: bool = Field(default=False, description="Leave out the last, short batch of an epoch.")
    accumulate: PositiveInt = Field(default=1, description="Batches whose gradients are added up before a step.")
    patience: Annotated[int, Field(ge=0)] | Auto = Field(
        default="auto", description="Epochs without improvement before stopping (0: never stop)."
    )
    minutes: PositiveFloat | None = Field(
        default=None,
        description="Time budget of the training; it, --epochs or --patience ends it, whichever is first; folds share it.",
    )
    seed: int = Field(default=0, ge=0, le=2**32 - 1, description="Seed of split, weights, order and dropout.")
    device: str = Field(
        default="auto", pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$", description="auto, cpu, cuda:N or mps."
    )
    precision: Literal["auto", "float32", "bfloat16", "float16"] = Field(
        default="auto", description="Arithmetic of the steps."
    )
    threads: PositiveInt | Auto = Field(default="auto", description="CPU threads; auto: the cores, or OMP_NUM_THREADS.")
    deterministic: bool = Field(default=True, description="Same config, plan and machine give the same bits.")
    checkpoint_seconds: NonNegativeFloat = Field(
        default=30.0, description="Seconds between checkpoints within an epoch."
    )


class OutputConfig(Section):
    """What is left behind, and where."""

    out: str = Field(default="runs", description="Folder of the runs.")
    name: str = Field(default="", description="Name of the run's folder; else date, network and data.")
    baseline: bool = Field(default=True, description="Fit the baselines beside the network.")
    plots: bool = Field(default=True, description="Draw the plots and the report.")
    doctor: bool = Field(default=True, description="Write down the training's health while it runs, for the doctor.")
    golden: Literal["synthetic", "data"] = Field(
        default="synthetic", description="Golden rows drawn, or the user's own rows."
    )


class RunConfig(Section):
    """The whole configuration of a run, as saved in config.json; `plan` is what "auto" became on its machine."""

    data: DataConfig = DataConfig()
    network: NetworkConfig = NetworkConfig()
    task: TaskConfig = TaskConfig()
    optim: OptimConfig = OptimConfig()
    loop: LoopConfig = LoopConfig()
    output: OutputConfig = OutputConfig()
    plan: Plan | None = None

    def replace(self, **options: Any) -> "RunConfig":
        """A copy with flat options changed: `config.replace(epochs=3, target=("y",))`; validated."""
        known = field_sections()
        changed: dict[str, dict[str, Any]] = {}
        for name, value in options.items():
            if name not in known:
                raise InputError("config.unknown_option", option=name, nearest=nearest(name, known), file="")
            changed.setdefault(known[name], {})[name] = os.fspath(value) if isinstance(value, os.PathLike) else value
        whole = self.model_dump()
        for section, values in changed.items():
            whole[section].update(values)
        return parse(whole)

    def flat(self) -> dict[str, Any]:
        """All settings by their flat names."""
        return {name: getattr(getattr(self, section), name) for name, section in field_sections().items()}


def _all_text(values: Any) -> bool:
    return isinstance(values, list | tuple) and all(isinstance(item, str) for item in values)


SECTIONS: dict[str, type[Section]] = {
    "data": DataConfig, "network": NetworkConfig, "task": TaskConfig,
    "optim": OptimConfig, "loop": LoopConfig, "output": OutputConfig,
}  # fmt: skip


def field_sections() -> dict[str, str]:
    """Flat field name -> section that holds it."""
    return {field: section for section, model in SECTIONS.items() for field in model.model_fields}


def parse(content: dict[str, Any], file: str = "") -> RunConfig:
    """A RunConfig from plain values (of a file); the first problem becomes one sentence that names setting and file."""
    if not isinstance(content, dict):
        raise InputError("config.no_settings", file=file, type=type(content).__name__)
    try:
        return RunConfig.model_validate(content)
    except ValidationError as error:
        problem = error.errors()[0]
        place = [str(part) for part in problem["loc"]]
        if problem["type"] == "extra_forbidden":
            known = (
                SECTIONS[place[0]].model_fields if place[0] in SECTIONS and len(place) > 1 else RunConfig.model_fields
            )
            key = place[-1]
            raise InputError("config.unknown_option", option=key, nearest=nearest(key, known), file=file) from None
        option = place[1] if len(place) > 1 and place[0] in SECTIONS else place[0]
        allowed = "; ".join(
            dict.fromkeys(item["msg"] for item in error.errors() if item["loc"][:2] == problem["loc"][:2])
        )
        raise InputError(
            "config.bad_value", option=option, value=problem.get("input"), allowed=allowed, file=file
        ) from None

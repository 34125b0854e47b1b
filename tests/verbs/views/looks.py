"""Small untrained models with rows to look at, for the tests of the views of `lamina explain`."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from lamina.bundle.model import RAW_INPUTS, Model
from lamina.core.batch import Part
from lamina.core.spec import CategoryColumn, DataSpec, NumberColumn, SequenceSpec, SeriesSpec, TargetSpec, TextSpec
from lamina.data.finish import NextToken, Probabilities, RawUnits
from lamina.data.pairs.preparation import PairPreparation
from lamina.data.prepare import TablePreparation
from lamina.data.series.scale import SeriesScale
from lamina.data.texts.preparation import TextPreparation
from lamina.networks import decoder, encoder, mlp, recurrent, recurrent_text, seq2seq, transformer
from lamina.report.section import Section
from lamina.verbs.views.looked import Looked, LookedRow, View

HOSTILE = "<script>alert(1)</script>"
WORDS = ("<pad>", "<unk>", "<s>", "</s>", "free", "prize", "call", "me", "later", ".", HOSTILE, "mum", "tonight", "win")
LETTERS = ("<pad>", "<unk>", "<s>", "</s>", *"0123456789- abcdefg")
TEXT = TextSpec(tokens="words", vocabulary=WORDS, max_length=32)
INTO = TextSpec(tokens="characters", vocabulary=LETTERS, max_length=12)
CLASSES = (TargetSpec(name="kind", classes=("ham", "spam")),)
TOKENS = torch.tensor([[4, 5, 9, 6, 7, 8, 10, 12], [11, 6, 8, 9, 0, 0, 0, 0]])
LENGTHS = torch.tensor([8, 4])


def looked(
    spec: DataSpec, network: nn.Module, prepare: nn.Module, finish: nn.Module, raw: dict[str, Tensor],
    target: Tensor | None = None,
) -> Looked:  # fmt: skip
    """The rows of raw inputs, and as test part the same rows."""
    model = Model(spec, type(network).__name__, {}, prepare, network.eval(), finish)
    rows = len(next(iter(raw.values())))
    answers = model.answer(raw)
    named = []
    for row in range(rows):
        index = int(answers[row].argmax()) if spec.classes and spec.task == "classify" else None
        told = spec.classes[index] if index is not None else "1.5"
        named.append(LookedRow(f"row {row}", "given", "", told, index))
    inputs = tuple(prepare(*(raw[name] for name in RAW_INPUTS[spec.kind])))
    kept = torch.zeros(rows, dtype=torch.int64) if target is None else target
    parts = {"test": Part("test", raw, kept, None, torch.arange(rows))}
    return Looked(model, tuple(named), raw, inputs, lambda: parts)


def shown_without_a_trace(view: View, seen: Looked) -> Section:
    """What a view shows; weights, modes, hooks, answers and the random state are afterwards what they were."""
    network = seen.model.network.train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    answers, random = seen.model.answer(seen.raw), torch.get_rng_state()
    section = view.show(seen)
    assert torch.equal(torch.get_rng_state(), random) and network.training
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert torch.equal(seen.model.answer(seen.raw), answers)
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in network.modules())
    assert all(parameter.grad is None and parameter.requires_grad for parameter in network.parameters())
    return section


def of_one_token(seen: Looked) -> Looked:
    """The first row, cut to its first token (of what is written to the start mark)."""
    tokens, lengths, *written = seen.inputs
    inputs = (tokens[:1, :1], torch.ones_like(lengths[:1]), *(value[:1, :1] for value in written))
    raw = dict(zip(seen.raw, inputs, strict=True))
    return Looked(seen.model, seen.rows[:1], raw, inputs, seen.parts)


def text(task: str = "classify", network: str = "bigru") -> Looked:
    """Two texts of different lengths."""
    torch.manual_seed(0)
    targets = {
        "classify": CLASSES, "regress": (TargetSpec(name="price"),), "tag": CLASSES, "language": (TargetSpec(name="next token"),),
    }[task]  # fmt: skip
    spec = DataSpec(kind="text", task=task, text=TEXT, targets=targets)  # type: ignore[arg-type]
    answers = {"tag": "each", "language": "next"}.get(task, "one")
    made: dict[str, Callable[[], nn.Module]] = {
        "bigru": lambda: recurrent_text.bigru(len(WORDS), len(targets[0].classes) or 1, 6, 5, answers=answers),
        "lstm": lambda: recurrent_text.lstm(len(WORDS), len(WORDS), 6, 5, answers=answers),
        "encoder": lambda: encoder.encoder(
            len(WORDS), len(targets[0].classes) or 1, embed_dim=8, num_heads=2, num_layers=2, num_positions=40, answers=answers
        ),
        "decoder": lambda: decoder.decoder(len(WORDS), embed_dim=8, num_heads=2, num_layers=2, num_positions=40),
    }  # fmt: skip
    finish: nn.Module = NextToken() if task == "language" else Probabilities() if targets[0].classes else RawUnits(1)
    tokens, lengths = (TOKENS[:1], LENGTHS[:1]) if task == "language" else (TOKENS, LENGTHS)
    return looked(spec, made[network](), TextPreparation(), finish, {"tokens": tokens, "lengths": lengths})


def pairs(network: str = "transformer") -> Looked:
    """A text of words that is written as letters."""
    torch.manual_seed(0)
    spec = DataSpec(kind="pairs", task="translate", text=TEXT, into=INTO, targets=(TargetSpec(name="out"),))
    sizes = (len(WORDS), len(LETTERS))
    made: dict[str, Callable[[], nn.Module]] = {
        "transformer": lambda: transformer.transformer(sizes[0], 8, 2, 16, 2, target_vocab_size=sizes[1]),
        "seq2seq": lambda: seq2seq.seq2seq(*sizes, embed_dim=6, hidden_dim=5, num_layers=1),
        "seq2seq-general": lambda: seq2seq.seq2seq_general(*sizes, embed_dim=6, hidden_dim=5, num_layers=1),
        "seq2seq-additive": lambda: seq2seq.seq2seq_additive(*sizes, embed_dim=6, hidden_dim=5),
    }
    written = torch.tensor([[2, 5, 6, 14, 7, 8], [2, 9, 4, 0, 0, 0]])
    raw = {"tokens": TOKENS, "lengths": LENGTHS, "written": written}
    return looked(spec, made[network](), PairPreparation(), NextToken(), raw)


def series(layer: str = "lstm", variables: int = 1) -> Looked:
    """Windows of 24 steps, 6 ahead, a season of 6."""
    torch.manual_seed(0)
    names = ("level", "wind", "rain")[:variables]
    shape = SeriesSpec(variables=names, targets=("level",), window=24, horizon=6, season=6)
    columns = tuple(NumberColumn(name=name) for name in names)
    targets = tuple(TargetSpec(name=f"level +{step}") for step in range(1, 7))
    spec = DataSpec(kind="series", task="forecast", numbers=columns, series=shape, targets=targets)
    network = getattr(recurrent, layer)(variables, 6, 8, window=24, target_columns=(0,), season=6)
    prepare, finish = SeriesScale(variables), RawUnits(6)
    for buffers in (prepare, finish):
        buffers.mean.fill_(100.0)
        buffers.scale.fill_(20.0)
    steps = torch.arange(24.0, dtype=torch.float64)
    curve = 100 + steps + 15 * torch.sin(steps / 6 * 2 * torch.pi)
    window = torch.stack([curve, *[100 + 20 * torch.randn(24).double() for _ in names[1:]]], dim=1)
    return looked(spec, network, prepare, finish, {"window": torch.stack([window, window + 10])})


def sequences() -> Looked:
    """Sequences of two variables with a number for an answer."""
    torch.manual_seed(0)
    columns = (NumberColumn(name="value"), NumberColumn(name="marker"))
    spec = DataSpec(
        kind="sequences", task="regress", numbers=columns, sequence=SequenceSpec(steps=10), targets=(TargetSpec(name="sum"),)
    )  # fmt: skip
    return looked(spec, recurrent.gru(2, 1, 6), SeriesScale(2), RawUnits(1), {"window": torch.rand(2, 10, 2).double()})


def table(task: str = "classify") -> Looked:
    """Two numbers, of which only the first decides, and a category."""
    torch.manual_seed(0)
    numbers = (NumberColumn(name="age"), NumberColumn(name="noise"))
    categories = (CategoryColumn(name="sex", categories=("female", "male")),)
    targets = CLASSES if task == "classify" else (TargetSpec(name="price"),)
    spec = DataSpec(kind="table", task=task, numbers=numbers, categories=categories, targets=targets)  # type: ignore[arg-type]
    prepare = TablePreparation(2, 1, 1, 2)
    prepare.indicate.columns.fill_(1)
    prepare.replace.missing.fill_(2)
    prepare.onehot.code.copy_(torch.arange(2))
    network = mlp.mlp(5, len(targets[0].classes) or 1, hidden_dims=[8])
    raw = {"numbers": torch.randn(60, 2).double(), "codes": torch.randint(0, 2, (60, 1))}
    raw["numbers"][3, 1] = torch.nan
    finish: nn.Module = Probabilities() if task == "classify" else RawUnits(1)
    target = (raw["numbers"][:, 0] > 0).long() if task == "classify" else raw["numbers"][:, :1].nan_to_num()
    whole = looked(spec, network, prepare, finish, raw, target)
    few = {name: value[:3] for name, value in raw.items()}
    return Looked(whole.model, whole.rows[:3], few, tuple(value[:3] for value in whole.inputs), whole.parts)

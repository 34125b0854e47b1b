"""The view `tokens`: which words of a text made the answer, or one of its answers (a tag, the next token, a translation)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from lamina.core.looks import Attribution
from lamina.core.outputs import main_output
from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import BLANK, PADDING_ID
from lamina.lens.sanity import checked, rank_correlation
from lamina.lens.token_attribution import token_gradient_times_input, token_gradients
from lamina.lens.undisturbed import undisturbed
from lamina.report.html import Html, join, tag
from lamina.report.section import Picture, Section
from lamina.report.views.coloured_text import Word, coloured_html, coloured_picture
from lamina.verbs.courses.translating import NEVER
from lamina.verbs.views.hidden import is_masked
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.row_steps import one_row, token_name
from lamina.words import say

TASKS = ("classify", "regress", "tag", "language", "translate")
MOST_ROWS, MOST_TOLD = 3, 3
ROUGH, LEARNED = 0.05, 0.4  # of the residual; of the change under random weights: told of every row beyond them
LONGEST = 256  # tokens of running text before the one that is foretold


@dataclass(frozen=True)
class Question:
    """What is explained of one row: the network's inputs, the output, of answers at each step which step, and its words."""

    inputs: tuple[Tensor, ...]
    index: int
    step: int
    answer: str
    place: int | None = None  # the token of the text that is explained, of a tag and of what is hidden


def fits(looked: Looked) -> bool:
    """A text that is read for an answer."""
    spec = looked.model.spec
    return spec.text is not None and spec.task in TASKS and bool(looked.rows)


def show(looked: Looked) -> Section:
    """Integrated gradients of up to three rows, checked against random weights and beside gradient x input."""
    spec = looked.model.spec
    assert spec.text is not None
    sentences, pictures, bodies = [], [], []
    for row in range(min(len(looked.rows), MOST_ROWS)):
        question = _question(looked, row)
        found, simple = _attributions(looked, question)
        words = words_of(question, found.values, spec.text)
        told = {"row": looked.rows[row].name, "answer": question.answer, "task": task_of(looked)}
        title = say("tokens.question", told, place=question.place)
        sentences.append(_found(looked, row, question, words))
        if row == 0 or (found.residual or 0.0) > ROUGH or (found.change or 0.0) < LEARNED:
            sentences += _trusted(found, simple)
        pictures.append(
            Picture(
                f"tokens-{row + 1}",
                coloured_picture(title, words),
                say("tokens.alt", row=looked.rows[row].name),
                on_page=False,
            )
        )
        bodies += [tag("h3", title), coloured_html(words)]
    sentences.append(say("tokens.how_to_read"))
    body = join([*bodies, tag("p", say("tokens.colours"))])
    return Section("tokens", say("tokens.title"), say("tokens.paper"), tuple(sentences), tuple(pictures), Html(body))


def task_of(looked: Looked) -> str:
    """The task, "masked" of a network that foretells hidden tokens."""
    return "masked" if is_masked(looked.model.spec) else looked.model.spec.task


def _attributions(looked: Looked, question: Question) -> tuple[Attribution, Attribution]:
    """Integrated gradients with their sanity check, and gradient x input."""
    given = {"padding": PADDING_ID, "step": question.step}
    view = partial(token_gradients, inputs=question.inputs, index=question.index, **given)
    simple = token_gradient_times_input(looked.model.network, question.inputs, question.index, **given)
    return checked(view, looked.model.network), simple


def _question(looked: Looked, row: int) -> Question:
    spec, inputs, seen = looked.model.spec, one_row(looked, row), looked.rows[row]
    if not spec.each_step:
        index = seen.index if seen.index is not None else 0
        return Question(inputs, index, -1, seen.answer)
    if seen.place is not None and seen.index is not None and spec.text is not None:  # the mark of the beginning is 0
        answer = token_name(spec.text.vocabulary[seen.index], spec.text)
        return Question(inputs, seen.index, seen.place + 1, answer, seen.place + 1)
    if spec.task == "language":
        tokens = inputs[0][:, -LONGEST:]
        inputs = (tokens, torch.full_like(inputs[1], tokens.shape[1]))
    with undisturbed(looked.model.network), torch.no_grad():
        logits = main_output(looked.model.network(*inputs))[0]
    if spec.task != "tag":
        logits = logits.index_fill(1, torch.tensor(NEVER, device=logits.device), -torch.inf)
    step = len(logits) - 1 if spec.task == "language" else _least_sure(logits)
    index = int(logits[step].argmax())
    if spec.task == "tag":
        return Question(inputs, index, step, spec.classes[index], step)
    written = spec.into or spec.text
    assert written is not None
    return Question(inputs, index, step, token_name(written.vocabulary[index], written))


def _least_sure(logits: Tensor) -> int:
    """The step whose answer is least likely: where an explanation is worth most. (L, K)."""
    return int(logits.double().softmax(dim=1).max(dim=1).values.argmin())


def words_of(question: Question, values: Tensor, spec: TextSpec) -> list[Word]:
    """The tokens of the text as they stand in it, with their numbers."""
    found = []
    for place, (number, value) in enumerate(zip(question.inputs[0][0].tolist(), values.tolist(), strict=True)):
        token = spec.vocabulary[number]
        apart, text = spec.tokens == "words", token
        if spec.tokens == "pieces" and token.startswith(BLANK):
            apart, text = True, token[len(BLANK) :] or token_name(token, spec)
        if spec.tokens == "characters" or not text.strip():
            text = token_name(token, spec) if token != " " else "\u00a0"
        found.append(Word(text, value, apart, place == question.place))
    return found


def _found(looked: Looked, row: int, question: Question, words: Sequence[Word]) -> str:
    """Which words speak most for and against."""
    ranked = sorted(words, key=lambda word: -word.value)
    return say(
        "tokens.found", row=looked.rows[row].name, answer=question.answer, task=task_of(looked),
        place=None if question.place is None else (question.place + 1, words[question.place].seen),
        target=looked.rows[row].target,
        for_it=[(word.seen, word.value) for word in ranked[:MOST_TOLD] if word.value > 0],
        against=[(word.seen, word.value) for word in ranked[::-1][:MOST_TOLD] if word.value < 0],
    )  # fmt: skip


def _trusted(found: Attribution, simple: Attribution) -> list[str]:
    """Whether the numbers add up, say something of what was learned, and agree with another method."""
    sums = {
        "total": found.total,
        "expected": found.expected,
        "residual": found.residual,
        "largest": float(found.values.abs().max()),
    }
    agrees = rank_correlation(found.values, simple.values)
    trust = say("tokens.trust", change=found.change, agrees=agrees, tokens=len(found.values))
    return [say("tokens.adds_up", **sums), trust]


VIEW = View("tokens", fits, show)

"""The view `embeddings`: what the learned vectors of tokens say of them: nearest neighbours, analogies, a map."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lamina.core.spec import TextSpec
from lamina.data.texts.vocabulary import HIDING
from lamina.lens.embeddings import nearest_vectors, neighbour_cosine, word_map
from lamina.report.html import Html, table
from lamina.report.section import Picture, Section
from lamina.report.views.vectors_picture import draw_word_map
from lamina.verbs.courses.word_answers import words_with_vectors
from lamina.verbs.views.looked import Looked, View
from lamina.verbs.views.row_steps import one_row, token_name
from lamina.words import say

MOST_ASKED, NEAREST, MOST_MAPPED = 10, 6, 110
COMMON = 30  # the very most frequent words (the, of, and), which a map leaves out where there are enough others
PARTS, MOST_TEXTS = ("train", "validation", "test"), 4000  # whose tokens are counted
ANALOGIES = (
    ("man", "king", "woman"), ("man", "uncle", "woman"), ("good", "better", "bad"), ("go", "went", "see"),
    ("he", "his", "she"), ("男", "父", "女"),
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Words with their vectors (V, D), marks left out; asked: those of the text looked at, or some from frequent to rare."""

    layer: str
    words: tuple[str, ...]
    vectors: Tensor
    asked: tuple[int, ...]
    of_text: bool
    common: tuple[int, ...]  # all words, the most frequent first


def fits(looked: Looked) -> bool:
    """A table of vectors for the tokens of a text."""
    return looked.model.spec.text is not None and bool(_modules(looked))


def show(looked: Looked) -> Section:
    """Neighbours of the words of the rows (of word vectors: of frequent words), and the map of frequent words."""
    sentences, pictures, lines = [], [], []
    for number, found in enumerate(_tables(looked)):
        near = [(found.words[word], _near(found, word)) for word in found.asked]
        cosine, chance = neighbour_cosine(found.vectors)
        told = {"words": [(word, names[:3]) for word, names in near[:4]], "cosine": cosine, "chance": chance}
        sentences.append(
            say("vectors.near", layer=found.layer, count=len(found.words), size=found.vectors.shape[1], **told)
        )
        lines += [[word, ", ".join(f"{name} {value:.2f}" for name, value in names)] for word, names in near]
        pictures.append(_map(found, number))
        if looked.model.spec.task == "embed" and (answers := _analogies(found)):
            sentences.append(say("vectors.analogies", answers=answers))
    sentences.append(say("vectors.how_to_read"))
    heads = [say("vectors.word"), say("vectors.neighbours")]
    body = table(heads, [list[object](line) for line in lines], numbers_from=2) if lines else Html("")
    return Section("embeddings", say("vectors.title"), say("vectors.paper"), tuple(sentences), tuple(pictures), body)


def _modules(looked: Looked) -> list[tuple[str, nn.Embedding, TextSpec]]:
    """Tables with a row for each token: of what is read, and of what is written where that has another."""
    spec = looked.model.spec
    sides = [side for side in (spec.text, spec.into) if side is not None]
    found: list[tuple[str, nn.Embedding, TextSpec]] = []
    for name, module in looked.model.network.named_modules():
        if isinstance(module, nn.Embedding) and sides and module.num_embeddings == len(sides[0].vocabulary):
            found.append((name, module, sides.pop(0)))
    return found


def _tables(looked: Looked) -> list[Table]:
    if looked.model.spec.task == "embed":
        words, vectors = words_with_vectors(looked.model)
        return [Table(_modules(looked)[0][0], words, vectors, _spread(len(words)), False, tuple(range(len(words))))]
    found = []
    for name, module, side in _modules(looked):
        kept = [number for number, word in enumerate(side.vocabulary) if word not in HIDING]
        places = {number: place for place, number in enumerate(kept)}
        words = tuple(token_name(side.vocabulary[number], side) for number in kept)
        ids = _ids(looked, side is looked.model.spec.into)
        asked = [
            places[number]
            for number in dict.fromkeys(ids)
            if number in places and _says_something(side.vocabulary[number])
        ]
        asked = asked or [places[number] for number in dict.fromkeys(ids) if number in places]
        vectors = module.weight.detach().cpu().float()[kept]
        chosen = tuple(asked[:MOST_ASKED]) or _spread(len(words))
        common = [places[number] for number in _by_frequency(looked, side) if number in places]
        found.append(Table(name, words, vectors, chosen, bool(asked), tuple(common)))
    return found


def _by_frequency(looked: Looked, side: TextSpec) -> list[int]:
    """The tokens as often as they stand in the run's own texts; without these in the order of the vocabulary."""
    name = "written" if side is looked.model.spec.into else "tokens"
    part = next((looked.parts().get(part) for part in PARTS if part in looked.parts()), None)
    if part is None or name not in part.inputs:
        return list(range(len(side.vocabulary)))
    texts = torch.as_tensor(part.inputs[name][:MOST_TEXTS]).flatten().long()
    return torch.bincount(texts, minlength=len(side.vocabulary)).argsort(descending=True, stable=True).tolist()


def _ids(looked: Looked, written: bool) -> list[int]:
    """Tokens of the rows looked at, in their order."""
    rows = [one_row(looked, row) for row in range(len(looked.rows))]
    return [number for row in rows for number in row[2 if written else 0][0].tolist()]


def _says_something(word: str) -> bool:
    """More than a sign or a letter or two."""
    return sum(character.isalpha() for character in word) > 3 or any(
        "\u4e00" <= character <= "\u9fff" for character in word
    )


def _spread(count: int) -> tuple[int, ...]:
    """Some words from frequent to rarer ones."""
    last = min(3000, count - 1)
    first = min(COMMON, last)
    steps = [round(first * (last / max(first, 1)) ** (place / (MOST_ASKED - 1))) for place in range(MOST_ASKED)]
    return tuple(dict.fromkeys(min(step, last) for step in steps))


def _near(found: Table, word: int) -> list[tuple[str, float]]:
    return [(found.words[other], cosine) for other, cosine in nearest_vectors(found.vectors, word, NEAREST)]


def _map(found: Table, number: int) -> Picture:
    """Frequent words, and those that were asked for."""
    begin = COMMON if len(found.words) > COMMON + MOST_MAPPED else 0
    rows = list(dict.fromkeys([*found.asked, *found.common[begin : begin + MOST_MAPPED]]))
    chosen = frozenset(found.words[word] for word in found.asked) if found.of_text else frozenset[str]()
    seen = word_map(found.vectors[rows], [found.words[row] for row in rows])
    picture = draw_word_map(seen, chosen, say("vectors.map", layer=found.layer))
    return Picture(f"embeddings-{number + 1}", picture, say("vectors.alt", layer=found.layer))


def _analogies(found: Table) -> list[tuple[str, str, str, Sequence[str]]]:
    """a is to b as c is to ...: the nearest words to b - a + c, for the triples that the vocabulary has."""
    places = {word: place for place, word in enumerate(found.words)}
    unit = found.vectors / found.vectors.norm(dim=1, keepdim=True).clamp(min=1e-12)
    told = []
    for a, b, c in ANALOGIES:
        if a in places and b in places and c in places:
            cosine = unit @ (unit[places[b]] - unit[places[a]] + unit[places[c]])
            cosine[torch.tensor([places[word] for word in (a, b, c)])] = -torch.inf
            told.append((a, b, c, [found.words[row] for row in cosine.topk(min(2, len(cosine) - 3)).indices.tolist()]))
    return told


VIEW = View("embeddings", fits, show)

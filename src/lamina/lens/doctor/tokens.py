"""Texts: attention that looks at padding or at one token only, and embeddings that play no part."""

from lamina.core.health import AttentionHealth, Checkup, Finding, LayerHealth, Reading, Remedy
from lamina.lens.doctor.activations import smaller_rate
from lamina.lens.doctor.signs import confidence, lasting, layer_at, learns, word_vectors

PADDING = 1e-3  # mean weight of attention on padding: a mask leaves exactly 0
MOVED = 0.05  # by which more padding moves the answers, in their deviations over rows: rounding is a millionth
COLLAPSED = 0.05  # entropy of a head by the most possible: less is one token, to a few per cent
LOST = 0.25  # share of allowed pairs whose weight is exactly 0: scores lie a hundred apart, and nothing changes that
FEWEST_KEYS = 6  # of few keys one may be the right one
HEADS = 0.75  # share of a layer's heads
ALIKE = 0.98  # mean cosine of two vectors of a table: they say the same
UNKNOWN = 0.3  # of a held-out part's tokens: of rare words a vocabulary leaves out about a tenth
UNREAD = 0.5  # share of a vocabulary that is in no training row


def padding_attended(checkup: Checkup) -> list[Finding]:
    """What stands behind a text's end takes part in its answer, so that this depends on the texts beside it."""
    layers = [layer for layer in _last(checkup) if layer.attention and (layer.attention.padding_mass or 0.0) > PADDING]
    if layers and layers[0].attention is not None:
        name, mass = layers[0].name, layers[0].attention.padding_mass or 0.0
        since = lasting(checkup, lambda reading: _mass(reading, name) > PADDING)
        sure, evidence = confidence(mass, PADDING, 0.05), {"mass": mass, "layers": [layer.name for layer in layers]}
    else:
        name, effect, since = _moved_by_padding(checkup)
        if effect is None:
            return []
        sure, evidence = confidence(effect, MOVED, 1.0), {"effect": effect}
    remedy = Remedy(words="doctor.do.mask")
    return [
        Finding(
            code="doctor.padding_attended", where=name, since=since or None, evidence=evidence, confidence=sure,
            remedy=remedy,
        )
    ]  # fmt: skip


def _moved_by_padding(checkup: Checkup) -> tuple[str, float | None, int | None]:
    """(input, by how much more padding moves the answers, since): where no attention shows its weights."""

    def effect(reading: Reading) -> tuple[str, float]:
        known = [(given.name, given.padding_effect or 0.0) for given in reading.inputs]
        return max(known, key=lambda pair: pair[1], default=("", 0.0))

    since = lasting(checkup, lambda reading: effect(reading)[1] > MOVED)
    if since is None:
        return "", None, None
    name, figure = effect(checkup.readings[-1])
    return name, figure, since


def collapsed_attention(checkup: Checkup) -> list[Finding]:
    """Scores so large that the softmax is all or nothing: no gradient passes through it (Zhai et al. 2023)."""
    findings = []
    for layer in _last(checkup):
        name = layer.name
        since = lasting(checkup, lambda reading, name=name: _collapsed(layer_at(reading, name)))
        if layer.attention is None or since is None or not _collapsed(layer):
            continue
        entropy = sum(layer.attention.entropies) / len(layer.attention.entropies)
        findings.append(
            Finding(
                code="doctor.attention_collapsed", where=name, since=since or None,
                evidence={
                    "entropy": entropy, "heads": len(layer.attention.entropies), "keys": layer.attention.keys,
                    "same_key": layer.attention.same_key,
                },
                confidence=confidence(COLLAPSED / max(entropy, 1e-4), 1.0, 20.0) if not learns(checkup) else 0.7,
                remedy=Remedy(change=smaller_rate(checkup) if since else {}, words="doctor.do.attention"),
            )
        )  # fmt: skip
    return findings


def unused_embedding(checkup: Checkup) -> list[Finding]:
    """A table of vectors that gets no gradient, whose vectors are all the same, or of which most are never read.

    Of word vectors the loss says so: all alike they tell what each word's frequency tells (fitting.stuck_at_chance).
    """
    if word_vectors(checkup):
        return []
    findings = []
    for layer in _last(checkup):
        if layer.embedding is None or layer.frozen:
            continue
        name = layer.name
        still = lasting(checkup, lambda reading, name=name: _without_gradient(layer_at(reading, name)))
        if still is not None and _next_learns(checkup, name):
            findings.append(_unused(name, "no_gradient", 1.0, 0.95, still))
        elif layer.embedding.rows > 2 and layer.embedding.likeness > ALIKE:
            findings.append(_unused(name, "alike", layer.embedding.likeness, 0.8, None))
    unseen, size = checkup.data.unseen_tokens, checkup.data.vocabulary
    if not findings and unseen and size and unseen / size > UNREAD:
        name = next((layer.name for layer in _last(checkup) if layer.embedding is not None), "")
        findings.append(_unused(name, "unseen", unseen / size, confidence(unseen / size, UNREAD, 1.0), None))
    return findings


def unknown_tokens(checkup: Checkup) -> list[Finding]:
    """Held-out texts of which the network reads a good part as one and the same unknown token."""
    held = {part: share for part, share in checkup.data.unknown_shares.items() if part != "train"}
    worst = max(held, key=lambda part: held[part], default="")
    if not worst or held[worst] < UNKNOWN:
        return []
    words = checkup.task != "tag" and checkup.settings.get("tokens") in (None, "auto", "words")
    return [
        Finding(
            code="doctor.unknown_tokens", where=worst,
            evidence={"share": held[worst], "train": checkup.data.unknown_shares.get("train", 0.0)},
            confidence=confidence(held[worst], UNKNOWN, 1.0),
            remedy=Remedy(change={"tokens": "pieces"} if words else {}, words="doctor.do.known_tokens"),
        )
    ]  # fmt: skip


def _unused(name: str, how: str, figure: float, sure: float, since: int | None) -> Finding:
    remedy = "doctor.do.smaller_vocabulary" if how == "unseen" else "doctor.do.connect"
    return Finding(
        code="doctor.embedding_unused", where=name, since=since or None, evidence={"how": how, "figure": figure},
        confidence=sure, remedy=Remedy(words=remedy),
    )  # fmt: skip


def _next_learns(checkup: Checkup, name: str) -> bool:
    """Whether the layer with weights that runs next gets a gradient: else something behind it lets none through."""
    layers = list(_last(checkup))
    place = next(place for place, layer in enumerate(layers) if layer.name == name)
    behind = (layer for layer in layers[place + 1 :] if layer.fan_in is not None and not layer.frozen)
    return any(layer.weight_gradient_norm for layer in list(behind)[:1])


def _without_gradient(layer: LayerHealth | None) -> bool:
    return layer is not None and not layer.weight_gradient_norm


def _collapsed(layer: LayerHealth | None) -> bool:
    if layer is None or layer.attention is None or layer.attention.keys < FEWEST_KEYS:
        return False
    return layer.attention.lost > LOST or _narrow(layer.attention) >= HEADS * len(layer.attention.entropies) > 0


def _narrow(attention: AttentionHealth) -> int:
    return sum(entropy < COLLAPSED for entropy in attention.entropies)


def _mass(reading: Reading, name: str) -> float:
    layer = layer_at(reading, name)
    return 0.0 if layer is None or layer.attention is None else layer.attention.padding_mass or 0.0


def _last(checkup: Checkup) -> tuple[LayerHealth, ...]:
    return checkup.readings[-1].layers if checkup.readings else ()

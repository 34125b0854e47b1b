"""The built-in sets of labelled tokens."""

from lamina.core.config import DataConfig
from lamina.data.detect import detect
from lamina.data.tags.sets import is_tag_set, tag_set


def test_python_tokens_are_found_by_their_name() -> None:
    found = detect("python-tokens", DataConfig())
    assert (found.kind, found.form, found.task) == ("text", "builtin", "tag")
    assert is_tag_set("python-tokens") and not is_tag_set("python")


def test_python_tokens_have_parts_of_different_modules() -> None:
    found = tag_set("python-tokens")
    assert len(found.sentences) == len(found.parts) > 5_000
    assert set(found.parts) == {"train", "validation", "test"}
    assert all(len(tokens) == len(labels) > 1 for tokens, labels in found.sentences)

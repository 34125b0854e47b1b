"""Signatures and help of the verbs come from the configuration."""

import inspect
import pydoc

import lamina
from lamina.core.config import RunConfig, field_sections


def test_train_has_every_option_with_its_default() -> None:
    signature, defaults = inspect.signature(lamina.train), RunConfig().flat()
    assert set(field_sections()) <= set(signature.parameters)
    for name in set(field_sections()) - {"data", "network"}:
        assert signature.parameters[name].default == defaults[name]
    assert not any(item.kind is item.VAR_KEYWORD for item in signature.parameters.values())


def test_help_is_readable() -> None:
    text = pydoc.plain(pydoc.render_doc(lamina.train))
    assert "learning_rate = 'auto'  (FLOAT > 0 | auto)" in text and "Passes over the training rows." in text
    assert "epochs" in pydoc.plain(pydoc.render_doc(lamina.demo))
    assert "separator" in str(inspect.signature(importlib_data())) and "epochs" not in importlib_data().__doc__


def importlib_data() -> object:
    from lamina.verbs.data import data

    return data

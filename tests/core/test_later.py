"""Modules that are loaded when they are used."""

import json
import subprocess
import sys

import pytest

from lamina.core.later import Later


def test_what_stands_in_the_module() -> None:
    assert Later("json").dumps is json.dumps
    with pytest.raises(AttributeError):
        _ = Later("json").nothing
    with pytest.raises(ModuleNotFoundError):
        _ = Later("no_such_module").anything


def test_looking_into_a_network_loads_neither_the_compiler_nor_the_baselines() -> None:
    code = "import sys, lamina.verbs.explain; print([m for m in ('torch._dynamo', 'sklearn', 'scipy') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"

"""`lamina --version [--all]`."""

import importlib.metadata
from collections.abc import Sequence

from lamina import __version__
from lamina.cli.screen import out
from lamina.core.errors import InputError, nearest

PACKAGES = ("numpy", "polars", "scikit-learn", "safetensors", "pydantic", "pillow", "onnx", "onnxruntime")


def show_version(arguments: Sequence[str]) -> None:
    """The version of Lamina; with --all that of Python, torch, CUDA, driver and device too."""
    rest = [argument for argument in arguments if argument != "--version"]
    for argument in rest:
        if argument != "--all":
            found = nearest(argument, ["--all"])
            raise InputError("cli.unknown_flag", flag=argument, nearest=found, command="lamina --version")
    if not rest:
        print(__version__)
        return
    from lamina.core.device import describe_machine

    lines = {"lamina": __version__, **describe_machine(), **{name: _installed(name) for name in PACKAGES}}
    console = out()
    for name, value in lines.items():
        console.print(f"[cyan]{name:<14}[/]{value}", soft_wrap=True)


def _installed(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "-"

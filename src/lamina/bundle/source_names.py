"""Python source of functions and methods, made to stand alone: checks left out, known conditions decided, names found.

Works on the syntax tree of Lamina's own sources, never on anything read from a file of the user's.
"""

import ast
import builtins
import inspect
import sys
import textwrap
from collections.abc import Callable
from typing import Any

# Statements that the written code does without: it prepares its input itself, and nobody looks inside.
CHECKS = {"expect_image", "expect_tokens", "emit"}
UNKNOWN = object()


def method_source(function: Callable[..., Any], owner: Any = None) -> str:
    """The function's source; conditions on the plain attributes of `owner` are decided, refusals of input left out."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    tree = ast.fix_missing_locations(_Simplified(owner).visit(tree))
    return ast.unparse(tree)


def used_names(source: str) -> list[str]:
    """Global names that a piece of source needs."""
    tree = ast.parse(source)
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    own |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    return [name for name in dict.fromkeys(names) if name not in own and not hasattr(builtins, name)]


def used_attributes(source: str) -> list[str]:
    """Attributes of self that a piece of source needs, in order of appearance."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    return list(
        dict.fromkeys(node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "self")
    )


def named_in(function: Callable[..., Any], name: str) -> Any:
    """What a global name means where the function was written."""
    return vars(sys.modules[function.__module__])[name]


def import_line(name: str, value: Any) -> str | None:
    """The import that gives `name` its value, or None when it is Lamina's own or a constant."""
    if inspect.ismodule(value):
        parent, _, last = value.__name__.rpartition(".")
        shown = last if last == name else f"{last} as {name}"
        return (
            f"from {parent} import {shown}"
            if parent
            else f"import {value.__name__}" + (f" as {name}" if name != last else "")
        )
    if name == "NDArray":  # a generic alias that does not tell where it is from
        return "from numpy.typing import NDArray"
    module = getattr(value, "__module__", "") or ""
    if not (inspect.isclass(value) or inspect.isfunction(value)) or module.startswith("lamina"):
        return None
    return f"from {'torch' if module == 'torch._tensor' else module} import {name}"


class _Simplified(ast.NodeTransformer):
    """Decides what is known of an owner, and drops what only refuses wrong input."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def visit_If(self, node: ast.If) -> Any:
        self.generic_visit(node)
        only_refuses = bool(node.body) and isinstance(node.body[-1], ast.Raise) and not node.orelse
        if only_refuses or "requires_grad" in ast.unparse(node.test):
            return node.orelse
        value = self._known(node.test)
        return node if value is UNKNOWN else node.body if value else node.orelse

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        self.generic_visit(node)
        value = self._known(node.test)
        return node if value is UNKNOWN else node.body if value else node.orelse

    def visit_Expr(self, node: ast.Expr) -> Any:
        call = node.value
        return (
            None if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CHECKS else node
        )

    def visit_Assert(self, node: ast.Assert) -> Any:
        return None

    def _known(self, node: ast.expr) -> Any:
        """The value of an expression over plain attributes of the owner, or UNKNOWN."""
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if self.owner is not None and hasattr(
                self.owner, name
            ):
                return getattr(self.owner, name)
            case ast.Subscript(value=value, slice=ast.Constant(value=key)):
                table = self._known(value)
                return table[key] if isinstance(table, dict) else UNKNOWN
            case ast.Call(func=ast.Name(id="is_observed")):
                return False  # code that stands alone has nobody who looks
            case ast.Compare(left=left, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
                value = self._known(left)
                return UNKNOWN if value is UNKNOWN else value is not None
        return UNKNOWN

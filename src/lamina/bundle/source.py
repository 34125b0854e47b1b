"""A module tree written out as Python classes: each layer with its sizes, each forward as Lamina has it.

Torch's layers become constructor calls; Lamina's modules become classes whose __init__ lists what the module really
holds and whose forward is their own source. The state_dict keys stay the same, so the same weights load.
"""

import inspect
import textwrap
from collections.abc import Callable
from types import FunctionType, GenericAlias
from typing import Any

from torch import Tensor, nn

from lamina.bundle.source_names import import_line, method_source, named_in, used_attributes, used_names
from lamina.core.contracts import WrittenPlainly
from lamina.core.errors import InputError

WIDTH = 110


class ModuleWriter:
    """Collects imports, constants, functions and classes while modules are written out."""

    def __init__(self, given: set[str]) -> None:
        self.given = given  # names that the surrounding code defines itself
        self.imports: set[str] = set()
        self.constants: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self.classes: dict[str, str] = {}

    def expression(self, module: nn.Module, path: str, indent: int = 8) -> str:
        """The expression that builds a module, as wide as a line allows, else one part per line."""
        base = next(kind for kind in type(module).__mro__ if "forward" in vars(kind) or kind is nn.ModuleList)
        if base in (nn.Sequential, nn.ModuleList) and isinstance(module, nn.Sequential | nn.ModuleList):
            return self._container(module, path, indent)
        if base is nn.Module:  # no forward: what its parent calls of it is its own
            base = type(module)
        if base.__module__.startswith("torch.nn.modules."):
            return torch_call(module)
        if not base.__module__.startswith("lamina."):
            raise InputError("bundle.code_unknown_module", module=path, kind=f"{base.__module__}.{base.__qualname__}")
        return f"{self.write_class(module, path)}()"

    def write_class(self, module: nn.Module, path: str) -> str:
        """Write the module's class and answer its name; another form of a class written before gets its place's name."""
        kind = type(module)
        body = self._body(module, path)
        short = "".join(part.capitalize() for part in path.split(".")[1:] if not part.isdigit())
        for place in ("", short, path.title().replace(".", "").replace("_", "")):
            if self.classes.setdefault(kind.__name__ + place, body) == body:
                return kind.__name__ + place
        raise AssertionError(path)  # two modules cannot have one path

    def write_function(self, function: Callable[..., Any]) -> None:
        """Write a function of Lamina's, and all it needs."""
        source = method_source(function)
        if function.__name__ not in self.functions:
            self.functions[function.__name__] = ""  # keeps its place, and ends recursion
            self.find_names(source, function)
            self.functions[function.__name__] = source

    def find_names(self, source: str, function: Callable[..., Any]) -> None:
        """Imports, constants and functions for the global names that a source uses."""
        for name in used_names(source):
            if name in self.given or name in self.constants:
                continue
            value = named_in(function, name)
            line = import_line(name, value)
            if line is not None:
                self.imports.add(line)
            elif isinstance(value, FunctionType):
                self.write_function(value)
            elif isinstance(value, GenericAlias):  # a name for a type, such as tuple[torch.Tensor, ...]
                self.constants[name] = repr(value)
            elif is_plain(value):
                self.constants[name] = repr(sorted(value)) if isinstance(value, frozenset) else repr(value)
            else:
                raise InputError("bundle.code_unknown_module", module=function.__qualname__, kind=name)

    def _container(self, module: nn.Sequential | nn.ModuleList, path: str, indent: int) -> str:
        named = list(module.named_children())
        parts = [self.expression(child, f"{path}.{name}", indent + 4) for name, child in named]
        if all(name.isdigit() for name, _ in named):
            head, tail = ("nn.Sequential(", ")") if isinstance(module, nn.Sequential) else ("nn.ModuleList([", "])")
        else:
            self.imports.add("from collections import OrderedDict")
            head, tail = "nn.Sequential(OrderedDict(", "))"
            parts = [f"{name}={part}" for (name, _), part in zip(named, parts, strict=True)]
        line = f"{head}{', '.join(parts)}{tail}"
        if indent + len(line) <= WIDTH - 20 and "\n" not in line:
            return line
        gap = "\n" + " " * (indent + 4)
        return head + gap + ("," + gap).join(parts) + ",\n" + " " * indent + tail

    def _body(self, module: nn.Module, path: str) -> str:
        """Everything of a class below its first line."""
        kind = type(module)
        methods = self._methods(module)
        lines = [*self._children(module, path), *self._tensors(module), *self._attributes(module, methods)]
        doc = inspect.cleandoc(kind.__doc__ or "")
        pieces = (
            [f'    """{textwrap.indent(doc, "    ").strip()}\n    """' if "\n" in doc else f'    """{doc}"""']
            if doc
            else []
        )
        init = ["    def __init__(self) -> None:", "        super().__init__()", *(f"        {line}" for line in lines)]
        pieces += ["\n".join(init)] if lines else []
        pieces += [textwrap.indent(source, "    ") for source in methods.values()]
        return "\n\n".join(pieces)

    def _methods(self, module: nn.Module) -> dict[str, str]:
        """forward (or what a module has written in its stead) and the methods of Lamina's that it calls, by name."""
        found: dict[str, str] = {}
        plain = module.written_as if isinstance(module, WrittenPlainly) else {}
        waiting = ["forward", *(name for name in plain if name != "forward")]
        if type(module).forward is nn.Module.forward:
            waiting += [name for name in dir(type(module)) if not name.startswith("_")]
        while waiting:
            name = waiting.pop(0)
            member = inspect.getattr_static(type(module), plain.get(name, name), None)
            function = member.fget if isinstance(member, property) else member
            if name in found or not isinstance(function, FunctionType) or not function.__module__.startswith("lamina."):
                continue
            found[name] = method_source(function, module).replace(f"def {function.__name__}(", f"def {name}(", 1)
            self.find_names(found[name], function)
            waiting += used_attributes(found[name])
        return found

    def _children(self, module: nn.Module, path: str) -> list[str]:
        prefix = f"{path}." if path else ""
        return [f"self.{name} = {self.expression(child, prefix + name)}" for name, child in module.named_children()]

    def _tensors(self, module: nn.Module) -> list[str]:
        lines = [
            f"self.{name} = nn.Parameter(torch.empty({_sizes(parameter)}))"
            for name, parameter in module.named_parameters(recurse=False)
        ]
        for name, buffer in module.named_buffers(recurse=False):
            if name in module._non_persistent_buffers_set:
                lines.append(f'self.register_buffer("{name}", {literal(buffer)}, persistent=False)')
            else:
                lines.append(f'self.register_buffer("{name}", torch.empty({_sizes(buffer)}, dtype={buffer.dtype}))')
        return lines

    def _attributes(self, module: nn.Module, methods: dict[str, str]) -> list[str]:
        """Plain attributes that the methods use."""
        held = {*module._modules, *module._parameters, *module._buffers, *methods}
        names = [name for source in methods.values() for name in used_attributes(source) if name not in held]
        for name in names:
            if not is_plain(getattr(module, name)):
                raise InputError("bundle.code_unknown_module", module=name, kind=type(module).__name__)
        return [f"self.{name} = {getattr(module, name)!r}" for name in dict.fromkeys(names)]


def torch_call(module: nn.Module) -> str:
    """A torch layer as the call that builds it: required arguments, and those that differ from the default."""
    kind = next(kind for kind in type(module).__mro__ if kind.__module__.startswith("torch.nn.modules."))
    arguments = []
    signed = nn.RNNBase if issubclass(kind, nn.RNNBase) else kind  # names the arguments of its kinds
    for name, parameter in list(inspect.signature(signed.__init__).parameters.items())[1:]:
        unwritten = name in ("device", "dtype") or (name == "mode" and signed is nn.RNNBase)
        if unwritten or not hasattr(module, name):
            continue
        value = getattr(module, name)
        value = value is not None and value is not False if name == "bias" else value
        value = value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value
        if parameter.default is parameter.empty:
            arguments.append(repr(value))
        elif value != parameter.default:
            arguments.append(f"{name}={value!r}")
    if isinstance(module, nn.RNN) and module.nonlinearity != "tanh":
        arguments.append(f"nonlinearity={module.nonlinearity!r}")
    return f"nn.{kind.__name__}({', '.join(arguments)})"


def literal(tensor: Tensor) -> str:
    """A small tensor as the expression that makes it, wrapped like the body of a class."""
    gap = "\n" + " " * 12
    values = gap.join(textwrap.wrap(str(tensor.tolist()), WIDTH - 12))
    return f"torch.tensor({gap + values + gap if gap in values else values}, dtype={tensor.dtype})"


def is_plain(value: Any) -> bool:
    """Whether repr writes the value as Python source."""
    if isinstance(value, tuple | list | frozenset | set):
        return all(is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(is_plain(item) for pair in value.items() for item in pair)
    return value is None or isinstance(value, bool | int | float | str)


def _sizes(tensor: Tensor) -> str:
    return ", ".join(str(size) for size in tensor.shape) or "()"

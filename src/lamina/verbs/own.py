"""A network of the user's own beside a model that exists: the user names it now; no file of the model ever does."""

from pathlib import Path

from torch import nn

from lamina.bundle.build import check_arguments
from lamina.bundle.load import read_record
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.own_name import is_own_file, own_hint
from lamina.networks import catalog
from lamina.verbs.network import built


def own_module(network: nn.Module | str | None, bundle: Path) -> nn.Module | None:
    """The user's network for the model in `bundle`: their module as it is, or `file.py:Class` built as it was trained.

    None stays None. Refused: a name that is no `file.py:Class`, and any where the model's network is the catalogue's.
    """
    if network is None or isinstance(network, nn.Module):
        return network
    if not is_own_file(network):
        raise InputError("verbs.own_not_a_file", network=network)
    record = read_record(bundle)
    if record.network.name in catalog.names():
        raise InputError("verbs.own_of_catalogue", network=record.network.name)
    check_arguments(record.network.arguments, "network")
    return built(network, record.network.arguments)


def refuse_unnamed(config: RunConfig, network: nn.Module | str | None, source: str) -> None:
    """Refuse a configuration of `source` (a file) that names `file.py:Class`, unless the user names a network too.

    What a file names is never imported by itself: who sends a configuration must not be able to send code with it.
    """
    kept = config.network.network
    if network is None and is_own_file(kept):
        raise InputError("verbs.own_unasked", source=source, hint=own_hint(kept))


def named_again(config: RunConfig, network: nn.Module | str | None, source: str) -> RunConfig:
    """A run's configuration to train on with, its own network as the user names it now (a module is passed beside it).

    Refused: a network of the user's own that nobody names now. source: the file that holds the configuration.
    """
    refuse_unnamed(config, network, source)
    kept = config.network.network
    if isinstance(network, str):
        if not is_own_file(network):
            raise InputError("verbs.own_not_a_file", network=network)
        if kept in catalog.names():
            raise InputError("verbs.own_of_catalogue", network=kept)
        return config.replace(network=network)
    if network is None and kept not in catalog.names():
        raise InputError("verbs.own_unnamed", network=kept, hint=own_hint(kept))
    return config

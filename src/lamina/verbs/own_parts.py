"""A run's own data, read and split again as it was for the training."""

from lamina.core.batch import Part
from lamina.core.errors import InputError
from lamina.core.records import Audit
from lamina.core.spec import DataSpec
from lamina.verbs.crops import own_images
from lamina.verbs.folder import RunFolder
from lamina.verbs.reading import look, read_and_prepare
from lamina.verbs.settings import source_of


def own_parts(spec: DataSpec, folder: RunFolder) -> dict[str, Part]:
    """The parts "train", "validation", "test" (those that there are) of a run's own data, as its model takes them.

    InputError: the data was in memory, is not where it was, or is not the same any more.
    """
    if spec.image is not None:
        return own_images(spec, folder, 1)
    config = folder.config()
    source = source_of(None, config)
    prepared = read_and_prepare(source, look(source, config)[1], config, None)[0]
    check_same(folder.audit(), prepared.audit, folder)
    return prepared.parts


def check_same(before: Audit, now: Audit, folder: RunFolder) -> None:
    """Refuse other data than the run began with: same file contents, same split."""
    if before.fingerprint != now.fingerprint or before.row_ids_hash != now.row_ids_hash:
        raise InputError("verbs.other_data", path=str(folder.path), source=now.source)

"""How a run ends when it does not finish, kept in its state.json: interrupted by the user, or stopped and why."""

import contextlib
import errno
from collections.abc import Iterator

from lamina.core.errors import InputError, InterruptedRunError, LaminaError
from lamina.training.checkpoint import has_checkpoint
from lamina.verbs.folder import RunFolder

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}  # what plots and tables meet on a full disk


@contextlib.contextmanager
def ending_recorded(folder: RunFolder) -> Iterator[None]:
    """Say "training" in the state, and how it ended where an error ends it. A full disk tells how to go on."""
    folder.update_state(status="training", reason=None)
    try:
        yield
    except InterruptedRunError:
        _end(folder, "interrupted")
        raise
    except KeyboardInterrupt:  # outside of the steps: before the first, between folds, while it is evaluated
        _end(folder, "interrupted")
        raise InterruptedRunError("verbs.interrupted_outside", command=folder.resume_command()) from None
    except (LaminaError, OSError) as error:
        raised = _with_resume(error, folder)
        _end(folder, "stopped", raised)
        if isinstance(raised, LaminaError) and raised.code == "training.not_finite":
            raised.parameters["run"] = str(folder.path)  # told only now: a run's folder may be moved
        if raised is error:
            raise
        raise raised from error


def _end(folder: RunFolder, status: str, error: Exception | None = None) -> None:
    reason = {"code": error.code, "parameters": error.parameters} if isinstance(error, LaminaError) else None
    with contextlib.suppress(InputError, TypeError, ValueError):  # on a full disk the state stays "training"
        folder.update_state(status=status, reason=reason)


def _with_resume(error: Exception, folder: RunFolder) -> Exception:
    """A file that cannot be written, told with how to go on; any other error as it is."""
    told = {"path": str(folder.path), "reason": ""}
    if isinstance(error, InputError) and error.code == "files.cannot_write":
        told |= error.parameters
    elif isinstance(error, OSError) and error.errno in FULL:
        told |= {"path": str(error.filename or folder.path), "reason": error.strerror or str(error)}
    else:
        return error
    if not has_checkpoint(folder.path):
        return InputError("files.cannot_write", path=told["path"], reason=told["reason"])
    return InputError("verbs.cannot_write_run", **told, command=folder.resume_command())

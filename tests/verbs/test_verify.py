"""`lamina.verify`: what agrees is said; what does not is found."""

from pathlib import Path

import lamina
from lamina.verbs.run import Run
from lamina.words import say


def test_a_good_run_agrees_in_everything_and_in_words(classified: Run) -> None:
    checks = lamina.verify(classified.path)
    assert all(check.ok for check in checks)
    assert not any(say(check.code, check.parameters).startswith(check.code) for check in checks)


def test_a_bundle_alone_is_verified(classified: Run) -> None:
    assert all(check.ok for check in lamina.verify(classified.path / "model"))


def test_a_flipped_byte_is_found(regressed: Run, tmp_path: Path) -> None:
    import shutil

    copy = Path(shutil.copytree(regressed.path, tmp_path / "copy"))
    weights = copy / "model" / "weights.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(bytes(content))
    assert not all(check.ok for check in lamina.verify(copy))
    assert all(check.ok for check in lamina.verify(regressed.path))

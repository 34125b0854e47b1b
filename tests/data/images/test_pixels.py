import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.data.images.pixels import ImagePreparation, fit_pixels
from lamina.data.prepare import describe, rebuild


def some_images(n: int = 12, side: int = 7, channels: int = 3, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 256, (n, side, side + 1, channels), dtype=torch.uint8, generator=generator)


@settings(max_examples=25, deadline=None)
@given(n=st.integers(1, 9), channels=st.sampled_from([1, 3]), seed=st.integers(0, 99))
def test_fit_is_the_mean_and_deviation_in_float64(n: int, channels: int, seed: int) -> None:
    images = some_images(n, channels=channels, seed=seed)
    module = fit_pixels(images)
    values = images.numpy().astype(np.float64) / 255
    np.testing.assert_allclose(module.mean.numpy(), values.mean(axis=(0, 1, 2)), rtol=1e-12)
    np.testing.assert_allclose(module.std.numpy(), values.std(axis=(0, 1, 2)), rtol=1e-12)


def test_fit_does_not_depend_on_the_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    images = some_images(50)
    whole = fit_pixels(images)
    monkeypatch.setattr("lamina.data.images.pixels._CHUNK", 700)
    assert torch.equal(fit_pixels(images).mean, whole.mean) and torch.equal(fit_pixels(images).std, whole.std)


def test_forward_is_the_formula() -> None:
    images = some_images()
    before = images.clone()
    module = fit_pixels(images)
    (out,) = module(images)
    reference = ((images.double() / 255 - module.mean) / module.std).permute(0, 3, 1, 2)
    assert out.dtype == torch.float32 and out.shape == (12, 3, 7, 8) and out.is_contiguous()
    torch.testing.assert_close(out.double(), reference, atol=5e-7, rtol=0)
    assert torch.equal(images, before)
    assert out.mean(dim=(0, 2, 3)).abs().max() < 1e-6


def test_forward_at_known_values() -> None:
    module = ImagePreparation(1)
    module.mean.fill_(0.5)
    module.std.fill_(0.25)
    (out,) = module(torch.tensor([0, 255, 51], dtype=torch.uint8).view(3, 1, 1, 1))
    assert out.flatten().tolist() == pytest.approx([-2.0, 2.0, -1.2], abs=1e-6)


def test_constant_channel_stays_finite() -> None:
    (out,) = fit_pixels(torch.full((2, 3, 3, 1), 7, dtype=torch.uint8))(torch.zeros(1, 3, 3, 1, dtype=torch.uint8))
    assert torch.isfinite(out).all()


def test_described_and_rebuilt_it_gives_the_same_bits() -> None:
    module = fit_pixels(some_images())
    again = rebuild(describe(module))
    again.load_state_dict(module.state_dict())
    assert torch.equal(again(some_images(seed=5))[0], module(some_images(seed=5))[0])


def test_can_be_exported_with_any_batch() -> None:
    module = fit_pixels(some_images()).eval()
    program = torch.export.export(module, (some_images(4),), dynamic_shapes=({0: torch.export.Dim("rows")},))
    images = some_images(9, seed=1)
    assert torch.equal(program.module()(images)[0], module(images)[0])

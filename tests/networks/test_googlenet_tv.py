"""torchvision's GoogLeNet: its input transform, its heads, sizes."""

import pytest
import torch

from lamina.core.errors import InputError
from lamina.networks.googlenet import GoogLeNetOutput
from lamina.networks.googlenet_tv import InputTransform, googlenet_tv


def test_the_transform_turns_imagenets_standardisation_into_half_and_half() -> None:
    image = torch.rand(2, 3, 4, 4, dtype=torch.float64)
    mean, deviation = (torch.tensor(v).view(3, 1, 1) for v in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
    torch.testing.assert_close(InputTransform()((image - mean) / deviation), (image - 0.5) / 0.5, atol=1e-6, rtol=1e-6)


def test_the_transform_adds_no_keys_and_needs_colour() -> None:
    plain, turned = googlenet_tv(3, 3, 32), googlenet_tv(3, 3, 32, transform_input=True)
    assert list(plain.state_dict()) == list(turned.state_dict())
    turned.load_state_dict(plain.state_dict())
    x = torch.randn(2, 3, 32, 32)
    torch.testing.assert_close(turned.eval()(x), plain.eval()(InputTransform()(x)))
    with pytest.raises(InputError, match="images of 3 channels only, not 1"):
        googlenet_tv(1, transform_input=True)


def test_heads_in_training_only_for_any_size() -> None:
    network = googlenet_tv(1, 3, (32, 47))
    x = torch.randn(2, 1, 32, 47)
    output = network(x)
    assert isinstance(output, GoogLeNetOutput) and output.aux2.shape == (2, 3)
    assert network.eval()(x).shape == (2, 3)
    assert googlenet_tv(1, 3, 32, auxiliary=False)(torch.randn(2, 1, 32, 32)).shape == (2, 3)


def test_a_small_image_is_refused() -> None:
    with pytest.raises(InputError, match=r"layer maxpool3 .*smallest size is 15") as caught:
        googlenet_tv(image_size=9)
    assert caught.value.parameters["network"] == "googlenet-tv"

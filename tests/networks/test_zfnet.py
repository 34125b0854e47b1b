"""ZFNet: pooling that keeps switches and rounds up, initial weights, sizes."""

import pytest
import torch

from lamina.blocks.pool import SwitchPool
from lamina.core.errors import InputError
from lamina.networks.zfnet import zfnet


def test_every_pooling_can_keep_its_switches_and_the_first_two_round_up() -> None:
    with torch.device("meta"):
        network = zfnet()
    pools = [module for module in network.modules() if isinstance(module, SwitchPool)]
    assert [pool.ceil_mode for pool in pools] == [True, True, False]
    x = torch.randn(1, 96, 110, 110, generator=torch.Generator().manual_seed(0))
    pooled = pools[0].with_switches(x)
    assert pooled.values.shape == (1, 96, 55, 55) and torch.equal(pooled.values, pools[0](x))
    assert SwitchPool.unpool(pooled.values, pooled).shape == x.shape


def test_initial_weights() -> None:
    torch.manual_seed(0)
    network = zfnet(1, 4, 63)
    for name, value in network.named_parameters():
        assert not value.any() if name.endswith("bias") else value.std().item() == pytest.approx(0.01, rel=0.05), name


def test_sizes_taken_and_refused() -> None:
    assert zfnet(1, 4, (63, 80)).eval()(torch.zeros(2, 1, 63, 80)).shape == (2, 4)
    with pytest.raises(InputError, match=r"layer pool5 cannot take the \(256, 2, 2\).*smallest size is 63"):
        zfnet(image_size=62)
    with torch.device("meta"), pytest.raises(InputError, match="zfnet was built for"):
        zfnet()(torch.empty(1, 3, 225, 225))

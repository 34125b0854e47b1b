"""Every numeric example of the notes that the package so far covers, by row of SEEDS.md (in brackets).

Where the notes contradict themselves or the papers, the test holds what is right and says so.
"""

import math

import pytest
import torch
from torch import Tensor, nn

from lamina.blocks.activations import activation
from lamina.blocks.derivatives import (
    leaky_relu_derivative,
    relu_derivative,
    sigmoid_derivative,
    softmax_jacobian,
    tanh_derivative,
)
from lamina.blocks.losses import cross_entropy, find_loss
from lamina.blocks.mlp import dense_layer
from lamina.blocks.neuron import McCullochPitts
from lamina.blocks.norm import batch_norm
from lamina.blocks.pool import pool_layer
from lamina.blocks.shapes import window_positions
from lamina.core.batch import Part
from lamina.data.batches import MemoryBatches
from lamina.networks import catalog

POOLING_TABLE = torch.tensor([[1.0, 2, 3, 3], [0, 1, 1, 5], [3, 0, 1, 0], [1, 4, 1, 2]])


def parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def weights(module: nn.Module) -> int:
    return sum(p.numel() for name, p in module.named_parameters() if not name.endswith("bias"))


# Neuron and activations


def test_a_neuron_compares_its_weighted_sum_with_a_threshold() -> None:
    """[5] n inputs, sum(w_i x_i) against the threshold."""
    neuron = McCullochPitts([0.5, 0.5, -1.0], threshold=1.0)
    assert neuron(torch.tensor([[1.0, 1, 0], [1, 0, 0], [1, 1, 1]])).tolist() == [1, 0, 0]


@pytest.mark.parametrize("x", [-4.0, -0.5, 0.0, 1.0, 3.0])
def test_sigmoid_and_tanh(x: float) -> None:
    """[8] sigma = 1/(1+e^-x), sigma' = sigma (1 - sigma); [9] tanh = sinh/cosh, tanh' = 1 - tanh^2."""
    z = torch.tensor(x, dtype=torch.float64)
    sigma, tanh = 1 / (1 + math.exp(-x)), math.sinh(x) / math.cosh(x)
    assert activation("sigmoid")(z).item() == pytest.approx(sigma, rel=1e-14)
    assert sigmoid_derivative(z).item() == pytest.approx(sigma * (1 - sigma), rel=1e-14)
    assert activation("tanh")(z).item() == pytest.approx(tanh, rel=1e-14)
    assert tanh_derivative(z).item() == pytest.approx(1 - tanh**2, rel=1e-12)


def test_saturation_stops_the_update() -> None:
    """[8, 17] dL/dw = dL/dy sigma'(z) x: at most a quarter of dL/dy x, and next to nothing far from 0."""
    x, w, b = (torch.tensor(v, dtype=torch.float64) for v in (2.0, 0.0, 0.0))
    w.requires_grad_()
    torch.sigmoid(w * x + b).backward()
    assert w.grad is not None and w.grad.item() == pytest.approx(0.25 * 2.0)
    assert sigmoid_derivative(torch.tensor([10.0])).item() < 5e-5


def test_relu_and_its_derivative_at_zero() -> None:
    """[10] max(0, x), derivative 1 for x > 0, else 0. [E5] its range includes 0."""
    z = torch.tensor([-2.0, 0.0, 3.0])
    assert activation("relu")(z).tolist() == [0, 0, 3]
    assert relu_derivative(z).tolist() == [0, 0, 1]


def test_leaky_relu() -> None:
    """[13] x or a x; [E5] 000 and 003 differ at 0 only, where the value is 0 either way and torch takes the slope a."""
    z = torch.tensor([-2.0, 0.0, 3.0])
    assert activation("leaky-relu")(z).tolist() == pytest.approx([-0.02, 0, 3])
    assert leaky_relu_derivative(z).tolist() == pytest.approx([0.01, 0.01, 1])


def test_softmax() -> None:
    """[14] e^{z_i} / sum e^{z_j}, between 0 and 1, sum 1; its Jacobian couples the outputs."""
    z = torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64)
    s = activation("softmax")(z)
    total = math.exp(1) + math.exp(2) + math.exp(4)
    assert s.tolist() == pytest.approx([math.exp(1) / total, math.exp(2) / total, math.exp(4) / total])
    assert s.sum().item() == pytest.approx(1)
    jacobian = softmax_jacobian(z)
    assert jacobian[0, 0].item() == pytest.approx((s[0] * (1 - s[0])).item())
    assert jacobian[0, 1].item() == pytest.approx((-s[0] * s[1]).item())


def test_without_a_non_linear_activation_all_layers_are_one_matrix() -> None:
    """[15] sigma(x) = x: a^L = W^L ... W^1 a^0 = W a^0."""
    network = catalog.build("mlp", in_features=4, num_classes=2, hidden_dims=[5, 3], activation="identity").double()
    matrix = torch.eye(4, dtype=torch.float64)
    for layer in network.modules():
        if isinstance(layer, nn.Linear):
            matrix = layer.weight @ matrix
    x = torch.randn(6, 4, dtype=torch.float64)
    torch.testing.assert_close(network(x), x @ matrix.T)


def test_the_weight_sets_the_steepness_and_the_bias_the_place() -> None:
    """[16] sigma(w x + b): slope w / 4 at the middle, which lies at -b / w."""
    w, b = 3.0, 1.5
    middle = torch.tensor(-b / w, dtype=torch.float64, requires_grad=True)
    value = torch.sigmoid(w * middle + b)
    value.backward()
    assert value.item() == pytest.approx(0.5)
    assert middle.grad is not None and middle.grad.item() == pytest.approx(w / 4)


# Layers and losses


def test_the_forward_example_of_003() -> None:
    """[27] two inputs, a11 and a12 by sigmoid, a21 by ReLU; w_11, w_13 lead to a11, w_12, w_14 to a12."""
    x1, x2, w11, w12, w13, w14, b1, b2, w21, w22, b3 = 1.0, -2.0, 0.5, -0.3, 0.1, 0.8, 0.2, -0.1, 1.5, -0.7, 0.05
    a11 = 1 / (1 + math.exp(-(x1 * w11 + x2 * w13 + b1)))
    a12 = 1 / (1 + math.exp(-(x1 * w12 + x2 * w14 + b2)))
    a21 = max(0.0, a11 * w21 + a12 * w22 + b3)
    network = catalog.build(
        "mlp", in_features=2, num_classes=1, hidden_dims=[2], activation="sigmoid", output_activation="relu"
    )
    values = [[[w11, w13], [w12, w14]], [b1, b2], [[w21, w22]], [b3]]
    with torch.no_grad():
        for parameter, value in zip(network.parameters(), values, strict=True):
            parameter.copy_(torch.tensor(value))
    assert network(torch.tensor([[x1, x2]])).item() == pytest.approx(a21, rel=1e-6)


def test_a_full_connection_has_n_j_by_n_i_weights() -> None:
    """[30] W_ij has n_j rows and n_i columns, b has n_j entries; [83] (N_in + 1) N_out parameters."""
    layer = dense_layer(7, 4, "relu")
    assert tuple(layer.linear.weight.shape) == (4, 7) and tuple(layer.linear.bias.shape) == (4,)
    assert parameters(layer) == (7 + 1) * 4


def test_squared_errors_of_the_notes() -> None:
    """[18] 1/(2n) sum (y - y_hat)^2; [19] sum_k |y_k - f(x_k)|^2; [E3] their gradients differ by 2n."""
    target, output = torch.tensor([[3.0], [-1.0], [2.0]]), torch.tensor([[2.5], [0.0], [4.0]], requires_grad=True)
    squares = 0.25 + 1 + 4
    gradients = []
    for name, expected in (
        ("squared-error-half", squares / 6),
        ("squared-error-sum", squares),
        ("squared-error-mean", squares / 3),
    ):
        loss = find_loss(name)
        value = loss.rows(output, target).sum() / (3 if loss.divides else 1)
        assert value.item() == pytest.approx(expected)
        gradients.append(torch.autograd.grad(value, output)[0])
    torch.testing.assert_close(gradients[1], 2 * 3 * gradients[0])
    torch.testing.assert_close(gradients[1], 3 * gradients[2])


def test_cross_entropy_and_softmax_leave_a_simple_delta() -> None:
    """[21] cross entropy; [E8] with softmax, delta^L = y_hat - y."""
    z = torch.tensor([[0.2, 1.1, -0.4]], dtype=torch.float64, requires_grad=True)
    loss = cross_entropy(z, torch.tensor([1])).sum()
    loss.backward()
    s = torch.softmax(z.detach(), dim=1)
    assert loss.item() == pytest.approx(-math.log(s[0, 1].item()))
    torch.testing.assert_close(z.grad, s - torch.tensor([[0.0, 1.0, 0.0]], dtype=torch.float64))


def test_dropout_stands_after_the_activation() -> None:
    """[50] Linear, activation, dropout; p = 1/2 sets half of the neurons to 0, in training only."""
    layer = dense_layer(3, 8, "relu", dropout=0.5)
    assert [type(part).__name__ for part in layer] == ["Linear", "ReLU", "Dropout"]


@pytest.mark.parametrize(
    ("rows", "batch_size", "drop_last", "steps"),
    [
        (1000, 100, False, 10),
        (1000, 64, False, 16),
        (1000, 64, True, 15),
        (1000, 1000, False, 1),
        (1000, 1, False, 1000),
    ],
)
def test_iterations_per_epoch(rows: int, batch_size: int, drop_last: bool, steps: int) -> None:
    """[43] N / batch_size iterations; [E4] rounded up, or down where the short batch is dropped."""
    part = Part("train", {"features": torch.zeros(rows, 1)}, torch.zeros(rows), None, torch.arange(rows))
    source = MemoryBatches(part, batch_size=batch_size, seed=0, shuffle=True, drop_last=drop_last)
    assert source.num_batches == steps == (rows // batch_size if drop_last else math.ceil(rows / batch_size))
    assert sum(1 for _ in source.epoch(0)) == steps


# Convolution and pooling


def test_the_convolution_of_3x3_by_2x2_with_padding_is_4x4() -> None:
    """[60, 61] OH = (3 + 2*1 - 2) / 1 + 1 = 4."""
    assert window_positions(3, kernel_size=2, stride=1, padding=1) == 4
    assert nn.Conv2d(1, 1, 2, stride=1, padding=1)(torch.zeros(1, 1, 3, 3)).shape == (1, 1, 4, 4)


def test_sizes_that_do_not_divide() -> None:
    """[62] convolution rounds down; [63, E15] pooling by layer: down here unless asked."""
    assert window_positions(8, 3, 2) == 3 and nn.Conv2d(1, 1, 3, 2)(torch.zeros(1, 1, 8, 8)).shape[-1] == 3
    assert pool_layer("max", 3, 2)(torch.zeros(1, 1, 8, 8)).shape[-1] == 3
    assert (
        pool_layer("max", 3, 2, ceil=True)(torch.zeros(1, 1, 8, 8)).shape[-1]
        == 4
        == window_positions(8, 3, 2, ceil=True)
    )


def test_the_pooling_table_of_003() -> None:
    """[64, 65] 4x4 with 2x2 windows, S=2, P=0 gives 2x2: max and mean; channels unchanged."""
    x = POOLING_TABLE.expand(1, 6, 4, 4)
    assert window_positions(4, 2, 2) == 2
    assert pool_layer("max", 2)(x)[0, 5].tolist() == [[2, 5], [4, 2]]
    assert pool_layer("average", 2)(x)[0, 5].tolist() == [[1, 3], [2, 1]]
    assert pool_layer("max", 2)(x).shape[1] == 6


def test_padding_keeps_the_size() -> None:
    """[68] 3x3 kernel, S=1, P=1; zeros are put around the image."""
    convolution = nn.Conv2d(1, 1, 3, padding=1, bias=False)
    nn.init.ones_(convolution.weight)
    out = convolution(torch.ones(1, 1, 3, 3))
    assert out[0, 0].tolist() == [[4, 6, 4], [6, 9, 6], [4, 6, 4]]


def test_one_kernel_per_output_channel_as_deep_as_the_input() -> None:
    """[69] kernel channels = input channels; kernels = biases = output channels; the channels' results are added."""
    convolution = nn.Conv2d(3, 5, 2)
    assert tuple(convolution.weight.shape) == (5, 3, 2, 2) and tuple(convolution.bias.shape) == (5,)
    x = torch.randn(1, 3, 2, 2)
    by_channel: list[Tensor] = [(x[0, c] * convolution.weight[1, c]).sum() for c in range(3)]
    torch.testing.assert_close(convolution(x)[0, 1, 0, 0], sum(by_channel) + convolution.bias[1])


def test_a_1x1_convolution_mixes_channels() -> None:
    """[75] two kernels of depth 3 give depth 2; the size stays."""
    assert nn.Conv2d(3, 2, 1)(torch.zeros(1, 3, 6, 6)).shape == (1, 2, 6, 6)


def test_6x6x6_maps_flatten_to_216() -> None:
    """[78] C x H x W = 6 x 6 x 6 = 216 features, then dense layers."""
    network = catalog.build("simplecnn", in_channels=1, num_classes=10, image_size=24, channels=[3, 6])
    maps = network.stages(torch.zeros(1, 1, 24, 24))
    assert maps.shape == (1, 6, 6, 6)
    assert network.flatten(maps).shape == (1, 216)
    assert network.stages.stage1.convolution.out_channels == 3  # the first convolution has three kernels


def test_batch_norm_takes_each_channel_over_rows_and_pixels() -> None:
    """[142] (x - mu_c) / sqrt(sigma_c^2 + eps), sigma^2 by 1/m; [E34] over N, H and W."""
    x = torch.randn(4, 2, 3, 3, dtype=torch.float64)
    mu, variance = x[:, 1].mean(), x[:, 1].var(unbiased=False)
    torch.testing.assert_close(batch_norm(2, dims=2).double()(x)[:, 1], (x[:, 1] - mu) / (variance + 1e-5).sqrt())


# LeNet-5


def test_the_lenet5_table_of_000_and_004() -> None:
    """[84-91] 32x32x1; 28x28x6; 14x14x6; 10x10x16; 5x5x16; 120; 84; 10."""
    network = catalog.build("lenet5")
    x, shapes = torch.zeros(1, 1, 32, 32), []
    for stage in (
        network.c1,
        network.s2,
        network.c3,
        network.s4,
        network.flatten,
        network.c5,
        network.f6,
        network.output,
    ):
        x = stage(x)
        shapes.append(tuple(x.shape[1:]))
    assert shapes == [(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (400,), (120,), (84,), (10,)]


def test_the_weights_of_lenet5() -> None:
    """[93] 5*5*1*6 + 5*5*6*16 + 5*5*16*120 + 120*84 + 84*10 = 61,470; [94] with biases 61,706."""
    network = catalog.build("lenet5")
    layers = [weights(stage) for stage in (network.c1, network.c3, network.c5, network.f6, network.output)]
    assert layers == [150, 2_400, 48_000, 10_080, 840]
    assert sum(layers) == weights(network) == 61_470
    assert parameters(network) == 61_470 + 6 + 16 + 120 + 84 + 10 == 61_706
    assert parameters(network.s2) == parameters(network.s4) == 0


def test_the_dense_layers_of_lenet5_with_their_biases() -> None:
    """[E28] 120*84 and 84*10 are called totals in 004; with biases 10,164 and 850. Dense layers hold 95.8 % or 17.8 %."""
    network = catalog.build("lenet5")
    c5, f6, output = parameters(network.c5), parameters(network.f6), parameters(network.output)
    assert (f6, output) == (10_164, 850)
    assert round(100 * (c5 + f6 + output) / 61_706, 1) == 95.8
    assert round(100 * (f6 + output) / 61_706, 1) == 17.8


def test_multiply_adds_of_lenet5() -> None:
    """[81-83, 95] k^2 n_c H W K per convolution, N_in N_out per dense layer; 1 multiply-add = 2 FLOPs."""
    convolutions = 25 * 1 * 28 * 28 * 6 + 25 * 6 * 10 * 10 * 16
    dense = 400 * 120 + 120 * 84 + 84 * 10
    assert convolutions + dense == 416_520
    assert 2 * (convolutions + dense) == 833_040
    # 004's count of one kernel position: k k n_c multiplications, one addition less, and the bias
    assert 25 * 6 + (25 * 6 - 1) + 1 == 2 * 25 * 6


def test_the_1998_network_has_fewer() -> None:
    """[E26] trainable subsampling, partial C3, fixed output: 60,000."""
    assert parameters(catalog.build("lenet5-1998")) == 60_000


# Data types


def test_from_numpy_shares_memory_and_tensor_copies() -> None:
    """[56] torch.from_numpy keeps float64 and shares the buffer; torch.tensor copies it."""
    array = torch.zeros(3, dtype=torch.float64).numpy()
    shared, copied = torch.from_numpy(array), torch.tensor(array)
    array[0] = 7
    assert shared[0] == 7 and copied[0] == 0 and shared.dtype == torch.float64

"""What back-propagation gives at each layer, with every number. Measured in `lens.backprop`, drawn in `report`."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class DenseLayer:
    """One layer l of L, counted from 1, over B examples; a^0 is the input. Everything float64.

        z^l = W^l a^{l-1} + b^l          a^l = sigma(z^l)
        delta^l = dC/dz^l                dC/dW^l = delta^l a^{l-1}'          dC/db^l = delta^l

    slope: sigma'(z), (B, n), or where sigma mixes its inputs (softmax) its Jacobian (B, n, n), [i, j] = da_i / dz_j.
    back: dC/da^l, what arrives from behind: W^{l+1}' delta^{l+1}, or of the last layer the derivative of the cost.
    Gradients are those of the cost: summed over the examples.
    """

    number: int
    name: str
    activation: str
    weight: Tensor  # (n, m)
    bias: Tensor  # (n,); zeros where the layer has none
    has_bias: bool
    before: Tensor  # a^{l-1}, (B, m)
    z: Tensor  # (B, n)
    a: Tensor  # (B, n)
    slope: Tensor
    back: Tensor  # (B, n)
    delta: Tensor  # (B, n)
    weight_gradient: Tensor  # (n, m)
    bias_gradient: Tensor  # (n,)
    new_weight: Tensor  # W - eta dC/dW
    new_bias: Tensor


@dataclass(frozen=True)
class Backpropagation:
    """A forward and a backward pass through dense layers, and one step of gradient descent.

    cost: C before the step; cost_after: with the new weights. difference: largest distance of any gradient here from
    the one that torch's autograd gives for the same network.
    """

    layers: tuple[DenseLayer, ...]
    loss: str
    target: Tensor
    answer: Tensor  # (B, n_L): a^L, of cross-entropy softmax(z^L)
    cost: float
    cost_after: float
    learning_rate: float
    difference: float


@dataclass(frozen=True)
class ThroughTime:
    """The gradient of a recurrent layer's matrix U over the steps t = 1..T of one sequence.

    terms: (T, rows of U, H), the part of dC/dU of each step; their sum is autograd's gradient, up to `difference`.
    reach: (T,), norm of the product of Jacobians dh_T/dh_{T-k} at lag k = 0..T-1 (the largest singular value):
    how much of a change k steps back is left at the end. errors: (T,), norm of dC/dh_t.
    """

    layer: str
    kind: str
    terms: Tensor
    gradient: Tensor
    reach: Tensor
    errors: Tensor
    difference: float


@dataclass(frozen=True)
class RecurrentStep:
    """Step t of a simple recurrent layer, t = 1..T: z_t = W x_t + U h_{t-1} + b, h_t = sigma(z_t). Everything float64.

    slope: sigma'(z_t); back: dC/dh_t; delta: dC/dz_t; term: delta_t h_{t-1}', the part of dC/dU of this step;
    jacobian: dh_t/dh_{t-1}.
    """

    number: int
    x: Tensor  # (m,)
    before: Tensor  # h_{t-1}, (H,)
    z: Tensor  # (H,)
    h: Tensor  # (H,)
    slope: Tensor  # (H,)
    back: Tensor  # (H,)
    delta: Tensor  # (H,)
    term: Tensor  # (H, H)
    jacobian: Tensor  # (H, H)


@dataclass(frozen=True)
class RecurrentPass:
    """A forward and a backward pass through time, and one step of gradient descent of U alone.

    products: dh_T/dh_{T-k} for k = 1..T-1; gradient: dC/dU, the sum of the steps' terms; difference: its largest
    distance from autograd's.
    """

    steps: tuple[RecurrentStep, ...]
    activation: str  # tanh | relu
    weight: Tensor  # W, (H, m)
    recurrent: Tensor  # U, (H, H)
    bias: Tensor  # (H,)
    target: Tensor  # (H,)
    loss: str
    learning_rate: float
    cost: float
    cost_after: float
    gradient: Tensor
    new_recurrent: Tensor
    products: tuple[Tensor, ...]
    difference: float


@dataclass(frozen=True)
class Windowed:
    """A convolution or a pooling layer, forward and backward, with numbers: one row, float64.

    x: (C, H, W); z: (K, OH, OW); delta: dC/dz. weight_gradient (K, C, h, w) and bias_gradient (K,) of a convolution
    (None of pooling); input_gradient: dC/dx. difference: largest distance from autograd. Sizes are (height, width).
    """

    kind: str  # convolution | max-pooling | average-pooling
    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    x: Tensor
    z: Tensor
    delta: Tensor
    input_gradient: Tensor
    difference: float
    weight: Tensor | None = None
    bias: Tensor | None = None
    weight_gradient: Tensor | None = None
    bias_gradient: Tensor | None = None

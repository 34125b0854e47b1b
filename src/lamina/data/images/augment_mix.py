"""Two images in one, and two labels: each row of a batch with the row before it, by its own draw.

  mixup   x = q x_i + (1 - q) x_j in every pixel, q of Beta(0.2, 0.2)            (Zhang et al. 2018, eq. 1, section 3.1)
  cutmix  a rectangle of x_j lies over x_i; q is the share left of x_i, drawn
          uniformly (Beta(1, 1)), then counted in pixels where an edge cuts it   (Yun et al. 2019, eq. 1 and 2)

Both together: each row is mixed in one of the two ways. The label becomes q y_i + (1 - q) y_j, as probabilities of the
classes, so that the cross entropy is q times that of y_i and 1 - q times that of y_j. A batch is a function of
(seed, epoch, step), so "the row before" (of the first row: the last) is a random one that stays the same in a resume.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from lamina.core.errors import InputError
from lamina.data.images.augment_draws import betas, uniforms
from lamina.data.images.augment_geometry import between_edges

WAYS = ("mixup", "cutmix")
MIXUP_ALPHA = 0.2  # of Beta(alpha, alpha); for cutmix it is 1: uniform


class Mixing:
    """The mixing of whole batches. num_classes: width of the mixed labels."""

    def __init__(self, names: Sequence[str], num_classes: int, seed: int) -> None:
        self.names, self._num_classes, self._seed = names, num_classes, seed

    @torch.no_grad()
    def __call__(self, images: Tensor, target: Tensor, row_ids: Tensor, epoch: int) -> tuple[Tensor, Tensor]:
        """images: (B, C, H, W), target: int64 (B,), row_ids: (B,) -> float32 (B, C, H, W), float32 (B, num_classes)."""
        images, own = images.to(torch.float32), self.own_share(images, row_ids, epoch)
        classes = torch.arange(self._num_classes, device=target.device)
        labels = (target[:, None] == classes).to(torch.float32)
        return _mixed(images, own), _mixed(labels, own.mean(dim=(1, 2, 3))[:, None])

    def own_share(self, images: Tensor, row_ids: Tensor, epoch: int) -> Tensor:
        """How much of each pixel stays a row's own, 0 to 1: (B, 1, H, W), or (B, 1, 1, 1) where it is one number."""
        if "cutmix" not in self.names:
            return self._blended(row_ids, epoch)
        cut = self._cut(images, row_ids, epoch)
        if "mixup" not in self.names:
            return cut
        first = uniforms(self._seed, epoch, "mix", row_ids, 1) < 0.5
        return torch.where(first.view(-1, 1, 1, 1), self._blended(row_ids, epoch), cut)

    def _blended(self, row_ids: Tensor, epoch: int) -> Tensor:
        return betas(self._seed, epoch, "mixup", row_ids, MIXUP_ALPHA).view(-1, 1, 1, 1)

    def _cut(self, images: Tensor, row_ids: Tensor, epoch: int) -> Tensor:
        """1 outside of the rectangle, 0 inside. Its sides are sqrt(1 - q) of the image's, its middle lies anywhere."""
        height, width = images.shape[2:]
        draws = uniforms(self._seed, epoch, "cutmix", row_ids, 3)
        side = (1 - draws[:, 0]).sqrt()
        inside_y = between_edges(height, draws[:, 1] - side / 2, side, images.device)
        inside_x = between_edges(width, draws[:, 2] - side / 2, side, images.device)
        return 1 - (inside_y[:, :, None] & inside_x[:, None, :])[:, None].to(torch.float32)


def find_mixing(names: Sequence[str], num_classes: int, seed: int) -> Mixing | None:
    """The mixing that the names of an augmentation ask for, or None. Refused where there are no classes to mix."""
    asked = tuple(name for name in WAYS if name in names)
    if asked and not num_classes:
        raise InputError("images.mix_numbers", names=", ".join(asked))
    return Mixing(asked, num_classes, seed) if asked else None


def _mixed(values: Tensor, own: Tensor) -> Tensor:
    """own * values + (1 - own) * those of the row before; exact where own is 0 or 1."""
    return torch.lerp(values.roll(1, dims=0), values, own)

"""Augmentation: training images varied anew in every epoch, whole batches at once, each row by its own draw.

The draws are a function of (seed, epoch, row id), so that resuming, ranks and batch sizes change nothing. What is
done, whatever the order of the names:

  resized-crop  a window of 8 to 100 % of the area, enlarged   (Szegedy et al. 2014)
  crop          a window of 7/8 of the side, enlarged          (Krizhevsky et al. 2012: 224 of 256)
  padded-crop   padded by 1/8, a window of the old size        (He et al. 2015, CIFAR-10)
  flip          left and right exchanged in half of the rows
  colour        brightness, contrast, saturation by 0.6 to 1.4 (Howard 2013)
  pca-colour    along the training pixels' principal axes      (Krizhevsky et al. 2012)
  erase         a rectangle in half of the rows                (Zhong et al. 2017)
  mixup, cutmix two images and their labels in one             (data.augment_mix)
"""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from lamina.core.batch import Batch, BatchSource
from lamina.data.augment_colour import Colours, apply_map, jitter_map, pca_shift
from lamina.data.augment_draws import normals, uniforms
from lamina.data.augment_geometry import erase, flip, padded_crop, resized_crop, window_crop
from lamina.data.augment_mix import Mixing

PIECE_VALUES = 2**19  # pixels varied at once on a processor: what stays in its cache


class Augmentation:
    """Images of some rows in some epoch, varied one by one (`Mixing` comes after). `names` as in core.config;

    `colours` of the training images.
    """

    def __init__(self, names: Sequence[str], colours: Colours, seed: int) -> None:
        self.names, self._colours, self._seed = frozenset(names), colours, seed

    @torch.no_grad()
    def __call__(self, images: Tensor, row_ids: Tensor, epoch: int) -> Tensor:
        """images: (B, H, W, C) uint8, row_ids: (B,) int64 -> (B, H, W, C) uint8 or float32, on the scale 0..255."""
        varied = self._geometry(images.permute(0, 3, 1, 2), row_ids, epoch)
        varied = self._colour(varied, row_ids, epoch)
        if "erase" in self.names:
            varied = erase(varied, self._draws("erase", row_ids, epoch, 5), self._colours.mean)
        return varied.permute(0, 2, 3, 1)

    def _geometry(self, images: Tensor, row_ids: Tensor, epoch: int) -> Tensor:
        if "padded-crop" in self.names:
            images = padded_crop(images, self._draws("padded-crop", row_ids, epoch, 2), self._colours.mean.round())
        if "resized-crop" in self.names:
            images = resized_crop(images, self._draws("resized-crop", row_ids, epoch, 4))
        if "crop" in self.names:
            images = window_crop(images, self._draws("crop", row_ids, epoch, 2))
        if "flip" in self.names:
            images = flip(images, self._draws("flip", row_ids, epoch, 1))
        return images

    def _colour(self, images: Tensor, row_ids: Tensor, epoch: int) -> Tensor:
        """One pass over the pixels for both changes of colour; after a jitter the values are clipped to 0..255."""
        if not self.names & {"colour", "pca-colour"}:
            return images
        images = images.contiguous().to(torch.float32)
        matrix, shift = None, None
        if "colour" in self.names:
            matrix, shift = jitter_map(images, self._draws("colour", row_ids, epoch, 3))
        if "pca-colour" in self.names:
            drawn = normals(self._seed, epoch, "pca-colour", row_ids, images.shape[1])
            added = pca_shift(self._colours, drawn)
            shift = added if shift is None else shift + added
        assert shift is not None
        varied = apply_map(images, matrix, shift)
        return varied if matrix is None else varied.clamp_(0.0, 255.0)

    def _draws(self, name: str, row_ids: Tensor, epoch: int, count: int) -> Tensor:
        return uniforms(self._seed, epoch, name, row_ids, count)


class AugmentedBatches:
    """Batches of raw images, varied, prepared and perhaps mixed; implements core.batch.BatchSource over another one."""

    def __init__(
        self, raw: BatchSource, augmentation: Augmentation, prepare: nn.Module, mixing: Mixing | None = None
    ) -> None:
        self.num_rows, self.num_batches = raw.num_rows, raw.num_batches
        self._raw, self._augmentation, self._prepare, self._mixing = raw, augmentation, prepare, mixing

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, `start + 1`, ... of an epoch (both counted from 0)."""
        for batch in self._raw.epoch(epoch, start):
            images, target = self._varied(batch.inputs["images"], batch.row_ids, epoch), batch.target
            if self._mixing is not None:
                images, target = self._mixing(images, target, batch.row_ids, epoch)
            yield batch._replace(inputs={"images": images}, target=target)

    @torch.no_grad()
    def _varied(self, images: Tensor, row_ids: Tensor, epoch: int) -> Tensor:
        """Varied and prepared, (B, C, H, W) float32; on a processor piece by piece, into one result."""
        rows = max(1, PIECE_VALUES // max(1, images[0].numel())) if images.is_cpu else len(images)
        result = None
        for first in range(0, len(images), rows):
            piece = slice(first, first + rows)
            (prepared,) = self._prepare(self._augmentation(images[piece], row_ids[piece], epoch))
            if rows >= len(images):
                return prepared
            if result is None:
                result = prepared.new_empty((len(images), *prepared.shape[1:]))
            result[piece] = prepared
        assert result is not None
        return result

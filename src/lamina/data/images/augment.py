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
from torch import Tensor

from lamina.core.batch import Batch, BatchSource
from lamina.data.images.augment_colour import ColourMap, Colours, jitter_map, pca_shift
from lamina.data.images.augment_cut import Cuts
from lamina.data.images.augment_draws import normals, uniforms
from lamina.data.images.augment_geometry import erase
from lamina.data.images.augment_mix import Mixing
from lamina.data.images.pixels import ImagePreparation

_DRAWS = {"padded-crop": 2, "resized-crop": 4, "crop": 2, "flip": 1, "erase": 5}  # numbers of a row


class Augmentation:
    """Images of some rows in some epoch, varied one by one (`Mixing` comes after). `names` as in core.config;

    `colours` of the training images.
    """

    def __init__(self, names: Sequence[str], colours: Colours, seed: int) -> None:
        self.names, self._colours, self._seed = frozenset(names), colours, seed

    @torch.no_grad()
    def __call__(self, images: Tensor, row_ids: Tensor, epoch: int) -> Tensor:
        """images: (B, H, W, C) uint8, row_ids: (B,) int64 -> (B, H, W, C) uint8 or float32, on the scale 0..255."""
        return self.vary(images, row_ids, epoch).permute(0, 2, 3, 1)

    @torch.no_grad()
    def vary(self, images: Tensor, row_ids: Tensor, epoch: int, prepare: ImagePreparation | None = None) -> Tensor:
        """images: (B, H, W, C) uint8 -> (B, C, H, W): uint8 or float32 on the scale 0..255, or as `prepare` gives it.

        Its scale is put into the map of the colours: one more affine map after another costs nothing.
        """
        drawn = {name: uniforms(self._seed, epoch, name, row_ids, _DRAWS[name]) for name in self.names & set(_DRAWS)}
        cuts = Cuts(images, drawn, self._colours.mean.round())
        factor, offset = (values.to(images.device) for values in _scale(prepare, images.shape[3]))
        if self.names & {"colour", "pca-colour"}:
            varied = self._colour_map(row_ids, epoch, factor, offset).apply(cuts)
        elif prepare is not None:
            (varied,) = prepare(cuts.whole().permute(0, 2, 3, 1))
        else:
            varied = cuts.whole()
        if "erase" in drawn:
            varied = erase(varied, drawn["erase"], self._colours.mean.to(images.device) * factor + offset)
        return varied

    def _colour_map(self, row_ids: Tensor, epoch: int, factor: Tensor, offset: Tensor) -> ColourMap:
        """All changes of colour and the scale after them as one map; after a jitter values are clipped to 0..255."""
        rows, channels = len(row_ids), len(factor)
        matrix, shift = torch.eye(channels, device=row_ids.device).expand(rows, -1, -1), offset.expand(rows, -1)
        pull, limits = None, ()
        if "colour" in self.names:
            matrix, share = jitter_map(uniforms(self._seed, epoch, "colour", row_ids, 3), channels)
            pull = share[:, None] * factor
            limits = tuple(zip(offset.tolist(), (offset + 255.0 * factor).tolist(), strict=True))
        if "pca-colour" in self.names:
            drawn = normals(self._seed, epoch, "pca-colour", row_ids, channels)
            shift = shift + factor * pca_shift(self._colours, drawn)
        return ColourMap(factor[:, None] * matrix, shift, pull, limits)


def _scale(prepare: ImagePreparation | None, channels: int) -> tuple[Tensor, Tensor]:
    """(a, b): what `prepare` makes of a pixel x is x a + b; without it x itself."""
    return (torch.ones(channels), torch.zeros(channels)) if prepare is None else prepare.affine()


class AugmentedBatches:
    """Batches of raw images, varied, prepared and perhaps mixed; implements core.batch.BatchSource over another one."""

    def __init__(
        self, raw: BatchSource, augmentation: Augmentation, prepare: ImagePreparation, mixing: Mixing | None = None
    ) -> None:
        self.num_rows, self.num_batches = raw.num_rows, raw.num_batches
        self._raw, self._augmentation, self._prepare, self._mixing = raw, augmentation, prepare, mixing

    def epoch(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Batches `start`, `start + 1`, ... of an epoch (both counted from 0)."""
        for batch in self._raw.epoch(epoch, start):
            images = self._augmentation.vary(batch.inputs["images"], batch.row_ids, epoch, self._prepare)
            target = batch.target
            if self._mixing is not None:
                images, target = self._mixing(images, target, batch.row_ids, epoch)
            yield batch._replace(inputs={"images": images}, target=target)

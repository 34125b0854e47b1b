"""`lamina data`: what is in a data set, before anything is trained."""

from typing import Any

from lamina.core.config import RunConfig
from lamina.core.records import Profile
from lamina.data.detect import detect
from lamina.data.image_profile import profile_images
from lamina.data.images import read_images
from lamina.data.profile import profile_table
from lamina.data.table import read_table
from lamina.verbs.settings import gather


def data(source: Any, *, config: RunConfig | None = None, **options: Any) -> Profile:
    """Types, distributions, drift between the parts, missing, outliers, repeats, class balance, suspicions of leakage."""
    settled = gather(source, config, options)
    if detect(source, settled.data).kind == "images":
        return profile_images(read_images(source, settled.data, size=None, channels=None), settled)
    return profile_table(read_table(source, settled.data), settled)

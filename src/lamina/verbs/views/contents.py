"""The views of `lamina explain`, in the order of the page: the one place that knows them all."""

from lamina.core.errors import InputError, nearest
from lamina.verbs.views import (
    attention,
    backprop,
    columns,
    deconvnet,
    embeddings,
    field,
    filters,
    flow,
    gates,
    invariance,
    maps,
    past,
    rows,
    time,
    tokens,
    why,
    window,
)
from lamina.verbs.views.looked import Looked, View

VIEWS: tuple[View, ...] = (
    rows.VIEW,
    flow.VIEW,
    why.VIEW,
    columns.VIEW,
    past.VIEW,
    tokens.VIEW,
    gates.VIEW,
    attention.VIEW,
    embeddings.VIEW,
    maps.VIEW,
    filters.VIEW,
    deconvnet.VIEW,
    field.VIEW,
    invariance.VIEW,
    backprop.VIEW,
    window.VIEW,
    time.VIEW,
)  # fmt: skip


def fitting(looked: Looked, views: tuple[View, ...] = VIEWS) -> list[View]:
    """The views that have a meaning for what is looked at."""
    return [view for view in views if view.fits(looked)]


def asked_views(looked: Looked, names: tuple[str, ...], views: tuple[View, ...] = VIEWS) -> list[View]:
    """The views of these names, in the order of the page; all that fit where none is named.

    InputError: there is no such view, or it has no meaning for this model; the views that would work are named.
    """
    known, able = [view.name for view in views], fitting(looked, views)
    would = ", ".join(view.name for view in able)
    for name in names:
        if name not in known:
            raise InputError("explain.no_view", view=name, nearest=nearest(name, known), names=would)
        if name not in [view.name for view in able]:
            raise InputError("explain.unfit", view=name, network=looked.model.called, names=would)
    return [view for view in able if not names or view.name in names]

"""The views of `lamina explain`, in the order of the page: the one place that knows them all."""

from lamina.core.errors import InputError, nearest
from lamina.verbs import (
    view_attention,
    view_backprop,
    view_columns,
    view_deconvnet,
    view_embeddings,
    view_field,
    view_filters,
    view_flow,
    view_gates,
    view_invariance,
    view_maps,
    view_past,
    view_rows,
    view_time,
    view_tokens,
    view_why,
    view_window,
)
from lamina.verbs.looked import Looked, View

VIEWS: tuple[View, ...] = (
    view_rows.VIEW,
    view_flow.VIEW,
    view_why.VIEW,
    view_columns.VIEW,
    view_past.VIEW,
    view_tokens.VIEW,
    view_gates.VIEW,
    view_attention.VIEW,
    view_embeddings.VIEW,
    view_maps.VIEW,
    view_filters.VIEW,
    view_deconvnet.VIEW,
    view_field.VIEW,
    view_invariance.VIEW,
    view_backprop.VIEW,
    view_window.VIEW,
    view_time.VIEW,
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
            raise InputError("explain.unfit", view=name, network=looked.model.network_name, names=would)
    return [view for view in able if not names or view.name in names]

"""`lamina data DATA`."""

from typing import Annotated, Any

from cyclopts import Parameter

from lamina.cli.early import check_data
from lamina.cli.flags import section_fields, settings, with_flags
from lamina.cli.screen import out, print_json
from lamina.words import say


@with_flags([*section_fields("data"), "task", "seed"])
def command(
    data: Annotated[str, Parameter(help=say("cli.argument.data"))],
    /,
    *,
    json: Annotated[bool, Parameter(help=say("cli.option.json"), negative=(), show_default=False)] = False,
    preview_augmentation: Annotated[
        str | None, Parameter(help=say("cli.option.preview_augmentation"), show_default=False)
    ] = None,
    **options: Any,
) -> None:
    """Say what DATA is: types, distributions, missing values, suspicions."""
    given = settings(options)
    check_data(data)
    if preview_augmentation is not None:
        from lamina.verbs.preview import preview_augmentation as preview

        path = preview(data, preview_augmentation, **given)
        out().print(say("cli.wrote_picture", path=str(path)), soft_wrap=True, markup=False, highlight=False)
        return
    from lamina.report.terminal.profile_table import profile_view
    from lamina.verbs.data import data as profile_data

    profile = profile_data(data, **given)
    if json:
        print_json(profile.model_dump(mode="json"))
    else:
        out().print(profile_view(profile))

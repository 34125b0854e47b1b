"""`lamina data DATA`."""

from typing import Annotated, Any

from cyclopts import Parameter

from lamina.cli.flags import section_fields, settings, with_flags
from lamina.cli.screen import out, print_json
from lamina.words import say


@with_flags([*section_fields("data"), "task", "seed"])
def command(
    data: Annotated[str, Parameter(help=say("cli.argument.data"))],
    /,
    *,
    json: Annotated[bool, Parameter(help=say("cli.option.json"), negative=(), show_default=False)] = False,
    **options: Any,
) -> None:
    """Say what DATA is: types, distributions, missing values, suspicions."""
    given = settings(options)
    from lamina.report.profile_table import profile_view
    from lamina.verbs.data import data as profile_data

    profile = profile_data(data, **given)
    if json:
        print_json(profile.model_dump(mode="json"))
    else:
        out().print(profile_view(profile))

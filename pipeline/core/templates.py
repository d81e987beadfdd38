"""Sets up Jinja2 for whatever is rendered: texts are escaped, and a name that nobody gave is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def template_environment(package: str = "", *, html: bool = True, keep_trailing_newline: bool = False) -> Environment:
    """An environment for templates.

    Args:
        package: the package whose folder ``templates`` is read; without it, templates come from strings.
        html: whether texts are escaped for HTML.
        keep_trailing_newline: whether a template's last line break is kept.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # most verbs render nothing

    return Environment(
        loader=PackageLoader(package) if package else None,
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=keep_trailing_newline,
    )

"""Links to the pages of people."""

from collections.abc import Sequence

from django.urls import NoReverseMatch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mflix_site.web.templates import template_function, url


@template_function
def person_links(names: Sequence[str]) -> SafeString:
    """Return names separated by commas, each a link to that person's page."""
    return format_html_join(", ", "{}", ((_link(name),) for name in names))


def _link(name: str) -> SafeString | str:
    path = person_url(name)
    return format_html('<a href="{}">{}</a>', path, name) if path else name


@template_function
def person_url(name: str) -> str:
    """Return the path of a person's page, or "" where no path can hold the name.

    Untidy data may hold a whole paragraph in place of a name.
    """
    try:
        return url("person", name)
    except NoReverseMatch:
        return ""

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
    try:
        return format_html('<a href="{}">{}</a>', url("person", name), name)
    except NoReverseMatch:  # untidy data may hold a whole paragraph in place of a name
        return name

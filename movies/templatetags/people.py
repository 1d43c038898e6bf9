"""Links to the pages of people."""

from collections.abc import Sequence

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def person_links(names: Sequence[str]) -> SafeString:
    """Return names separated by commas, each a link to that person's page."""
    return format_html_join(", ", "{}", ((_link(name),) for name in names))


def _link(name: str) -> SafeString | str:
    try:
        url = reverse("person", args=[name])
    except NoReverseMatch:  # untidy data may hold a whole paragraph in place of a name
        return name
    return format_html('<a href="{}">{}</a>', url, name)

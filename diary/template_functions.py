"""Calendar days and months as text; they have no time zone."""

from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.requests import Viewer
from accounts.template_functions import format_date
from mflix_site.web.templates import template_function


@template_function
def calendar_day(
    value: date | str | None, viewer: Viewer, style: str = "DATE_FORMAT"
) -> SafeString | str:
    """Return a day, such as "14 March 2024"; it may be given as ISO text."""
    if not value:
        return ""
    parsed = date.fromisoformat(value) if isinstance(value, str) else value
    text, language = format_date(parsed, style, viewer)
    return format_html('<time datetime="{}" lang="{}">{}</time>', parsed, language, text)


@template_function
def calendar_month(value: date, viewer: Viewer, style: str = "F Y") -> SafeString:
    """Return a month, such as "March 2024", or in another style of Django's date formats."""
    text, language = format_date(value, style, viewer)
    return format_html('<span lang="{}">{}</span>', language, text)


@template_function
def month_of_year(number: int) -> date:
    """Return the first day of a month in some year, to be formatted without it."""
    return date(2001, number, 1)

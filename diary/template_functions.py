"""Days of the diary in templates: the member's today, and calendar days without a time zone."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from accounts.documents import Member
from mflix_site.text import now
from mflix_site.web.templates import template_filter


def today_of(member: Member) -> str:
    """Return today's date in a member's time zone, as `YYYY-MM-DD`."""
    return now().astimezone(ZoneInfo(member.preferences.time_zone)).date().isoformat()


@template_filter
def calendar_day(day: str) -> str:
    """Return a day such as "2024-03-14" in words: "14 March 2024"."""
    return date_format(date.fromisoformat(day), "DATE_FORMAT")

"""Members' time zones: which there are, and which day it is in one."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from mflix_site.text import now

# The other zones are abbreviations, and older names of the same.
REGIONS = (
    *("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/"),
    *("Europe/", "Indian/", "Pacific/"),
)


# Files beside the zones: of a machine that is not set up, and of the machine's own zone.
NO_ZONES = ("Factory", "localtime")


@lru_cache(1024)
def is_time_zone(name: str) -> bool:
    if name in NO_ZONES:
        return False
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def time_zone_choices(own: str) -> list[tuple[str, str]]:
    """Return UTC, the zones that are named after a region and a place, and a member's own."""
    names = {own, *(name for name in available_timezones() if name.startswith(REGIONS))}
    return [(name, name.replace("_", " ")) for name in ("UTC", *sorted(names - {"UTC"}))]


def today_in(time_zone: str) -> str:
    """Return today's date in a time zone, as `YYYY-MM-DD`."""
    return day_in(now(), time_zone)


def day_in(moment: datetime, time_zone: str) -> str:
    """Return the date of a moment in a time zone, as `YYYY-MM-DD`."""
    return moment.astimezone(ZoneInfo(time_zone)).date().isoformat()


def noon_of(day: str, time_zone: str) -> datetime:
    """Return noon of a date in a time zone, which is the same date in most other zones."""
    return datetime.combine(date.fromisoformat(day), time(12), ZoneInfo(time_zone)).astimezone(UTC)

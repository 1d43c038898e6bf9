"""A year of viewings as a calendar: months of weeks of days, each with how much was watched."""

import calendar
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

# From how many viewings on a day has each shade; a day without any has none.
SHADES = (1, 2, 3, 5)
WEEKS = calendar.Calendar()  # they begin on Monday


class CalendarDay(NamedTuple):
    """A day of a month, how many viewings it has, and how dark it is: 0 to 4."""

    number: int
    date: str  # as 2024-05-31
    viewings: int = 0
    shade: int = 0


Weeks = tuple[tuple[CalendarDay | None, ...], ...]


class CalendarMonth(NamedTuple):
    """A month of a year: its weeks from Monday to Sunday, None for days of other months."""

    first: date
    viewings: int
    weeks: Weeks


def calendar_months(year: int, viewings: Mapping[str, int]) -> tuple[CalendarMonth, ...]:
    return tuple(_month(year, month, viewings) for month in range(1, 13))


def _month(year: int, month: int, viewings: Mapping[str, int]) -> CalendarMonth:
    weeks, first = _weeks_without_viewings(year, month), date(year, month, 1)
    total = sum(viewings.get(day.date, 0) for week in weeks for day in week if day)
    if total:
        weeks = tuple(tuple(day and _with_viewings(day, viewings) for day in w) for w in weeks)
    return CalendarMonth(first, total, weeks)


@lru_cache(240)
def _weeks_without_viewings(year: int, month: int) -> Weeks:
    def of_month(day: date) -> CalendarDay | None:
        return CalendarDay(day.day, day.isoformat()) if day.month == month else None

    return tuple(tuple(map(of_month, week)) for week in WEEKS.monthdatescalendar(year, month))


def _with_viewings(day: CalendarDay, viewings: Mapping[str, int]) -> CalendarDay:
    if not (count := viewings.get(day.date, 0)):
        return day
    return day._replace(viewings=count, shade=sum(count >= least for least in SHADES))

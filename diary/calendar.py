"""A year of viewings as a calendar: months of weeks of days, each with how much was watched."""

import calendar
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

# From how many viewings on a day has each shade; a day without any has none.
SHADES = (1, 2, 3, 5)
WEEKS = calendar.Calendar()  # they begin on Monday


class CalendarDay(NamedTuple):
    """A day, how many viewings it has, and how dark it is: 0 to 4."""

    day: date
    viewings: int

    @property
    def shade(self) -> int:
        return sum(self.viewings >= least for least in SHADES)


class CalendarMonth(NamedTuple):
    """A month of a year: its weeks from Monday to Sunday, None for days of other months."""

    first: date
    viewings: int
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


def calendar_months(year: int, viewings: Mapping[str, int]) -> tuple[CalendarMonth, ...]:
    return tuple(_month(year, month, viewings) for month in range(1, 13))


def _month(year: int, month: int, viewings: Mapping[str, int]) -> CalendarMonth:
    def of_month(day: date) -> CalendarDay | None:
        is_shown = day.month == month
        return CalendarDay(day, viewings.get(day.isoformat(), 0)) if is_shown else None

    dates = WEEKS.monthdatescalendar(year, month)
    weeks = tuple(tuple(map(of_month, week)) for week in dates)
    total = sum(day.viewings for week in weeks for day in week if day)
    return CalendarMonth(date(year, month, 1), total, weeks)

"""A year of viewings as a calendar: months of weeks of days, each with how much was watched."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MONTHS = range(1, 13)
# From how many viewings on a day has each shade; a day without any has none.
SHADES = (1, 2, 3, 5)
WEEKS = calendar.Calendar()  # they begin on Monday


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day, how many viewings it has, and how dark it is: 0 to 4."""

    day: date
    viewings: int

    @property
    def shade(self) -> int:
        return sum(self.viewings >= least for least in SHADES)


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month of a year: its weeks from Monday to Sunday, None for days of other months."""

    first: date
    viewings: int
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


def calendar_months(year: int, viewings: Mapping[str, int]) -> tuple[CalendarMonth, ...]:
    return tuple(_month(year, month, viewings) for month in MONTHS)


def _month(year: int, month: int, viewings: Mapping[str, int]) -> CalendarMonth:
    weeks = tuple(
        tuple(_day(day, viewings) if day.month == month else None for day in week)
        for week in WEEKS.monthdatescalendar(year, month)
    )
    total = sum(day.viewings for week in weeks for day in week if day)
    return CalendarMonth(date(year, month, 1), total, weeks)


def _day(day: date, viewings: Mapping[str, int]) -> CalendarDay:
    return CalendarDay(day, viewings.get(day.isoformat(), 0))

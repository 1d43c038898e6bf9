"""Small charts drawn on the server: a bar a day, and the same numbers as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

HIGHEST = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: how many, and how high its bar is, of 40."""

    day: date
    count: int
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """What is counted by day: its name, what to call one and many, and its bars, oldest first."""

    name: str
    label: str
    bars: Sequence[Bar]

    @property
    def total(self) -> int:
        """Give how many there were in all."""
        return sum(bar.count for bar in self.bars)

    @property
    def most(self) -> Bar:
        """Give the day with most, the first of several."""
        return max(self.bars, key=lambda bar: bar.count)


def chart(name: str, label: str, counts: Mapping[date, int], today: date, days: int) -> Chart:
    """Draw the last days, the last of which is today; a day that counted nothing has no bar."""
    span = [today - timedelta(days=ago) for ago in range(days - 1, -1, -1)]
    numbers = [counts.get(day, 0) for day in span]
    most = max(numbers) or 1
    bars = [Bar(d, n, round(HIGHEST * n / most, 1)) for d, n in zip(span, numbers, strict=True)]
    return Chart(name, label, bars)


def in_words(waited: timedelta) -> str:
    """Say a length of time in its largest unit: "40 minutes", "5 hours", "3 days"."""
    minutes = round(waited / timedelta(minutes=1))
    for size, unit in ((2 * 1440, "day"), (120, "hour")):
        if minutes >= size:
            return _counted(round(minutes / (1440 if unit == "day" else 60)), unit)
    return _counted(minutes, "minute")


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"

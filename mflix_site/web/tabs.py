"""Links or options of which one is selected: tabs, sort orders, periods."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several values that a page can show, as it is submitted and as it is labelled."""

    value: str
    label: str
    is_selected: bool

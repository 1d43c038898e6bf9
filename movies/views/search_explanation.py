"""What the results page says of a search: how it was read, and the people it names."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from movies.selection import Selection
from movies.views.chips import url_with_query


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What was typed and what was searched for instead, the way back, and what was not understood.

    `instead` and `insist_url` are empty when the words were taken as typed; `year` is a word that
    was taken as a year, and `dropped` are those that were left out.
    """

    typed: str
    instead: str
    instead_url: str
    insist_url: str
    unread: tuple[str, ...]
    year: int | None = None
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchingPerson:
    """Somebody whose name answers to the words, and how many films they have here."""

    name: str
    films: int
    url: str


def interpretation(selection: Selection, query: QueryDict) -> Interpretation | None:
    """Say how a search was read; None where nothing was searched for."""
    reading = selection.reading
    if reading is None:
        return None
    parsed, found = reading.parsed, reading.result
    if not found.corrected:
        return Interpretation(parsed.text, "", "", "", parsed.unrecognized)
    fielded = [field.typed for field in parsed.fields]
    if found.year:
        fielded.append(f"year:{found.year}")
    return Interpretation(
        typed=parsed.text,
        instead=found.corrected,
        instead_url=url_with_query(query, " ".join([found.corrected, *fielded])),
        insist_url=url_with_query(query, selection.q, exact="1"),
        unread=parsed.unrecognized,
        year=found.year,
        dropped=found.dropped,
    )


def matching_people(selection: Selection) -> list[MatchingPerson]:
    """Give the people whom a search names, the best answer first."""
    people = selection.reading.result.people if selection.reading else ()
    return [MatchingPerson(p.name, p.films, reverse("person", args=[p.name])) for p in people]

"""How a search was interpreted, and the people it names, for the browse page."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from movies.resolved_selection import ResolvedSelection

from .active_filters import url_with_query


@dataclass(frozen=True, slots=True)
class SearchExplanation:
    """What was typed, what was searched for instead, and what was not understood as a filter.

    `corrected` and the addresses are empty when the words were taken as typed; `year` is a word
    that was taken as a year, and `dropped` are words that were left out.
    """

    typed: str
    unrecognized: tuple[str, ...]
    corrected: str = ""
    corrected_url: str = ""
    as_typed_url: str = ""
    year: int | None = None
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchingPerson:
    """A person whose name matches the words, and how many films they have here."""

    name: str
    films: int
    url: str


def explain_search(selection: ResolvedSelection, query: QueryDict) -> SearchExplanation | None:
    """Return how a search was interpreted; None where nothing was searched for."""
    if selection.query is None:
        return None
    parsed, result = selection.query.parsed, selection.query.result
    if not result.corrected:
        return SearchExplanation(parsed.text, parsed.unrecognized)
    fields = [field.typed for field in parsed.fields]
    if result.year:
        fields.append(f"year:{result.year}")
    return SearchExplanation(
        typed=parsed.text,
        unrecognized=parsed.unrecognized,
        corrected=result.corrected,
        corrected_url=url_with_query(query, " ".join([result.corrected, *fields])),
        as_typed_url=url_with_query(query, selection.q, exact="1"),
        year=result.year,
        dropped=result.dropped,
    )


def matching_people(selection: ResolvedSelection) -> list[MatchingPerson]:
    """Return the people whom a search names, the best match first."""
    people = selection.query.result.people if selection.query else ()
    return [MatchingPerson(p.name, p.films, reverse("person", args=[p.name])) for p in people]

"""The rows of the form that orders a list's films: as they are, or as somebody left them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from bson import ObjectId
from django.http import QueryDict

from accounts.documents import Member
from movies.documents import MovieCard
from movies.queries import get_cards

from ..documents import Entry, FilmList
from ..forms import FilmsForm
from ..ordering import move_to_numbers, swap_with_neighbour
from ..queries import entries_of


@dataclass(frozen=True, slots=True)
class EditRow:
    """A film in the form: its note, the number typed for it, and what may be done with it."""

    movie_id: ObjectId
    card: MovieCard | None
    note: str = ""
    number: str = ""
    is_removed: bool = False
    may_edit: bool = True
    added_by: str = ""


def rows_of_entries(
    film_list: FilmList, entries: Sequence[Entry], start: int, member: Member
) -> list[EditRow]:
    """Return the rows of a page of a list, the first of which has the number `start`."""
    is_owner = film_list.owner_id == member.id
    return [
        EditRow(
            entry.movie_id,
            entry.card,
            entry.note,
            str(number),
            may_edit=is_owner or entry.added_by == member.id,
            added_by=film_list.name_of(entry.added_by),
        )
        for number, entry in enumerate(entries, start)
    ]


def rows_of_form(form: FilmsForm, film_list: FilmList | None, member: Member) -> list[EditRow]:
    """Return the rows of a form that was sent, in its order, with what was typed."""
    films = form.cleaned_data.get("films") or []
    sent = cast(QueryDict, form.data)
    notes, typed = (
        dict(zip(films, sent.getlist(name), strict=False)) for name in ("notes", "numbers")
    )
    removed = set(form.cleaned_data.get("remove") or ())
    cards = get_cards(films) if films else {}
    present = entries_of(film_list.id, films) if film_list and films else {}
    is_owner = film_list is None or film_list.owner_id == member.id
    return [
        EditRow(
            id,
            cards.get(str(id)),
            notes.get(id, ""),
            typed.get(id, str(number)),
            id in removed,
            is_owner or id not in present or present[id].added_by == member.id,
            film_list.name_of(present[id].added_by) if film_list and id in present else "",
        )
        for number, id in enumerate(dict.fromkeys(films), form.cleaned_data.get("start") or 1)
        if str(id) in cards
    ]


def moved_rows(rows: Sequence[EditRow], move: str, start: int) -> list[EditRow]:
    """Return the rows after a press of `up:<id>` or `down:<id>`; typed numbers come first."""
    direction, _, text = move.partition(":")
    by_id = {row.movie_id: row for row in rows}
    numbers = {
        row.movie_id: int(row.number[:9])
        for number, row in enumerate(rows, start)
        if row.number.isascii() and row.number.isdigit() and row.number != str(number)
    }
    within = {id: n - start + 1 for id, n in numbers.items() if 0 <= n - start < len(rows)}
    order = move_to_numbers([*by_id], within)
    if ObjectId.is_valid(text) and ObjectId(text) in by_id and direction in ("up", "down"):
        order = swap_with_neighbour(order, ObjectId(text), -1 if direction == "up" else 1)
    beyond = {id: str(number) for id, number in numbers.items() if id not in within}
    return [
        replace(by_id[id], number=beyond.get(id, str(number)))
        for number, id in enumerate(order, start)
    ]

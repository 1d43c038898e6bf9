"""Everything that the diary, and closing an account, asks of the database."""

from collections.abc import Callable, Mapping
from typing import Any

from bson import ObjectId

from accounts.requests import MEMBER_KEY, SessionStore
from diary import queries, services
from diary.documents import EntryContent
from lists.film_page import film_page_stages
from mflix_site.mongo.joined_rows import rows_by_name
from moderation import posting
from moderation.account_closing import (
    close_account,
    close_reports_of_departed,
    finish_all_closings,
)

from .cast import PASSWORD
from .factories import a_film

Case = Callable[[Any], object]


def put_entries(world: Any) -> None:
    """Log films, dated and not, and put others on watchlists."""
    world.seen, world.wanted = (a_film(title=f"Film {n}") for n in "AB")
    content = EntryContent(day="2020-02-29", rating=70, tags=("Cinema",), note="Long.")
    for fields in (content, EntryContent(), content):
        entry = posting.log_film(member=world.alice, movie_id=world.seen, content=fields)
        world.entry = ObjectId(entry.entry.id)
    for film in (world.wanted, world.film):
        services.set_on_watchlist(member=world.alice, movie_id=film, on=True)
    for number in range(200):
        services.set_liked(member=world.bob, movie_id=a_film(title=f"Liked {number}"), on=True)


def load_with_states(world: Any) -> None:
    """Load a session with what two films are to its member, and with the page of one."""
    store = SessionStore()
    store[MEMBER_KEY] = str(world.alice.id)
    store.save()
    loaded = SessionStore(store.session_key)
    loaded.joins = queries.states_lookups([world.seen, world.film])
    loaded.load()
    assert loaded.joined["states"]
    loaded.joins = film_page_stages(world.seen, "newest", 1)
    loaded.load()
    assert {"film", "state", "entry"} <= rows_by_name(loaded.rows).keys()


CASES: Mapping[str, Case] = {
    "states of films, with the session": load_with_states,
    "states of films": lambda w: queries.get_states(w.alice.id, [w.seen, w.film, ObjectId()]),
    "viewings of a film": lambda w: queries.own_entries_of_film(w.alice.id, w.seen),
    "an entry": lambda w: queries.get_own_entry(w.alice.id, w.entry),
    "export of a diary": lambda w: [
        list(queries.states_export(w.alice.id)),
        list(queries.entries_export(w.alice.id)),
    ],
    "marking as seen": lambda w: [
        services.set_watched(member=w.bob, movie_id=w.wanted, on=on) for on in (True, False)
    ],
    "wanting": lambda w: services.set_on_watchlist(member=w.bob, movie_id=w.wanted, on=True),
    "logging": lambda w: posting.log_film(
        member=w.alice, movie_id=w.film, content=EntryContent(day="2020-01-01", rating=50)
    ),
    "editing an entry": lambda w: posting.edit_entry(
        member=w.alice, entry_id=w.entry, content=EntryContent(day="2020-01-02")
    ),
    "deleting an entry": lambda w: services.delete_entry(member=w.alice, entry_id=w.entry),
    "closing with reviews": lambda w: close_account(
        member=w.maud, password=PASSWORD, keep_reviews=False
    ),
    "closing without a name": lambda w: close_account(
        member=w.ada, password=PASSWORD, keep_reviews=True
    ),
    "purge": lambda _: (finish_all_closings(), close_reports_of_departed()),
}

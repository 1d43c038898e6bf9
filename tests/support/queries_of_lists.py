"""Everything that lists ask of the database, each with the world that it is asked in."""

from collections.abc import Callable, Mapping
from typing import Any

from bson import ObjectId

from lists import bulk, entries, queries, services
from lists.bulk import move_entries_batch, recount_lists
from lists.documents import ListDetails
from lists.film_page import lists_with_film
from lists.moderation import find_words
from lists.ordering import Arrangement
from lists.services import ListEdit
from mflix_site.mongo.transactions import in_transaction

from .cast import make_member
from .factories import a_film
from .lists import a_list, with_editor

Case = Callable[[Any], object]


def put_lists(world: Any) -> None:
    """Insert lists of two members, copies and deleted ones among them."""
    world.lena, world.otto, world.nina = map(make_member, ("Lena", "Otto", "Nina"))
    world.merged = a_film(title="Merged")
    world.listed = [a_film(title=f"Listed {n}") for n in range(6)]
    kinds = [{"privacy": privacy, "tags": ("Noir",)} for privacy in ("public", "link", "private")]
    for number in range(30):
        owner = (world.lena, world.otto, world.bob)[number % 3]
        a_list(owner, *world.listed, title=f"List {number}", **kinds[number // 3 % 3])
    world.list = with_editor(a_list(world.lena, *world.listed), world.lena, world.otto).id
    world.copy = services.clone_list(member=world.otto, list_id=world.list, title="A copy").id
    world.gone = a_list(world.lena, *world.listed, title="Gone").id
    services.delete_list(member=world.lena, list_id=world.gone)


def _page(world: Any) -> Any:
    return queries.page_of_entries(queries.get_list(world.list, world.otto), 1)


def _moved(world: Any) -> Any:
    films = world.listed[::-1]
    notes = dict.fromkeys(films, "A note.")
    edit = ListEdit(ListDetails("New words", privacy="public"), Arrangement(tuple(films), notes))
    return services.edit_list(member=world.lena, list_id=world.list, edit=edit)


def _a_film_gone(world: Any) -> Any:
    other, target = world.merged, world.listed[1]
    a_list(world.lena, other, target)
    entries.add_films(member=world.otto, list_id=world.copy, films=[other])
    in_transaction(lambda session: move_entries_batch(other, target, session))
    return in_transaction(lambda session: move_entries_batch(world.listed[2], None, session))


def _left(world: Any) -> Any:
    nina = world.nina
    mine = with_editor(a_list(nina, world.film), nina, world.otto)
    with_editor(a_list(world.lena, title="Ours"), world.lena, nina)
    services.clone_list(member=world.otto, list_id=mine.id, title="After Nina")
    return [bulk.anonymize_or_delete_lists(nina.id, keep=keep) for keep in (True, False)]


CASES: Mapping[str, Case] = {
    "a list": _page,
    "a list by its link": lambda w: queries.get_list(w.list, None, "x" * 24),
    "films of a list": lambda w: queries.positions_of(w.list),
    "entries of a list": lambda w: queries.entries_of(w.list, w.listed),
    "notes of a list": lambda w: find_words(w.list),
    "lists": lambda _: queries.newest_lists(),
    "titles of lists": lambda w: queries.titles_of_lists(queries.public_list_ids(5), w.lena),
    "lists, further": lambda _: queries.newest_lists(f"4102444800000-{ObjectId()}"),
    "lists by tag": lambda _: queries.newest_lists(tag="noir"),
    "own lists": lambda w: queries.lists_of_member(w.lena.id, w.lena),
    "a member's lists": lambda w: queries.lists_of_member(w.lena.id, w.otto),
    "lists that one edits": lambda w: queries.lists_edited_by(w.otto),
    "deleted lists": lambda w: queries.deleted_lists_of(w.lena),
    "a deleted list": lambda w: queries.get_deleted_list(w.gone, w.lena),
    "lists of a film": lambda w: lists_with_film(w.listed[0]),
    "lists to add to": lambda w: queries.lists_to_add_to(w.otto, w.listed[0]),
    "lists for crawlers": lambda _: queries.public_list_ids(10),
    "export of lists": lambda w: list(queries.lists_export(w.lena.id)),
    "adding to a list": lambda w: entries.add_films(member=w.otto, list_id=w.list, films=[w.film]),
    "editing a list": _moved,
    "taking out of a list": lambda w: entries.remove_films(
        member=w.lena, list_id=w.list, films=[w.listed[5]]
    ),
    "a new link": lambda w: services.renew_link(member=w.lena, list_id=w.list),
    "leaving a list": lambda w: services.remove_editor(
        member=w.otto, list_id=w.list, editor_id=w.otto.id
    ),
    "restoring a list": lambda w: services.restore_list(member=w.lena, list_id=w.gone),
    "renaming in lists": lambda w: in_transaction(
        lambda session: bulk.rename_in_lists(w.otto, session=session)
    ),
    "lists of films that go": _a_film_gone,
    "lists of members who leave": _left,
    "old lists": lambda _: bulk.delete_old_lists(),
    "counting lists": lambda _: list(recount_lists()),
}

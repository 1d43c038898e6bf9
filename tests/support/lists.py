"""Lists of films for tests: made by the services, as people make them."""

from typing import Any, NamedTuple

from bson import ObjectId

from accounts.documents import Member
from lists import services
from lists.documents import FilmList, ListDetails
from lists.ordering import Arrangement


class SomeLists(NamedTuple):
    """A public list, one that somebody is invited to, a deleted one, the id and link of a third."""

    public: ObjectId
    invited: ObjectId
    deleted: ObjectId
    link: tuple[ObjectId, str]


def a_list(
    owner: Member, *films: ObjectId, title: str = "Vienna by night", **fields: Any
) -> FilmList:
    """Create a list as a member: public, unless the fields say otherwise."""
    arrangement = Arrangement(films, fields.pop("notes", {}))
    details = ListDetails(title, **fields)
    return services.create_list(member=owner, details=details, arrangement=arrangement)


def with_editor(made: FilmList, owner: Member, editor: Member) -> FilmList:
    """Invite somebody to edit a list, and accept for them."""
    services.invite_editor(member=owner, list_id=made.id, invited=editor)
    services.accept_invitation(member=editor, list_id=made.id)
    return made


def some_lists(owner: Member, other: Member, film: ObjectId) -> SomeLists:
    public = a_list(owner, film, notes={film: "The zither."}).id
    invited = a_list(owner, film, title="Together").id
    services.invite_editor(member=owner, list_id=invited, invited=other)
    deleted = a_list(owner, film, title="Gone").id
    services.delete_list(member=owner, list_id=deleted)
    shared = a_list(owner, film, title="By link", privacy="link")
    return SomeLists(public, invited, deleted, (shared.id, shared.link))

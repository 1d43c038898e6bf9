"""Writing lists: a list and its films change together, in one transaction; and who edits it.

Editors are invited by a list's owner, accept or decline, and may leave.
"""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.notices import Notice, delete_notices, send_notices
from accounts.permissions import recheck_permission, require_permission
from accounts.queries import get_member
from diary.services import CheckWords
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import Phrase as _
from mflix_site.text import now
from reviews.documents import VISIBLE

from . import documents, errors
from .documents import DELETED, PRIVATE, Editor, FilmList, ListDetails, list_path
from .entries import NOTHING, arrange_films, lock_known_films, new_entries
from .locking import change_list, update_list
from .ordering import Arrangement
from .queries import get_list, notes_of, positions_of, visible_filter

LINK_BYTES = 18
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ListEdit:
    """What somebody saves, of the version that they saw; without details, the films alone."""

    details: ListDetails | None = None
    arrangement: Arrangement = NOTHING
    version: int | None = None


def create_list(
    *,
    member: Member,
    details: ListDetails,
    arrangement: Arrangement = NOTHING,
    origin: FilmList | None = None,
    check_words: CheckWords | None = None,
    form_key: str = "",
) -> FilmList:
    """Create a list, or return the one that a form with the same key created, unless deleted."""
    action = "clone-list" if origin else "new-list"
    require_permission(member, action)
    more: Doc = {"form_key": form_key} if form_key else {}
    if origin:
        former = {"owner_id": origin.owner_id, "name": origin.owner_name}
        more["cloned_from"] = {"id": origin.id, **former, "handle": origin.owner_handle}
    same_form = {"owner_id": member.id, "state": {"$ne": DELETED}, "form_key": form_key}

    def work(session: ClientSession) -> FilmList:
        owner = recheck_permission(member=member, action=action, session=session)
        if form_key and (sent := mongo.lists().find_one(same_form, session=session)):
            return FilmList.from_doc(sent)
        if check_words and details.privacy != PRIVATE:
            check_words(owner, "\n".join((details.words, *arrangement.notes.values())))
        films = [] if details.smart else lock_known_films(arrangement.films, session=session)
        if len(films) > documents.MAX_ENTRIES:
            raise errors.ListFull
        doc = new_list(owner, details, films) | more
        mongo.lists().insert_one(doc, session=session)
        if entries := new_entries(doc["_id"], member.id, films, notes=arrangement.notes):
            mongo.list_entries().insert_many(entries, session=session)
        return FilmList.from_doc(doc)

    return in_transaction(work)


def new_list(member: Member, details: ListDetails, films: Sequence[ObjectId]) -> Doc:
    moment = now()
    return {
        "_id": ObjectId(),
        "owner_id": member.id,
        "owner": {"name": member.name, "handle": member.handle},
        **details.fields(),
        "link": secrets.token_urlsafe(LINK_BYTES),
        "entry_count": len(films),
        "cover": list(films[: documents.COVER_SIZE]),
        "editors": [],
        "created_at": moment,
        "changed_at": moment,
        "worded_at": moment,
        "version": 1,
        "state": VISIBLE,
    }


def clone_list(
    *, member: Member, list_id: ObjectId, title: str, link: str = "", form_key: str = ""
) -> FilmList:
    """Copy a list that a member may see to a private one of their own; return the copy."""
    origin = get_list(list_id, member, link)
    details = replace(origin.details, title=title, description="", privacy=PRIVATE)
    arrangement = Arrangement(tuple(positions_of(list_id)))
    return create_list(
        member=member,
        details=details,
        arrangement=arrangement,
        origin=origin,
        form_key=form_key,
    )


def edit_list(
    *, member: Member, list_id: ObjectId, edit: ListEdit, check_words: CheckWords | None = None
) -> FilmList:
    """Save a list's details, and the order, notes and removals of its films; return it.

    Editors change films alone, and remove or annotate those they added. Words that others can
    read from now on are given to `check_words`. Raise ListEditConflict if the list has another
    version now, NotYourEntry and ListFull.
    """

    def save(author: Member, before: FilmList, session: ClientSession) -> FilmList:
        details = before.details
        if edit.details and before.owner_id == member.id:
            # Whether a list follows a search stays as it is.
            search = edit.details.smart if before.is_smart else ""
            details = replace(edit.details, smart=search or details.smart)
        change, words = arrange_films(
            member=member, before=before, wanted=edit.arrangement, session=session
        )
        if details.words != before.details.words:
            words = [details.words, *words]
        if details.privacy != PRIVATE and not before.is_shared:
            words = [details.words, *notes_of(list_id, session)]
        if check_words and words and details.privacy != PRIVATE:
            check_words(author, "\n".join(words))
        worded = {"worded_at": now()} if words else {}
        return update_list(before, {**details.fields(), **change, **worded}, session)

    return change_list(
        save, member=member, list_id=list_id, action="edit-list", version=edit.version
    )


def delete_list(*, member: Member, list_id: ObjectId, version: int | None = None) -> FilmList:
    """Delete a list, which its owner can undo for thirty days; return it as it was.

    Raise ListEditConflict if it has another version than the one given.
    """

    def delete(author: Member, before: FilmList, session: ClientSession) -> FilmList:
        deleted = {"state": DELETED, "deleted_from": before.state, "deleted_at": now()}
        mongo.lists().update_one({"_id": list_id}, {"$set": deleted}, session=session)
        delete_notices(path=list_path(list_id), session=session)
        return before

    return change_list(
        delete,
        member=member,
        list_id=list_id,
        action="delete-list",
        owner=True,
        version=version,
    )


def restore_list(*, member: Member, list_id: ObjectId) -> FilmList:
    """Undo deleting a list: it is in the state that it had, and who was invited is invited again.

    Raise ListNotFound.
    """

    def work(session: ClientSession) -> FilmList:
        owner = recheck_permission(member=member, action="restore-list", session=session)
        own = {"_id": list_id, "owner_id": member.id, "state": DELETED}
        doc = mongo.lists().find_one(own, session=session)
        if doc is None:
            raise errors.ListNotFound
        restored = {"$set": {"state": doc["deleted_from"]}}
        update = {**restored, "$unset": {"deleted_from": "", "deleted_at": ""}}
        mongo.lists().update_one(own, update, session=session)
        after = FilmList.from_doc({**doc, "state": doc["deleted_from"], "deleted_from": ""})
        invited = [e.id for e in after.editors if after.is_visible and not e.accepted]
        send_notices(dict.fromkeys(invited, _invitation(owner, after)), session=session)
        return after

    return in_transaction(work)


def renew_link(*, member: Member, list_id: ObjectId) -> FilmList:
    """Replace the secret link of a list; the old one leads nowhere from now on."""

    def renew(author: Member, before: FilmList, session: ClientSession) -> FilmList:
        return update_list(before, {"link": secrets.token_urlsafe(LINK_BYTES)}, session)

    return change_list(renew, member=member, list_id=list_id, action="renew-list-link", owner=True)


def invite_editor(*, member: Member, list_id: ObjectId, invited: Member) -> FilmList:
    """Invite a member to edit a list; raise OwnerInvited, AlreadyInvited or TooManyEditors.

    Raise MemberNotFound if they are leaving.
    """

    def invite(author: Member, before: FilmList, session: ClientSession) -> FilmList:
        if invited.id == member.id:
            raise errors.OwnerInvited
        if before.editor(invited.id):
            raise errors.AlreadyInvited
        if len(before.editors) >= documents.MAX_EDITORS:
            raise errors.TooManyEditors
        # The notice is counted in their document: a new name or closing meanwhile is a conflict.
        present = get_member(invited.id, session)
        editors = [*before.editors, Editor(present.id, present.name, present.handle)]
        after = update_list(before, {"editors": list(map(asdict, editors))}, session)
        send_notices({invited.id: _invitation(author, after)}, session=session)
        return after

    return change_list(invite, member=member, list_id=list_id, action="list-editors", owner=True)


def _invitation(member: Member, film_list: FilmList) -> Notice:
    values = {"name": member.name, "title": film_list.title}
    subject = _("%(name)s invites you to edit the list %(title)s") % values
    text = (
        _("Editors can add films, remove those they added, and put them in order."),
        _("The page of the list is where you accept or decline, and where you can leave later."),
    )
    return Notice(subject, text, path=list_path(film_list.id), label=_("See the list"))


def accept_invitation(*, member: Member, list_id: ObjectId) -> None:
    """Accept an invitation; raise ListNotFound where there is none, or none any more."""

    def work(session: ClientSession) -> None:
        recheck_permission(member=member, action="accept-invitation", session=session)
        invited = {"_id": list_id, "editors.id": member.id, "state": VISIBLE}
        accepted = {"$set": {"editors.$.accepted": True}, "$inc": {"version": 1}}
        if not mongo.lists().update_one(invited, accepted, session=session).matched_count:
            raise errors.ListNotFound

    in_transaction(work)


def remove_editor(*, member: Member, list_id: ObjectId, editor_id: ObjectId) -> None:
    """Remove an editor, or an invitation: owners do so with anybody, others with themselves.

    What an editor has added stays. Raise NotYourList and ListNotFound.
    """

    def work(session: ClientSession) -> None:
        recheck_permission(member=member, action="remove-editor", session=session)
        theirs = {} if editor_id == member.id else {"owner_id": member.id}
        edited = {"_id": list_id, "editors.id": editor_id, "state": {"$ne": DELETED}, **theirs}
        update = {
            "$pull": {"editors": {"id": editor_id}},
            "$inc": {"version": 1},
            "$set": {"changed_at": now()},
        }
        if mongo.lists().update_one(edited, update, session=session).matched_count:
            path = list_path(list_id)
            delete_notices(path=path, member_id=editor_id, session=session)
            return
        seen = {"_id": list_id, **visible_filter(member)}
        is_seen = mongo.lists().find_one(seen, {"_id": 1}, session=session)
        raise errors.NotYourList if is_seen and theirs else errors.ListNotFound

    in_transaction(work)

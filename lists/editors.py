"""Editors of a list: invited by its owner, they accept or decline, and may leave."""

from dataclasses import asdict

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from accounts.notices import Notice, send_notices
from accounts.permissions import recheck_permission, require_permission
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import in_transaction
from mflix_site.text import Phrase as _
from mflix_site.text import now
from reviews.documents import VISIBLE

from .documents import DELETED, MAX_EDITORS, Editor, FilmList
from .errors import AlreadyInvited, ListNotFound, NotYourList, OwnerInvited, TooManyEditors
from .locking import lock_list, update_list
from .queries import visible_filter


def invite_editor(*, member: Member, list_id: ObjectId, invited: Member) -> FilmList:
    """Invite a member to edit a list; they get a notice.

    Raise OwnerInvited, AlreadyInvited and TooManyEditors.
    """

    def work(session: ClientSession) -> FilmList:
        before = lock_list(
            member=member, list_id=list_id, action="list-editors", session=session, owner=True
        )
        if invited.id == member.id:
            raise OwnerInvited
        if before.editor(invited.id):
            raise AlreadyInvited
        if len(before.editors) >= MAX_EDITORS:
            raise TooManyEditors
        editors = [*before.editors, Editor(invited.id, invited.name, invited.handle)]
        after = update_list(before, {"editors": list(map(asdict, editors))}, session)
        send_notices({invited.id: _invitation(member, after)}, session=session)
        return after

    return in_transaction(work)


def _invitation(member: Member, film_list: FilmList) -> Notice:
    values = {"name": member.name, "title": film_list.title}
    return Notice(
        _("%(name)s invites you to edit the list %(title)s") % values,
        (
            _("You could add films, remove those you added, and put them in order."),
            _("Accept or decline on the page of the list. You can leave later."),
        ),
        path=f"/lists/{film_list.id}/",
        label=_("See the list"),
    )


def accept_invitation(*, member: Member, list_id: ObjectId) -> None:
    """Accept an invitation; raise ListNotFound where there is none, or none any more."""
    require_permission(member, "accept-invitation")

    def work(session: ClientSession) -> None:
        recheck_permission(member=member, action="accept-invitation", session=session)
        invited = {"_id": list_id, "editors.id": member.id, "state": VISIBLE}
        accepted = {"$set": {"editors.$.accepted": True}, "$inc": {"version": 1}}
        if not mongo.lists().update_one(invited, accepted, session=session).matched_count:
            raise ListNotFound

    in_transaction(work)


def remove_editor(*, member: Member, list_id: ObjectId, editor_id: ObjectId) -> None:
    """Remove an editor, or an invitation: owners do so with anybody, others with themselves.

    What an editor has added stays. Raise NotYourList and ListNotFound.
    """
    require_permission(member, "remove-editor")

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
            return
        seen = {"_id": list_id, **visible_filter(member)}
        is_seen = mongo.lists().find_one(seen, {"_id": 1}, session=session)
        raise NotYourList if is_seen and theirs else ListNotFound

    in_transaction(work)

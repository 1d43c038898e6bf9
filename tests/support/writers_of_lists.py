"""The services of lists that write for somebody, as `writers` has the others."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.documents import Member
from lists import entries, services
from lists.documents import ListDetails
from lists.ordering import Arrangement
from lists.services import ListEdit
from moderation import cases, posting, reports
from moderation.posts import get_list_target

from .lists import a_list
from .route_table import World

Call = Callable[[World, Member], Any]
DETAILS = ListDetails("Ten of the best", "In no hurry.", privacy="public")


def _clone(world: World, member: Member) -> Any:
    return services.clone_list(member=member, list_id=world.list, title="Mine")


def _invite(world: World, member: Member) -> Any:
    invited = world.people["member"]
    assert invited
    return services.invite_editor(member=member, list_id=world.list, invited=invited)


def _report(world: World, member: Member) -> Any:
    content = reports.ReportContent("spam", "")
    snapshot = get_list_target(world.list, member)
    return reports.file_report(member=member, snapshot=snapshot, content=content, ip="203.0.113.7")


# By route: the name that its view calls, and how to call the service.
WRITERS_OF_LISTS: Mapping[str, tuple[str, Call]] = {
    "new-list": (
        "moderation.views.lists.posting.create_list",
        lambda w, m: posting.create_list(
            member=m, details=DETAILS, arrangement=Arrangement((w.film,))
        ),
    ),
    "edit-list": (
        "moderation.views.lists.posting.edit_list",
        lambda w, m: posting.edit_list(member=m, list_id=w.list, edit=ListEdit(DETAILS)),
    ),
    "delete-list": (
        "lists.views.sharing.services.delete_list",
        lambda w, m: services.delete_list(member=m, list_id=w.list),
    ),
    "restore-list": (
        "lists.views.sharing.services.restore_list",
        lambda w, m: services.restore_list(member=m, list_id=w.deleted_list),
    ),
    "clone-list": ("lists.views.sharing.services.clone_list", _clone),
    "renew-list-link": (
        "lists.views.sharing.services.renew_link",
        lambda w, m: services.renew_link(member=m, list_id=w.list),
    ),
    "list-editors": ("lists.views.sharing.services.invite_editor", _invite),
    "accept-invitation": (
        "lists.views.sharing.services.accept_invitation",
        lambda w, m: services.accept_invitation(member=m, list_id=w.list_with_editor),
    ),
    "remove-editor": (
        "lists.views.sharing.services.remove_editor",
        lambda w, m: services.remove_editor(member=m, list_id=w.list_with_editor, editor_id=m.id),
    ),
    "add-to-list": (
        "lists.views.films.entries.add_films",
        lambda w, m: entries.add_films(member=m, list_id=w.list, films=[w.another_film]),
    ),
    "film-lists": (
        "lists.views.films.entries.add_films",
        lambda w, m: entries.add_films(
            member=m, list_id=a_list(m).id, films=[w.film], action="film-lists"
        ),
    ),
    "report-list": ("moderation.views.reviews.file_report", _report),
    "open-list-case": (
        "moderation.views.cases.cases.open_case",
        lambda w, m: cases.open_case(moderator=m, snapshot=get_list_target(w.list, m)),
    ),
}

"""The lists of an import: each becomes a list of the member's, or follows the one it became."""

from collections.abc import Callable, Sequence
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo.before_images import Change

from .documents import ImportRow

Doc = dict[str, Any]


def listed_already(
    member_id: ObjectId, rows: Sequence[tuple[ImportRow, ObjectId]]
) -> set[ObjectId]:
    """Return the ids of the rows whose list has their film."""
    return set()


def import_next_list(doc: Doc, member: Member) -> bool:
    """Import a list that waits; return whether there was one."""
    return False


def undo_lists(of: Callable[[str], list[Change]], session: ClientSession) -> int:
    """Within a transaction: restore lists; return how many their owner has changed since."""
    return 0

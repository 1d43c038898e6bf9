"""Creating and editing lists, whose words are examined before others can read them."""

from bson import ObjectId

from accounts.documents import Member
from lists import services
from lists.documents import FilmList, ListDetails
from lists.ordering import Arrangement
from lists.services import CheckWords, ListEdit

from .errors import ListWordsRefused
from .review_posting import hold_reason
from .states import hold_reason_text


def create_list(*, member: Member, details: ListDetails, arrangement: Arrangement) -> FilmList:
    """Create a list; raise ListWordsRefused, and as `lists.services` does."""
    return services.create_list(
        member=member, details=details, arrangement=arrangement, check_words=_check_of(member)
    )


def edit_list(*, member: Member, list_id: ObjectId, edit: ListEdit) -> FilmList:
    """Save a list; raise ListWordsRefused, and as `lists.services` does."""
    check = _check_of(member)
    return services.edit_list(member=member, list_id=list_id, edit=edit, check_words=check)


def _check_of(member: Member) -> CheckWords:
    def check(words: str) -> None:
        if reason := hold_reason(member, words):
            raise ListWordsRefused(hold_reason_text(reason))

    return check

"""Lists of films: the list itself, its entries, and those who edit it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from diary.documents import read_tags as read_any_tags
from mflix_site.text import fold_text
from movies.documents import MovieCard
from reviews.documents import VISIBLE

PUBLIC, LINK, PRIVATE = "public", "link", "private"
PRIVACIES = (PUBLIC, LINK, PRIVATE)
DELETED = "deleted"  # by its owner, who can undo it
MAX_ENTRIES, MAX_TITLE, MAX_DESCRIPTION, MAX_NOTE = 5_000, 120, 5_000, 1_000
MAX_TAGS, MAX_TAG, MAX_EDITORS, COVER_SIZE = 20, 50, 20, 5
ALWAYS_STORED = ("entry_count", "created_at", "changed_at", "worded_at", "version", "state")
FORMER_OWNER = {"name": "A former member", "handle": ""}


def list_path(list_id: ObjectId) -> str:
    """Return the address of a list's page, to which invitations lead."""
    return f"/lists/{list_id}/"


@dataclass(frozen=True, slots=True)
class Editor:
    """A member who is invited to edit a list, and whether they have accepted."""

    id: ObjectId
    name: str
    handle: str
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The list that another began as a copy of, and whose it was."""

    id: ObjectId
    owner_id: ObjectId | None
    name: str
    handle: str

    @classmethod
    def from_doc(cls, doc: Any) -> "Origin | None":
        return cls(**{"owner_id": None, **doc}) if doc else None


@dataclass(frozen=True, slots=True)
class ListDetails:
    """What an owner writes about a list: all but its films."""

    title: str
    description: str = ""
    ranked: bool = False
    privacy: str = PUBLIC
    tags: tuple[str, ...] = ()
    smart: str = ""

    def fields(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "description": self.description,
            "ranked": self.ranked,
            "privacy": self.privacy,
            "tags": list(self.tags),
            "tag_keys": list(dict.fromkeys(filter(None, map(fold_text, self.tags)))),
            "smart": self.smart,
        }

    @property
    def words(self) -> str:
        return "\n".join((self.title, self.description, *self.tags))


@dataclass(frozen=True, slots=True)
class FilmList:
    """A list: its details, its owner, how many films it has, and the first of them."""

    id: ObjectId
    owner_id: ObjectId | None
    owner_name: str
    owner_handle: str
    details: ListDetails
    entry_count: int
    cover: tuple[ObjectId, ...]
    cloned_from: Origin | None
    editors: tuple[Editor, ...]
    created_at: datetime
    changed_at: datetime
    worded_at: datetime
    version: int
    state: str
    link: str = ""
    deleted_from: str = ""

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "FilmList":
        owner = doc.get("owner") or FORMER_OWNER
        details = ListDetails(
            title=doc["title"],
            description=doc.get("description") or "",
            ranked=bool(doc.get("ranked")),
            privacy=doc["privacy"],
            tags=tuple(doc.get("tags") or ()),
            smart=doc.get("smart") or "",
        )
        return cls(
            id=doc["_id"],
            owner_id=doc.get("owner_id"),
            owner_name=owner["name"],
            owner_handle=owner["handle"],
            details=details,
            cover=tuple(doc.get("cover") or ()),
            cloned_from=Origin.from_doc(doc.get("cloned_from")),
            editors=tuple(Editor(**editor) for editor in doc.get("editors") or ()),
            link=doc.get("link") or "",
            deleted_from=doc.get("deleted_from") or "",
            **{name: doc[name] for name in ALWAYS_STORED},
        )

    @property
    def title(self) -> str:
        return self.details.title

    @property
    def is_smart(self) -> bool:
        return bool(self.details.smart)

    @property
    def is_shared(self) -> bool:
        """Return whether anybody but its owner and editors may see it."""
        return self.details.privacy != PRIVATE

    @property
    def is_visible(self) -> bool:
        return self.state == VISIBLE

    def editor(self, member_id: ObjectId | None) -> Editor | None:
        """Return a member's place among the editors, also of one who has not accepted yet."""
        return next((one for one in self.editors if one.id == member_id), None)

    def may_edit(self, member_id: ObjectId | None) -> bool:
        """Return whether a member is the owner, or an editor who has accepted."""
        editor = self.editor(member_id)
        return member_id is not None and (
            member_id == self.owner_id or bool(editor and editor.accepted)
        )

    def name_of(self, member_id: ObjectId | None) -> str:
        """Return the name of one of the editors; empty for the owner and for former ones."""
        editor = self.editor(member_id)
        return editor.name if editor else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One film of a list; without a card the film has been deleted."""

    movie_id: ObjectId
    position: int
    note: str = ""
    added_by: ObjectId | None = None
    added_at: datetime | None = None
    card: MovieCard | None = None

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any], card: MovieCard | None = None) -> "Entry":
        film = doc.get("film")
        return cls(
            movie_id=doc["movie_id"],
            position=doc["position"],
            note=doc.get("note") or "",
            added_by=doc.get("added_by"),
            added_at=doc.get("added_at"),
            card=MovieCard.from_doc(film[0]) if film else card,
        )


def read_tags(text: str) -> tuple[str, ...]:
    """Return the tags of a text that have a letter or a digit, by which they are found."""
    return tuple(filter(fold_text, read_any_tags(text)))

"""The changes of one film: documents before and after, from its rows and what exists."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bson import ObjectId

from accounts.documents import Member
from accounts.time_zones import day_in, noon_of
from diary.documents import PRIVATE, PUBLIC, EntryContent, EntryFilm, is_possible_day
from diary.services import MAX_WATCHLIST_NOTE_LENGTH, new_entry_document
from mflix_site.mongo.before_images import Change
from mflix_site.text import clean_text
from reviews.documents import MAX_TEXT_LENGTH, VISIBLE, change_times

from .addresses import entry_keys
from .documents import PART_OF_KIND, Doc, ImportRow, Options
from .viewings import CUT, Viewing, viewings_of

KEPT_RATING, KEPT_REVIEW = "kept-rating", "kept-review"
KEPT_PRIVATE, SEEN_SINCE = "kept-private", "not-wanted"
HELD_NOTE = "held-watchlist-note"


@dataclass(frozen=True, slots=True)
class Existing:
    """The documents that the member has of a film before the import."""

    state: Doc | None = None
    review: Doc | None = None
    entries: Sequence[Doc] = ()
    keys: frozenset[str] = frozenset()  # of viewings of any film


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What all films of an import share; `holds` returns why words would be held, or ""."""

    member: Member
    import_id: ObjectId
    options: Options
    moment: datetime
    holds: Callable[[str], str]
    has_ratings: bool


@dataclass(slots=True)
class Plan:
    """The changes of one film, remarks on its rows, and counts by part of the history."""

    entries: list[Change] = field(default_factory=list)
    review: Change | None = None
    state: Change | None = None
    remarks: dict[ObjectId, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass
class FilmPlanner:
    """Plans one film: its review, then its entries, which get the words that the review lacks."""

    context: ImportContext
    movie_id: ObjectId
    film: EntryFilm
    existing: Existing
    rows: Sequence[ImportRow]
    plan: Plan = field(default_factory=Plan)

    def __post_init__(self) -> None:
        parts = self.context.options.parts
        self.rows = [row for row in self.rows if PART_OF_KIND[row.parsed.kind] in parts]
        self.viewings = viewings_of(self.rows)
        stored = self.existing.entries
        self.stored_by_key = {key: doc for doc in stored for key in entry_keys(doc)}

    def plan_film(self) -> Plan:
        for viewing in self.viewings:
            if viewing.remark:
                self._remark(viewing.rows, viewing.remark)
        self._plan_entries(self._plan_review())
        self._plan_state()
        return self.plan

    def _of_kind(self, kind: str) -> list[ImportRow]:
        return [row for row in self.rows if row.parsed.kind == kind]

    def _remark(self, rows: Sequence[ObjectId], remark: str) -> None:
        self.plan.remarks |= dict.fromkeys(rows, remark)

    def _cut(self, text: str, most: int, rows: Sequence[ObjectId]) -> str:
        if len(text) > most:
            self._remark(rows, CUT)
        return text[:most]

    # -- the review, and with it the present rating ---------------------------------------------
    def _plan_review(self) -> Viewing | None:
        """Plan the review; return the viewing that its text comes from."""
        before, overwrite = self.existing.review, self.context.options.overwrite
        stored = before or {}
        if stored.get("state", VISIBLE) != VISIBLE:
            return None
        rating, rating_rows = self._rating()
        reviewed = next((v for v in reversed(self.viewings) if v.text and not v.is_private), None)
        text, has = str(stored.get("text") or ""), stored.get("rating")
        new_text, new_rating = text, has
        if rating is not None and has is not None and rating != has and not overwrite:
            self._remark(rating_rows, KEPT_RATING)
        elif rating is not None:
            new_rating = rating
        if reviewed and reviewed.text != text and self.context.holds(reviewed.text):
            self._remark(reviewed.rows, KEPT_PRIVATE)
            reviewed = None
        elif reviewed and text and reviewed.text != text and not overwrite:
            self._remark(reviewed.rows, KEPT_REVIEW)
            reviewed = None
        elif reviewed:
            new_text = reviewed.text
        if (new_text, new_rating) != (text, has):
            is_new = reviewed and new_text != text and not stored.get("spoiler_locked")
            spoiler = reviewed.spoiler if is_new and reviewed else bool(stored.get("spoiler"))
            content = {"text": new_text, "spoiler": spoiler}
            content |= {} if new_rating is None else {"rating": new_rating}
            date = self._date(reviewed, rating_rows)
            self.plan.review = Change(before, self._review(before, content, date))
            self.plan.counts["ratings"] += new_rating != has
            self.plan.counts["reviews"] += new_text != text
        return reviewed

    def _rating(self) -> tuple[int | None, list[ObjectId]]:
        """Return the present rating, which a private viewing does not set, and its rows."""
        rated = [row for row in self._of_kind("rating") if row.parsed.rating is not None]
        if rated:
            return rated[-1].parsed.rating, [row.id for row in rated]
        if self.context.has_ratings or "ratings" not in self.context.options.parts:
            return None, []
        rated_viewings = (v for v in reversed(self.viewings) if v.rating is not None)
        latest = next((v for v in rated_viewings if self._privacy(v) == PUBLIC), None)
        return (latest.rating, latest.rows) if latest else (None, [])

    def _privacy(self, viewing: Viewing) -> str:
        """Return who may see a viewing: what is chosen for entries is not for reviews alone."""
        if stored := self.stored_by_key.get(viewing.key):
            return str(stored["privacy"])
        if viewing.is_private:
            return PRIVATE
        return self.context.options.privacy if viewing.is_entry else PUBLIC

    def _date(self, reviewed: Viewing | None, rating_rows: Sequence[ObjectId]) -> datetime:
        """Return the date of a new review: when it was written elsewhere, so it is not news."""
        days = [reviewed.written or reviewed.day] if reviewed else []
        days += [row.parsed.added for row in self.rows if row.id in rating_rows]
        days += [v.day or v.added for v in reversed(self.viewings)]
        days += [row.parsed.added for row in self.rows]
        day = next((day for day in days if day and is_possible_day(day)), None)
        return self._at(day) if day else self.context.member.joined_at or self.context.moment

    def _review(self, before: Doc | None, content: Doc, date: datetime) -> Doc:
        if before:
            version = int(before.get("version") or 1) + 1
            text = str(before.get("text") or "")
            times = change_times(text, content["text"], self.context.moment)
            return {**before, **content, **times, "version": version}
        return {
            "_id": ObjectId(),
            "movie_id": self.movie_id,
            "author": self.context.member.as_author(),
            **content,
            **{"date": date, "version": 1, "state": VISIBLE, "origin": "site"},
            "source": {"import_id": self.context.import_id},
        }

    # -- the diary ------------------------------------------------------------------------------
    def _plan_entries(self, reviewed: Viewing | None) -> None:
        words = {str((self.existing.review or {}).get("text") or "")}
        words |= {str(doc.get("note") or "") for doc in self.existing.entries}
        for viewing in self.viewings:
            text = "" if viewing is reviewed or viewing.text in words else viewing.text
            stored = self.stored_by_key.get(viewing.key)
            if viewing.key in self.existing.keys:
                if text and stored and _may_add_note(stored, viewing):
                    self._change_note(stored, text)
            elif text or (viewing.is_entry and "diary" in self.context.options.parts):
                self.plan.entries.append(Change(None, self._entry(viewing, text, reviewed)))
                self.plan.counts["diary"] += 1

    def _change_note(self, stored: Doc, text: str) -> None:
        held = stored["privacy"] == PUBLIC and self.context.holds(text)
        after = {**stored, "note": text, "version": int(stored.get("version") or 1) + 1}
        self.plan.entries.append(Change(stored, after | ({"privacy": PRIVATE} if held else {})))

    def _entry(self, viewing: Viewing, text: str, reviewed: Viewing | None) -> Doc:
        words = "\n\n".join(filter(None, (text, viewing.note)))
        note = self._cut(words, MAX_TEXT_LENGTH, viewing.rows)
        privacy = PRIVATE if viewing.is_private else self.context.options.privacy
        watched = viewing.day, viewing.rating, viewing.rewatch, viewing.tags
        content = EntryContent(*watched, note, privacy)
        if content.public_words and self.context.holds(content.public_words):
            content = replace(content, privacy=PRIVATE)
            self._remark(viewing.rows, KEPT_PRIVATE)
        context, review = self.context, self.plan.review
        ids = context.member.id, self.movie_id
        doc = new_entry_document(*ids, content, self.film, context.moment)
        linked = (review.after if review else self.existing.review) if viewing is reviewed else None
        link = {"review_id": linked["_id"]} if linked else {}
        return {**doc, **link, "source": {"import_id": context.import_id, "key": viewing.key}}

    # -- watched, liked, on the watchlist ----------------------------------------------------
    def _plan_state(self) -> None:
        before = self.existing.state
        doc: Doc = dict(before or {})
        watched_on = self._watched_on()
        if watched_on is not None:
            self.plan.counts["watched"] += not doc.get("watched")
            at = self._at(watched_on) if watched_on else self.context.moment
            doc |= {"watched": True, "watched_at": doc.get("watched_at") or at}
        if liked := self._of_kind("liked"):
            self.plan.counts["likes"] += not doc.get("liked")
            doc |= {"liked": True, "liked_at": doc.get("liked_at") or self._added(liked[0])}
        self._plan_watchlist(doc)
        new = [change.after or {} for change in self.plan.entries if change.before is None]
        if days := [entry.get("day") for entry in (*self.existing.entries, *new)]:
            doc["viewings"] = len(days)
            doc.pop("unlisted", None)
            if last := max(filter(None, days), default=None):
                doc["last_day"] = last
        if doc != (before or {}):
            own = {"member_id": self.context.member.id, "movie_id": self.movie_id}
            self.plan.state = Change(before, doc if before else {"_id": ObjectId(), **own, **doc})

    def _watched_on(self) -> str | None:
        """Return the day on which the film was marked as watched, "" if it is not known.

        Without such a mark it is the day of the last viewing, or that on which it was rated.
        """
        seen = [v for v in self.viewings if v.is_entry or v.text]
        marked = self._of_kind("watched")
        rated = self._of_kind("rating") if self.plan.review else []
        if not (seen or marked or self.plan.review):
            return None
        days = [row.parsed.day or row.parsed.added or "" for row in marked]
        days += [max((v.day or "" for v in seen), default="")]
        days += [max((v.added or "" for v in seen), default="")]
        days += [row.parsed.day or row.parsed.added or "" for row in rated]
        return next(filter(None, days), "")

    def _plan_watchlist(self, doc: Doc) -> None:
        listed, state = self._of_kind("wanted"), self.existing.state or {}
        has = state.get("wanted")
        if has and not listed:
            viewed = max((v.day or "" for v in self.viewings), default="")
            if viewed >= self._day(has["at"]):
                del doc["wanted"]
        if has or not listed:
            return
        row, watched_on = listed[0], str(state.get("last_day") or "")
        if state.get("watched") and not watched_on:
            watched_on = self._day(state.get("watched_at") or self.context.moment)
        if watched_on and watched_on >= (row.parsed.added or ""):
            self._remark([row.id], SEEN_SINCE)
            return
        self.plan.counts["watchlist"] += 1
        note = self._cut(clean_text(row.parsed.note), MAX_WATCHLIST_NOTE_LENGTH, [row.id])
        if note and self.context.holds(note):
            self._remark([row.id], HELD_NOTE)
            note = ""
        doc["wanted"] = {"at": self._added(row), "note": note}

    def _added(self, row: ImportRow) -> datetime:
        day = row.parsed.added
        return self._at(day) if day and is_possible_day(day) else self.context.moment

    # -- days, which are the member's ---------------------------------------------------------
    def _at(self, day: str) -> datetime:
        noon = noon_of(day, self.context.member.preferences.time_zone)
        return min(noon, self.context.moment)

    def _day(self, moment: datetime) -> str:
        return day_in(moment, self.context.member.preferences.time_zone)


def _may_add_note(stored: Doc, viewing: Viewing) -> bool:
    """Return whether an entry has no note yet, and is not public if the viewing is private."""
    return not stored.get("note") and not (viewing.is_private and stored["privacy"] == PUBLIC)

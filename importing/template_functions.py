"""The words of imports: states, outcomes, what a row says, and what came of it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from markupsafe import Markup

from accounts.dates import calendar_day
from accounts.rating_scale import rating
from accounts.requests import Viewer
from mflix_site.errors import LazyText
from mflix_site.web.templates import template_function

from . import effects, lists, states, viewings
from .documents import ALREADY, CHOOSE, MATCH, NOT_FOUND, SKIP, ImportRow

SOURCE_NAMES = {
    **{"letterboxd": "Letterboxd", "imdb": "IMDb", "trakt": "Trakt", "tmdb": "TMDB"},
    **{"movielens": "MovieLens", "netflix": "Netflix"},
}
# Of a state, an outcome or a remark: labels, and sentences.
WORDS: Mapping[str, Mapping[str, LazyText]] = {
    "state": {
        states.MATCHING: _("Looking for films"),
        states.PREVIEW: _("Not imported yet"),
        states.RUNNING: _("Importing"),
        states.DONE: _("Imported"),
        states.UNDOING: _("Being undone"),
        states.UNDONE: _("Undone"),
        states.FAILED: _("Stopped"),
    },
    "state sentence": {
        states.MATCHING: _("Looking for your films"),
        states.RUNNING: _("Importing your history"),
        states.UNDOING: _("Restoring what was here before"),
    },
    "outcome": {
        MATCH: _("Found"),
        CHOOSE: _("To choose"),
        NOT_FOUND: _("Not found"),
        SKIP: _("Skipped"),
        ALREADY: _("Already here"),
    },
    "outcome sentence": {
        MATCH: _("Rows with a film we're sure of."),
        CHOOSE: _("More than one film could match, or none matches exactly. Which one is it?"),
        NOT_FOUND: _(
            "Films that aren't in our catalogue. We keep these rows, so you can look again later."
        ),
        SKIP: _("Series, episodes and rows that say nothing about a film."),
        ALREADY: _("Rows with nothing new: you already have all of this."),
    },
    "remark": {
        effects.KEPT_RATING: _("You've rated this film here, and that rating has stayed."),
        effects.KEPT_REVIEW: _(
            "You've reviewed this film here. The imported words are in your diary."
        ),
        effects.KEPT_PRIVATE: _(
            "A moderator would have to check these words first, so they're in your diary, and only "
            "you see them."
        ),
        effects.HELD_NOTE: _(
            "A moderator would have to check your note first, so the film is on your watchlist "
            "without one."
        ),
        lists.HELD_NOTE: _(
            "A moderator would have to check your notes first, so the film is in your list without "
            "one."
        ),
        lists.LIST_GONE: _("You've deleted this list here since, so the film isn't in it."),
        effects.SEEN_SINCE: _(
            "You've watched this film here since, so it isn't on your watchlist."
        ),
        viewings.NO_DAY: _("That day can't be right, so the entry has no date."),
        viewings.CUT: _("This was too long, and its end has been left out."),
    },
}
RESULT_LABELS = {
    "diary": ngettext_lazy("diary entry", "diary entries"),
    "ratings": ngettext_lazy("rating", "ratings"),
    "reviews": ngettext_lazy("review", "reviews"),
    "watched": ngettext_lazy("film marked as watched", "films marked as watched"),
    "likes": ngettext_lazy("film liked", "films liked"),
    "watchlist": ngettext_lazy("film on your watchlist", "films on your watchlist"),
    "lists": ngettext_lazy("list", "lists"),
    "listed": ngettext_lazy("film on lists", "films on lists"),
}
KIND_LABELS = {
    **{"entry": _("watched"), "rating": _("rating"), "watched": _("watched"), "liked": _("liked")},
    **{"wanted": _("watchlist"), "review": _("review"), "list-entry": _("in a list")},
}


@template_function
def source_name(source: str) -> str:
    return SOURCE_NAMES.get(source) or str(_("a file"))


@template_function
def import_text(kind: str, name: str) -> str:
    return str(WORDS[kind].get(name, ""))


@template_function
def result_lines(result: Mapping[str, int]) -> list[tuple[int, str]]:
    counts = ((result.get(name, 0), label) for name, label in RESULT_LABELS.items())
    return [(count, str(label % count)) for count, label in counts if count]


@template_function
def row_facts(row: ImportRow, viewer: Viewer) -> Markup:
    parsed = row.parsed
    label = str(KIND_LABELS.get(parsed.kind, ""))
    facts = [
        f"{label}: {parsed.list_name}" if parsed.list_name else label,
        calendar_day(parsed.day, viewer),
        rating(parsed.rating, viewer) if parsed.rating else "",
        str(_("again")) if parsed.rewatch else "",
        ", ".join(parsed.tags),
        f"“{parsed.text[:80]}{'…' if len(parsed.text) > 80 else ''}”" if parsed.text else "",
    ]
    return Markup(" · ").join(filter(None, facts))

"""The words of imports: states, outcomes, what a row says, and what came of it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.requests import Viewer
from accounts.template_functions import rating_text
from mflix_site.web.templates import template_function

from . import effects, lists, states, viewings
from .documents import ALREADY, CHOOSE, MATCH, NOT_FOUND, SKIP, ImportRow

SOURCE_NAMES = {
    **{"letterboxd": "Letterboxd", "imdb": "IMDb", "trakt": "Trakt", "tmdb": "TMDB"},
    **{"movielens": "MovieLens", "netflix": "Netflix"},
}
STATE_LABELS = {
    states.MATCHING: gettext_lazy("Looking for films"),
    states.PREVIEW: gettext_lazy("Not imported yet"),
    states.RUNNING: gettext_lazy("Importing"),
    states.DONE: gettext_lazy("Imported"),
    states.UNDOING: gettext_lazy("Being undone"),
    states.UNDONE: gettext_lazy("Undone"),
    states.FAILED: gettext_lazy("Stopped"),
}
STATE_SENTENCES = {
    states.MATCHING: gettext_lazy("Looking for your films"),
    states.RUNNING: gettext_lazy("Importing your history"),
    states.UNDOING: gettext_lazy("Restoring what was here before"),
}
OUTCOME_LABELS = {
    MATCH: gettext_lazy("Found"),
    CHOOSE: gettext_lazy("To choose"),
    NOT_FOUND: gettext_lazy("Not found"),
    SKIP: gettext_lazy("Skipped"),
    ALREADY: gettext_lazy("Already here"),
}
OUTCOME_SENTENCES = {
    MATCH: gettext_lazy("Rows with a film we're sure of."),
    CHOOSE: gettext_lazy(
        "More than one film could match, or none matches exactly. Which one is it?"
    ),
    NOT_FOUND: gettext_lazy(
        "Films that aren't in our catalogue. We keep these rows, so you can look again later."
    ),
    SKIP: gettext_lazy("Series, episodes and rows that say nothing about a film."),
    ALREADY: gettext_lazy("Rows with nothing new: you already have all of this."),
}
REMARKS = {
    effects.KEPT_RATING: gettext_lazy("You've rated this film here, and that rating has stayed."),
    effects.KEPT_REVIEW: gettext_lazy(
        "You've reviewed this film here. The imported words are in your diary."
    ),
    effects.KEPT_PRIVATE: gettext_lazy(
        "A moderator would have to check these words first, so they're in your diary, and only you "
        "see them."
    ),
    lists.HELD_NOTE: gettext_lazy(
        "A moderator would have to check your notes first, so the film is in your list without one."
    ),
    effects.NOT_WANTED: gettext_lazy(
        "You've watched this film here since, so it isn't on your watchlist."
    ),
    viewings.NO_DAY: gettext_lazy("That day can't be right, so the entry has no date."),
    viewings.CUT: gettext_lazy("This was too long, and its end has been left out."),
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
    "entry": gettext_lazy("watched"),
    "rating": gettext_lazy("rating"),
    "watched": gettext_lazy("watched"),
    "liked": gettext_lazy("liked"),
    "wanted": gettext_lazy("watchlist"),
    "review": gettext_lazy("review"),
    "list-entry": gettext_lazy("in a list"),
}


@template_function
def source_name(source: str) -> str:
    return SOURCE_NAMES.get(source) or _("a file")


@template_function
def state_label(state: str) -> str:
    return str(STATE_LABELS[state])


@template_function
def state_sentence(state: str) -> str:
    return str(STATE_SENTENCES.get(state, ""))


@template_function
def outcome_label(outcome: str) -> str:
    return str(OUTCOME_LABELS[outcome])


@template_function
def outcome_sentence(outcome: str) -> str:
    return str(OUTCOME_SENTENCES[outcome])


@template_function
def remark_text(remark: str) -> str:
    return str(REMARKS.get(remark, ""))


@template_function
def result_lines(result: Mapping[str, int]) -> list[tuple[int, str]]:
    counts = ((result.get(name, 0), label) for name, label in RESULT_LABELS.items())
    return [(count, str(label % count)) for count, label in counts if count]


@template_function
def row_facts(row: ImportRow, viewer: Viewer) -> str:
    parsed = row.row
    label = str(KIND_LABELS.get(parsed.kind, ""))
    facts = [
        f"{label}: {parsed.list_name}" if parsed.list_name else label,
        parsed.day or "",
        rating_text(parsed.rating, viewer),
        _("again") if parsed.rewatch else "",
        ", ".join(parsed.tags),
        f"“{parsed.text[:80]}{'…' if len(parsed.text) > 80 else ''}”" if parsed.text else "",
    ]
    return " · ".join(filter(None, facts))

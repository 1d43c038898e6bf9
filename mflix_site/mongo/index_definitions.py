"""Every index as data: its name, its keys, and the query that it serves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

Keys = tuple[tuple[str, int | str], ...]
EXPIRES, UNIQUE, SPARSE = {"expireAfterSeconds": 0}, {"unique": True}, {"sparse": True}
# The planner uses a partial index only if the query implies its filter: it sees that for $exists,
# and not for $type.
OPEN_AND_SIGNED = {"open": True, "reporter.id": {"$exists": True}}
SITE_OWNED = {"origin": "site", "author.id": {"$exists": True}}


@dataclass(frozen=True, slots=True)
class Index:
    """An index that must exist: its fields, descending with a minus, and the queries it serves."""

    collection: str
    name: str
    fields: str
    serves: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def keys(self) -> Keys:
        return tuple(
            (name.lstrip("-"), DESCENDING if name.startswith("-") else ASCENDING)
            for name in self.fields.split()
        )

    def model(self) -> IndexModel:
        return IndexModel(list(self.keys), name=self.name, **self.options)


def _where(filters: Mapping[str, Any]) -> dict[str, Any]:
    return {"partialFilterExpression": filters}


def _present(path: str) -> dict[str, Any]:
    return _where({path: {"$exists": True}})


INDEXES: tuple[Index, ...] = (
    Index("movies", "popular", "-ranks.popularity -_id", "browse: sort=popular"),
    Index("movies", "newest", "-year -_id", "browse: sort=newest, oldest; year"),
    Index("movies", "title", "title_key -_id", "browse: sort=title"),
    Index("movies", "score", "-ranks.score -_id", "browse: sort=rating"),
    Index("movies", "discussed", "-num_mflix_comments -_id", "browse: sort=discussed"),
    Index("movies", "rating", "-ranks.rating -_id", "browse: rating_min"),
    Index("movies", "audience", "-tomatoes.viewer.numReviews -_id", "API: the course's order"),
    Index("movies", "genre", "genres -ranks.popularity -_id", "browse: genre; home: a genre"),
    Index("movies", "country", "countries -ranks.popularity -_id", "browse: country"),
    Index("movies", "language", "languages -ranks.popularity -_id", "browse: language"),
    Index("movies", "rated", "rated -ranks.popularity -_id", "browse: rated; preferred ratings"),
    Index("movies", "rated_score", "rated -ranks.score -_id", "home: best of some certificates"),
    Index("movies", "imdb_rating", "-imdb.rating -_id", "API: by IMDb's rating, or within bounds"),
    Index("movies", "runtime", "runtime -_id", "browse: runtime"),
    Index("movies", "person", "person_keys -year -_id", "browse: person; a person's page"),
    Index("movies", "title_keys", "search.keys", "search: titles, exact or nearly so"),
    Index("movies", "imdb_id", "imdb.id", "personal imports: films by their IMDb numbers"),
    Index("movies", "kinds", "kinds -ranks.tier -_id", "a film's page: films of the same kind"),
    Index("movies", "similar_age", "similar.at", "similar films to recompute"),
    Index("movies", "talk", "-talk.week -talk.reviews -talk.last -_id", "home: talked about"),
    Index("movies", "year_discussed", "year -num_mflix_comments -_id", "talked about, by decade"),
    Index("movies", "title_begins", "search.begins search.length -ranks.tier -_id",
          "search: titles that begin so, shortest first; suggestions"),
    Index("movies", "words", "search.words -ranks.tier -_id", "search: films that have all words"),
    Index("movies", "fullplot", "search.fullplot", "API: phrases of full plots"),
    Index("search_terms", "keys", "keys", "search: names and words, or nearly so"),
    Index("search_terms", "begins", "begins -films _id", "search, suggestions: people by prefix"),
    Index("people", "expiry", "at", "sweeping", {"expireAfterSeconds": 86_400}),
    Index("comments", "newest_for_movie", "movie_id state -date -_id", "reviews by date; talk"),
    Index("comments", "rated_for_movie", "movie_id state -rating -date -_id", "reviews by rating"),
    Index("comments", "newest", "state -date -_id", "home: new reviews, talked about this week"),
    Index("comments", "best_of_author", "author.id -rating -date -_id", "home: films like a film"),
    Index("comments", "by_author", "author.id -date -_id", "a member's page, export, closing"),
    Index("comments", "one_per_member_and_movie", "movie_id author.id",
          "one review a member a film; a member's own review on a film's page",
          UNIQUE | _where(SITE_OWNED)),
    Index("review_revisions", "by_review", "review_id version", "history, export"),
    Index("film_states", "one_per_member_and_film", "member_id movie_id",
          "a film's state; the states of the films of a page; export, closing", UNIQUE),
    Index("film_states", "wanted", "member_id -wanted.at -_id", "a watchlist",
          _present("wanted.at")),
    Index("film_states", "watched", "member_id -watched_at -_id", "films that a member has seen",
          _where({"watched": True})),
    Index("film_states", "liked", "member_id -liked_at -_id", "films that a member likes",
          _where({"liked": True})),
    Index("film_states", "of_film", "movie_id", "merging and deleting films"),
    Index("diary", "by_day", "member_id -day -_id", "one's own diary; export, closing"),
    Index("diary", "public_by_day", "member_id -day -_id", "a diary as others see it",
          _where({"privacy": "public", "state": "visible"})),
    Index("diary", "of_film", "movie_id member_id -day -_id",
          "a member's viewings of a film; merging and deleting films"),
    Index("diary", "one_per_source", "member_id source.key", "importing the same twice",
          UNIQUE | _present("source.key")),
    Index("users", "email_key", "email_key", "log-in; one account an address",
          UNIQUE | _present("email_key")),
    Index("users", "handle_key", "handle_key", "a member's page; one member a handle",
          UNIQUE | _present("handle_key")),
    Index("users", "former_handles", "former_handles", "a member's page by a former handle",
          UNIQUE | _present("former_handles")),
    Index("users", "staff", "role -_id", "who may decide an appeal; members by role"),
    Index("users", "joined", "-joined_at -_id", "members, newest first; joins by day"),
    Index("users", "standings", "standing -joined_at -_id", "members by standing"),
    Index("users", "name_words", "name_words", "members by the words of their names"),
    Index("users", "trials", "free_trial free_trial_ends_at", "trials that are over"),
    Index("users", "account_type", "account_type free_trial", "who gets a trial"),
    Index("users", "closing", "closing", "purge", SPARSE),
    Index("notices", "of_member", "member_id -at -_id", "an inbox"),
    Index("notices", "by_path", "path", "deleting a list; closing"),
    Index("notice_batches", "by_path", "notice.path", "closing"),
    Index("lists", "public", "privacy state -changed_at -_id", "the page of lists; the sitemap"),
    Index("lists", "public_by_tag", "tag_keys privacy state -changed_at -_id", "lists by tag"),
    Index("lists", "of_owner", "owner_id -changed_at -_id", "one's own lists"),
    Index("lists", "public_of_owner", "owner_id privacy state -changed_at -_id",
          "a member's lists, for others"),
    Index("lists", "of_editor", "editors.id -changed_at -_id", "lists that a member edits"),
    Index("lists", "copies", "cloned_from.owner_id", "renaming; closing", SPARSE),
    Index("lists", "deleted", "deleted_at", "purge", SPARSE),
    Index("list_entries", "one_per_film", "list_id movie_id", "one entry a film and list", UNIQUE),
    Index("list_entries", "in_order", "list_id position movie_id", "a list's page; its order"),
    Index("list_entries", "of_film", "movie_id -_id", "a film's page; merging and deleting films"),
    Index("reports", "of_case", "case_id -_id", "a case: its reports"),
    Index("reports", "one_open_per_reporter", "reporter.id target.id",
          "one open report a person and target", UNIQUE | _where(OPEN_AND_SIGNED)),
    Index("reports", "by_reporter", "reporter.id -at -_id", "own reports"),
    Index("reports", "by_day", "-at", "reports by day"),
    Index("cases", "one_open_per_target", "target.id",
          "reporting", UNIQUE | _where({"open": True})),
    Index("cases", "queue", "open -rank -_id", "the queue"),
    Index("cases", "queue_by_reason", "open reasons -rank -_id", "the queue, of one reason"),
    Index("cases", "queue_by_word", "open words -rank -_id", "the queue, searched"),
    Index("cases", "decided", "open -decided_at -_id", "decided cases"),
    Index("cases", "of_author", "about.member_id", "closing"),
    Index("cases", "unsettled", "unsettled.at", "reports to settle after a decision", SPARSE),
    Index("cases", "of_target", "target.id -_id", "earlier cases of a target"),
    Index("decisions", "number", "-number", "the log, newest first; its chain", UNIQUE),
    Index("decisions", "by_action", "action -number", "the log, of one action"),
    Index("decisions", "by_rule", "rule -number", "the log, of one rule"),
    Index("decisions", "by_moderator", "moderator.handle -number", "the log, of one moderator"),
    Index("decisions", "of_member", "about.member -number", "a member's record"),
    Index("decisions", "by_moderator_of_member", "about.member private.moderator_id",
          "whether a moderator has decided about a member before"),
    Index("decisions", "of_target", "about.id -number", "what came before"),
    Index("decisions", "by_day", "-at", "decisions by day"),
    Index("decisions", "undone_once", "undoes", "whether a decision is undone",
          UNIQUE | _present("undoes")),
    Index("appeals", "one_per_decision", "decision_id", "one appeal a decision", UNIQUE),
    Index("appeals", "waiting", "open at -_id", "appeals, oldest first"),
    Index("appeals", "by_member", "member_id -_id", "a member's appeals"),
    Index("movie_revisions", "by_movie", "movie_id -version", "a film's history", UNIQUE),
    Index("movie_revisions", "unfinished", "unfinished", "purge", SPARSE),
    Index("sessions", "expiry", "expires_at", "sweeping", EXPIRES),
    Index("sessions", "by_member", "member_id", "ending a member's sessions"),
    Index("former_accounts", "expiry", "until", "sweeping", EXPIRES),
    Index("password_resets", "expiry", "expires_at", "sweeping", EXPIRES),
    Index("password_resets", "by_member", "member_id", "ending a member's tokens"),
    Index("throttle", "expiry", "expires_at", "sweeping", EXPIRES),
    Index("access_tokens", "hash", "hash", "a request's token", UNIQUE),
    Index("access_tokens", "by_member", "member_id -_id", "a member's tokens; ending them"),
    Index("access_tokens", "expiry", "expires_at", "sweeping", EXPIRES),
    Index("idempotent_requests", "by_member", "member_id", "closing"),
    Index("idempotent_requests", "expiry", "expires_at", "sweeping", EXPIRES),
    Index("outbox", "due", "state due_at", "sending; purge"),
    Index("page_views", "movie_and_day", "movie_id -day", "counting a view", UNIQUE),
    Index("imports", "of_member", "member_id -_id", "a member's imports"),
    Index("imports", "active", "turn_at", "what the background process does next", SPARSE),
    Index("imports", "changed", "changed_at", "deleting old imports"),
    Index("import_rows", "in_order", "import_id n", "an import's rows", UNIQUE),
    Index("import_rows", "by_outcome", "import_id outcome n", "rows of one outcome; matching"),
    Index("import_rows", "by_number", "import_id file row", "choosing a film for a row"),
    Index("import_rows", "by_title", "import_id title_key", "rows that name the same film"),
    Index("import_rows", "pending", "import_id film n", "what is to be imported, film by film",
          _present("pending")),
    Index("import_undo", "in_order", "import_id n", "undoing, the last change first", UNIQUE),
    Index("import_undo", "of_document", "import_id key", "whether a document has older changes"),
)  # fmt: skip

# What earlier versions made, and nothing needs now.
RETIRED = tuple(
    Index(collection, name, "", "of an earlier version")
    for collection, name in (
        ("users", "name_key"),
        ("cases", "one_open_per_thing"),
        ("cases", "of_thing"),
        ("decisions", "of_thing"),
    )
)
# The fields of each index that may refuse a document of ours.
UNIQUE_KEYS = {frozenset({"_id"})} | {
    frozenset(name for name, _ in index.keys) for index in INDEXES if index.options.get("unique")
}

"""Every collection, named once, with its write concern."""

from functools import partial

from pymongo import WriteConcern

from .client import ONE_BATCH as ONE_BATCH
from .client import ONE_MEMBER as ONE_MEMBER
from .client import WRITE_CONCERNS as WRITE_CONCERNS
from .client import Collection as Collection
from .client import Document as Document
from .client import Pipeline as Pipeline
from .client import collection as collection
from .client import decoded as decoded
from .client import translate_errors as translate_errors
from .refusals import Duplicate as Duplicate
from .refusals import OutcomeUnknown as OutcomeUnknown
from .refusals import Unstorable as Unstorable

MAJORITY = WriteConcern(w="majority", j=True)
UNACKNOWLEDGED = WriteConcern(w=0)


# How durable the writes of each collection are: docs/data-model.md has the reasons.
def _named(name: str, concern: WriteConcern = MAJORITY) -> partial[Collection]:
    WRITE_CONCERNS[name] = concern
    return partial(collection, name)


# Owner: accounts.
members = _named("users")  # the course's `users`
sessions = _named("sessions")  # by the hash of their token; a log-out must survive a failover
notice_batches = _named("notice_batches")  # notices of many members, until they are delivered
former_accounts = _named("former_accounts")  # what outlasts them, by keyed hashes
password_resets = _named("password_resets")  # tokens by their hash; used ones must stay used
access_tokens = _named("access_tokens")  # by a hash; a revoked one must stay revoked
idempotent_requests = _named("idempotent_requests")  # answers to writes, kept for a day
outbox = _named("outbox")  # mails to send, written in the transaction that causes them
notices = _named("notices")  # in members' inboxes
throttle = _named("throttle", ONE_MEMBER)  # rate limits: a lost count does no harm
counters = _named("counters")  # totals of the site, in shards; derived
# Owner: movies.
movies = _named("movies")  # as in `sample_mflix`, with tallies and ranks
search_terms = _named("search_terms")  # names and words of films, for spelling; derived
people = _named("people")  # summaries of the films of prolific people; derived
facet_counts = _named("facet_counts")  # bitmaps of films; derived
page_views = _named("page_views", UNACKNOWLEDGED)  # a lost view costs nothing, a slow page does
movie_revisions = _named("movie_revisions")  # of edited and merged films
# Owner: reviews.
reviews = _named("comments")  # the course's `comments`
revisions = _named("review_revisions")  # earlier versions of edited reviews
site_summary = _named("site_summary")  # one document of the site's figures; derived
# Owner: importing.
migrations = _named("migrations")  # what was filled in of data that earlier versions lack
# Owner: diary.
film_states = _named("film_states")  # what a film is to a member: watched, liked, on the watchlist
diary = _named("diary")  # one document a viewing
# Owner: lists.
lists = _named("lists")  # members' lists of films
list_entries = _named("list_entries")  # the films of each, with their positions and notes
# Owner: moderation.
reports = _named("reports")  # each with the text as it was reported
cases = _named("cases")  # all reports of one target until a decision
decisions = _named("decisions")  # the public log, an append-only hash chain
log_head = _named("log_head")  # number and hash of the log's last row
appeals = _named("appeals")  # against decisions, and their answers
# Owner: importing.
imports = _named("imports")  # of members' histories from elsewhere, one an uploaded file
import_rows = _named("import_rows")  # their rows, for thirty days
import_undo = _named("import_undo")  # documents as they were before an import changed them

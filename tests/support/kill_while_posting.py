"""A web process that posts a review and is killed, or its server is, before the film's tally.

Run as `python -m tests.support.kill_while_posting server|web|nobody MONGOD_PID FILM MEMBER`.
"""

import os
import signal
import sys
from typing import Any

import django
import pymongo

SECONDS = {"server": 5.0}


def main(victim: str, mongod: str, film: str, member: str) -> None:
    """Post a review of `film` as `member`, with the kill at the moment that matters."""
    django.setup()
    from bson import ObjectId

    from accounts.queries import find_member
    from reviews import services
    from tests.support.browsing import Browser

    tally = services.change_tally
    pid = {"server": int(mongod), "web": os.getpid(), "nobody": 0}[victim]

    def killed(movie_id: Any, change: Any, *, session: Any) -> None:
        there = services.mongo.reviews().count_documents({}, session=session)
        print("inserted", there, flush=True)
        if pid:
            os.kill(pid, signal.SIGKILL)
        tally(movie_id, change, session=session)

    services.change_tally = killed
    browser = Browser(find_member(ObjectId(member)))
    browser.get(f"/movies/{film}/")  # imports what a request needs, before time counts
    # The driver would try again until the server is back: here it gives up before.
    with pymongo.timeout(SECONDS.get(victim, 60.0)):
        answer = browser.post(f"/movies/{film}/reviews/", {"text": "Last words.", "rating": "70"})
    print("answered", answer.status_code, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Rows of a batch, chained to the head of the log as the batch's transaction sees it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from moderation import log


class Chain:
    """Takes its turn with the first row, so that a site that decides meanwhile cannot fork it."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session
        self.rows: list[dict[str, Any]] = []
        self.turn: Mapping[str, Any] | None = None
        self.written = 0

    def add(
        self, entry: log.LogEntry, *, by: Member, at: datetime, row_id: ObjectId
    ) -> dict[str, Any]:
        """Give the next row, with an id of its own; it is written by `flush`."""
        if self.turn is None:
            self.turn = log.lock_log_head(self.session)
        number, previous = self.turn["number"] + len(self.rows), self.turn["hash"]
        if self.rows:
            previous = self.rows[-1]["hash"]
        row = {
            **log.build_row(entry, by=by, number=number, previous=previous, at=at),
            "_id": row_id,
        }
        self.rows.append(row)
        return row

    def flush(self) -> None:
        """Write the rows that are new, and the head after them."""
        new = self.rows[self.written :]
        if not new:
            return
        mongo.decisions().insert_many(new, session=self.session)
        head = {"number": new[-1]["number"], "hash": new[-1]["hash"]}
        mongo.log_head().update_one({"_id": log.HEAD_ID}, {"$set": head}, session=self.session)
        self.written = len(self.rows)

"""Documents of several collections read in one command: as BSON, by the name of what they are.

Who has read the same bytes before need not read them again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import bson

from .client import DECODING, Document
from .collections import Pipeline

NAME_START = 5  # of a document's first field: after its length and the field's type
Stages = list[dict[str, Any]]
Rows = Mapping[str, list[bytes]]


def joined(
    collection: str, name: str, pipeline: Pipeline, local: str = "", foreign: str = "_id"
) -> dict[str, Any]:
    """Return the stage that adds what a pipeline finds in another collection, as rows of a name.

    With `local`, only of documents whose field `foreign` has a value of the field `local`.
    """
    stages = [*pipeline, row_of(name)]
    fields = {"localField": local, "foreignField": foreign} if local else {}
    return {"$lookup": {"from": collection, **fields, "pipeline": stages, "as": f"joined.{name}"}}


def row_of(name: str) -> dict[str, Any]:
    return {"$replaceWith": {name: "$$ROOT"}}


def flattened(*lookups: Mapping[str, Any], first: Any = ("$row",)) -> Stages:
    """Return the stages that replace a document by `first` and the rows that lookups joined."""
    others = [f"${stage['$lookup']['as']}" for stage in lookups]
    return [
        {"$project": {"rows": {"$concatArrays": [first, *others]}}},
        {"$unwind": "$rows"},  # so that what is examined is what is returned
        {"$replaceWith": "$rows"},
    ]


def rows_by_name(rows: Iterable[bytes]) -> Rows:
    """Return documents, which are not decoded, by the name of their one field."""
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    for row in rows:
        end = row.index(0, NAME_START)
        found[row[NAME_START:end].decode()].append(row[end + 1 : -1])
    return found


def decoded_rows(rows: Iterable[bytes]) -> list[Document]:
    """Return decoded rows: all at once, which takes half the time."""
    return bson.decode_all(b"".join(rows), DECODING)

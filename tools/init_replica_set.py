"""Initiate a replica set with authentication, and create its users: for compose.yaml, once.

Run it where the first of MONGODB_MEMBERS is on localhost: until there is a user, MongoDB allows
only that to create one. Safe to repeat.
"""

import os
import sys
import time
from typing import Any

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError

Client = MongoClient[dict[str, Any]]
NOT_INITIALIZED, UNAUTHORIZED, ALREADY_EXISTS = 94, 13, 51003
SECONDS = 120.0


def main() -> None:
    members = os.environ["MONGODB_MEMBERS"].split(",")
    port, password = int(members[0].rpartition(":")[2]), os.environ["MONGODB_ADMIN_PASSWORD"]
    with Client("127.0.0.1", port, directConnection=True) as client:
        initiate(client, members)
        create_user(client, "admin", password, ["root"])
    name = os.environ.get("MONGODB_DB") or "mflix"
    roles = [{"role": role, "db": name} for role in ("readWrite", "dbAdmin")]
    with Client(
        "127.0.0.1", port, directConnection=True, username="admin", password=password
    ) as client:
        create_user(client, "mflix", os.environ["MONGODB_PASSWORD"], roles)
    print("The replica set and its users are ready.")


def initiate(client: Client, members: list[str]) -> None:
    """Initiate the set unless it is, and wait until the first member is primary.

    The first member has the highest priority, so that it is the one that is elected.
    """
    configured = [
        {"_id": i, "host": host, "priority": 1 if i else 2} for i, host in enumerate(members)
    ]
    try:
        client.admin.command("replSetGetStatus")
    except OperationFailure as error:
        if error.code == NOT_INITIALIZED:
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": configured})
        elif error.code != UNAUTHORIZED:  # it is initiated, and has users
            raise
    deadline = time.monotonic() + SECONDS
    while not is_primary(client):
        if time.monotonic() > deadline:
            sys.exit(f"{members[0]} did not become primary within {SECONDS:.0f} s.")
        time.sleep(0.2)


def is_primary(client: Client) -> bool:
    try:
        return bool(client.admin.command("hello")["isWritablePrimary"])
    except ConnectionFailure:  # a member closes connections when its state changes
        return False


def create_user(client: Client, name: str, password: str, roles: list[Any]) -> None:
    """Create a user of database `admin` unless there is one of this name."""
    try:
        client.admin.command("createUser", name, pwd=password, roles=roles)
    except OperationFailure as error:
        # Unauthorized: the admin exists, so that localhost may not create another.
        if error.code not in (ALREADY_EXISTS, UNAUTHORIZED):
            raise


if __name__ == "__main__":
    try:
        main()
    except KeyError as error:
        sys.exit(f"{error} is missing in the environment.")
    except PyMongoError as error:
        sys.exit(f"The replica set cannot be prepared: {error}")

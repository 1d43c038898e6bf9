"""The people of the tests."""

from functools import cache

from django.contrib.auth.hashers import make_password

from accounts.documents import MEMBER, Member
from accounts.services import new_member
from mflix_site.mongo import collections as mongo

PASSWORD = "correct horse battery 9"


@cache
def password_hash() -> str:
    """Hash the cast's password once a run: hashing is slow on purpose."""
    return make_password(PASSWORD)


def make_member(name: str, role: str = MEMBER, **fields: object) -> Member:
    """Insert a member, whose password is PASSWORD."""
    email = f"{name.split()[0].lower()}@example.test"
    doc = {**new_member(name, email, password_hash(), role), **fields}
    mongo.members().insert_one(doc)
    return Member.from_doc(doc)

"""What a path may hold; anything else is no such page."""

from bson import ObjectId


class ObjectIdConverter:
    """An id: 24 hexadecimal digits in lower case."""

    regex = "[0-9a-f]{24}"

    def to_python(self, value: str) -> ObjectId:
        """Give the id."""
        return ObjectId(value)

    def to_url(self, value: object) -> str:
        """Give the id as text."""
        return str(value)


class NameConverter:
    """A person's name: any printable text up to 200 characters, slashes too."""

    regex = r"[^\x00-\x1f\x7f]{1,200}"

    def to_python(self, value: str) -> str:
        """Give the name; one that cannot be stored is no name."""
        value.encode()
        return value

    def to_url(self, value: object) -> str:
        """Give the name."""
        return str(value)


class NumberConverter:
    """A number of something, from 1 on."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        """Give the number."""
        return int(value)

    def to_url(self, value: object) -> str:
        """Give the number as text."""
        return str(value)


class HandleConverter:
    """A member's handle."""

    regex = "[A-Za-z0-9_]{1,40}"

    def to_python(self, value: str) -> str:
        """Give the handle."""
        return value

    def to_url(self, value: object) -> str:
        """Give the handle."""
        return str(value)


class TokenConverter(HandleConverter):
    """A token of a mailed link."""

    regex = "[A-Za-z0-9_-]{20,80}"

"""URL path converters; a path that they do not match is a page that does not exist."""

from bson import ObjectId


class TextConverter:
    """Text as it stands in the path; subclasses say which."""

    regex = ""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


class ObjectIdConverter:
    """An ObjectId: 24 hexadecimal digits in lower case."""

    regex = "[0-9a-f]{24}"

    def to_python(self, value: str) -> ObjectId:
        return ObjectId(value)

    def to_url(self, value: object) -> str:
        return str(value)


class NumberConverter:
    """A whole number from 1."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: object) -> str:
        return str(value)


class NameConverter(TextConverter):
    """A person's name: any printable text up to 200 characters, slashes included."""

    regex = r"[^\x00-\x1f\x7f]{1,200}"

    def to_python(self, value: str) -> str:
        """Raise ValueError for a name with lone surrogates, which cannot be stored."""
        value.encode()
        return value


class HandleConverter(TextConverter):
    """A member's handle."""

    regex = "[A-Za-z0-9_]{1,40}"


class TokenConverter(TextConverter):
    """A token of a mailed link."""

    regex = "[A-Za-z0-9_-]{20,80}"


class DigestConverter(TextConverter):
    """A short hash of an immutable address's content."""

    regex = "[0-9a-f]{12}"

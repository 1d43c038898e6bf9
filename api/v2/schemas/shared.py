"""Parameters and documents that several operations share."""

from typing import Annotated, Any, Generic, TypeVar

from bson import ObjectId
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, GetPydanticSchema, WithJsonSchema
from pydantic_core import core_schema

from mflix_site.text import clean_line

DEFAULT_LIMIT, MAX_LIMIT = 30, 100
Item = TypeVar("Item")
ID_PATTERN = "^[0-9a-f]{24}$"


def _object_id_schema(_source: Any, _handler: Any) -> core_schema.CoreSchema:
    return core_schema.is_instance_schema(ObjectId)


def _whole(value: Any) -> Any:
    """Return a number without its fraction of zero: to JSON Schema, 60.0 is an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _line(value: Any) -> Any:
    return clean_line(value) if isinstance(value, str) else value


Id = Annotated[str, Field(pattern=ID_PATTERN, description="An id: 24 hexadecimal digits")]
# Of a path: Django's converter has read it already.
PathId = Annotated[
    ObjectId,
    GetPydanticSchema(_object_id_schema),
    WithJsonSchema({"type": "string", "pattern": ID_PATTERN}),
]
WHOLE = BeforeValidator(_whole)
LINE = BeforeValidator(_line)
Rating = Annotated[
    int, Field(ge=1, le=100, description="From 1 to 100, whatever scale is shown"), WHOLE
]


class Input(Schema):
    """A body of a request: unknown members are refused, types are not converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class FieldsQuery(Schema):
    """Which members of a document to return."""

    fields: Annotated[
        str, Field(description="Names of members to return, separated by commas; all without it")
    ] = ""


class PageQuery(FieldsQuery):
    """Which part of a list to return."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description="How many items at most")] = (
        DEFAULT_LIMIT
    )
    cursor: Annotated[
        str, Field(max_length=2000, description="Where the page begins: from `next` of the last")
    ] = ""


class Page(Schema, Generic[Item]):
    """A part of a list, at most `limit` items."""

    items: list[Item]
    next: Annotated[str | None, Field(description="The path of the next part; null at the end")]

    @classmethod
    def model_parametrized_name(cls, params: Any) -> str:
        return f"{params[0].__name__}Page"


class Problem(Schema):
    """An error, as RFC 9457 describes it."""

    type: Annotated[str, Field(description="The kind: a link to its description")]
    title: str
    status: int
    detail: Annotated[str, Field(description="What happened and what to do, for a person")]
    errors: "list[InvalidValue]" = []


class InvalidValue(Schema):
    """One value that an operation does not take."""

    in_: Annotated[
        str, Field(alias="in", description="A parameter, or a JSON pointer into the body")
    ]
    type: str
    detail: str

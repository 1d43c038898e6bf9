"""What people call the values of facets: "hollywood" of the country USA, "sci-fi", "comedies"."""

from collections import defaultdict
from collections.abc import Iterator

from .keys import WORDS, field_word, normalize


def facet_names(field: str, value: str) -> Iterator[str]:
    """Yield the compact names of a value; one is of several values if people call both so."""
    own = normalize(value)
    others = WORDS["facets"].get(field, {}).get(own, "")
    for name in filter(None, (own, *others.split(", "))):
        compact = name.replace(" ", "")
        if field == "rated":
            yield from (f"rated{compact}", f"{compact}rated")
        if field != "rated" or len(compact) > 1:  # a letter alone is a title
            yield compact
        if field == "genre":
            yield f"{compact[:-1]}ies" if compact.endswith("y") else f"{compact}s"


DISTINCT = ("genre:music", "genre:musical")  # in plain words both, as a field the one named
# The words of values that people call otherwise, by those of what they call them.
VALUES_CALLED: defaultdict[str, list[str]] = defaultdict(list)
for _field, _values in WORDS["facets"].items():
    for _value in _values:
        for _name in facet_names(_field, _value):
            _word, _own = field_word(_field, _name), field_word(_field, _value)
            if _word not in (_own, *DISTINCT) and _own not in VALUES_CALLED[_word]:
                VALUES_CALLED[_word].append(_own)

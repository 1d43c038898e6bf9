"""Atom feeds."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks

from mflix_site.text import clean_line, clean_text

from .templates import absolute_url


def _html(text: str) -> str:
    return linebreaks(clean_text(text), autoescape=True)


# XML cannot hold control characters, which films of other databases may have in their titles.
CLEANED = {"title": clean_line, "author_name": clean_line, "description": _html}


def atom_feed(
    title: str, page: str, feed: str, entries: Iterable[Mapping[str, Any]]
) -> HttpResponse:
    """Return a feed of entries for `Atom1Feed.add_item`; `link`, `page` and `feed` are paths."""
    atom = Atom1Feed(
        title=clean_line(title),
        link=absolute_url(page),
        description="",
        feed_url=absolute_url(feed),
        language="en",
    )
    for entry in entries:
        cleaned = {name: clean(entry[name]) for name, clean in CLEANED.items() if entry.get(name)}
        link = absolute_url(entry["link"])
        atom.add_item(**{"description": "", **entry, **cleaned, "link": link, "unique_id": link})
    content_type = "application/atom+xml; charset=utf-8"
    return HttpResponse(atom.writeString("utf-8"), content_type=content_type)

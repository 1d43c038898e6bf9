"""Pages of lists to look at: ranked, noted, long and empty ones, and their forms."""

from accounts.documents import Member
from lists import services
from mflix_site.mongo import collections as mongo

from .lists import a_list, with_editor
from .page_visits import Visit

LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 3
NOTE = "The last ten minutes are why it's here. " * 6
NAMES = (
    *("lists", "member's lists", "own lists", "ranked list", "list by link", "empty list"),
    *("list, invited", "new list", "edit list", "paste titles", "film's lists", "list editors"),
    *("delete list", "smart list", "report list"),
)


def stops(owner: Member, other: Member) -> tuple[Visit, ...]:
    """Insert lists of what films there are, and return their pages."""
    films = [doc["_id"] for doc in mongo.movies().find({}, {"_id": 1}).limit(60)]
    words = {
        "description": "In no hurry.\n\nAnd in no order but this.",
        "tags": ("noir", LONG_WORD[:50]),
    }
    ranked = a_list(owner, *films, ranked=True, notes={films[0]: NOTE, films[1]: "Yes."}, **words)
    with_editor(ranked, owner, other)
    linked = a_list(owner, *films[:7], title=LONG_WORD, privacy="link")
    empty = a_list(owner, title="Nothing yet", privacy="private")
    smart = a_list(owner, title="Always up to date", smart="genre=Thriller")
    services.delete_list(member=owner, list_id=a_list(owner, title="Gone").id)
    page, own = f"/lists/{ranked.id}/", f"/members/{owner.handle}/lists/"
    return (
        Visit("lists", None, "/lists/"),
        Visit("member's lists", None, own),
        Visit("own lists", owner, own),
        Visit("ranked list", other, page),
        Visit("list by link", owner, f"/lists/{linked.id}/"),
        Visit("empty list", owner, f"/lists/{empty.id}/"),
        Visit("list, invited", other, page),
        Visit("new list", owner, f"/lists/new/?films={films[0]}"),
        Visit("edit list", owner, f"{page}edit/"),
        Visit("paste titles", owner, f"{page}paste/"),
        Visit("film's lists", owner, f"/movies/{films[0]}/lists/"),
        Visit("list editors", owner, f"{page}editors/"),
        Visit("delete list", owner, f"{page}delete/"),
        Visit("smart list", None, f"/lists/{smart.id}/"),
        Visit("report list", other, f"{page}report/"),
    )

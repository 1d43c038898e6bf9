"""The pages of imports: the form, a preview with films to choose, and what came of an import."""

from io import BytesIO

from accounts.documents import Member
from importing.preview import start_import

from .factories import a_film
from .page_visits import Visit
from .uploads import an_import

NAMES = ("import", "import preview", "import preview, found", "import done, not found")
ROWS = ("Title,Year,Rating10,Tags", "Peter Pan,,7,été", "Nosferatu,1922,8,", "Friends S1E1,1994,,")


def stops(member: Member) -> tuple[Visit, ...]:
    """Insert films and imports of a member's, and return the pages."""
    for title, year in (("Peter Pan", 1924), ("Peter Pan", 1953), ("Nosferatu", 1922)):
        a_film(title=title, year=year)
    file = BytesIO("\r\n".join(ROWS).encode())
    waiting = start_import(member=member, upload=file, filename="history.csv")
    done = an_import(member, "Nosferatu", 1922)
    paths = (
        *("/import/", f"/import/{waiting}/", f"/import/{waiting}/?show=match"),
        f"/import/{done}/?show=not_found",
    )
    return tuple(Visit(name, member, path) for name, path in zip(NAMES, paths, strict=True))

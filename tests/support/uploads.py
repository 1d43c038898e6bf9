"""Files as members upload them, and imports made of them."""

from io import BytesIO

from bson import ObjectId

from accounts.documents import Member
from importing.documents import Options
from importing.preview import start_import
from importing.running import run_import
from importing.worker import advance_imports


def an_import(member: Member, title: str, year: int | None = 1949) -> ObjectId:
    """Return an import that is done but for a film's rating, and of which a film is not known."""
    rows = (
        f"{title},{year},8,",
        "Nowhere to Be Found,1901,5,2001-02-03",
        f"{title},{year},,2020-01-01",
    )
    text = "\r\n".join(("Title,Year,Rating10,WatchedDate", *rows))
    import_id = start_import(member=member, upload=BytesIO(text.encode()), filename="history.csv")
    run_import(member=member, import_id=import_id, options=Options(parts=("diary",)))
    advance_imports()
    return import_id

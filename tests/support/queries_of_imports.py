"""Everything that imports of histories ask of the database."""

from collections.abc import Callable, Mapping
from typing import Any

from diary.services import set_liked
from importing import queries, worker
from importing.documents import Options
from importing.exporting import export_history
from importing.preview import choose_match, delete_old_imports, retry_all
from importing.running import run_import
from importing.undoing import undo_import
from importing.worker import advance_imports

from .uploads import an_import

Case = Callable[[Any], object]


def _whole_import(world: Any) -> None:
    import_id = an_import(world.bob, "The Third Man")
    row = {"file": "history.csv", "number": 2, "film": world.film}
    choose_match(member=world.bob, import_id=import_id, **row)
    run_import(member=world.bob, import_id=import_id, options=Options())
    advance_imports()
    set_liked(member=world.bob, movie_id=world.film, on=True)
    undo_import(member=world.bob, import_id=import_id)
    advance_imports()


def _pages(world: Any) -> None:
    import_id = an_import(world.bob, "The Third Man")
    shown = queries.get_import(world.bob, import_id)
    for outcome in ("match", "not_found"):
        queries.page_of_rows(shown, outcome, 1)
    queries.titles_to_choose(import_id, 1)
    list(queries.all_rows(import_id))
    list(queries.rows_not_found(import_id))


CASES: Mapping[str, Case] = {
    "an import, run and undone": _whole_import,
    "the pages of an import": _pages,
    "a member's imports": lambda w: queries.imports_of(w.bob.id),
    "a member's imports, exported": lambda w: queries.imports_export(w.bob.id),
    "the rows of these, exported": lambda w: list(queries.import_rows_export(w.bob.id)),
    "a history, exported": lambda w: export_history(w.bob),
    "looking again for films": lambda _: retry_all(),
    "old imports": lambda _: [delete_old_imports(), worker.delete_imports_of_former_members()],
}

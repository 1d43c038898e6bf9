"""Run the measurements and write them down: `python -m bench [NAME …]`."""

import argparse
import json
import os
import platform
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from tests.support.scratch_server import scratch_server

NAMES = ("seed_speed", "browse_page", "write_concerns", "search_quality", "queue_page")
RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    """Run each measurement on a server of its own, print a table, and write results.json."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; default all"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 is the size in the notes")
    parser.add_argument("--films", type=int, metavar="N", help="films of browse_page")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    results = {}
    for name in asked.names or NAMES:
        with scratch_server() as server:
            prepare_django(server.uri)
            options = {"films": asked.films} if asked.films and name == "browse_page" else {}
            results[name] = import_module(f"bench.{name}").measure(asked.scale, **options)
        show(name, results[name])
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    RESULTS.write_text(json.dumps({"at": at, "machine": machine, "results": results}, indent=1))


def prepare_django(uri: str, *, indexed: bool = True) -> None:
    """Point the site's own code at the server, with validators and, if asked for, indexes made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mflix_site.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.MONGODB_URI, settings.EMBEDDED, settings.MONGODB_DB = uri, False, "bench"
    prepare_database(indexed=indexed)


def prepare_database(*, indexed: bool = True) -> None:
    """Make the validators and, if asked for, the indexes of the database that is named now."""
    from mflix_site.mongo import indexes, validators

    for name in validators.find_drift():
        validators.set_validator(name)
    if indexed:
        indexes.create_indexes(indexes.find_drift())


def show(name: str, rows: dict[str, float]) -> None:
    """Print one measurement as a table."""
    print(f"\n{name}")
    for what, value in rows.items():
        shown = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
        print(f"  {what:<60} {shown:>14}")


if __name__ == "__main__":
    main()

"""Measure the site, and write `bench/results.json`: `make bench`, `make bench SIZE=large`."""

import argparse
import json
import os
import platform
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.support.scratch_server import scratch_server

NAMES = ("seed_speed", "browse_page", "write_concerns", "search_quality", "queue_page")
SIZES_OF = {"small": ("S",), "medium": ("M",), "large": ("S", "M", "L")}
RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    """Measure the pages of a site of the size asked for, or run the benches that are named."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--size", choices=SIZES_OF, default=os.environ.get("SIZE") or "small")
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 is the size in the notes")
    parser.add_argument("--rounds", type=int, default=3, help="turns of the pages")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    results = {name: measure_one(name, options.scale) for name in options.names}
    if not options.names:
        results = measure_pages(SIZES_OF[options.size], options.rounds)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    RESULTS.write_text(json.dumps({"at": at, "machine": machine, "results": results}, indent=1))


def measure_one(name: str, scale: float) -> dict[str, Any]:
    """Run one measurement on a server of its own, and print its table."""
    with scratch_server() as server:
        prepare_django(server.uri)
        rows: dict[str, Any] = import_module(f"bench.{name}").measure(scale)
    show(name, rows)
    return rows


def measure_pages(sizes: tuple[str, ...], rounds: int) -> dict[str, Any]:
    """Serve sites of these sizes one after the other; of several, compare the first and last."""
    from bench import pages
    from bench.served_site import SIZES, fill

    results: dict[str, Any] = {}
    for size in sizes:
        with scratch_server(room=SIZES[size].room) as server:
            print(f"Seeding size {size}: {SIZES[size]} ...", flush=True)
            fill(server.uri, SIZES[size])
            results[size] = pages.measure(server.uri, rounds)
        pages.show(results[size])
    if len(sizes) > 1:
        results["growth"] = pages.growth(results[sizes[0]], results[sizes[-1]])
        for name, row in results["growth"].items():
            print(f"{name:<32} {sizes[-1]} against {sizes[0]}: {row}")
    return results


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

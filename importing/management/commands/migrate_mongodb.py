"""Make the database match the code: indexes, validators, and data that earlier versions lack."""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.core.management.base import CommandError

from mflix_site.commands import DatabaseCommand
from mflix_site.errors import Problem
from mflix_site.mongo import indexes, validators
from mflix_site.mongo.collections import Duplicate
from mflix_site.mongo.foreign_schema import (
    ForeignRule,
    find_foreign_ids,
    find_foreign_rules,
    foreign_ids_sentence,
    set_aside,
)
from mflix_site.mongo.index_definitions import Index
from mflix_site.progress import Progress
from reviews.queries import approximate_review_count

from ... import migrations

REMEDY = "drop rules that aren't ours, and move such documents aside"
DROP = "drop foreign indexes and validators that would refuse or delete our documents"
SET_ASIDE = "move documents whose _id isn't an ObjectId to collections of their own"


def add_foreign_options(parser: ArgumentParser) -> None:
    parser.add_argument("--drop-foreign", action="store_true", help=DROP)
    parser.add_argument("--set-aside", action="store_true", help=SET_ASIDE)


class Command(DatabaseCommand):
    """Report the drift of indexes and validators, and correct it; drop foreign ones if asked to."""

    is_repeatable = True
    stealth_options = ("caller",)  # the command that an operator has run
    help = "Make indexes and validators match the code. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        only = "only report; exit with 1 if anything differs"
        parser.add_argument("--check", action="store_true", help=only)
        add_foreign_options(parser)

    def handle(
        self, *_args: Any, check: bool, caller: str = "migrate_mongodb", **options: Any
    ) -> None:
        foreign, foreign_ids = find_foreign_rules(), find_foreign_ids()
        command = caller + " --drop-foreign" * bool(foreign) + " --set-aside" * bool(foreign_ids)
        errors = self.report_foreign(foreign, drop=options["drop_foreign"] and not check)
        errors += self.report_foreign_ids(foreign_ids, move=options["set_aside"] and not check)
        validator_drift, index_drift = validators.find_drift(), indexes.find_drift()
        made = "" if check else ", made"
        self.is_brief = not options["verbosity"]
        for name in validator_drift:
            self.detail(f"validator of {name}: differs{made}")
            if not check:
                validators.set_validator(name)
        for index, state in index_drift:
            done = ", dropped" if made and state == "retired" else made
            self.detail(f"index {index.collection}.{index.name}: {state}{done} ({index.serves})")
        if not check:
            for collection, group in groupby(index_drift, lambda pair: pair[0].collection):
                errors += self.create(collection, list(group))
        missing = self.fill_in(check=check or bool(errors))
        count = len(validator_drift) + len(index_drift) + len(missing)
        count += len(foreign) + len(foreign_ids)
        if check and count:
            self.stdout.write(f"{count} to fix. Run `manage.py {command}`.")
            sys.exit(1)
        if errors:
            how = f"These would break pages of the site. Run `manage.py {command}` to {REMEDY}."
            raise CommandError("\n".join([*errors, *([how] if foreign or foreign_ids else [])]))
        self.summarize(count)

    def summarize(self, count: int) -> None:
        self.detail(f"{count} fixed." if count else "Everything matches the code already.")
        if count and self.is_brief:
            self.stdout.write("The database now matches the code.")

    def detail(self, text: str) -> None:
        """Print what other commands that call this one leave out."""
        if not self.is_brief:
            self.stdout.write(text)

    def pending_migrations(self) -> list[str]:
        return migrations.pending_migrations()

    def fill_in(self, *, check: bool) -> list[str]:
        """Fill in data that earlier versions lack; return what was missing."""
        if not check:
            migrations.mark_new_database()
        missing = self.pending_migrations()
        for name in missing:
            result = "not filled in yet" if check else "filled in"
            self.stdout.write(f"{migrations.DESCRIPTIONS[name]}: {result}")
            if not check:
                with Progress(name, approximate_review_count()) as progress:
                    migrations.run_migration(name, progress)
        return missing

    def report_foreign(self, rules: Sequence[ForeignRule], *, drop: bool) -> list[str]:
        """Drop what others made and would fail our writes; return the sentences of what stays."""
        if lasting := [rule.sentence for rule in rules if not rule.is_droppable]:
            others = [rule.sentence for rule in rules if rule.is_droppable]
            raise CommandError("\n".join([*others, *lasting]))
        for rule in rules:
            self.stdout.write(f"{rule.sentence}{' Dropped.' if drop else ''}")
            if drop:
                rule.drop()
        return [] if drop else [rule.sentence for rule in rules]

    def report_foreign_ids(self, names: Sequence[str], *, move: bool) -> list[str]:
        """Move documents aside that no page can show; return the sentences of what stays."""
        for name in names:
            self.stdout.write(foreign_ids_sentence(name))
            if move:
                self.stdout.write(f"{set_aside(name):,} of {name} moved.")
        return [] if move else list(map(foreign_ids_sentence, names))

    def create(self, collection: str, drift: list[tuple[Index, str]]) -> list[str]:
        """Create indexes; return what to do about those in their way, which are left alone."""
        try:
            indexes.create_indexes(drift)
        except Problem as problem:
            if len(drift) > 1:  # one by one, to find which of them it is
                return [error for one in drift for error in self.create(collection, [one])]
            if isinstance(problem, Duplicate):
                return [duplicate_sentence(drift[0][0], problem)]
            if docs := indexes.find_parallel_arrays(drift[0][0]):
                return [parallel_arrays_sentence(drift[0][0], docs)]
            conflicting = indexes.conflicting_indexes(drift[0][0])
            if not conflicting:
                raise
            return [
                f"{collection} has an index, {conflicting[0]}, that MongoDB does not allow beside "
                f'ours. Drop it first: db.{collection}.dropIndex("{conflicting[0]}").'
            ]
        return []


def parallel_arrays_sentence(index: Index, docs: Sequence[Mapping[str, Any]]) -> str:
    """Return which documents MongoDB cannot index, and what to do about them."""
    shown = ", ".join(str(doc["_id"]) for doc in docs)
    fields = ", ".join(name for name, _ in index.keys)
    return (
        f"The index {index.collection}.{index.name} cannot be made: MongoDB indexes one list a "
        f"document, and these have several in {fields}: {shown}. Change or delete them, then run "
        "`manage.py migrate_mongodb` again."
    )


def duplicate_sentence(index: Index, problem: Duplicate) -> str:
    """Return which documents a unique index would refuse, and what to do about them."""
    key, docs = indexes.find_duplicates(index, problem)
    shown = ", ".join(" ".join(map(str, doc.values())) for doc in docs)
    return (
        f"The unique index {index.collection}.{index.name} cannot be made: several documents "
        f"have the same {key}: {shown}. Change or delete all but one of them, then run "
        "`manage.py migrate_mongodb` again."
    )

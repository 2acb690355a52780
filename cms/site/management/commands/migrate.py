"""``manage.py migrate``, in a third of the time that Django's own takes for an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor


class OursLast(MigrationExecutor):
    """For every change Django makes anew all models it can reach, ours too once they are there."""

    def migration_plan(self, targets: Any, clean_start: bool = False) -> Any:
        return super().migration_plan(sorted(targets, key=is_ours), clean_start)


def is_ours(target: tuple[str, str | None]) -> bool:
    return target[0].startswith("leadership_")


@contextmanager
def in_a_hurry() -> Iterator[None]:
    here = vars(migrate)
    here["MigrationExecutor"] = OursLast
    # Otherwise whatever model is made makes Django forget which of the real ones are swapped for others.
    vars(apps)["get_swappable_settings_name"] = cache(apps.get_swappable_settings_name)
    try:
        yield
    finally:
        here["MigrationExecutor"] = MigrationExecutor
        del vars(apps)["get_swappable_settings_name"]


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with in_a_hurry():
            super().handle(*args, **options)

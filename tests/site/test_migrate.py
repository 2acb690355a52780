"""Our own order of migrations: what Django itself would mix comes after all that is not ours."""

from __future__ import annotations

from django.apps import apps
from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor

from cms.site.management.commands.migrate import OursLast, in_a_hurry, is_ours


def test_ours_come_last_in_an_order_that_is_as_good() -> None:
    executor = OursLast(None)
    targets = executor.loader.graph.leaf_nodes()
    plan = [migration for migration, _backwards in executor.migration_plan(targets, clean_start=True)]
    keys = [(migration.app_label, migration.name) for migration in plan]

    mixed = MigrationExecutor.migration_plan(executor, targets, clean_start=True)
    assert sorted(keys) == sorted((migration.app_label, migration.name) for migration, _ in mixed)
    kernel = keys.index(("leadership_kernel", "0001_tables"))
    assert {app for app, _name in keys[:kernel] if is_ours((app, None))} == {"leadership_accounts"}
    assert all(map(is_ours, keys[kernel:]))
    for migration in plan:
        before = executor.loader.graph.node_map[migration.app_label, migration.name].parents
        assert {each.key for each in before} <= set(keys[: keys.index((migration.app_label, migration.name))])


def test_django_is_left_as_it_was() -> None:
    with in_a_hurry():
        assert vars(migrate)["MigrationExecutor"] is OursLast
        assert apps.get_swappable_settings_name("auth.user") == "AUTH_USER_MODEL"

    assert vars(migrate)["MigrationExecutor"] is MigrationExecutor
    assert "get_swappable_settings_name" not in vars(apps)

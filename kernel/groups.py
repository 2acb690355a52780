"""Groups and what they may do, as migrations make them.

In SQL: for a function in Python Django would make the models of all apps anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunSQL
from django.db.migrations.state import ProjectState

# App, model, codename, name: as Django and Wagtail name them, which they would do only after migrating.
Permission = tuple[str, str, str, str]
ENTER_ADMIN: Permission = ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")

# These give every group that is there by then leave to choose images and documents: ours come after them.
CHOOSING = {
    "wagtail.images": ("wagtailimages", "0023_add_choose_permissions"),
    "wagtail.documents": ("wagtaildocs", "0011_add_choose_permissions"),
}

CONTENT_TYPE = "INSERT INTO django_content_type (app_label, model) VALUES (%s, %s) ON CONFLICT DO NOTHING"
PERMISSION = """
INSERT INTO auth_permission (content_type_id, codename, name)
SELECT id, %s, %s FROM django_content_type WHERE (app_label, model) = (%s, %s) ON CONFLICT DO NOTHING
"""
GROUP = "INSERT INTO auth_group (name) VALUES (%s) ON CONFLICT DO NOTHING"
CHOSEN = """
SELECT g.id, p.id FROM auth_group g, auth_permission p JOIN django_content_type c ON c.id = p.content_type_id
WHERE (g.name, c.app_label, c.model, p.codename) = (%s, %s, %s, %s)
"""
ALLOW = f"INSERT INTO auth_group_permissions (group_id, permission_id) {CHOSEN} ON CONFLICT DO NOTHING"
FORBID = f"DELETE FROM auth_group_permissions WHERE (group_id, permission_id) IN ({CHOSEN})"  # noqa: S608 -- ours, all of it

Statement = tuple[str, list[Any]]


def after_leave_to_choose() -> list[tuple[str, str]]:
    """What the migration of a group depends on, so that it has only the permissions which it is given."""
    return [migration for app, migration in CHOOSING.items() if apps.is_installed(app)]


def permissions(app: str, may: Mapping[tuple[str, str], Iterable[str]]) -> Iterator[Permission]:
    """Of each model, with its name in words: what may be done with it."""
    for (model, name), actions in may.items():
        yield from ((app, model, f"{action}_{model}", f"Can {action} {name}") for action in actions)


def make_group(name: str, allowed: Iterable[Permission]) -> RunSQL:
    """A migration operation: the group, unless it is there, with these permissions."""
    return _Group(name, [(GROUP, [name]), *_allowing(name, allowed)])


def allow(name: str, allowed: Iterable[Permission]) -> RunSQL:
    """A migration operation: permissions for the group, if it is there."""
    allowed = list(allowed)
    return RunSQL([*_allowing(name, allowed)], [(FORBID, [name, *each[:3]]) for each in allowed])


def _allowing(group: str, allowed: Iterable[Permission]) -> Iterator[Statement]:
    for app, model, codename, name in allowed:
        yield CONTENT_TYPE, [app, model]
        yield PERMISSION, [codename, name, app, model]
        yield ALLOW, [group, app, model, codename]


class _Group(RunSQL):
    def __init__(self, name: str, making: list[Statement]) -> None:
        super().__init__([*making], RunSQL.noop)
        self.name = name

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        from_state.clear_delayed_apps_cache()
        remove_group(from_state.apps, schema_editor.connection.alias, self.name)


def remove_group(registry: Any, using: str, name: str) -> None:
    """For the way back of a migration: a group with all that hangs on it, in the tables of that state.

    Django's own way down the relations mixes models of different states there.
    """
    group = registry.get_model("auth", "Group")
    there = set(connections[using].introspection.table_names())
    ids = list(group.objects.using(using).filter(name=name).values_list("pk", flat=True))
    for relation in group._meta.get_fields(include_hidden=True):
        # An app's models of a later state may have gone from the database already.
        if relation.related_model and relation.related_model._meta.db_table not in there:
            continue
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            rows = relation.related_model._base_manager.using(using)
            rows.filter(**{f"{relation.field.attname}__in": ids})._raw_delete(using)
    group.objects.using(using).filter(pk__in=ids)._raw_delete(using)

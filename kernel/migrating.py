"""How migrations of ours are carried out that change much: all of it at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel, Migration
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.state import ProjectState


class TablesAtOnce(Migration):
    """For migrations that only make new tables.

    For every table Django makes anew whatever model can be reached from it: most of the time that ours took.
    New tables change none that is there, so that here only their own models are made, and once.
    """

    def mutate_state(self, project_state: ProjectState, preserve: bool = True) -> ProjectState:
        state = project_state.clone() if preserve else project_state
        # Django makes them all again where somebody asks for them, and not after every operation.
        state.__dict__.pop("apps", None)
        return super().mutate_state(state, preserve=False)

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        there = project_state.apps
        state = self.mutate_state(project_state, preserve=False)
        there.render_multiple([state.models[self.app_label, made.name_lower] for made in self._made()])
        state.apps = there
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, state, state)
        return state

    def unapply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        state = self.mutate_state(project_state)
        for operation in reversed(self._made()):
            operation.database_backwards(self.app_label, schema_editor, state, project_state)
        return project_state

    def _made(self) -> list[CreateModel]:
        if not all(isinstance(operation, CreateModel) for operation in self.operations):
            raise TypeError(f"{self} does more than to make tables")
        return cast(list[CreateModel], self.operations)


class ChangesAtOnce(Migration):
    """For a later migration with many changes, to tables of before too.

    The models that it changes, and those next to them, are made anew once in place of after every operation.
    Each operation then meets the models as they were before all of them and as they are after all, so that
    none may change what another of them has made.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        before = project_state.apps
        state = project_state.clone()
        state.__dict__.pop("apps", None)
        state = super().mutate_state(state, preserve=False)
        state.apps = before.clone()
        state.reload_models([(self.app_label, name) for name in self._names()], delay=True)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, state)
        return state

    def _names(self) -> Iterator[str]:
        """Of the models that are made or changed."""
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                yield operation.name_lower
            elif isinstance(operation, FieldOperation | IndexOperation):
                yield operation.model_name_lower

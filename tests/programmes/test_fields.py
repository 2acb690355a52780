"""The open stream field: no blocks in migrations, and nothing lost there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from programmes.fields import checking_block
from programmes.models import Module
from tests.factories.programmes import a_quiz, make_module


def test_deconstruct_leaves_the_blocks_out() -> None:
    field = Module._meta.get_field("body")
    _name, path, args, kwargs = field.deconstruct()

    assert (path, args) == ("programmes.fields.OpenStreamField", [])
    assert kwargs == {"blank": True, "default": list, "verbose_name": field.verbose_name}


@pytest.mark.django_db
def test_in_a_migration_the_field_is_plain_data() -> None:
    module = make_module(activities=["<p>Hello.</p>", a_quiz()])
    kept = module.stored("body")
    state = MigrationLoader(connection).project_state()
    old: Any = state.apps.get_model("leadership_programmes", "Module").objects.get(pk=module.pk)

    assert old.body == kept
    old.title = "Renamed by a migration"
    old.save()
    module.refresh_from_db()
    assert (module.title, module.stored("body")) == ("Renamed by a migration", kept)


def test_blocks_for_checking_are_shared_with_nobody() -> None:
    field: Any = Module._meta.get_field("body")
    shared, fresh = field.stream_block, checking_block(Module, "body")
    shared.defer_required_validation()
    try:
        quiz: Any = fresh.child_blocks["quiz"]
        assert not any(
            block.is_deferred_validation
            for block in (
                fresh,
                quiz,
                *quiz.child_blocks.values(),
                quiz.child_blocks["questions"].child_block,
            )
        )
    finally:
        shared.restore_deferred_validation()

"""The integrity check: silent on sound data, and each kind of damage is found and named."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kernel.files import private_storage
from lms.actions import enrolment as enrolling
from lms.actions import integrity, learning
from lms.enrolment.models import Enrolment
from lms.progress import selectors as progress_selectors
from lms.progress.selectors import tree_of
from programmes.services.authoring import PartModule
from tests.factories.programmes import a_reading, make_module, make_programme
from tests.factories.trusts import (
    accept,
    enrol,
    learner_context,
    make_cohort,
    make_contract,
    make_lead,
    make_person,
    make_trust,
    make_user,
    trust_of,
)
from tests.ready import ready

pytestmark = [pytest.mark.django_db, pytest.mark.bar(18)]


def make_damageable() -> Enrolment:
    """An invited doctor, an active one with a fact, a due date and a reminder, and a doctor on their own."""
    lead = make_lead(make_trust())
    programme = make_programme(
        modules=[PartModule(make_module(activities=[a_reading(), a_reading("Two")]), due_days=30)],
        open_to_all=True,
        reminder_days=[7],
    )
    contract = make_contract(trust_of(lead), programme)
    cohort = make_cohort(contract)
    first, _second = enrol(lead, contract, "ada@n.example", "bashir@n.example", cohort=cohort)
    user = make_user("ada@n.example")
    row = accept(first, user)
    activity_key = next(iter(tree_of(row.version_id).activities))
    learning.complete_activity(
        learner_context(user), enrolment_uid=row.uid, activity_key=activity_key, answers={}
    )
    alone = make_user()
    make_person(alone)
    enrolling.join_programme(learner_context(alone), programme_uid=programme.translation_key)
    make_programme()
    return row


ready_damageable = ready("ready_damageable", make_damageable)


@pytest.fixture
def world(ready_damageable: Enrolment) -> Enrolment:
    return ready_damageable


GUARDED_BY_TRIGGERS = [
    "leadership_enrolment_transition",
    "leadership_programmes_programmeversion",
    "leadership_programmes_requirement",
    "leadership_records_learningfact",
    "leadership_enrolment_enrolment",
    "leadership_enrolment_contract",
    "leadership_enrolment_cohort",
]


def sql(*statements: str) -> Callable[[Enrolment], None]:
    """Damage by raw SQL as the tables' owner, with the triggers that forbid it switched off."""

    def damage(row: Enrolment) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in GUARDED_BY_TRIGGERS:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in statements:
                cursor.execute(statement.replace(":row", str(row.pk)))

    return damage


def lose_the_files(row: Enrolment) -> None:
    storage = private_storage()
    for folder in storage.listdir("")[0]:
        for name in storage.listdir(folder)[1]:
            storage.delete(f"{folder}/{name}")


DAMAGE: dict[str, tuple[str, Callable[[Enrolment], None]]] = {
    "a percentage made up": (
        "progress",
        sql("UPDATE leadership_progress_progress SET percent = 80 WHERE enrolment_id = :row"),
    ),
    "a progress row lost": (
        "progress",
        sql("DELETE FROM leadership_progress_progress WHERE enrolment_id = :row"),
    ),
    "a fact taken away": (
        "progress",
        sql("DELETE FROM leadership_records_learningfact WHERE enrolment_id = :row"),
    ),
    "a due date moved by hand": (
        "due_date",
        sql("UPDATE leadership_calendar_duedate SET due_on = due_on + 3 WHERE enrolment_id = :row"),
    ),
    "a due date lost": (
        "due_date",
        sql(
            "DELETE FROM leadership_reminders_plannedsend WHERE due_date_id IS NOT NULL",
            "DELETE FROM leadership_calendar_duedate WHERE enrolment_id = :row",
        ),
    ),
    "a state without its transition": (
        "state",
        sql("UPDATE leadership_enrolment_enrolment SET state = 'completed' WHERE id = :row"),
    ),
    "more enrolments than seats": (
        "seats",
        sql("UPDATE leadership_enrolment_contract SET seats = 1"),
    ),
    "more enrolments than places": (
        "places",
        sql("UPDATE leadership_enrolment_cohort SET capacity = 1"),
    ),
    "a fact about an activity that is not there": (
        "fact",
        sql("UPDATE leadership_records_learningfact SET activity_key = gen_random_uuid()"),
    ),
    "a fact given to somebody else": (
        "owner",
        sql(
            "UPDATE leadership_records_learningfact SET person_id = "
            "(SELECT person_id FROM leadership_enrolment_enrolment WHERE organisation_id IS NULL)"
        ),
    ),
    "a seat of another trust": (
        "sponsor",
        sql(
            "INSERT INTO leadership_organisations_organisation "
            "(uid, kind, name, ods_code, national_grouping, town, postcode, invented)"
            " VALUES (gen_random_uuid(), 'trust', 'Elsewhere', '', '', '', '', true)",
            "UPDATE leadership_enrolment_enrolment SET organisation_id = "
            "(SELECT id FROM leadership_organisations_organisation WHERE name = 'Elsewhere') WHERE id = :row",
        ),
    ),
    "a reminder for somebody who has left": (
        "send",
        sql(
            "UPDATE leadership_enrolment_enrolment SET state = 'withdrawn' WHERE id = :row",
            "INSERT INTO leadership_enrolment_transition (enrolment_id, from_state, to_state, at, reason)"
            " VALUES (:row, 'active', 'withdrawn', now() + interval '1 year', '')",
        ),
    ),
    "a mail that says sent and was not": (
        "delivery",
        sql("UPDATE leadership_reminders_plannedsend SET state = 'sent'"),
    ),
    "a merged person who still belongs": (
        "merged",
        sql(
            "UPDATE leadership_people_person SET merged_into_id = "
            "(SELECT person_id FROM leadership_enrolment_enrolment WHERE id = :row)"
            " WHERE id = (SELECT person_id FROM leadership_enrolment_enrolment WHERE state = 'invited')"
        ),
    ),
    "a manifest without a root": (
        "manifest",
        sql(
            "ALTER TABLE leadership_programmes_requirement DROP CONSTRAINT requirement_not_its_own_parent",
            "UPDATE leadership_programmes_requirement SET parent_id = id WHERE parent_id IS NULL",
        ),
    ),
    "an enrolment on another programme's version": (
        "version",
        sql(
            "UPDATE leadership_programmes_programmeversion SET programme_id = "
            "(SELECT max(id) FROM leadership_programmes_programme)",
        ),
    ),
    "a stored file without its content": ("file", lose_the_files),
}


def found_kinds() -> set[str]:
    progress_selectors._whole.cache_clear()
    return {problem.kind for problem in integrity.problems()}


def test_sound_data_has_no_problems(world: Enrolment) -> None:
    assert list(integrity.problems()) == []
    out = StringIO()
    call_command("check_integrity", stdout=out)
    assert out.getvalue().startswith("integrity: 20 checks, nothing found, ")


@pytest.mark.parametrize("name", [name for name in DAMAGE if name != "a manifest without a root"])
def test_each_kind_of_damage_is_found(world: Enrolment, name: str) -> None:
    kind, damage = DAMAGE[name]

    damage(world)

    assert kind in found_kinds()


def test_a_manifest_without_a_root_is_found(world: Enrolment) -> None:
    _kind, damage = DAMAGE["a manifest without a root"]

    damage(world)

    assert {problem.kind for problem in integrity.sql_check("manifest")()} == {"manifest"}


def test_the_command_names_what_it_found_and_fails(world: Enrolment) -> None:
    DAMAGE["a percentage made up"][1](world)
    out = StringIO()

    with pytest.raises(CommandError, match=r"integrity: 1 problems \(progress\)"):
        call_command("check_integrity", stdout=out)

    assert out.getvalue() == (
        f"progress: enrolment {world.pk} shows (0, 1, 80, False), its facts give (0, 1, 50, False)\n"
    )


def test_rebuilding_mends_progress(world: Enrolment) -> None:
    DAMAGE["a percentage made up"][1](world)
    out = StringIO()

    call_command("rebuild_progress", stdout=out)

    assert out.getvalue() == "progress: 3 rows computed\n"
    assert list(integrity.problems()) == []


def test_everything_done_is_told(world: Any) -> None:
    kinds = set(integrity.SQL_CHECKS) | {"progress", "due_date", "file"}

    assert {kind for kind, _damage in DAMAGE.values()} == kinds

"""What comes into a portfolio from what was done here: drafted reflections, and what is taken in."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from kernel.models import AuditEntry
from lms.actions import evidence, evidence_taking
from lms.actions.base import Context
from lms.actions.errors import NotAllowed
from lms.people.models import Person
from lms.portfolio import taking
from lms.portfolio.enums import Kind, State
from lms.portfolio.models import EvidenceItem
from lms.portfolio.taking import Source
from tests.factories.courses import make_world
from tests.factories.evidence import REASON, files, tags, versions
from tests.factories.programmes import a_project, an_assignment
from tests.factories.trusts import TODAY
from tests.factories.work import a_file, give, hand_in, make_marker, with_activities
from tests.portfolio.conftest import Doctor


def everything() -> list[EvidenceItem]:
    return list(EvidenceItem.objects.unscoped(reason=REASON).order_by("pk"))


def test_finishing_a_module_drafts_a_reflection(doctor: Doctor) -> None:
    first = doctor.world.finish(doctor.user, doctor.row, "Read")
    assert (everything(), first.drafted) == ([], ())
    before = AuditEntry.objects.count()
    last = doctor.world.finish(doctor.user, doctor.row, "Do")
    (item,) = everything()
    assert (item.kind, item.state, item.happened_on) == (Kind.REFLECTION, State.DRAFT, TODAY)
    assert (item.module_key, last.drafted) == (item.module_version.module_key, (item.uid,))
    assert tags(item) == ["1.1", "1.2"]
    (version,) = versions(item)
    assert version.title == f"Reflection on “{item.module_version.title}”"
    assert AuditEntry.objects.count() == before + 1


def test_it_is_drafted_once_and_can_be_thrown_away(doctor: Doctor) -> None:
    for title in ("Read", "Do"):
        doctor.world.finish(doctor.user, doctor.row, title)
    again = doctor.world.finish(doctor.user, doctor.row, "Do")
    (item,) = everything()
    assert again.drafted == ()
    evidence.remove_evidence(doctor.context, item_uid=item.uid)
    assert everything() == []


def test_it_speaks_the_doctors_language(doctor: Doctor) -> None:
    people = Person.objects.unscoped(reason=REASON)
    people.filter(user=doctor.user).update(language="cy")
    for title in ("Read", "Do"):
        doctor.world.finish(doctor.user, doctor.row, title)
    assert versions(everything()[0])[0].title.startswith("Myfyrdod ar “")


def test_a_module_that_claims_nothing_drafts_nothing(doctor: Doctor) -> None:
    world = make_world("Elsewhere (invented)")
    user, row = world.enrolled("other@mail.example")
    world.finish(user, row, "Text one")
    assert everything() == []


def offered(context: Context) -> list[tuple[Source, str]]:
    return [(each.source, each.title) for each in taking.offers(context.viewer)]


def take(doctor: Doctor, place: int = 0) -> EvidenceItem:
    offer = taking.offers(doctor.viewer)[place]
    return evidence_taking.take_in(doctor.context, source=offer.source, uid=offer.uid)


def test_a_finished_programme_is_taken_in_once(doctor: Doctor, stranger: Context) -> None:
    for title in ("Read", "Do"):
        doctor.world.finish(doctor.user, doctor.row, title)
    title = doctor.world.version.title
    assert offered(doctor.context) == [(Source.PROGRAMME, title)]
    assert offered(stranger) == []
    item = take(doctor)
    assert (item.kind, item.state, item.happened_on) == (Kind.CERTIFICATE, State.KEPT, TODAY)
    assert (versions(item)[0].title, tags(item)) == (title, ["1.1", "1.2"])
    assert offered(doctor.context) == []
    there = evidence_taking.take_in(doctor.context, source=Source.PROGRAMME, uid=doctor.row.uid)
    assert (there.pk, len(everything())) == (item.pk, 2)
    with pytest.raises(NotAllowed):
        evidence_taking.take_in(stranger, source=Source.PROGRAMME, uid=doctor.row.uid)
    with pytest.raises(NotAllowed):
        evidence_taking.take_in(doctor.context, source=Source.WORK, uid=uuid.uuid4())


def test_passed_work_brings_its_words_and_files(doctor: Doctor) -> None:
    world = with_activities(doctor.world, an_assignment(claims={"small-1:1.1.1": "practises"}))
    user, row = world.enrolled("worker@mail.example")
    worker = Doctor(world, user, row)
    from lms.actions import work  # noqa: PLC0415 -- beside the rows it acts on

    here = {"enrolment_uid": row.uid, "activity_key": world.key("Change one meeting")}
    work.add_files(worker.context, **here, files=[a_file()])
    submission = hand_in(world, user, row, "We began on time.")
    assert offered(worker.context) == []
    give(world, make_marker(world), submission, 1, 2)
    places = [source for source, _title in offered(worker.context)]
    item = take(worker, places.index(Source.WORK))
    assert (item.kind, versions(item)[0].words) == (Kind.DOCUMENT, "We began on time.")
    assert [each.name for each in files(item)] == ["plan.pdf"]
    assert tags(item) == ["1.1"]
    assert take_again(worker, submission).pk == item.pk


def take_again(doctor: Doctor, submission: Any) -> EvidenceItem:
    return evidence_taking.take_in(doctor.context, source=Source.WORK, uid=submission.uid)


def test_a_project_brings_what_was_written(doctor: Doctor) -> None:
    world = with_activities(doctor.world, a_project())
    user, row = world.enrolled("improver@mail.example")
    improver = Doctor(world, user, row)
    cycle = {"plan": "Ask", "do": "Asked", "study": "It helps.", "act": "Go on"}
    cycle |= {"starts_on": "2026-08-01", "ends_on": "2026-08-09"}
    done = world.finish(
        user,
        row,
        "Your improvement",
        aim="Begin on time",
        measure="Minutes late",
        change="A clock",
        outcome="Two minutes",
        cycles=[cycle],
    )
    assert done.outcome.errors == {}
    places = [source for source, _title in offered(improver.context)]
    item = take(improver, places.index(Source.PROJECT))
    assert (item.kind, item.fact_id) == (Kind.PROJECT, done.facts[0].pk)
    assert versions(item)[0].words.split("\n\n") == [
        "Aim\nBegin on time",
        "Measure\nMinutes late",
        "Change\nA clock",
        "What came of it\nTwo minutes",
        "Learnt in cycle 1\nIt helps.",
    ]

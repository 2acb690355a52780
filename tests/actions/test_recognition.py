"""Credits and recognition: what they count for, who may, what follows, and what the database refuses."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from kernel.access import Viewer
from kernel.models import AuditEntry
from lms.actions import enrolment as enrolling
from lms.actions import integrity, learning, recognition
from lms.actions.errors import NotAllowed, Refused
from lms.calendar.models import DueDate
from lms.enrolment.models import Enrolment
from lms.progress.models import Progress
from lms.records.models import FactWords, LearningFact
from lms.records.selectors import facts_for
from lms.reminders.models import PlannedSend
from programmes.services.authoring import (
    GroupData,
    PartData,
    PartModule,
    credits_item,
    module_item,
    programme_item,
    recognition_item,
)
from tests.factories import programmes, trusts
from tests.factories.courses import World, make_world
from tests.factories.trusts import NOW, TODAY, learner_context, system_context
from tests.ready import ready

pytestmark = pytest.mark.django_db

REASON = "asserting in a test"
GIVEN = {"on": date(2025, 3, 1), "reason": "A course of the same content.", "evidence": "Certificate 12."}
MORE = [
    GroupData(
        title="Beyond the modules",
        children=(credits_item("CPD of your own", "2.5"), recognition_item("A course elsewhere")),
    )
]


def make_cast() -> tuple[World, Any, Enrolment]:
    world = make_world(more=MORE)
    return (world, *world.enrolled())


ready_recognition = ready("ready_recognition", make_cast)


@pytest.fixture
def cast(ready_recognition: tuple[World, Any, Enrolment]) -> tuple[World, Any, Enrolment]:
    return ready_recognition


def record(user: Any, row: Enrolment, credits: str, **given: Any) -> LearningFact:
    values: dict[str, Any] = {"on": TODAY, "what": "A conference", **given}
    context = learner_context(user, now=values.pop("now", NOW))
    return recognition.record_credit(context, enrolment_uid=row.uid, credits=Decimal(credits), **values)


def recognise(context: Any, world: World, row: Enrolment, title: str, **given: Any) -> LearningFact:
    key = world.node(title)
    return recognition.recognise(context, enrolment_uid=row.uid, requirement_key=key, **{**GIVEN, **given})


def progress(row: Enrolment) -> tuple[int, int, int, bool]:
    stored = Progress.objects.unscoped(reason=REASON).get(enrolment_id=row.pk)
    return stored.done, stored.total, stored.percent, stored.satisfied


def state(row: Enrolment) -> str:
    row.refresh_from_db()
    return row.state


def nothing_changed(act: Callable[[], Any], code: str = "") -> None:
    """It is refused, with this code or as if it were not there, and leaves no fact and no trace."""
    rows = LearningFact.objects.unscoped(reason=REASON)
    before = rows.count(), AuditEntry.objects.count()
    with pytest.raises(Refused if code else NotAllowed) as refused:
        act()
    assert not code or refused.value.code == code
    assert (rows.count(), AuditEntry.objects.count()) == before


def test_credits_add_up_to_what_is_asked_for(cast: Any) -> None:
    _world, user, row = cast

    first = record(user, row, "1.5", what=" A conference ")
    assert progress(row) == (0, 4, 15, False)
    record(user, row, "1")

    assert progress(row) == (1, 4, 25, False)
    assert (first.verb, first.result, first.enrolment_id) == ("credited", {"credits": 150}, row.pk)
    assert (first.module_key, first.activity_key, first.requirement_key) == (None, None, None)
    assert FactWords.objects.unscoped(reason=REASON).get(fact=first).text == "A conference"
    assert AuditEntry.objects.filter(action="credits.record", subject_key=row.person_id).count() == 2
    assert list(integrity.problems()) == []


def test_the_same_form_twice_is_one_fact(cast: Any) -> None:
    _world, user, row = cast

    first = record(user, row, "1", source_key="form")
    again = record(user, row, "1", source_key="form")

    assert again == first
    assert AuditEntry.objects.filter(action="credits.record").count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"credits": "0.3"}, "bad_credits"),
        ({"credits": "0"}, "bad_credits"),
        ({"credits": "-1"}, "bad_credits"),
        ({"credits": "100.25"}, "bad_credits"),
        ({"on": TODAY - timedelta(days=1)}, "bad_day"),
        ({"on": TODAY + timedelta(days=1)}, "bad_day"),
        ({"what": "  "}, "no_words"),
        ({"what": "x" * 301}, "too_long"),
    ],
)
def test_what_cannot_be_recorded(cast: Any, given: dict[str, Any], code: str) -> None:
    _world, user, row = cast

    nothing_changed(lambda: record(user, row, given.get("credits", "1"), **_without_credits(given)), code)


def _without_credits(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "credits"}


def test_credits_are_refused_after_the_last_day_in_a_pause_and_where_none_are_asked_for(cast: Any) -> None:
    _world, user, row = cast
    late = NOW + timedelta(days=400)
    nothing_changed(lambda: record(user, row, "1", on=TODAY + timedelta(days=399), now=late), "bad_day")
    enrolling.defer(learner_context(user), enrolment_uid=row.uid)
    nothing_changed(lambda: record(user, row, "1"), "not_active")
    plain = programmes.make_programme(open_to_all=True)
    other = enrolling.join_programme(learner_context(user), programme_uid=plain.translation_key)
    nothing_changed(lambda: record(user, other, "1"), "no_credits")


def test_credits_are_the_doctors_own(cast: Any) -> None:
    world, user, row = cast
    stranger = trusts.make_user()
    trusts.make_person(stranger)
    fact = record(user, row, "1")

    nothing_changed(lambda: record(stranger, row, "1"))
    nothing_changed(lambda: recognition.withdraw_credit(learner_context(stranger), fact_uid=fact.uid))
    nothing_changed(
        lambda: recognition.record_credit(
            trusts.lead_context(world.lead), enrolment_uid=row.uid, credits=Decimal(1), on=TODAY, what="x"
        )
    )
    of_trust = trusts.lead_context(world.lead).viewer
    assert facts_for(of_trust).filter(pk=fact.pk).exists()
    assert not FactWords.objects.visible_to(of_trust).exists()


def test_credits_taken_back_count_no_more(cast: Any) -> None:
    _world, user, row = cast
    fact = record(user, row, "2.5")

    taken = recognition.withdraw_credit(learner_context(user), fact_uid=fact.uid)
    again = recognition.withdraw_credit(learner_context(user), fact_uid=fact.uid)

    assert (taken.verb, taken.supersedes_id, again) == ("revoked", fact.pk, taken)
    assert progress(row) == (0, 4, 0, False)
    assert list(integrity.problems()) == []


def test_a_lead_recognises_a_group_for_a_seat_of_theirs(cast: Any) -> None:
    world, _user, row = cast

    fact = recognise(trusts.lead_context(world.lead), world, row, "Foundations")

    assert progress(row) == (1, 4, 25, False)
    assert (fact.verb, fact.requirement_key) == ("recognised", world.node("Foundations"))
    assert fact.effective_at.date() == date(2025, 3, 1)
    words = FactWords.objects.visible_to(Viewer.of_person(row.person_id)).get()
    assert (words.text, words.evidence) == (GIVEN["reason"], GIVEN["evidence"])
    assert FactWords.objects.visible_to(trusts.lead_context(world.lead).viewer).get() == words
    (due,) = DueDate.objects.unscoped(reason=REASON)
    assert due.met_at == NOW
    (send,) = PlannedSend.objects.unscoped(reason=REASON).filter(rule="before_due")
    assert (send.state, send.reason) == ("suppressed", "met")
    entry = AuditEntry.objects.get(action="learning.recognise")
    assert (entry.subject_key, entry.organisation_key) == (row.person_id, world.trust.pk)
    assert list(integrity.problems()) == []


def test_recognising_twice_is_one_fact(cast: Any) -> None:
    world, _user, row = cast
    context = trusts.lead_context(world.lead)

    assert recognise(context, world, row, "Choice one") == recognise(context, world, row, "Choice one")
    assert AuditEntry.objects.filter(action="learning.recognise").count() == 1
    nothing_changed(lambda: recognise(context, world, row, "Choose one"), "met")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"on": TODAY + timedelta(days=1)}, "bad_day"),
        ({"on": date(1899, 12, 31)}, "bad_day"),
        ({"reason": " "}, "no_words"),
        ({"evidence": ""}, "no_words"),
        ({"evidence": "x" * 2001}, "too_long"),
    ],
)
def test_what_cannot_be_recognised(cast: Any, given: dict[str, Any], code: str) -> None:
    world, _user, row = cast

    nothing_changed(
        lambda: recognise(trusts.lead_context(world.lead), world, row, "Choice one", **given), code
    )


def test_recognition_is_for_leads_of_that_seat_and_operators(cast: Any) -> None:
    world, user, row = cast
    other = trusts.make_lead(trusts.make_trust())
    (waiting,) = world.invite("waiting@mail.example")

    nothing_changed(lambda: recognise(trusts.lead_context(other), world, row, "Choice one"))
    nothing_changed(lambda: recognise(learner_context(user), world, row, "Choice one"))
    nothing_changed(lambda: recognise(trusts.lead_context(world.lead), world, row, world.version.title))
    nothing_changed(
        lambda: recognition.recognise(
            trusts.lead_context(world.lead), enrolment_uid=row.uid, requirement_key=uuid.uuid4(), **GIVEN
        )
    )
    nothing_changed(
        lambda: recognise(trusts.lead_context(world.lead), world, waiting, "Choice one"), "wrong_state"
    )
    assert recognise(system_context(), world, row, "Choice one").recorded_by_id is None


def test_a_recognition_taken_back_is_due_again(cast: Any) -> None:
    world, _user, row = cast
    context = trusts.lead_context(world.lead)
    fact = recognise(context, world, row, "Foundations")

    taken = recognition.withdraw_recognition(context, fact_uid=fact.uid, reason="The wrong doctor.")
    again = recognition.withdraw_recognition(context, fact_uid=fact.uid, reason="The wrong doctor.")

    assert (taken.verb, taken.requirement_key, again) == ("revoked", fact.requirement_key, taken)
    assert progress(row) == (0, 4, 0, False)
    assert DueDate.objects.unscoped(reason=REASON).get().met_at is None
    (send,) = PlannedSend.objects.unscoped(reason=REASON).filter(rule="before_due")
    assert (send.state, send.reason) == ("planned", "")
    assert FactWords.objects.unscoped(reason=REASON).get(fact=taken).text == "The wrong doctor."
    assert list(integrity.problems()) == []


def test_only_recognitions_are_taken_back_and_only_by_their_trust(cast: Any) -> None:
    world, user, row = cast
    other = trusts.lead_context(trusts.make_lead(trusts.make_trust()))
    fact = recognise(trusts.lead_context(world.lead), world, row, "Choice one")
    done = world.finish(user, row, "Why meetings fail").facts[0]

    for context, uid in ((other, fact.uid), (trusts.lead_context(world.lead), done.uid)):
        nothing_changed(lambda c=context, u=uid: recognition.withdraw_recognition(c, fact_uid=u, reason="x"))


def test_recognition_and_credits_complete_a_programme_for_good(cast: Any) -> None:
    world, user, row = cast
    context = trusts.lead_context(world.lead)
    for title in ("Foundations", "Choose one", "A course elsewhere"):
        fact = recognise(context, world, row, title)
    assert state(row) == "active"

    last = record(user, row, "2.5")

    assert (state(row), progress(row)) == ("completed", (4, 4, 100, True))
    sends = PlannedSend.objects.unscoped(reason=REASON).filter(state="planned")
    assert not sends.exists()
    nothing_changed(
        lambda: recognition.withdraw_recognition(context, fact_uid=fact.uid, reason="x"), "completed"
    )
    nothing_changed(
        lambda: recognition.withdraw_credit(learner_context(user), fact_uid=last.uid), "completed"
    )
    assert list(integrity.problems()) == []


# Programmes in programmes


@pytest.fixture
def chain() -> tuple[Any, list[Enrolment], Any]:
    """Three programmes, each asking for the one before it; the last one was joined first."""
    module = programmes.make_module("Alpha", activities=[programmes.a_reading()])
    first = programmes.make_programme(modules=[module], open_to_all=True)
    second = programmes.make_programme(parts=[programme_item(first)], open_to_all=True)
    third = programmes.make_programme(
        parts=[programme_item(second), module_item(programmes.make_module("Beta"), needs=(), due_days=30)],
        open_to_all=True,
    )
    user = trusts.make_user()
    trusts.make_person(user)
    rows = [
        enrolling.join_programme(learner_context(user), programme_uid=each.translation_key)
        for each in (third, second, first)
    ]
    return user, rows, module


def test_completing_a_programme_counts_where_it_is_asked_for_at_once(chain: Any) -> None:
    user, (third, second, first), module = chain

    learning.complete_activity(
        learner_context(user),
        enrolment_uid=first.uid,
        activity_key=programmes.module_version(module).activities.get().key,
        answers={},
    )

    assert [state(row) for row in (first, second, third)] == ["completed", "completed", "active"]
    assert progress(third) == (1, 2, 50, False)
    assert list(integrity.problems()) == []


def test_what_was_completed_before_counts_on_joining(chain: Any) -> None:
    user, (_third, _second, first), module = chain
    learning.complete_activity(
        learner_context(user),
        enrolment_uid=first.uid,
        activity_key=programmes.module_version(module).activities.get().key,
        answers={},
    )
    both = programmes.make_programme(
        parts=[PartData("Again", (PartModule(module, due_days=10),)), programme_item(first.programme)],
        open_to_all=True,
    )

    row = enrolling.join_programme(learner_context(user), programme_uid=both.translation_key)

    assert progress(row) == (2, 2, 100, True)
    due = DueDate.objects.unscoped(reason=REASON).get(enrolment=row)
    assert due.met_at == NOW


# What the database refuses

SHAPE = "fact_says_what_it_is_about"
AMOUNT = "fact_counts_quarter_credits"
ABOUT_NOTHING = {"module_key": None, "activity_key": None, "module_version_id": None, "module_text_id": None}
ROWS: list[tuple[str, dict[str, Any]]] = [
    (SHAPE, {"verb": "credited", "result": '{"credits": 100}'}),
    (SHAPE, {"verb": "completed", **ABOUT_NOTHING}),
    (SHAPE, {"verb": "completed", "requirement_key": str(uuid.uuid4())}),
    (SHAPE, {"verb": "recognised", **ABOUT_NOTHING}),
    (SHAPE, {"verb": "recognised", "requirement_key": str(uuid.uuid4())}),
    (SHAPE, {"verb": "credited", **ABOUT_NOTHING, "result": '{"credits": 100}', "enrolment_id": None}),
    (SHAPE, {"verb": "praised"}),
    (AMOUNT, {"verb": "credited", **ABOUT_NOTHING}),
    (AMOUNT, {"verb": "credited", **ABOUT_NOTHING, "result": '{"credits": 0}'}),
    (AMOUNT, {"verb": "credited", **ABOUT_NOTHING, "result": '{"credits": 110}'}),
    (AMOUNT, {"verb": "credited", **ABOUT_NOTHING, "result": '{"credits": 10025}'}),
]
COLUMNS = (
    "person_id enrolment_id verb module_key activity_key requirement_key module_version_id module_text_id "
    "effective_at recorded_at source"
)


@pytest.mark.parametrize(("constraint", "changed"), ROWS)
def test_a_fact_of_the_wrong_shape(cast: Any, constraint: str, changed: dict[str, Any]) -> None:
    world, user, row = cast
    fact = world.finish(user, row, "Why meetings fail").facts[0]
    columns = COLUMNS.split()
    values = {name: getattr(fact, name) for name in columns}
    values |= {"result": "{}", "uid": uuid.uuid4(), "source_key": "raw", **changed}
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))

    with pytest.raises(IntegrityError, match=constraint), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO leadership_records_learningfact ({names}) VALUES ({marks})",
            list(values.values()),
        )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE leadership_records_factwords SET text = 'Something else'",
        "UPDATE leadership_records_factwords SET text = '', fact_id = fact_id + 1",
        "DELETE FROM leadership_records_factwords",
    ],
)
def test_words_stay_as_they_were_written(cast: Any, sql: str) -> None:
    _world, user, row = cast
    record(user, row, "1")

    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_erasure_may_empty_words(cast: Any) -> None:
    _world, user, row = cast
    record(user, row, "1")
    rows = FactWords.objects.unscoped(reason=REASON)

    rows.update(text="", evidence="")

    assert rows.get().text == ""


def test_the_stage_of_a_place_stays(cast: Any) -> None:
    _world, _user, row = cast
    rows = Enrolment.objects.unscoped(reason=REASON).filter(pk=row.pk)
    rows.update(stage="continuing")

    for wrong in ("postgraduate", ""):
        with pytest.raises(IntegrityError, match="enrolment_stage"), transaction.atomic():
            rows.update(stage=wrong)
    assert rows.get().stage == "continuing"

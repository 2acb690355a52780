"""A wave from its plan to bare answers: what each act needs, refuses and leaves behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engagement.actions import answers, waves
from engagement.waves import keys
from engagement.waves.enums import Respondents, WaveState
from engagement.waves.models import (
    Envelope,
    Invitation,
    MailingLine,
    Pool,
    Response,
    ResponseWords,
    Stratum,
    StratumCell,
    SurveyWave,
    Ticket,
)
from engagement.waves.selectors import Turnout, turnout
from engagement.waves.services import opening
from kernel.access import Viewer
from kernel.audit import Actor
from kernel.models import AuditEntry, OutboxMessage
from lms.actions.base import Context
from lms.actions.errors import NotAllowed, Refused
from tests.factories.trusts import NOW, make_lead, make_trust
from tests.factories.waves import (
    REASON,
    a_plan,
    code_of,
    doctors,
    door_of,
    invitations_of,
    lead_context,
    make_open_wave,
    make_version,
    make_wave,
    managers,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Any:
    return make_lead(make_trust())


def say(invitation: Invitation, given: list[int | None], words: str = "") -> None:
    door = door_of(invitation)
    context = Context(Actor.link(), Viewer.of_link(door.ticket), NOW)
    answers.answer(context, door=door, answers=given, words=words)


def rows(model: Any) -> Any:
    return model.objects.unscoped(reason=REASON)


def strata() -> list[tuple[list[str], int | None, int | None]]:
    """What lies in each, how many were asked, how many answered."""
    found = []
    for stratum in rows(Stratum):
        lies_there = rows(StratumCell).filter(stratum=stratum).values_list("categories", flat=True)
        found.append(
            (sorted(name for cell in lies_there for name in cell), stratum.invited, stratum.answered)
        )
    return sorted(found)


def close(lead: Any, wave: SurveyWave) -> Any:
    return waves.close_wave(lead_context(lead), wave_uid=wave.uid)


def test_from_a_plan_to_bare_answers(lead: Any, seals: Path, django_capture_on_commit_callbacks: Any) -> None:
    wave = make_open_wave(lead, asked=[*doctors(12), *managers(10)])
    asked = invitations_of(wave)
    for number, invitation in enumerate(asked[:11]):
        say(invitation, [number % 5 + 1, None, 3], "Ŵyn, a word" if number == 4 else "")
    for invitation in asked[12:]:
        say(invitation, [5, 5, 5])
    assert turnout(wave) == Turnout(asked=22, answered=21)

    with django_capture_on_commit_callbacks(execute=True):
        closed = close(lead, wave)

    assert (closed.answered, closed.deleted_unread) == (21, 0)
    counted = rows(Stratum).order_by("respondents").values_list("respondents", "invited", "answered")
    assert list(counted) == [("doctors", 12, 11), ("managers", 10, 10)]
    given = rows(Response).values_list("stratum__respondents", "answers")
    assert sorted(given) == sorted(
        [("doctors", [number % 5 + 1, None, 3]) for number in range(11)] + [("managers", [5, 5, 5])] * 10
    )
    assert list(rows(ResponseWords).values_list("words", flat=True)) == ["Ŵyn, a word"]
    assert [rows(each).count() for each in (Ticket, Pool, Envelope, Invitation, MailingLine)] == [0] * 5
    wave.refresh_from_db()
    assert (wave.state, wave.public_key) == (WaveState.CLOSED, None)
    assert list(seals.iterdir()) == []
    assert turnout(wave) == Turnout(asked=22, answered=21)


def test_an_answer_leaves_no_trace_but_its_envelope(lead: Any) -> None:
    wave = make_open_wave(lead, asked=doctors(10))
    entries, messages = AuditEntry.objects.count(), OutboxMessage.objects.count()

    say(invitations_of(wave)[3], [1, 2, 3])

    assert (AuditEntry.objects.count(), OutboxMessage.objects.count()) == (entries, messages)
    assert rows(Envelope).count() == 1
    assert rows(Ticket).filter(spent=True).count() == 1


def test_a_code_works_once(lead: Any) -> None:
    wave = make_open_wave(lead, asked=doctors(10))
    first, second = invitations_of(wave)[:2]
    say(first, [1, 2, 3])

    with pytest.raises(Refused) as refusal:
        say(first, [5, 5, 5])

    assert refusal.value.code == "used"
    assert rows(Envelope).count() == 1
    say(second, [5, 5, 5])
    assert rows(Envelope).count() == 2


def test_nobody_answers_through_another_door(lead: Any) -> None:
    wave = make_open_wave(lead, asked=doctors(10))
    mine, other = (door_of(each) for each in invitations_of(wave)[:2])

    with pytest.raises(NotAllowed):
        answers.answer(Context(Actor.link(), Viewer.of_link(mine.ticket), NOW), door=other, answers=[1, 2, 3])

    assert rows(Envelope).count() == 0


def test_after_closing_nothing_is_taken(lead: Any) -> None:
    wave = make_open_wave(lead, asked=doctors(10))
    late = door_of(invitations_of(wave)[0])
    close(lead, wave)

    with pytest.raises(Refused) as refusal:
        answers.answer(Context(Actor.link(), Viewer.of_link(late.ticket), NOW), door=late, answers=[1])

    assert refusal.value.code == "closed"
    assert rows(Envelope).count() == 0


def test_strata_are_merged_before_opening_and_again_at_closing(lead: Any) -> None:
    asked = [
        *doctors(12, "Medicine", first=1),
        *doctors(11, "Surgery", first=21),
        *doctors(4, "Imaging", first=41),
    ]
    wave = make_open_wave(lead, asked=asked, dimensions=("Specialty group",))

    assert strata() == [(["Imaging", "Surgery"], None, None), (["Medicine"], None, None)]
    for invitation in invitations_of(wave)[6:]:
        say(invitation, [4])

    close(lead, wave)

    assert strata() == [(["Imaging", "Medicine", "Surgery"], 27, 21)]
    assert {each.stratum_id for each in rows(Response)} == {rows(Stratum).get().pk}


def test_answers_of_too_few_managers_are_deleted_unread(lead: Any) -> None:
    wave = make_open_wave(lead, asked=[*doctors(10), *managers(10)])
    asked = invitations_of(wave)
    for invitation in asked[:10]:
        say(invitation, [1], "from a doctor")
    for invitation in asked[10:19]:
        say(invitation, [5], "from a manager")

    closed = close(lead, wave)

    assert (closed.answered, closed.deleted_unread) == (10, 9)
    assert set(rows(ResponseWords).values_list("words", flat=True)) == {"from a doctor"}
    managed = rows(Stratum).get(respondents=Respondents.MANAGERS)
    assert (managed.invited, managed.answered) == (10, None)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (doctors(9), "too_few_doctors"),
        ([], "too_few_doctors"),
        ([*doctors(10), *managers(9)], "too_few_managers"),
    ],
    ids=["nine doctors", "nobody", "nine managers"],
)
def test_too_few_to_hide_in(lead: Any, seals: Path, asked: list[Any], code: str) -> None:
    wave = make_wave(lead, asked=asked)

    with pytest.raises(Refused) as refusal:
        waves.open_wave(lead_context(lead), wave_uid=wave.uid)

    assert refusal.value.code == code
    wave.refresh_from_db()
    assert wave.state == WaveState.DRAFT
    assert rows(Ticket).count() == rows(Stratum).count() == 0
    assert not seals.exists()


def test_it_opens_on_its_days_and_not_beside_another(lead: Any) -> None:
    version = make_version()
    early = make_wave(lead, asked=doctors(10), version=version, opens_on=(NOW + timedelta(days=2)).date())
    with pytest.raises(Refused) as refusal:
        waves.open_wave(lead_context(lead), wave_uid=early.uid)
    assert (refusal.value.code, str(refusal.value.message)) == (
        "not_yet",
        "This wave opens on 3 September 2026 at the earliest.",
    )
    with pytest.raises(Refused) as refusal:
        waves.open_wave(lead_context(lead, later=timedelta(days=40)), wave_uid=early.uid)
    assert refusal.value.code == "over"
    make_open_wave(lead, asked=doctors(10), version=version)

    with pytest.raises(Refused) as refusal:
        waves.open_wave(lead_context(lead, later=timedelta(days=3)), wave_uid=early.uid)

    assert refusal.value.code == "one_is_open"


def test_other_trusts_have_no_such_wave(lead: Any) -> None:
    wave = make_wave(lead, asked=doctors(10))
    stranger = lead_context(make_lead(make_trust()))
    for act in (waves.open_wave, waves.close_wave, waves.cancel_wave):
        with pytest.raises(NotAllowed):
            act(stranger, wave_uid=wave.uid)
    with pytest.raises(NotAllowed):
        waves.change_wave(stranger, wave_uid=wave.uid, plan=a_plan(title="Theirs"))
    with pytest.raises(NotAllowed):
        waves.ask(stranger, wave_uid=wave.uid, asked=[])

    wave.refresh_from_db()
    assert (wave.state, wave.title) == (WaveState.DRAFT, "Autumn wave")
    assert len(list(rows(Invitation))) == 10


def test_an_open_wave_changes_in_its_last_day_alone(lead: Any) -> None:
    wave = make_open_wave(lead, asked=doctors(10))
    later = wave.closes_on + timedelta(days=7)

    waves.change_wave(lead_context(lead), wave_uid=wave.uid, plan=a_plan(title="Other", closes_on=later))

    wave.refresh_from_db()
    assert (wave.title, wave.closes_on) == ("Autumn wave", later)
    with pytest.raises(Refused):
        waves.ask(lead_context(lead), wave_uid=wave.uid, asked=doctors(20))
    assert rows(Invitation).count() == 10


def test_without_its_key_nothing_is_closed(lead: Any, seals: Path) -> None:
    wave = make_open_wave(lead, asked=doctors(10))
    say(invitations_of(wave)[0], [1])
    (path,) = seals.iterdir()
    key = path.read_bytes()
    path.unlink()

    with pytest.raises(Refused) as refusal:
        close(lead, wave)

    assert refusal.value.code == "key_missing"
    wave.refresh_from_db()
    assert (wave.state, rows(Envelope).count()) == (WaveState.OPEN, 1)
    path.write_bytes(key)
    for invitation in invitations_of(wave)[1:]:
        say(invitation, [2])
    assert close(lead, wave).answered == 10


def test_a_key_that_outlived_its_wave_is_swept(lead: Any, seals: Path) -> None:
    wave = make_open_wave(lead, asked=doctors(10))
    other = make_wave(lead, asked=doctors(10), version=make_version("other"))
    keys.make(other.uid)
    close(lead, wave)
    assert len(list(seals.iterdir())) == 2

    assert opening.sweep_keys() == 1

    assert list(keys.kept()) == [other.uid]
    waves.open_wave(lead_context(lead), wave_uid=other.uid)
    assert keys.is_there(
        other.uid, bytes(SurveyWave.objects.unscoped(reason=REASON).get(pk=other.pk).public_key)
    )


def test_codes_of_a_wave_differ(lead: Any) -> None:
    wave = make_open_wave(lead, asked=doctors(30))

    assert len({code_of(each) for each in invitations_of(wave)}) == 30

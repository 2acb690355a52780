"""Two trusts side by side: no text of one is met by anybody of the other (bar 2)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db.models import Q

from cms.roles import Role
from kernel import outbox
from kernel.access import GuardedQuerySet, ViewerKind
from lms.enrolment.models import Enrolment
from lms.people.enums import MemberRole
from lms.people.models import Membership
from lms.reminders.enums import SendState
from lms.reminders.models import PlannedSend
from lms.reminders.services import sending
from tests.access.crawl import Crawl, crawl
from tests.access.foreign import FOREIGN, may_be_read
from tests.access.scene import ABSENCE, REASON, Scene, Side
from tests.access.visits import Visitor
from tests.factories.trusts import TODAY
from tests.sizes import FULL, size

pytestmark = [
    pytest.mark.bar(2),
    # Wagtail leaves files open when it makes smaller pictures.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

MOST = size(smoke=20, full=5000)
"""Addresses read beyond the declared ones."""


@pytest.mark.slow
@pytest.mark.parametrize("role", FOREIGN)
def test_nobody_reads_what_is_another_s(scene: Scene, role: Role) -> None:
    """``make test`` leaves to the walk what that reads as the same role: it looks for the same words."""
    read = crawl(scene, role, FOREIGN[role](scene), most=MOST, after_walk=True)

    leaks = [leak for leak in read.leaks if not may_be_read(scene, leak)]
    assert leaks == [], "\n".join(["", *leaks])
    assert len(read.read) > size(smoke=50, full=300), len(read.read)


@pytest.mark.slow
def test_everybody_reads_what_is_their_own(scene: Scene) -> None:
    """The canaries are there: the silence of the others is no accident."""
    ours = scene.ours
    own = (
        (Role.LEARNER, "/learn/", {ours.private, f"{ours.word}doctorgiven", ABSENCE, ours.gmc}),
        (
            Role.LEAD,
            "/trust/",
            {
                f"{ours.word}doctorfamily",
                f"{ours.word}autumn",
                f"{ours.word}next.csv",
                ours.brand.display_name,
            },
        ),
        (Role.OPERATOR, "/admin/cohorts/", {f"{ours.word}autumn"}),
        (Role.OPERATOR, "/admin/leads/", {f"{ours.word}lead"}),
        # A questionnaire's words, which are under licence.
        (Role.OPERATOR, "/admin/questionnaires/", {f"{scene.theirs.word} one."}),
    )
    for role, under, words in own:
        assert crawl(scene, role, words, most=0, under=under, until_met=True).met == words, role


@pytest.mark.slow
def test_whom_a_trust_has_lost_it_no_longer_sees(scene: Scene) -> None:
    """After the last day name, address and number are gone from list, export, mails and interface."""
    ours = scene.ours
    _end_membership(ours)

    words = (f"{ours.word}doctor", ours.gmc, ours.private)
    under = size(smoke=("/trust/", "/api/"), full=("/",))
    read = crawl(scene, Role.LEAD, words, most=MOST, under=under, both=FULL)

    assert read.leaks == [], "\n".join(["", *read.leaks])


def _end_membership(side: Side) -> None:
    rows = Membership.objects.unscoped(reason=REASON).filter(
        person_id=side.enrolment.person_id, role=MemberRole.DOCTOR
    )
    rows.update(starts_on=TODAY - timedelta(days=9), ends_on=TODAY - timedelta(days=1))
    assert rows.count() == 1


def test_mails_hold_nothing_of_anybody_else(scene: Scene) -> None:
    """One invitation and one reminder on each side, when they are due, and a mail to all who are asked."""
    sent = len(mail.outbox)
    planned = PlannedSend.objects.unscoped(reason=REASON).filter(state=SendState.PLANNED)
    for when in sorted(set(planned.values_list("planned_for", flat=True))):
        _send(when + timedelta(minutes=1))

    mails = mail.outbox[sent:]
    for side, other in ((scene.ours, scene.theirs), (scene.theirs, scene.ours)):
        mine = {each.to[0]: str(each.message()) for each in mails if side.word in each.to[0]}
        # What the doctor shares goes when the outbox comes to it: maybe before this test.
        assert other.word not in mine.pop(f"{side.word}private@mail.example", "")
        invited, doctor = f"{side.word}invited@mail.example", f"{side.word}doctor@mail.example"
        assert mine.keys() == {invited, doctor, *(f"{side.word}asked{n}@mail.example" for n in range(10))}
        assert f"{side.word}doctor" not in mine[invited]
        assert f"{side.word}invited" not in mine[doctor]
        for text in mine.values():
            assert [word for word in (other.word, other.gmc, side.private, ABSENCE) if word in text] == []


def _send(now: datetime) -> None:
    sending.queue_due(now=now)
    outbox.drain(clock=lambda: now)


# Positive controls: each opened door is noticed.


def _leaks(scene: Scene, role: Role) -> list[str]:
    theirs = scene.theirs
    start = [
        "/trust/enrolments/",
        "/trust/enrolments.csv",
        "/trust/lists/",
        f"/learn/{theirs.enrolment.uid}/{theirs.activity_key}/",
    ]
    visitor = Visitor(scene.users[role])
    return Crawl(visitor, FOREIGN[role](scene), most=0).run(start).leaks


def test_a_rule_that_lets_every_trust_in_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Enrolment.access_rules, ViewerKind.TRUST, lambda viewer: Q())

    leaks = _leaks(scene, Role.LEAD)

    assert {leak.partition("GET ")[2].partition(":")[0] for leak in leaks} >= {
        "/trust/enrolments/",
        "/trust/enrolments.csv",
    }


def test_a_selector_without_its_scope_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        GuardedQuerySet, "visible_to", lambda rows, viewer: rows.unscoped(reason="the seeded fault")
    )

    assert any("/trust/lists/" in leak for leak in _leaks(scene, Role.LEAD))
    assert any("/learn/" in leak for leak in _leaks(scene, Role.LEARNER))


def test_a_private_text_on_a_page_for_leads_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "lms.web.desk_presenters.desk_sentence", lambda figures: f"They wrote {scene.ours.private}"
    )
    lead = Visitor(scene.users[Role.LEAD])

    leaks = Crawl(lead, FOREIGN[Role.LEAD](scene), most=0).run(["/trust/"]).leaks

    assert [leak.partition(" at ")[0] for leak in leaks] == [scene.ours.private]

"""Answering an invitation: claim, merge or link; once; at the right address; in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kernel.access import Viewer
from kernel.models import AuditDetail
from lms.actions import enrolment as enrolling
from lms.actions import invitations
from lms.actions.errors import NotAllowed, Refused
from lms.actions.people import change_post
from lms.enrolment.models import Contract, Enrolment, Transition
from lms.enrolment.services.enrolments import seats_of
from lms.enrolment.tokens import make_token
from lms.people.accounts import adapter
from lms.people.models import Membership, Person, StagePeriod
from lms.reminders.models import PlannedSend
from programmes.models import Programme
from programmes.services.authoring import PartModule
from tests.factories.programmes import make_module, make_programme
from tests.factories.trusts import (
    NOW,
    TODAY,
    accept,
    enrol,
    learner_context,
    make_cohort,
    make_contract,
    make_lead,
    make_person,
    make_trust,
    make_user,
    system_context,
    trust_of,
)
from tests.ready import ready

pytestmark = pytest.mark.django_db

REASON = "asserting in a test"


def make_invited() -> tuple[Any, Contract]:
    """A lead, and the trust's contract with two seats."""
    lead = make_lead(make_trust("Northvale (invented)"))
    return lead, make_contract(trust_of(lead), a_programme(), seats=2)


ready_inviting = ready("ready_inviting", make_invited)


@pytest.fixture
def lead(ready_inviting: tuple[Any, Contract]) -> Any:
    return ready_inviting[0]


@pytest.fixture
def contract(ready_inviting: tuple[Any, Contract]) -> Contract:
    return ready_inviting[1]


def a_programme() -> Programme:
    return make_programme(
        open_to_all=True, modules=[PartModule(make_module(), due_days=30)], reminder_days=[7]
    )


def states(row: Enrolment) -> list[tuple[str, str, str]]:
    moves = Transition.objects.unscoped(reason=REASON).filter(enrolment=row)
    return [(move.from_state, move.to_state, move.reason) for move in moves]


def test_a_new_user_becomes_the_unclaimed_person(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, "ada@n.example")
    user = make_user("ada@n.example")

    accepted = accept(row, user)

    accepted.refresh_from_db()
    person = Person.objects.unscoped(reason=REASON).get(user_id=user.pk)
    assert (accepted.state, accepted.person_id, accepted.expires_at) == ("active", person.pk, None)
    assert person.pk == row.person_id
    assert accepted.starts_on == TODAY
    assert states(row) == [("", "invited", ""), ("invited", "active", "")]


def test_a_doctor_with_a_person_keeps_it_and_the_unclaimed_one_goes_into_it(
    lead: Any, contract: Contract
) -> None:
    (row,) = enrol(lead, contract, "ada@n.example", gmc="0000001")
    user = make_user("ada@home.example")
    mine = make_person(user)

    accepted = accept(row, user)

    unclaimed = Person.objects.unscoped(reason=REASON).get(pk=row.person_id)
    assert accepted.person_id == mine.pk
    assert (unclaimed.merged_into_id, unclaimed.user_id) == (mine.pk, None)
    memberships = Membership.objects.unscoped(reason=REASON).filter(person=mine)
    assert [(m.organisation_id, m.role, m.ends_on) for m in memberships] == [
        (contract.organisation_id, "doctor", None)
    ]
    assert set(adapter().verified_emails(user)) == {"ada@home.example", "ada@n.example"}


def test_a_doctor_who_joined_alone_gets_the_seat_on_the_enrolment_they_have(
    lead: Any, contract: Contract
) -> None:
    user = make_user("ada@home.example")
    make_person(user)
    mine = enrolling.join_programme(learner_context(user), programme_uid=contract.programme.translation_key)
    (row,) = enrol(lead, contract, "ada@n.example")

    accepted = accept(row, user)

    assert accepted.pk == mine.pk
    accepted.refresh_from_db()
    assert (accepted.state, accepted.organisation_id, accepted.contract_id) == (
        "active",
        contract.organisation_id,
        contract.pk,
    )
    assert states(row)[-1] == ("invited", "withdrawn", "linked")
    assert seats_of(contract).used == 1
    reminder = PlannedSend.objects.unscoped(reason=REASON).get(rule="before_due")
    assert (reminder.state, reminder.organisation_id) == ("planned", contract.organisation_id)


class TestCareerStage:
    """Who has said none is given that of their grade; what anybody has said stands."""

    @staticmethod
    def stages() -> list[tuple[int, str, str, date, date | None]]:
        rows = StagePeriod.objects.unscoped(reason=REASON).order_by("starts_on")
        return list(rows.values_list("person_id", "stage", "source", "starts_on", "ends_on"))

    @staticmethod
    def said_in_the_trail() -> list[dict[str, Any]]:
        rows = AuditDetail.objects.filter(entry__action="enrolment.accept")
        return list(rows.values_list("after", flat=True))

    @pytest.mark.parametrize(
        ("grade", "stage"),
        [("consultant", "continuing"), ("Specialty trainee", "postgraduate"), ("student", "undergraduate")],
    )
    def test_it_follows_from_the_grade(self, lead: Any, contract: Contract, grade: str, stage: str) -> None:
        (row,) = enrol(lead, contract, "ada@n.example", grade=grade)
        assert self.stages() == []

        accepted = accept(row, make_user("ada@n.example"))

        assert self.stages() == [(accepted.person_id, stage, "grade", TODAY, None)]
        assert self.said_in_the_trail() == [{"stage": stage, "stage_from": "grade"}]

    @pytest.mark.parametrize("grade", ["", "locally employed doctor"])
    def test_without_a_grade_that_says_it_there_is_none(
        self, lead: Any, contract: Contract, grade: str
    ) -> None:
        (row,) = enrol(lead, contract, "ada@n.example", grade=grade)

        accept(row, make_user("ada@n.example"))

        assert self.stages() == []
        assert self.said_in_the_trail() == []

    @pytest.mark.parametrize("days", [-30, 30])
    def test_what_the_doctor_has_said_stands(self, lead: Any, contract: Contract, days: int) -> None:
        """Of an earlier day or of one ahead, and whatever the trust says."""
        (row,) = enrol(lead, contract, "ada@n.example", grade="consultant")
        user = make_user("ada@home.example")
        mine, day = make_person(user), TODAY + timedelta(days=days)
        change_post(learner_context(user, now=NOW), stage="postgraduate", on=day)

        accept(row, user)

        assert self.stages() == [(mine.pk, "postgraduate", "stated", day, None)]
        assert self.said_in_the_trail() == []

    def test_a_doctor_who_joined_alone_without_one_is_given_it_too(
        self, lead: Any, contract: Contract
    ) -> None:
        user = make_user("ada@home.example")
        mine = make_person(user)
        enrolling.join_programme(learner_context(user), programme_uid=contract.programme.translation_key)
        (row,) = enrol(lead, contract, "ada@n.example", grade="gp")

        accept(row, user)

        assert self.stages() == [(mine.pk, "continuing", "grade", TODAY, None)]

    def test_the_doctor_says_another(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example", grade="consultant")
        user = make_user("ada@n.example")
        ada = accept(row, user).person_id

        change_post(learner_context(user), stage="continuing", on=TODAY)
        assert self.stages() == [(ada, "continuing", "grade", TODAY, None)]

        change_post(learner_context(user), stage="postgraduate", on=TODAY)
        assert self.stages() == [(ada, "postgraduate", "stated", TODAY, None)]

        later = TODAY + timedelta(days=30)
        change_post(learner_context(user), stage="continuing", on=later)
        assert self.stages() == [
            (ada, "postgraduate", "stated", TODAY, later - timedelta(days=1)),
            (ada, "continuing", "stated", later, None),
        ]

    def test_declining_says_nothing_of_anybody(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example", grade="consultant")

        invitations.decline_invitation(learner_context(make_user("ada@n.example")), token=make_token(row.uid))

        assert self.stages() == []


def test_a_seat_elsewhere_on_the_same_programme_is_refused(lead: Any, contract: Contract) -> None:
    other_lead = make_lead(make_trust())
    other = trust_of(other_lead)
    user = make_user("ada@n.example")
    (there,) = enrol(other_lead, make_contract(other, contract.programme), "ada@n.example")
    accept(there, user)
    (row,) = enrol(lead, contract, "ada@n.example")

    with pytest.raises(Refused) as refused:
        accept(row, user)

    assert refused.value.code == "on_it_already"
    row.refresh_from_db()
    assert row.state == "invited"


def test_the_cohorts_start_is_the_start_when_it_lies_ahead(lead: Any, contract: Contract) -> None:
    cohort = make_cohort(contract, starts_on=TODAY + timedelta(days=14), capacity=2)
    (row,) = enrol(lead, contract, "ada@n.example", cohort=cohort)

    assert accept(row, make_user("ada@n.example")).starts_on == TODAY + timedelta(days=14)


def test_accepting_twice_is_once(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, "ada@n.example")
    user = make_user("ada@n.example")

    accept(row, user)
    accept(row, user)

    assert states(row) == [("", "invited", ""), ("invited", "active", "")]


def test_a_spent_link_serves_nobody_else(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, "ada@n.example")
    accept(row, make_user("ada@n.example"))
    stranger = make_user("stranger@mail.example")

    with pytest.raises(Refused) as refused:
        accept(row, stranger)

    assert refused.value.code == "answered"
    assert not Person.objects.unscoped(reason=REASON).filter(user_id=stranger.pk).exists()


def test_the_link_of_a_known_member_serves_nobody_else(lead: Any, contract: Contract) -> None:
    (first,) = enrol(lead, contract, "ada@n.example")
    accept(first, make_user("ada@n.example"))
    (row,) = enrol(lead, make_contract(contract.organisation, make_programme()), "ada@n.example")

    with pytest.raises(Refused) as refused:
        accept(row, make_user("stranger@mail.example"))

    assert refused.value.code in {"another_account", "address_elsewhere"}
    row.refresh_from_db()
    assert row.state == "invited"


def test_after_its_time_it_is_refused_and_expires(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, "ada@n.example")
    late = NOW + timedelta(days=21)

    with pytest.raises(Refused) as refused:
        accept(row, make_user("ada@n.example"), now=late)

    assert refused.value.code == "expired"
    assert enrolling.expire_invitations(system_context(now=late)) == 1
    assert enrolling.expire_invitations(system_context(now=late)) == 0
    assert states(row)[-1] == ("invited", "expired", "")
    assert seats_of(contract).used == 0


def test_declining_frees_the_seat_and_needs_no_account(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, "ada@n.example")
    assert seats_of(contract).used == 1
    context = learner_context(make_user())

    invitations.decline_invitation(context, token=make_token(row.uid))
    invitations.decline_invitation(context, token=make_token(row.uid))

    assert states(row) == [("", "invited", ""), ("invited", "declined", "")]
    assert seats_of(contract).used == 0


def test_a_forged_link_does_not_exist(contract: Contract) -> None:
    user = make_user()

    with pytest.raises(NotAllowed):
        invitations.accept_invitation(learner_context(user), token="forged", user=user)


def test_a_trust_sees_the_person_once_they_are_its_member_and_no_other_trust_does(
    lead: Any, contract: Contract
) -> None:
    (row,) = enrol(lead, contract, "ada@n.example")
    accept(row, make_user("ada@n.example"))
    stranger = make_trust()

    mine = Viewer.of_organisations([contract.organisation_id], on=TODAY)
    theirs = Viewer.of_organisations([stranger.pk], on=TODAY)

    assert Enrolment.objects.visible_to(mine).count() == 1
    assert Enrolment.objects.visible_to(theirs).count() == 0
    assert Person.objects.visible_to(theirs).count() == 0

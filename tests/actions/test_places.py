"""One place: given to one person, extended, deferred, written about, sent again, forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from kernel.models import AuditDetail, AuditEntry
from lms.actions import enrolment as enrolling
from lms.actions import invitations, organisations, places
from lms.actions.errors import NotAllowed, Refused
from lms.actions.integrity import problems
from lms.actions.tasks import purge_who_never_answered
from lms.calendar.models import DueDate
from lms.calendar.presenters import explain
from lms.enrolment import selectors
from lms.enrolment.models import Contract, Enrolment, Note
from lms.enrolment.services.enrolments import seats_of
from lms.enrolment.tokens import make_token
from lms.people.models import GradePeriod, Membership, Person
from lms.reminders.models import PlannedSend
from programmes.models import Programme
from programmes.services.authoring import PartModule
from tests.factories.programmes import make_module, make_programme
from tests.factories.trusts import (
    NOW,
    TODAY,
    accept,
    enrol,
    lead_context,
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
ADA = {
    "given_name": "Ada",
    "family_name": "King",
    "email": "Ada@N.example",
    "gmc_number": "C1234567",
    "grade": "consultant",
    "specialty": "Cardiology",
}


def a_programme() -> Programme:
    return make_programme(
        open_to_all=True, modules=[PartModule(make_module(), due_days=30)], reminder_days=[7]
    )


def make_contracted_lead() -> tuple[Any, Contract]:
    lead = make_lead(make_trust("Northvale (invented)"))
    return lead, make_contract(trust_of(lead), a_programme(), seats=2)


ready_lead = ready("ready_lead", make_contracted_lead)


@pytest.fixture
def lead(ready_lead: tuple[Any, Contract]) -> Any:
    return ready_lead[0]


@pytest.fixture
def contract(ready_lead: tuple[Any, Contract]) -> Contract:
    return ready_lead[1]


def give(lead: Any, contract: Contract, *, agreed: str = "", **person: str) -> places.Enrolled:
    return places.enrol_person(
        lead_context(lead), contract_uid=contract.uid, person={**ADA, **person}, agreed=agreed
    )


def rows(model: Any) -> Any:
    return model.objects.unscoped(reason=REASON)


def sends_of(row: Enrolment) -> list[tuple[str, str, str]]:
    found = rows(PlannedSend).filter(enrolment=row).order_by("pk")
    return [(send.rule, send.occurrence, send.state) for send in found]


class TestOnePerson:
    def test_is_enrolled_and_invited_as_by_a_list(self, lead: Any, contract: Contract) -> None:
        done = give(lead, contract)

        row = done.enrolment
        person = rows(Person).get(pk=row.person_id)
        assert done.is_new
        assert (row.state, row.source, row.invited_as, row.invited_at) == (
            "invited",
            "hand",
            "ada@n.example",
            NOW,
        )
        assert (person.full_name, person.gmc_number, person.user_id) == ("Ada King", "1234567", None)
        assert rows(Membership).get(person=person).email == "ada@n.example"
        assert rows(GradePeriod).get(person=person).grade == "consultant"
        assert sends_of(row) == [("invitation", "1", "planned")]
        assert AuditEntry.objects.filter(action="enrolment.enrol", subject_key=person.pk).count() == 1

    def test_twice_is_once(self, lead: Any, contract: Contract) -> None:
        first, second = give(lead, contract), give(lead, contract)

        assert (second.is_new, second.enrolment.pk) == (False, first.enrolment.pk)
        assert rows(Enrolment).count() == 1
        assert rows(Person).filter(family_name="King").count() == 1

    def test_what_a_list_would_ask_is_asked(self, lead: Any, contract: Contract) -> None:
        give(lead, contract)

        with pytest.raises(places.Undecided) as asked:
            give(lead, contract, email="other@n.example")
        assert (asked.value.question, asked.value.column) == ("other_address", "email")
        assert rows(Enrolment).count() == 1

        done = give(lead, contract, email="other@n.example", agreed="other_address")
        assert not done.is_new
        assert rows(Person).filter(family_name="King").count() == 1

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ({"email": "no address"}, "not_an_email"),
            ({"given_name": " "}, "missing"),
            ({"gmc_number": "123456"}, "gmc_lost_zero"),
            ({"given_name": "=cmd"}, "not_a_name"),
        ],
    )
    def test_what_a_list_refuses_is_refused(
        self, lead: Any, contract: Contract, value: dict[str, str], code: str
    ) -> None:
        with pytest.raises(Refused) as refused:
            give(lead, contract, **value)

        assert refused.value.code == code
        assert not rows(Enrolment).exists()

    def test_no_seat_no_place(self, lead: Any, contract: Contract) -> None:
        enrol(lead, contract, "a@n.example", "b@n.example")

        with pytest.raises(Refused) as refused:
            give(lead, contract)

        assert refused.value.code == "no_seats"
        assert rows(Enrolment).count() == 2
        assert not rows(Person).filter(family_name="King").exists()

    def test_another_trusts_contract_is_not_there(self, contract: Contract) -> None:
        with pytest.raises(NotAllowed):
            give(make_lead(make_trust()), contract)

    def test_a_doctor_known_elsewhere_reads_as_new(self, lead: Any, contract: Contract) -> None:
        elsewhere = make_lead(make_trust())
        give(elsewhere, make_contract(trust_of(elsewhere), contract.programme))

        done = give(lead, contract)

        assert done.is_new
        assert rows(Person).filter(gmc_number="1234567").count() == 2

    @pytest.mark.parametrize("by", ["list", "hand"])
    def test_an_own_doctor_who_is_on_the_programme_without_us_reads_as_new(
        self, lead: Any, contract: Contract, by: str
    ) -> None:
        """Neither refused nor told: the seat meets the place they have when they accept."""
        user = make_user("ada@n.example")
        mine = make_person(user)
        Membership.objects.create(
            person=mine,
            organisation=contract.organisation,
            role="doctor",
            email="ada@n.example",
            starts_on=TODAY,
        )
        there = enrolling.join_programme(
            learner_context(user), programme_uid=contract.programme.translation_key
        )

        if by == "list":
            (row,) = enrol(lead, contract, "ada@n.example")
        else:
            row = give(lead, contract, gmc_number="").enrolment
        again = give(lead, contract, gmc_number="")

        assert row.state == "invited"
        assert row.person_id != mine.pk
        assert (again.is_new, again.enrolment.pk) == (False, row.pk)
        assert accept(row, user).pk == there.pk
        there.refresh_from_db()
        assert there.organisation_id == contract.organisation_id
        assert list(problems()) == []


class TestSendingAgain:
    def test_the_old_link_is_dead_and_the_new_one_works(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        later = NOW + timedelta(days=3)
        user = make_user("ada@n.example")

        row = invitations.resend_invitation(lead_context(lead, now=later), enrolment_uid=row.uid)

        assert (row.link, row.invited_at, row.expires_at) == (2, later, later + timedelta(days=21))
        assert sends_of(row) == [("invitation", "1", "suppressed"), ("invitation", "2", "planned")]
        context = learner_context(user, now=later)
        for answer in (invitations.decline_invitation, invitations.accept_invitation):
            given = {"user": user} if answer is invitations.accept_invitation else {}
            with pytest.raises(Refused) as refused:
                answer(context, token=make_token(row.uid, 1), **given)
            assert refused.value.code == "replaced"
        done = invitations.accept_invitation(context, token=make_token(row.uid, 2), user=user)
        assert done.state == "active"

    def test_once_an_hour(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        early, late = NOW + timedelta(minutes=59), NOW + timedelta(minutes=60)

        with pytest.raises(Refused) as refused:
            invitations.resend_invitation(lead_context(lead, now=early), enrolment_uid=row.uid)
        assert str(refused.value) == (
            "This invitation was sent less than an hour ago. You can send it again from 11:00 on."
        )
        row.refresh_from_db()
        assert row.link == 1
        assert invitations.resend_invitation(lead_context(lead, now=late), enrolment_uid=row.uid).link == 2

    def test_another_address_at_once(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.exmaple")

        row = invitations.resend_invitation(lead_context(lead), enrolment_uid=row.uid, email="Ada@n.example")

        assert (row.invited_as, row.link) == ("ada@n.example", 2)
        assert rows(Membership).get(person=row.person_id).email == "ada@n.example"
        detail = AuditDetail.objects.get(entry__action="invitation.resend")
        assert (detail.before, detail.after) == (
            {"invited_as": "ada@n.exmaple"},
            {"invited_as": "ada@n.example"},
        )

    def test_not_the_address_of_somebody_else(self, lead: Any, contract: Contract) -> None:
        ada, _ben = enrol(lead, contract, "ada@n.example", "ben@n.example")

        with pytest.raises(Refused) as refused:
            invitations.resend_invitation(lead_context(lead), enrolment_uid=ada.uid, email="ben@n.example")

        assert refused.value.code == "address_of_another"
        ada.refresh_from_db()
        assert (ada.invited_as, ada.link) == ("ada@n.example", 1)

    def test_not_for_ever(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        rows(Enrolment).update(link=invitations.MOST_LINKS, invited_at=NOW - timedelta(days=1))

        with pytest.raises(Refused) as refused:
            invitations.resend_invitation(lead_context(lead), enrolment_uid=row.uid)

        assert refused.value.code == "too_often"

    def test_not_once_answered_and_not_by_another_trust(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        with pytest.raises(NotAllowed):
            invitations.resend_invitation(lead_context(make_lead(make_trust())), enrolment_uid=row.uid)
        accept(row, make_user("ada@n.example"))

        with pytest.raises(Refused) as refused:
            invitations.resend_invitation(
                lead_context(lead, now=NOW + timedelta(days=1)), enrolment_uid=row.uid
            )

        assert refused.value.code == "answered"

    def test_invited_again_after_it_ran_out(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        later = NOW + timedelta(days=22)
        invitations_expired = enrolling.expire_invitations(system_context(now=later))
        context = lead_context(lead, now=later)

        first = places.invite_again(context, enrolment_uid=row.uid)
        second = places.invite_again(context, enrolment_uid=row.uid)

        assert invitations_expired == 1
        assert (first.pk, first.state, first.person_id) == (second.pk, "invited", row.person_id)
        assert first.pk != row.pk
        assert seats_of(contract).used == 1
        row.refresh_from_db()
        assert row.state == "expired"


class TestExtending:
    def active(self, lead: Any, contract: Contract) -> Enrolment:
        (row,) = enrol(lead, contract, "ada@n.example")
        return accept(row, make_user("ada@n.example"))

    def test_open_dates_move_by_as_many_days_and_say_so(self, lead: Any, contract: Contract) -> None:
        row = self.active(lead, contract)
        last = contract.ends_on + timedelta(days=14)

        row = enrolling.extend(lead_context(lead), enrolment_uid=row.uid, ends_on=last)

        due = rows(DueDate).get(enrolment=row)
        assert (row.ends_on, due.due_on) == (last, TODAY + timedelta(days=44))
        assert explain(due.derivation) == (
            "30 days after you started on 1 September 2026, plus 14 days by which the place was extended"
        )
        assert explain(due.derivation, for_trust=True).endswith("by which the place was extended")
        reminder = rows(PlannedSend).get(due_date=due, state="planned")
        assert reminder.occurrence == f"7:{due.due_on}"
        assert list(problems()) == []

    def test_twice_with_the_same_day_is_once_and_further_days_add_up(
        self, lead: Any, contract: Contract
    ) -> None:
        row = self.active(lead, contract)
        for days in (14, 14, 21):
            last = contract.ends_on + timedelta(days=days)
            enrolling.extend(lead_context(lead), enrolment_uid=row.uid, ends_on=last)

        assert [each.days for each in rows(Enrolment).get(pk=row.pk).extensions.unscoped(reason=REASON)] == [
            14,
            7,
        ]
        assert rows(DueDate).get(enrolment=row).due_on == TODAY + timedelta(days=51)

    def test_what_was_met_stays(self, lead: Any, contract: Contract) -> None:
        row = self.active(lead, contract)
        rows(DueDate).update(met_at=NOW)

        enrolling.extend(
            lead_context(lead), enrolment_uid=row.uid, ends_on=contract.ends_on + timedelta(days=14)
        )

        assert rows(DueDate).get(enrolment=row).due_on == TODAY + timedelta(days=30)

    @pytest.mark.parametrize("days", [-1, 733])
    def test_only_later_and_not_for_ever(self, lead: Any, contract: Contract, days: int) -> None:
        row = self.active(lead, contract)

        with pytest.raises(Refused) as refused:
            enrolling.extend(
                lead_context(lead), enrolment_uid=row.uid, ends_on=contract.ends_on + timedelta(days=days)
            )

        assert refused.value.code == "bad_end"
        assert rows(Enrolment).get(pk=row.pk).ends_on is None

    def test_not_before_it_was_accepted(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")

        with pytest.raises(Refused) as refused:
            enrolling.extend(
                lead_context(lead), enrolment_uid=row.uid, ends_on=contract.ends_on + timedelta(days=7)
            )

        assert refused.value.code == "wrong_state"

    def test_an_extension_is_never_edited(self, lead: Any, contract: Contract) -> None:
        row = self.active(lead, contract)
        enrolling.extend(
            lead_context(lead), enrolment_uid=row.uid, ends_on=contract.ends_on + timedelta(days=7)
        )

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute("UPDATE leadership_enrolment_extension SET days = 70")


class TestDeferring:
    def test_keeps_reason_and_expected_return_until_it_is_resumed(
        self, lead: Any, contract: Contract
    ) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        accept(row, make_user("ada@n.example"))
        back = date(2026, 12, 1)

        row = enrolling.defer(lead_context(lead), enrolment_uid=row.uid, reason="duties", resumes_on=back)

        assert (row.state, row.resumes_on) == ("deferred", back)
        assert row.transitions.unscoped(reason=REASON).last().reason == "duties"
        assert enrolling.resume(lead_context(lead), enrolment_uid=row.uid).resumes_on is None

    @pytest.mark.parametrize("day", [TODAY, date(2029, 10, 1)])
    def test_the_return_lies_ahead(self, lead: Any, contract: Contract, day: date) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        accept(row, make_user("ada@n.example"))

        with pytest.raises(Refused) as refused:
            enrolling.defer(lead_context(lead), enrolment_uid=row.uid, resumes_on=day)

        assert refused.value.code == "bad_return"
        assert rows(Enrolment).get(pk=row.pk).state == "active"


class TestNotes:
    def test_the_doctor_reads_what_the_trust_writes(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        user = make_user("ada@n.example")
        accept(row, user)

        for _twice in range(2):
            enrolling.write_note(lead_context(lead), enrolment_uid=row.uid, text=" Agreed: from May. ")

        own = learner_context(user).viewer
        assert [note.text for note in selectors.notes_of(own, row)] == ["Agreed: from May."]
        strangers = lead_context(make_lead(make_trust())).viewer
        assert list(selectors.notes_of(strangers, row)) == []

    @pytest.mark.parametrize("text", ["", "   ", "x" * 501])
    def test_it_says_something_and_not_too_much(self, lead: Any, contract: Contract, text: str) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")

        with pytest.raises(Refused):
            enrolling.write_note(lead_context(lead), enrolment_uid=row.uid, text=text)

        assert not rows(Note).exists()

    def test_the_doctor_cannot_write_one(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        user = make_user("ada@n.example")
        accept(row, user)

        with pytest.raises(NotAllowed):
            enrolling.write_note(learner_context(user), enrolment_uid=row.uid, text="Mine.")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE leadership_enrolment_note SET text = 'otherwise'",
            "UPDATE leadership_enrolment_note SET text = '', at = now()",
            "DELETE FROM leadership_enrolment_note",
        ],
    )
    def test_it_stays_as_it_was_written(self, lead: Any, contract: Contract, statement: str) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        enrolling.write_note(lead_context(lead), enrolment_uid=row.uid, text="Agreed.")

        with pytest.raises(DatabaseError, match="stays as it was written"), transaction.atomic():
            connection.cursor().execute(statement)


class TestForgetting:
    """What a trust gave about somebody who never answered goes after some days; figures and trail stay."""

    def ended(self, lead: Any, contract: Contract, how: str) -> Enrolment:
        (row,) = enrol(lead, contract, "ada@n.example", gmc="1234567")
        rows(Note).create(enrolment=row, text="Asked twice.", at=NOW, by=lead)
        if how == "declined":
            context = learner_context(make_user())
            invitations.decline_invitation(context, token=make_token(row.uid))
        elif how == "withdrawn":
            enrolling.withdraw(lead_context(lead), enrolment_uid=row.uid)
        else:
            rows(Enrolment).update(expires_at=NOW)
            enrolling.expire_invitations(system_context())
        return row

    def purge(self, days: int) -> int:
        return invitations.purge_unanswered(system_context(now=NOW + timedelta(days=days)))

    @pytest.mark.parametrize("how", ["declined", "expired", "withdrawn"])
    def test_after_thirty_days(self, lead: Any, contract: Contract, how: str) -> None:
        row = self.ended(lead, contract, how)

        assert self.purge(29) == 0
        assert rows(Person).get(pk=row.person_id).gmc_number == "1234567"
        assert [self.purge(30), self.purge(31)] == [1, 0]

        person = rows(Person).get(pk=row.person_id)
        membership = rows(Membership).get(person=person)
        row.refresh_from_db()
        assert (person.full_name, person.gmc_number) == ("", "")
        assert (membership.email, membership.ends_on) == ("", TODAY + timedelta(days=29))
        assert (row.state, row.invited_as) == (how, "")
        assert rows(Note).get().text == ""
        assert not rows(GradePeriod).filter(person=person).exists()
        assert not AuditDetail.objects.filter(entry__subject_key=person.pk).exists()
        assert AuditEntry.objects.filter(action="invitation.purge", subject_key=person.pk).count() == 1
        assert AuditEntry.objects.get(action="invitation.purge").operation.counts == {"forgotten": 1}
        assert list(problems()) == []

    def test_a_setting_says_when(self, lead: Any, contract: Contract, settings: Any) -> None:
        settings.LEADERSHIP_PURGE_UNANSWERED_DAYS = 7
        self.ended(lead, contract, "declined")

        assert [self.purge(6), self.purge(7)] == [0, 1]

    def test_somebody_invited_again_is_kept(self, lead: Any, contract: Contract) -> None:
        row = self.ended(lead, contract, "expired")
        places.invite_again(lead_context(lead), enrolment_uid=row.uid)

        assert self.purge(40) == 0

    def test_whoever_accepted_once_is_kept(self, lead: Any, contract: Contract) -> None:
        (row,) = enrol(lead, contract, "ada@n.example")
        accept(row, make_user("ada@n.example"))
        enrolling.withdraw(lead_context(lead), enrolment_uid=row.uid)

        assert self.purge(40) == 0
        assert rows(Person).get(pk=row.person_id).full_name != ""

    def test_the_trust_sees_nothing_more_of_them_and_may_begin_anew(
        self, lead: Any, contract: Contract
    ) -> None:
        row = self.ended(lead, contract, "declined")
        self.purge(30)
        later = lead_context(lead, now=NOW + timedelta(days=30))

        assert selectors.enrolment_for(later.viewer, row.uid) is None
        (again,) = enrol(lead, contract, "ada@n.example", now=NOW + timedelta(days=31))
        assert again.person_id != row.person_id

    def test_a_task_does_it_daily(self, lead: Any, contract: Contract) -> None:
        self.ended(lead, contract, "declined")

        assert purge_who_never_answered() == 1

    def test_the_cost_does_not_grow(
        self, lead: Any, contract: Contract, django_assert_num_queries: Any
    ) -> None:
        Contract.objects.unscoped(reason=REASON).update(seats=100)
        for count in (1, 3, 30):
            found = enrol(lead, contract, *(f"p{count}-{n}@n.example" for n in range(count)))
            for row in found:
                enrolling.withdraw(lead_context(lead), enrolment_uid=row.uid)
            with django_assert_num_queries(17):
                assert self.purge(30) == count


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("SET resumes_on = '2027-01-01'", "enrolment_expected_back_while_deferred"),
        ("SET link = 0", "enrolment_links_count_from_one"),
        ("SET ends_on = '2020-01-01'", "enrolment_ends_after_start"),
        ("SET ends_on = '3000-01-01'", "enrolment_later_days"),
    ],
)
def test_the_database_holds_it_too(lead: Any, contract: Contract, statement: str, constraint: str) -> None:
    enrol(lead, contract, "ada@n.example")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        connection.cursor().execute(f"UPDATE leadership_enrolment_enrolment {statement}")


class TestCohorts:
    def test_moving_the_start_takes_those_along_who_start_with_it(
        self, lead: Any, contract: Contract
    ) -> None:
        start = TODAY + timedelta(days=20)
        cohort = make_cohort(contract, starts_on=start)
        ada, ben = enrol(lead, contract, "ada@n.example", "ben@n.example", cohort=cohort)
        accept(ada, make_user("ada@n.example"))
        later = start + timedelta(days=10)
        cohort.starts_on, cohort.ends_on = later, later + timedelta(days=100)

        change(lead, cohort)

        assert set(rows(Enrolment).values_list("starts_on", flat=True)) == {later}
        assert rows(DueDate).get(enrolment=ada).due_on == later + timedelta(days=30)
        assert rows(Enrolment).get(pk=ben.pk).state == "invited"
        assert list(problems()) == []

    def test_a_cohort_that_has_begun_keeps_its_start(self, lead: Any, contract: Contract) -> None:
        cohort = make_cohort(contract)
        enrol(lead, contract, "ada@n.example", cohort=cohort)
        cohort.starts_on += timedelta(days=7)

        with pytest.raises(Refused) as refused:
            change(lead, cohort)

        assert refused.value.code == "begun"
        cohort.refresh_from_db()
        assert cohort.starts_on == TODAY

    def test_dates_in_order(self, lead: Any, contract: Contract) -> None:
        cohort = make_cohort(contract)
        cohort.ends_on = cohort.starts_on - timedelta(days=1)

        with pytest.raises(Refused) as refused:
            change(lead, cohort)

        assert refused.value.code == "dates_backwards"

    def test_another_trusts_cohort_is_not_there(self, contract: Contract) -> None:
        with pytest.raises(NotAllowed):
            change(make_lead(make_trust()), make_cohort(contract))


def change(lead: Any, cohort: Any) -> Any:
    return organisations.change_cohort(lead_context(lead), cohort=cohort)

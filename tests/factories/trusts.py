"""Trusts, leads, doctors, contracts and enrolments for tests: rows directly, acts through actions."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile

from kernel.access import Viewer
from kernel.audit import Actor
from lms.actions import importing, invitations, places
from lms.actions.base import Context
from lms.actions.context import for_lead, for_learner
from lms.enrolment.models import Cohort, Contract, Enrolment
from lms.enrolment.selectors import enrolments_for
from lms.enrolment.tokens import make_token
from lms.organisations.models import Organisation, OrganisationKind
from lms.people.enums import MemberRole
from lms.people.models import Membership, Person
from programmes.models import Programme

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 9, 1)
PASSWORD = "correct horse battery"

_numbers = itertools.count(1)


def make_user(email: str = "", **given: Any) -> Any:
    """A user whose address is verified."""
    email = email or f"user{next(_numbers)}@mail.example"
    user = get_user_model().objects.create_user(email, PASSWORD, **given)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_trust(name: str = "", **given: Any) -> Organisation:
    name = name or f"Trust {next(_numbers)} (invented)"
    return Organisation.objects.create(kind=OrganisationKind.TRUST, name=name, invented=True, **given)


def make_person(user: Any = None, **given: Any) -> Person:
    number = next(_numbers)
    values = {
        "given_name": "Ada",
        "family_name": f"Imagined {number}",
        "created_at": NOW,
        "user": user,
        **given,
    }
    return Person.objects.create(**values)


def make_lead(trust: Organisation, *, email: str = "") -> Any:
    """A user who is trust lead there since a year ago."""
    user = make_user(email)
    Membership.objects.create(
        person=make_person(user),
        organisation=trust,
        role=MemberRole.LEAD,
        email=user.email,
        starts_on=TODAY - timedelta(days=365),
    )
    return user


def trust_of(lead: Any) -> Organisation:
    """The organisation that the user leads."""
    rows = Membership.objects.unscoped(reason="a test's own lead").select_related("organisation")
    return rows.get(person__user_id=lead.pk, role=MemberRole.LEAD).organisation


def make_contract(trust: Organisation, programme: Programme, *, seats: int = 10) -> Contract:
    return Contract.objects.create(
        organisation=trust,
        programme=programme,
        seats=seats,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=365),
    )


def make_cohort(contract: Contract, *, capacity: int = 10, starts_on: date = TODAY) -> Cohort:
    return Cohort.objects.create(
        contract=contract,
        name=f"Intake {next(_numbers)}",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=180),
        capacity=capacity,
    )


def lead_context(lead: Any, *, now: datetime = NOW) -> Context:
    context = for_lead(lead, now=now)
    if context is None:
        raise LookupError(f"{lead} leads nothing")
    return context


def learner_context(user: Any, *, now: datetime = NOW) -> Context:
    return for_learner(user, now=now)


def system_context(*, now: datetime = NOW) -> Context:
    return Context(Actor.system(), Viewer.system("a test"), now)


def csv_of(*emails: str, gmc: str = "") -> bytes:
    lines = ["given name,family name,email,GMC number"]
    lines += [f"Given{n},Family{n},{email},{gmc}" for n, email in enumerate(emails)]
    return ("\n".join(lines) + "\n").encode()


def enrol(
    lead: Any,
    contract: Contract,
    *emails: str,
    cohort: Cohort | None = None,
    gmc: str = "",
    grade: str = "",
    now: datetime = NOW,
) -> list[Enrolment]:
    """Invite these addresses as a lead does: one by the form, several by a list; in the order given.

    A grade is said of one only.
    """
    context = lead_context(lead, now=now)
    if len(emails) == 1:
        person = {"given_name": "Given0", "family_name": "Family0", "email": emails[0], "gmc_number": gmc}
        person["grade"] = grade
        cohort_uid = cohort.uid if cohort else None
        places.enrol_person(context, contract_uid=contract.uid, cohort_uid=cohort_uid, person=person)
    else:
        enrol_by_list(context, contract, csv_of(*emails, gmc=gmc), cohort=cohort)
    rows = {row.invited_as: row for row in enrolments_for(context.viewer).filter(contract=contract)}
    return [rows[email] for email in emails]


def enrol_by_list(
    context: Context, contract: Contract, content: bytes, *, cohort: Cohort | None = None
) -> None:
    upload = importing.check_list(
        context,
        contract_uid=contract.uid,
        cohort_uid=cohort.uid if cohort else None,
        file=ContentFile(content, name="list.csv"),
        file_name="list.csv",
    )
    importing.confirm_list(context, import_uid=upload.uid)


def accept(enrolment: Enrolment, user: Any, *, now: datetime = NOW) -> Enrolment:
    return invitations.accept_invitation(
        learner_context(user, now=now), token=make_token(enrolment.uid), user=user
    )

"""The demonstration's people: two invented trusts, their contracts, and a few invented doctors under way.

Everything is done through the actions that real users use, so that the demonstration can show nothing
that the product could not have produced.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from cms.demo import content, drafts, engagement, gatherings, plans, public, study, users
from cms.demo.users import DemoUser
from cms.site.library_content import build_library
from cms.site.services import build_demo_site
from cms.site.study_pages import add_demonstration, build_study_pages
from competencies.enums import Stage
from competencies.selectors import choices_kept
from kernel.access import Viewer
from kernel.audit import Actor
from lms.actions import enrolment, importing, invitations, learning, marking, organisations, people
from lms.actions.base import Context
from lms.actions.context import for_lead, for_learner, for_operator
from lms.enrolment import selectors as enrolments
from lms.enrolment.models import Cohort, Contract, Enrolment
from lms.enrolment.tokens import make_token
from lms.organisations.models import Organisation, OrganisationKind
from lms.people.enums import Grade
from lms.progress.selectors import tree_of
from programmes.models import Programme, Requirement
from programmes.selectors import latest_version

Say = Callable[[str], None]

LIST = """given name,family name,email,GMC number,grade,specialty
Ada,Imagined,ada@northvale.example,0000001,consultant,Cardiology
Bashir,Madeup,bashir@northvale.example,0000002,consultant,Acute medicine
Carys,Pretend,carys@northvale.example,0000003,consultant,Paediatrics
Dilip,Fictive,dilip@northvale.example,0000004,consultant,Anaesthetics
Eleri,Invented,eleri@northvale.example,0000005,consultant,Psychiatry
Femi,Nobody,femi@northvale.example,0000006,consultant,General surgery
"""


def is_told() -> bool:
    return Organisation.objects.filter(invented=True).exists()


@choices_kept()
@users.hashing_beside()
@transaction.atomic
def tell(*, now: datetime, say: Say) -> None:
    """Build the whole demonstration, or nothing of it."""
    operator = users.ensure(users.OPERATOR)
    designer = users.ensure(users.DESIGNER)
    say("publishing three programmes")
    programmes = content.build(designer)
    new_consultant = programmes["new-consultant-leadership"]
    say("building the public pages")
    home = build_demo_site(now)
    build_library(home, now=now)
    public.publish(home, now=now)
    gatherings.publish(home, now=now)
    say("inventing a study of doctors who lead")
    add_demonstration(build_study_pages(home, now=now), study.tell(now=now), now=now)
    context = for_operator(operator, reason="building the demonstration", now=now)
    say("inventing two trusts and a few doctors")
    northvale = _trust(context, "Northvale University Hospitals (invented)")
    estuary = _trust(context, "Estuary Care (invented)")
    _lead(context, users.LEAD, northvale, now)
    _lead(context, users.OTHER_LEAD, estuary, now)
    contract = _contract(context, northvale, new_consultant, seats=20)
    _contract(context, estuary, new_consultant, seats=10)
    places = _consultants(contract, now)
    _marker(context, new_consultant, now)
    plans.tell(places, now=now)
    drafts.amend(new_consultant, user=designer)
    engagement.tell_a_little(northvale, now=now)
    _student(programmes["first-steps"], now)


def _trust(context: Context, name: str) -> Organisation:
    trust = Organisation(kind=OrganisationKind.TRUST, name=name, invented=True)
    return organisations.save_organisation(context, organisation=trust)


def _lead(context: Context, demo: DemoUser, trust: Organisation, now: datetime) -> None:
    user = users.ensure(demo)
    person = _person(user, demo, now, grade=Grade.CONSULTANT, stage=Stage.CONTINUING)
    organisations.appoint_lead(context, person=person, organisation=trust, email=demo.email)


def _person(user: Any, demo: DemoUser, now: datetime, *, grade: Grade, stage: Stage) -> Any:
    return people.register_person(
        for_learner(user, now=now),
        user=user,
        given_name=demo.given_name,
        family_name=demo.family_name,
        grade=grade,
        stage=stage,
    )


def _contract(context: Context, trust: Organisation, programme: Programme, *, seats: int) -> Contract:
    start = _first_of_month(context.today)
    contract = organisations.create_contract(
        context,
        contract=Contract(
            organisation=trust,
            programme=programme,
            seats=seats,
            starts_on=start,
            ends_on=start + timedelta(days=730),
        ),
    )
    organisations.create_cohort(
        context,
        cohort=Cohort(
            contract=contract,
            name=f"Intake of {start:%B %Y}",
            starts_on=start,
            ends_on=_last_of_cohort(start, programme),
            capacity=seats,
        ),
    )
    return contract


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _last_of_cohort(start: date, programme: Programme) -> date:
    """The end of a month in which everything is due by then, also for who accepts weeks after the start."""
    version = latest_version(programme)
    dated = Requirement.objects.filter(version=version, due_days__isnull=False)
    longest = max(
        [programme.duration_days, *(days or 0 for days in dated.values_list("due_days", flat=True))]
    )
    next_month = _first_of_month(start + timedelta(days=31))
    last = next_month + timedelta(days=longest)
    return _first_of_month(_first_of_month(last) + timedelta(days=31)) - timedelta(days=1)


def _marker(context: Context, programme: Programme, now: datetime) -> None:
    """Somebody whom the operator lets mark the work of all trusts."""
    user = users.ensure(users.MARKER)
    person = _person(user, users.MARKER, now, grade=Grade.CONSULTANT, stage=Stage.CONTINUING)
    marking.appoint_marker(context, programme_key=programme.translation_key, organisation=None, person=person)


def _consultants(contract: Contract, now: datetime) -> dict[str, Enrolment]:
    """The lead uploads a list; three have accepted, and one of them has finished the first activities."""
    lead = for_lead(users.ensure(users.LEAD), now=now)
    if lead is None:
        raise LookupError("the demonstration's lead leads nothing")
    cohort = enrolments.cohorts_for(lead.viewer).get(contract=contract)
    upload = importing.check_list(
        lead,
        contract_uid=contract.uid,
        cohort_uid=cohort.uid,
        file=ContentFile(LIST.encode(), name="consultants.csv"),
        file_name="consultants.csv",
    )
    importing.confirm_list(lead, import_uid=upload.uid)
    places = {
        each.email: _accepted(lead, each, now) for each in (users.CONSULTANT, users.BASHIR, users.CARYS)
    }
    adas = places[users.CONSULTANT.email]
    ada = for_learner(users.ensure(users.CONSULTANT), now=now)
    _do_first_activities(ada, adas.uid, adas.version_id)
    return places


def _accepted(lead: Context, demo: DemoUser, now: datetime) -> Enrolment:
    user = users.ensure(demo)
    invited = enrolments.enrolments_for(lead.viewer).get(invited_as=demo.email)
    nobody_yet = Context(Actor.user(user.pk), Viewer.nobody(), now)
    return invitations.accept_invitation(nobody_yet, token=make_token(invited.uid), user=user)


def _do_first_activities(context: Context, enrolment_uid: Any, version_id: int) -> None:
    """The two readings with which the first module begins."""
    tree = tree_of(version_id)
    for activity_key in tree.root.children[0].children[0].activities[:2]:
        learning.complete_activity(
            context, enrolment_uid=enrolment_uid, activity_key=activity_key, answers={}
        )


def _student(programme: Programme, now: datetime) -> None:
    user = users.ensure(users.STUDENT)
    _person(user, users.STUDENT, now, grade=Grade.STUDENT, stage=Stage.UNDERGRADUATE)
    enrolment.join_programme(for_learner(user, now=now), programme_uid=programme.translation_key)

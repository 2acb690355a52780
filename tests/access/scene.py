"""Two trusts with everything in them, one user a role, and what to fill into each address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile

from cms.permissions import Role
from competencies.models import Framework
from lms.actions import calendar, importing, learning
from lms.enrolment.models import Cohort, Enrolment, EnrolmentImport
from lms.enrolment.tokens import make_token
from lms.people.enums import MemberRole
from lms.people.models import Membership
from lms.records.models import LearningFact
from lms.reminders.models import PlannedSend
from programmes.models import Programme
from tests.access.wagtail_rows import WagtailRows, make_wagtail_rows
from tests.competencies.conftest import load, publish, small_file
from tests.factories import programmes, trusts
from tests.factories.courses import World, make_world
from tests.factories.trusts import TODAY

REASON = "a test's own rows"


@dataclass
class Side:
    """One trust: its lead, a doctor under way, somebody invited, and rows of every kind about them."""

    world: World
    learner: Any
    enrolment: Enrolment
    invited: Enrolment
    absence: Any
    upload: EnrolmentImport
    cohort: Cohort

    @property
    def lead(self) -> Any:
        return self.world.lead

    @property
    def token(self) -> str:
        return make_token(self.invited.uid)

    @property
    def lead_row(self) -> Membership:
        rows = Membership.objects.unscoped(reason=REASON)
        return rows.get(organisation=self.world.trust, role=MemberRole.LEAD)

    @property
    def send(self) -> PlannedSend:
        """A reminder to the doctor that is still to go."""
        rows = PlannedSend.objects.unscoped(reason=REASON)
        return rows.filter(recipient_id=self.enrolment.person_id, due_date__isnull=False)[:1].get()

    @property
    def fact(self) -> LearningFact:
        return LearningFact.objects.unscoped(reason=REASON).filter(enrolment=self.enrolment)[:1].get()

    @property
    def activity_key(self) -> Any:
        return self.world.key("Your last meeting")


def make_side(domain: str) -> Side:
    """A trust named after its mail domain."""
    world = make_world(f"{domain.title()} (invented)")
    learner, enrolment = world.enrolled(f"doctor@{domain}.example")
    (invited,) = world.invite(f"invited@{domain}.example")
    context = trusts.learner_context(learner)
    absence = calendar.record_absence(
        context, starts_on=TODAY + timedelta(days=3), ends_on=TODAY + timedelta(days=5), reason="sickness"
    )
    learning.save_draft(
        context,
        enrolment_uid=enrolment.uid,
        activity_key=world.key("Your last meeting"),
        state={"text": "A draft."},
    )
    learning.complete_activity(
        context, enrolment_uid=enrolment.uid, activity_key=world.key("Why meetings fail"), answers={}
    )
    upload = importing.check_list(
        trusts.lead_context(world.lead),
        contract_uid=world.contract.uid,
        cohort_uid=None,
        file=ContentFile(trusts.csv_of(f"next@{domain}.example", "not an address"), name="next.csv"),
        file_name="next.csv",
    )
    return Side(world, learner, enrolment, invited, absence, upload, trusts.make_cohort(world.contract))


def in_group(name: str, email: str) -> Any:
    user = trusts.make_user(email)
    user.groups.add(Group.objects.get(name=name))
    return user


@dataclass
class Scene:
    ours: Side
    theirs: Side
    users: dict[Role, Any]
    open_programme: Programme
    framework: Framework
    wagtail: WagtailRows = field(repr=False)


def make_scene() -> Scene:
    framework = publish(load(small_file()))
    ours, theirs = make_side("northvale"), make_side("estuary")
    open_programme = programmes.make_programme("Open to everybody", open_to_all=True)
    users = {
        Role.LEARNER: ours.learner,
        Role.OTHER_LEARNER: theirs.learner,
        Role.LEAD: ours.lead,
        Role.OTHER_LEAD: theirs.lead,
        Role.DESIGNER: in_group("Programme designers", "designer@site.example"),
        Role.EDITOR: in_group("Editors", "editor@site.example"),
        Role.OPERATOR: in_group("Operators", "operator@site.example"),
        Role.SUPERUSER: trusts.make_user("super@site.example", is_superuser=True, is_staff=True),
    }
    return Scene(ours, theirs, users, open_programme, framework, make_wagtail_rows(users[Role.SUPERUSER]))

"""Two trusts with everything in them, one user a role, and what to fill into each address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import override_settings

from cms.accounts.models import Recovery
from cms.roles import Role
from cms.site.models import ContactMessage
from competencies.models import Framework
from engagement.actions import comparing
from engagement.comparing.enums import UseKind
from engagement.comparing.rules.norm_file import NormLine
from engagement.comparing.rules.outcome_file import OutcomeLine
from engagement.improving.models import Improvement
from engagement.instruments.models import InstrumentVersion
from engagement.waves import codes
from engagement.waves.models import Campaign, SurveyWave
from engagement.waves.services.drafting import Asked
from kernel.access import Viewer
from kernel.audit import Actor, start_operation
from lms.actions import calendar, feeds, importing, learning, marking, recognition, work
from lms.actions.base import Context
from lms.actions.context import for_operator
from lms.actions.enrolment import join_programme
from lms.amendments.enums import Doubt, RunState, Suggestion
from lms.amendments.models import Case, Equivalence, Run
from lms.amendments.retiring.actions import retire_programme
from lms.assignments.models import Marker, Submission, WorkFile
from lms.calendar.models import CalendarFeed
from lms.enrolment.models import Cohort, Enrolment, EnrolmentImport
from lms.enrolment.tokens import make_token
from lms.organisations.models import Brand
from lms.people.enums import MemberRole
from lms.people.models import GradePeriod, Membership, Person, StagePeriod
from lms.records.models import Attempt, LearningFact, Verb
from lms.reminders.models import PlannedSend
from programmes.models import Media, ModuleFile, Programme, Question, Retirement
from programmes.services.authoring import GroupData, credits_item, publish_draft, recognition_item
from tests.access import own
from tests.access.wagtail_rows import WagtailRows, make_wagtail_rows
from tests.competencies.conftest import load, publish, small_file
from tests.factories import instruments, programmes, trusts
from tests.factories.banks import a_bank_quiz, make_bank, make_question
from tests.factories.brands import a_brand
from tests.factories.comparisons import a_grant, published
from tests.factories.courses import World, make_world
from tests.factories.evidence_rows import EvidenceRows, make_evidence_rows
from tests.factories.improvements import an_improvement
from tests.factories.library import LibraryRows, make_library_rows
from tests.factories.messages import a_message
from tests.factories.results import answered_by_doctors, make_published_wave, some_answers
from tests.factories.studies import StudyRows, make_study_rows
from tests.factories.trusts import NOW, TODAY
from tests.factories.waves import (
    as_if_closed,
    code_of,
    invitations_of,
    make_open_wave,
    make_version,
    make_wave,
)
from tests.tasks import AT_ONCE

REASON = "a test's own rows"
CANARY = "quagga"
ABSENCE = "parental"
"""The reason for the doctor's absence, which nobody else may read."""


BEYOND = GroupData(
    title="Beyond the modules",
    required=False,
    children=(credits_item("CPD of your own", "2.5"), recognition_item("A course elsewhere")),
)


@dataclass
class Side:
    """One trust: its lead, a doctor under way, somebody invited, and rows of every kind about them."""

    word: str
    gmc: str
    world: World
    learner: Any
    enrolment: Enrolment
    invited: Enrolment
    absence: Any
    upload: EnrolmentImport
    cohort: Cohort
    brand: Brand
    """Its name shown is not a canary: whoever holds an invitation reads it."""
    wave: SurveyWave
    """A draft with a list of people."""
    open_wave: SurveyWave
    improvement: Improvement
    """Of a wave that is closed."""
    evidence: EvidenceRows

    @property
    def private(self) -> str:
        """In everything that only the doctor may read."""
        return f"{self.word}private"

    @property
    def lead(self) -> Any:
        return self.world.lead

    @property
    def token(self) -> str:
        return make_token(self.invited.uid)

    @property
    def person(self) -> Person:
        return Person.objects.unscoped(reason=REASON).get(pk=self.enrolment.person_id)

    @property
    def post(self) -> Membership:
        """Of our doctor, who is no lead."""
        rows = Membership.objects.unscoped(reason=REASON)
        return rows.get(person_id=self.enrolment.person_id, role=MemberRole.DOCTOR)

    @property
    def feed(self) -> CalendarFeed:
        return CalendarFeed.objects.unscoped(reason=REASON).get(person_id=self.enrolment.person_id)

    @property
    def lead_row(self) -> Membership:
        rows = Membership.objects.unscoped(reason=REASON)
        return rows.get(organisation=self.world.trust, role=MemberRole.LEAD)

    @property
    def send(self) -> PlannedSend:
        """A reminder to the doctor that is still to go."""
        rows = PlannedSend.objects.unscoped(reason=REASON)
        return rows.filter(recipient_id=self.enrolment.person_id, due_date__isnull=False)[:1].get()

    def fact_of(self, verb: Verb) -> LearningFact:
        return LearningFact.objects.unscoped(reason=REASON).get(enrolment=self.enrolment, verb=verb)

    @property
    def survey_code(self) -> str:
        """Of somebody who is asked and has not answered."""
        return codes.in_groups(code_of(invitations_of(self.open_wave)[0]))

    @property
    def fact(self) -> LearningFact:
        return LearningFact.objects.unscoped(reason=REASON).filter(enrolment=self.enrolment).earliest("pk")

    @property
    def activity_key(self) -> Any:
        return self.world.key("Your last meeting")


def make_side(word: str, *, gmc: str) -> Side:
    """A trust in whose rows every text begins with the word; ``{word}private`` is the doctor's alone."""
    world = make_world(f"{word.removeprefix(CANARY).title()} (invented)", more=[BEYOND])
    context = trusts.lead_context(world.lead)
    cohort = trusts.make_cohort(world.contract)
    Cohort.objects.unscoped(reason=REASON).filter(pk=cohort.pk).update(name=f"{word}cohort")
    _rename(world.lead, f"{word}lead")
    _enrol(context, world, cohort, f"{word}.csv", _list(word, "doctor", "invited", gmc=gmc))
    enrolment, invited = (_invited(world, f"{word}{who}@mail.example") for who in ("doctor", "invited"))
    learner = trusts.make_user(
        f"{word}doctor@mail.example", first_name=f"{word}first", last_name=f"{word}last"
    )
    trusts.accept(enrolment, learner)
    absence = _learn(world, learner, enrolment, word)
    _career(learner)
    upload = _check(context, world, None, f"{word}next.csv", _list(word, "next", "not an address", gmc=""))
    enrolment.refresh_from_db()
    cohort.refresh_from_db()
    brand = a_brand(world.trust, world.lead, f"{word.removeprefix(CANARY).title()}-brand")
    waves = make_waves(world.lead, word)
    done = make_improvement(world.lead, word, waves[0].version)
    shown = make_evidence_rows(learner, f"{word}private")
    people = (learner, enrolment, invited, absence, upload)
    return Side(word, gmc, world, *people, cohort, brand, *waves, done, shown)


def make_waves(lead: Any, word: str) -> tuple[SurveyWave, SurveyWave]:
    """A draft and an open wave of the lead's trust; what is asked is everybody's."""
    asked = [Asked(f"{word}asked{n}", f"{word}asked{n}@mail.example") for n in range(10)]
    version = InstrumentVersion.objects.filter(instrument__code="asked").first() or make_version("asked")
    given = {"asked": asked, "version": version, "title": f"{word}wave"}
    draft = make_wave(lead, **given)
    rows = SurveyWave.objects.unscoped(reason=REASON).filter(pk=draft.pk)
    campaigns = Campaign.objects.unscoped(reason=REASON)
    rows.update(campaign=campaigns.create(title=f"{word}campaign", made_at=NOW))
    return rows.select_related("organisation", "campaign").get(), make_open_wave(lead, **given)


def make_improvement(lead: Any, word: str, version: InstrumentVersion) -> Improvement:
    wave = as_if_closed(make_wave(lead, version=version, title=f"{word}closed"), on=TODAY)
    answered_by_doctors(wave, {(): some_answers(12)})
    groups = {("Surgery", "North"): some_answers(12), ("Medicine", "South"): some_answers(12)}
    by = ("specialty", "site")
    make_published_wave(lead, groups, version=version, dimensions=by, title=f"{word}published")
    return an_improvement(lead, wave, said=f"{word}said", doing=f"{word}did", owner=f"{word}owner")


def _rename(user: Any, word: str) -> None:
    user.first_name, user.last_name = f"{word}first", f"{word}last"
    user.save()
    people = Person.objects.unscoped(reason=REASON).filter(user=user)
    people.update(given_name=f"{word}given", family_name=f"{word}family")


def _list(word: str, *names: str, gmc: str) -> bytes:
    lines = ["given name,family name,e-mail,GMC number,grade,specialty"]
    for number, name in enumerate(names):
        address = f"{word}{name}@mail.example" if name.isalpha() else f"{word} {name}"
        known = gmc if number == 0 else ""
        lines.append(f"{word}{name}given,{word}{name}family,{address},{known},consultant,{word}specialty")
    return "\n".join(lines).encode()


def _check(context: Any, world: World, cohort: Cohort | None, name: str, content: bytes) -> EnrolmentImport:
    return importing.check_list(
        context,
        contract_uid=world.contract.uid,
        cohort_uid=cohort.uid if cohort else None,
        file=ContentFile(content, name=name),
        file_name=name,
    )


def _enrol(context: Any, world: World, cohort: Cohort, name: str, content: bytes) -> None:
    upload = _check(context, world, cohort, name, content)
    importing.confirm_list(context, import_uid=upload.uid)


def _invited(world: World, email: str) -> Enrolment:
    rows = Enrolment.objects.unscoped(reason=REASON)
    return rows.select_related("person", "version").get(contract=world.contract, invited_as=email.lower())


def _learn(world: World, learner: Any, enrolment: Enrolment, word: str) -> Any:
    """A reading done, a reflection half written, credits, a course recognised, and some days away."""
    context = trusts.learner_context(learner)
    draft = {"text": f"{word}private: a draft."}
    learning.save_draft(
        context, enrolment_uid=enrolment.uid, activity_key=world.key("Your last meeting"), state=draft
    )
    learning.complete_activity(
        context, enrolment_uid=enrolment.uid, activity_key=world.key("Why meetings fail"), answers=draft
    )
    recognition.record_credit(
        context, enrolment_uid=enrolment.uid, credits=Decimal("0.5"), on=TODAY, what=f"{word}private: a talk"
    )
    recognition.recognise(
        trusts.lead_context(world.lead),
        enrolment_uid=enrolment.uid,
        requirement_key=world.node("A course elsewhere"),
        on=TODAY,
        reason=f"{word}reason",
        evidence=f"{word}certificate",
    )
    own.add_own(context, word)
    day = TODAY + timedelta(days=3)
    return calendar.record_absence(context, starts_on=day, ends_on=day + timedelta(days=2), reason=ABSENCE)


def _career(learner: Any) -> None:
    """One entry in each history of the doctor, since today."""
    person = Person.objects.unscoped(reason=REASON).get(user=learner)
    for model, value in ((StagePeriod, {"stage": "continuing"}), (GradePeriod, {"grade": "consultant"})):
        rows = model.objects.unscoped(reason=REASON)
        rows.filter(person=person).delete()
        rows.create(person=person, starts_on=TODAY, **value)


def in_group(name: str, email: str) -> Any:
    user = trusts.make_user(email)
    user.groups.add(Group.objects.get(name=name))
    return user


@dataclass
class Worked:
    """Work of our doctor's in an open programme that their doctor marks, in every state that is needed."""

    enrolment: Enrolment
    keys: dict[str, Any]
    """Of the activities by title: four assignments, as they are called; a project; an evaluation form."""
    ready: WorkFile
    waiting: Submission
    marking: Submission
    failed: Submission
    marked_file: WorkFile
    own_marker: Marker
    """The lead, for the seats of the trust, from tomorrow on."""


def make_work(ours: Side, marker: Any) -> Worked:
    titles = ("To hand in", "Waiting", "Being marked", "Failed")
    kinds = [*(programmes.an_assignment(title, resubmissions=0) for title in titles)]
    kinds += [programmes.a_project(), programmes.an_evaluation()]
    module = programmes.make_module("Marked by people", activities=kinds)
    programme = programmes.make_programme("Work that is marked", modules=[module], open_to_all=True)
    context = trusts.learner_context(ours.learner)
    row = join_programme(context, programme_uid=programme.translation_key)
    keys = {a.title: a.key for a in programmes.module_version(module).activities.all()}
    people = Person.objects.unscoped(reason=REASON)
    Marker.objects.create(
        person=people.get(user=marker), programme_key=programme.translation_key, starts_on=TODAY
    )
    own = Marker.objects.create(
        person=people.get(user=ours.lead),
        programme_key=ours.world.programme.translation_key,
        organisation=ours.world.trust,
        starts_on=TODAY + timedelta(days=1),
    )

    def add(title: str) -> WorkFile:
        here = {"enrolment_uid": row.uid, "activity_key": keys[title]}
        file = ContentFile(f"{ours.private} {title}".encode(), name=f"{ours.private}.txt")
        (added,), _refused = work.add_files(context, **here, files=[file])
        return added

    def hand_in(title: str) -> Submission:
        here = {"enrolment_uid": row.uid, "activity_key": keys[title]}
        _outcome, found = work.hand_in(context, **here, answers={"text": f"{ours.word} work."})
        assert found is not None
        return found

    ready, in_work = add("To hand in"), add("Being marked")
    waiting, marked, failed = (hand_in(title) for title in titles[1:])
    marking_context = trusts.learner_context(marker)
    for each in (marked, failed):
        marking.start_marking(marking_context, submission_uid=each.uid)
    lowest = {each["id"]: each["levels"][0]["id"] for each in failed.activity.scoring["criteria"]}
    marking.finish_marking(
        marking_context, submission_uid=failed.uid, levels=lowest, feedback=f"{ours.word} said."
    )
    draft = {"aim": f"{ours.private}: less."}
    learning.save_draft(context, enrolment_uid=row.uid, activity_key=keys["Your improvement"], state=draft)
    return Worked(row, keys, ready, waiting, marked, failed, in_work, own)


@dataclass
class Scene:
    ours: Side
    theirs: Side
    users: dict[Role, Any]
    open_programme: Programme
    pageless: Programme
    """Published, with no page on the public site."""
    framework: Framework
    question: Question
    """In a bank, asked by a published quiz."""
    quiz: Mapping[str, Any]
    """That quiz, in another programme that our doctor is on."""
    media: Media
    """A recording that our doctor's module keeps."""
    message: ContactMessage
    recovery: Recovery
    """Of our doctor's account, under way."""
    work: Worked
    wagtail: WagtailRows = field(repr=False)
    attempt: Attempt
    run: Run
    case: Case
    """Somebody whom that run has left."""
    equivalence: Equivalence
    retirement: Retirement
    questionnaire: InstrumentVersion
    """A draft under licence; its words are their trust's, as if it had bought them."""
    study: StudyRows
    library: LibraryRows


def make_recovery(user: Any, by: Any) -> Recovery:
    times = {"started_at": NOW, "opens_at": NOW + timedelta(days=1), "expires_at": NOW + timedelta(days=8)}
    words = {"reason": "Lost the phone.", "identity_check": "Passport seen."}
    return Recovery.objects.create(
        user=user, new_email="recovered@home.example", started_by=by, **times, **words
    )


def quiz_for(learner: Any, question: Question, *, title: str = "Asked") -> Mapping[str, Any]:
    """Where the learner meets a quiz that asks it: enrolment and activity, as addresses name them."""
    module = programmes.make_module("Asking", activities=[a_bank_quiz(question.bank)])
    programme = programmes.make_programme(title, modules=[module], open_to_all=True)
    joined = join_programme(trusts.learner_context(learner), programme_uid=programme.translation_key)
    key = programmes.module_version(module).activities.get().key
    return {"enrolment_uid": joined.uid, "activity_key": key}


def make_attempt(learner: Any) -> Attempt:
    """Begun, at a quiz of its own."""
    quiz = quiz_for(learner, make_question(make_bank("Begun"), "Who follows?"), title="Begun")
    return learning.begin_activity(trusts.learner_context(learner), **quiz)


def make_run(learner: Any) -> tuple[Run, Case, Equivalence]:
    """A move to the second version of a programme, ended; the learner on the first is a case of it."""
    programme = programmes.make_programme("Changed", open_to_all=True)
    joined = join_programme(trusts.learner_context(learner), programme_uid=programme.translation_key)
    programme.duration_days += 1
    publish_draft(programme)
    run = Run.objects.create(
        version=programmes.programme_version(programme),
        operation=start_operation("amendment.start", actor=Actor.system(), now=NOW, counts={}),
        state=RunState.MOVED,
        total=1,
        started_at=NOW,
        finished_at=NOW,
    )
    case = Case.objects.create(run=run, enrolment=joined, doubt=Doubt.BEGUN, suggestion=Suggestion.STAY)
    keys = {f"{side}_{kind}_key": uuid4() for side in ("old", "new") for kind in ("module", "activity")}
    return run, case, Equivalence.objects.create(version=run.version, made_at=NOW, **keys)


def make_retirement() -> Retirement:
    return retire_programme(
        trusts.system_context(),
        programme_key=programmes.make_programme("Coming to its end").translation_key,
        cut_off=TODAY + timedelta(days=365),
        closes_on=TODAY + timedelta(days=730),
        reason="A newer one is there.",
    )


def make_questionnaire(word: str) -> InstrumentVersion:
    """Published, and the draft of its next version; every statement holds the word."""
    statements = {f"en: {instruments.CANARY} {which}.": f"en: {word} {which}." for which in ("one", "three")}
    instruments.publish(instruments.load(instruments.small_file(statements)))
    return instruments.load(instruments.small_file({**statements, "number: 1": "number: 2"}))


def make_comparisons(analyst: Any, operator: Any) -> None:
    """A published wave of a third trust, norms of others, outcomes, and somebody who may read results."""
    wave = published(trusts.make_trust("Westmere (invented)", ods_code="ZZ99"), make_version("compared"))
    context = for_operator(operator, reason="a test", now=NOW)
    norm = NormLine("index", 30, (Decimal(40), Decimal(45), Decimal(50), Decimal(55)), ())
    comparing.take_norms(
        context,
        version=wave.version,
        lines=[norm],
        name="Of others",
        dated_on=TODAY,
        origin="A report",
    )
    outcome = OutcomeLine(2, "ZZ99", "2025", "Mortality", Decimal(1))
    comparing.take_outcomes(context, lines=[outcome], name="outcomes.csv")
    a_grant(analyst)
    researcher = Context(Actor.user(analyst.pk), Viewer.nobody(), NOW)
    comparing.use_as_analyst(researcher, kind=UseKind.OPENED)


@override_settings(TASKS=AT_ONCE)
def make_scene() -> Scene:
    framework = publish(load(small_file()))
    ours, theirs = (
        make_side(f"{CANARY}northvale", gmc="4100001"),
        make_side(f"{CANARY}estuary", gmc="4200002"),
    )
    open_programme = programmes.make_programme("Open to everybody", open_to_all=True)
    users = {
        Role.LEARNER: ours.learner,
        Role.OTHER_LEARNER: theirs.learner,
        Role.LEAD: ours.lead,
        Role.OTHER_LEAD: theirs.lead,
        Role.DESIGNER: in_group("Programme designers", "designer@site.example"),
        Role.EDITOR: in_group("Editors", "editor@site.example"),
        Role.OPERATOR: in_group("Operators", "operator@site.example"),
        Role.RESEARCHER: in_group("Researchers", "researcher@site.example"),
        Role.SUPERUSER: trusts.make_user("super@site.example", is_superuser=True, is_staff=True),
    }
    question = make_question(make_bank("Asked"), "Who leads?")
    quiz = quiz_for(ours.learner, question)
    media = programmes.make_media()
    ModuleFile.objects.create(version=ours.world.activity("Your last meeting").version, file=media.file)
    message = a_message()
    recovery = make_recovery(ours.learner, users[Role.SUPERUSER])
    feeds.make_feed(trusts.learner_context(ours.learner))
    wagtail = make_wagtail_rows(users[Role.SUPERUSER])
    pageless = programmes.make_programme("Without a page")
    done = make_work(ours, theirs.learner)
    stands = (question, quiz, media, message, recovery, done, wagtail)
    later = (make_attempt(ours.learner), *make_run(ours.learner), make_retirement())
    asked = make_questionnaire(theirs.word)
    in_group("Researchers", "second@site.example")
    study = make_study_rows(users[Role.RESEARCHER])
    library = make_library_rows()
    make_comparisons(users[Role.EDITOR], users[Role.OPERATOR])
    return Scene(
        ours, theirs, users, open_programme, pageless, framework, *stands, *later, asked, study, library
    )

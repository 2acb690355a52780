"""Every action is in the table, refuses whom it does not name, and leaves one trace (bars 1 and 31)."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings

import lms.actions
from cms.roles import Role
from engagement.comparing.enums import AgreementKind, UseKind
from engagement.comparing.rules.norm_file import NormLine
from engagement.comparing.rules.outcome_file import OutcomeLine
from engagement.comparing.selectors import grants, norm_sets
from engagement.comparing.services.norming import NormPlan
from engagement.studies.enums import Contact, TeamRole
from engagement.studies.services.people import Listed, Told
from engagement.studies.services.talk import Advised, Coded, Found
from engagement.waves.services.drafting import Asked
from kernel.access import Viewer, ViewerKind
from kernel.audit import Actor
from kernel.models import AuditEntry, Operation
from lms.actions import importing
from lms.actions.base import Context, action, declared, registered
from lms.actions.enrolment import defer, withdraw
from lms.actions.errors import NotAllowed
from lms.actions.tokens import make_token
from lms.amendments.actions import move_batch, start_move
from lms.amendments.models import Case, Run
from lms.amendments.retiring.actions import retire_programme, start_going_on
from lms.enrolment.models import Cohort, Contract, EnrolmentImport
from lms.organisations.models import Organisation
from lms.portfolio.enums import Kind
from lms.portfolio.services.evidence import Content
from lms.portfolio.taking import Source
from lms.records.models import Verb
from lms.reminders import tokens as mail_tokens
from lms.reminders.enums import Category
from lms.reminders.services.choosing import Narrowing
from programmes.models import Programme, Retirement
from tests.access import own
from tests.access.filling import asked_in
from tests.access.posts import levels_of
from tests.access.scene import Scene
from tests.access.visits import writes
from tests.amendments.test_moving import grow
from tests.factories import studies, trusts
from tests.factories.brands import a_look
from tests.factories.comparisons import many_published
from tests.factories.courses import make_programme
from tests.factories.improvements import a_promise
from tests.factories.results import make_published_wave, some_answers
from tests.factories.trusts import NOW, TODAY
from tests.factories.waves import a_plan, doctors, door_of, invitations_of, make_version, make_wave

pytestmark = [pytest.mark.bar(1), pytest.mark.bar(31)]

for module in pkgutil.iter_modules(lms.actions.__path__, "lms.actions."):
    if not module.ispkg:
        importlib.import_module(module.name)


@dataclass
class Call:
    context: Context
    given: Mapping[str, Any]


def learner(scene: Scene) -> Context:
    return trusts.learner_context(scene.ours.learner)


def lead(scene: Scene) -> Context:
    return trusts.lead_context(scene.ours.lead)


def nobody_yet(scene: Scene, email: str) -> tuple[Context, Any]:
    user = trusts.make_user(email)
    return trusts.learner_context(user), user


def _person(scene: Scene) -> Call:
    context, user = nobody_yet(scene, "newcomer@mail.example")
    return Call(context, {"user": user, "given_name": "New", "family_name": "Comer", "stage": "continuing"})


def _revoke(scene: Scene) -> Call:
    make_token(learner(scene), user=scene.ours.learner)
    return Call(learner(scene), {"user": scene.ours.learner})


def _accept(scene: Scene) -> Call:
    context, user = nobody_yet(scene, scene.ours.invited.invited_as)
    return Call(context, {"token": scene.ours.token, "user": user})


def _of_the_wave(**given: Any) -> Callable[[Scene], Call]:
    return lambda scene: Call(lead(scene), {"wave_uid": scene.ours.wave.uid, **given})


def _of_the_study(**given: Callable[[Scene], Any]) -> Callable[[Scene], Call]:
    def call(scene: Scene) -> Call:
        rows = scene.study
        return Call(
            studies.context_of(rows.lead),
            {"study_uid": rows.study.uid, **{name: find(scene) for name, find in given.items()}},
        )

    return call


def _of_the_participant(**given: Callable[[Scene], Any]) -> Callable[[Scene], Call]:
    return _of_the_study(participant_uid=lambda s: s.study.participant.uid, **given)


def _make_study(scene: Scene) -> Call:
    lead = scene.study.lead
    return Call(studies.context_of(lead), {"user": lead, "plan": studies.a_plan(title="Another")})


def _forget_names(scene: Scene) -> Call:
    return Call(studies.context_of(scene.study.lead), {"study_uid": scene.study.past.uid})


def _open_another(scene: Scene) -> Call:
    """With another questionnaire than the one that is open."""
    wave = make_wave(
        scene.ours.lead, asked=doctors(10), version=make_version(f"another-{scene.ours.wave.pk}")
    )
    return Call(lead(scene), {"wave_uid": wave.uid})


def _remind(scene: Scene) -> Call:
    context = replace(lead(scene), now=NOW + timedelta(days=7))
    return Call(context, {"wave_uid": scene.ours.open_wave.uid})


def _answer(scene: Scene) -> Call:
    door = door_of(invitations_of(scene.ours.open_wave)[0])
    context = Context(Actor.link(), Viewer.of_link(door.ticket), NOW)
    return Call(context, {"door": door, "answers": [1, 2, 3, None]})


def _resume(scene: Scene) -> Call:
    given = {"enrolment_uid": scene.ours.enrolment.uid}
    defer(lead(scene), **given)
    return Call(lead(scene), given)


def _again(scene: Scene) -> Call:
    given = {"enrolment_uid": scene.ours.invited.uid}
    withdraw(lead(scene), **given)
    return Call(lead(scene), given)


def _purge_unanswered(scene: Scene) -> Call:
    withdraw(lead(scene), enrolment_uid=scene.ours.invited.uid)
    return Call(trusts.system_context(now=NOW + timedelta(days=30)), {})


def _upload(scene: Scene) -> Call:
    content = trusts.csv_of("somebody@mail.example")
    return Call(
        lead(scene),
        {
            "contract_uid": scene.ours.world.contract.uid,
            "cohort_uid": None,
            "file": ContentFile(content, name="list.csv"),
            "file_name": "list.csv",
        },
    )


def _matching(scene: Scene) -> Any:
    """A list whose columns are not matched yet."""
    return registered()["import.upload"](lead(scene), **_upload(scene).given)


def _of_a_line(**given: Any) -> Callable[[Scene], Call]:
    return lambda scene: Call(
        lead(scene),
        {"wave_uid": scene.ours.wave.uid, "asked_uid": asked_in(scene.ours.wave).uid, **given},
    )


def _of_a_matching_list(**given: Any) -> Callable[[Scene], Call]:
    return lambda scene: Call(lead(scene), {"import_uid": _matching(scene).uid, **given})


def _of_the_checked_list(**given: Any) -> Callable[[Scene], Call]:
    return lambda scene: Call(lead(scene), {"import_uid": scene.ours.upload.uid, **given})


def _checking(scene: Scene) -> Any:
    """A list that waits for a worker to check it."""
    upload = _matching(scene)
    with override_settings(LEADERSHIP_LIST_AT_ONCE_ROWS=0):
        return importing.match_list(lead(scene), import_uid=upload.uid, mapping=upload.mapping)


def _finish_check(scene: Scene) -> Call:
    upload = _checking(scene)
    return Call(trusts.system_context(), {"import_uid": upload.uid, "round": upload.round})


def _give_up(scene: Scene) -> Call:
    given = {"import_uid": _checking(scene).uid, "code": "line", "params": {"line": 3}}
    return Call(trusts.system_context(), given)


def _promised(scene: Scene) -> Call:
    """A list that was confirmed and waits for a worker to write it."""
    with override_settings(LEADERSHIP_LIST_AT_ONCE_ROWS=0):
        importing.confirm_list(lead(scene), import_uid=scene.ours.upload.uid)
    return Call(lead(scene), {"import_uid": scene.ours.upload.uid})


def _tick_leavers(scene: Scene) -> Call:
    upload = _matching(scene)
    EnrolmentImport.objects.unscoped(reason="a full list").filter(pk=upload.pk).update(full_list=True)
    importing.match_list(lead(scene), import_uid=upload.uid, mapping=upload.mapping)
    uids = [scene.ours.enrolment.uid]
    return Call(lead(scene), {"import_uid": upload.uid, "shown": uids, "ticked": uids})


def _purge(scene: Scene) -> Call:
    return Call(trusts.system_context(now=NOW + timedelta(days=31)), {})


def _new_contract(scene: Scene) -> Call:
    world = scene.ours.world
    row = Contract(
        organisation=world.trust, programme=scene.open_programme, seats=3, starts_on=TODAY, ends_on=TODAY
    )
    return Call(trusts.system_context(), {"contract": row})


def _changed(scene_row: Any, **values: Any) -> Any:
    """A copy of the row: the scene's own stays as it is for the tests after this one."""
    row = copy(scene_row)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _new_cohort(scene: Scene) -> Call:
    row = Cohort(
        contract=scene.ours.world.contract, name="Spring", starts_on=TODAY, ends_on=TODAY, capacity=2
    )
    return Call(trusts.system_context(), {"cohort": row})


def _expire(scene: Scene) -> Call:
    return Call(trusts.system_context(now=NOW + timedelta(days=30)), {})


def _new_version(scene: Scene) -> Any:
    return grow(scene.ours.world)


def _start_move(scene: Scene) -> Call:
    who = {
        "organisation_id": scene.ours.enrolment.organisation_id,
        "cohort_id": scene.ours.enrolment.cohort_id,
    }
    return Call(trusts.system_context(), {"version_uid": _new_version(scene).uid, **who})


def _move(scene: Scene) -> Call:
    call = _start_move(scene)
    return Call(call.context, {"run_uid": start_move(call.context, **call.given).uid})


def _retire(scene: Scene) -> Call:
    given = {
        "programme_key": scene.ours.world.programme.translation_key,
        "cut_off": TODAY + timedelta(days=30),
        "closes_on": TODAY + timedelta(days=31),
        "reason": "A newer one is there.",
    }
    return Call(trusts.system_context(), given)


def _retired(scene: Scene, successor: Programme | None = None) -> Retirement:
    call = _retire(scene)
    key = successor.translation_key if successor else None
    return retire_programme(call.context, **call.given, successor_key=key)


def _take_back_retirement(scene: Scene) -> Call:
    return Call(trusts.system_context(), {"retirement_uid": _retired(scene).uid})


def _correct_retirement(scene: Scene) -> Call:
    """Another reason; what was announced besides stays."""
    call, retirement = _retire(scene), _retired(scene)
    del call.given["programme_key"]
    more = {"retirement_uid": retirement.uid, "reason": "Another reason."}
    return Call(call.context, {**call.given, **more})


def _close_later(scene: Scene) -> Call:
    call, row = _take_back_retirement(scene), scene.ours.enrolment
    who = {"organisation_id": row.organisation_id, "cohort_id": row.cohort_id}
    return Call(call.context, {**call.given, **who, "closes_on": TODAY + timedelta(days=90)})


def _to_successor(scene: Scene) -> Call:
    successor, row = make_programme("Its successor"), scene.ours.enrolment
    Contract.objects.create(
        organisation=scene.ours.world.trust,
        programme=successor,
        seats=20,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=365),
    )
    who = {"organisation_id": row.organisation_id, "cohort_id": row.cohort_id}
    return Call(trusts.system_context(), {"retirement_uid": _retired(scene, successor).uid, **who})


def _succeed(scene: Scene) -> Call:
    call = _to_successor(scene)
    return Call(call.context, {"run_uid": start_going_on(call.context, **call.given).uid})


def _take_back(scene: Scene) -> Call:
    call = _move(scene)
    while move_batch(call.context, **call.given):
        pass
    return Call(call.context, {**call.given, "begin": True})


def _decide(scene: Scene) -> Call:
    call = _move(scene)
    run = Run.objects.unscoped(reason="a test's own").get(uid=call.given["run_uid"])
    case = Case.objects.create(run=run, enrolment=scene.ours.enrolment, doubt="begun", suggestion="stay")
    return Call(call.context, {"case_uid": case.uid, "choice": "stay"})


def _equate(scene: Scene) -> Call:
    old = scene.ours.world.activity("Your last meeting")
    version = _new_version(scene)
    new = scene.ours.world.activity("Read A new module")
    pair = {"old": (old.version.module_key, old.key), "new": (new.version.module_key, new.key)}
    return Call(trusts.system_context(), {"version_uid": version.uid, **pair})


def _norms(scene: Scene) -> Call:
    version = make_version("normed")
    many_published(version, 10)
    plan = NormPlan("Norms", TODAY, TODAY - timedelta(days=30), TODAY)
    return Call(trusts.system_context(), {"version": version, "plan": plan})


def _of_the_learner(**given: Callable[[Scene], Any]) -> Callable[[Scene], Call]:
    return lambda scene: Call(learner(scene), {name: find(scene) for name, find in given.items()})


def _of_the_evidence(**given: Callable[[Scene], Any]) -> Callable[[Scene], Call]:
    return _of_the_learner(item_uid=lambda s: s.ours.evidence.item.uid, **given)


def _open_share(scene: Scene) -> Call:
    return Call(Context(Actor.link(), Viewer.of_link(scene.ours.evidence.share.pk), NOW), {})


def _of_the_system(**given: Callable[[Scene], Any]) -> Callable[[Scene], Call]:
    return lambda scene: Call(trusts.system_context(), {name: find(scene) for name, find in given.items()})


PLACE = {"enrolment_uid": lambda s: s.ours.enrolment.uid, "activity_key": lambda s: s.ours.activity_key}

WORK = {
    "enrolment_uid": lambda s: s.work.enrolment.uid,
    "activity_key": lambda s: s.work.keys["To hand in"],
}


def _of_the_marker(
    submission: Callable[[Scene], Any], **given: Callable[[Scene], Any]
) -> Callable[[Scene], Call]:
    return lambda scene: Call(
        trusts.learner_context(scene.theirs.learner),
        {"submission_uid": submission(scene).uid, **{name: find(scene) for name, find in given.items()}},
    )


def _publish_more(s: Scene) -> Call:
    doctors = {("Surgery", "North"): some_answers(12), ("Medicine", "South"): some_answers(12)}
    version = s.ours.wave.version
    given = {"version": version, "dimensions": ("specialty", "site")}
    wave = make_published_wave(s.ours.world.lead, doctors, **given)
    return Call(lead(s), {"wave_uid": wave.uid, "combination": "specialty × site"})


CALLS: Mapping[str, Callable[[Scene], Call]] = {
    "evidence.begin": _of_the_learner(kind=lambda s: Kind.LINK),
    "evidence.save": _of_the_evidence(content=lambda s: Content(title="Another"), on=lambda s: TODAY),
    "evidence.keep": _of_the_evidence(content=lambda s: Content(title="Another"), on=lambda s: TODAY),
    "evidence.archive": _of_the_evidence(),
    "evidence.restore": _of_the_learner(item_uid=lambda s: s.ours.evidence.archived.uid),
    "evidence.remove": _of_the_evidence(),
    "evidence.add_files": _of_the_evidence(files=lambda s: [ContentFile(b"More.", name="more.txt")]),
    "evidence.remove_file": _of_the_evidence(file_uid=lambda s: s.ours.evidence.file.uid),
    "evidence.say_nobody": _of_the_evidence(),
    "evidence.take_in": _of_the_learner(
        source=lambda s: Source.PROJECT, uid=lambda s: s.ours.evidence.project
    ),
    "evidence.share": _of_the_evidence(
        name=lambda s: "Dr Reader", address=lambda s: "reader@mail.example", days=lambda s: 14
    ),
    "evidence.end_share": _of_the_learner(
        item_uid=lambda s: s.ours.evidence.open.uid, share_uid=lambda s: s.ours.evidence.share.uid
    ),
    "evidence.open_share": _open_share,
    "person.register": _person,
    "person.update": _of_the_learner(
        given_name=lambda s: "Ada",
        family_name=lambda s: "Renamed",
        gmc_number=lambda s: "",
        language=lambda s: "cy",
    ),
    "person.change_post": _of_the_learner(
        stage=lambda s: "postgraduate", grade=lambda s: "core", on=lambda s: TODAY
    ),
    "api_token.make": _of_the_learner(user=lambda s: s.ours.learner),
    "api_token.revoke": _revoke,
    "enrolment.accept": _accept,
    "enrolment.decline": lambda s: Call(learner(s), {"token": s.ours.token}),
    "enrolment.join": _of_the_learner(programme_uid=lambda s: s.open_programme.translation_key),
    "activity.save_draft": _of_the_learner(**PLACE, state=lambda s: {"text": "Half a thought."}),
    "activity.keep_place": _of_the_learner(
        enrolment_uid=lambda s: s.ours.enrolment.uid,
        activity_key=lambda s: s.ours.world.key("Check yourself"),
        state=lambda s: {"position": 20},
    ),
    "activity.begin": lambda s: Call(learner(s), s.quiz),
    "activity.complete": _of_the_learner(**PLACE, answers=lambda s: {"text": "A whole thought."}),
    "work.add_files": _of_the_learner(**WORK, files=lambda s: [ContentFile(b"More of it.", name="more.txt")]),
    "work.remove_file": _of_the_learner(**WORK, file_uid=lambda s: s.work.ready.uid),
    "work.hand_in": _of_the_learner(**WORK, answers=lambda s: {"text": "Done."}),
    "marking.start": _of_the_marker(lambda s: s.work.waiting),
    "marking.release": _of_the_marker(lambda s: s.work.marking),
    "marking.save": _of_the_marker(lambda s: s.work.marking, levels=levels_of, feedback=lambda s: "So."),
    "marking.finish": _of_the_marker(lambda s: s.work.marking, levels=levels_of, feedback=lambda s: "So."),
    "marking.allow_again": _of_the_marker(lambda s: s.work.failed),
    "marker.appoint": lambda s: Call(
        lead(s),
        {
            "programme_key": s.ours.world.programme.translation_key,
            "organisation": s.ours.world.trust,
            "email": s.ours.learner.email,
        },
    ),
    "marker.end": lambda s: Call(lead(s), {"marker_uid": s.work.own_marker.uid}),
    "credits.record": _of_the_learner(
        enrolment_uid=lambda s: s.ours.enrolment.uid,
        credits=lambda s: Decimal("1.25"),
        on=lambda s: TODAY,
        what=lambda s: "A conference",
    ),
    "credits.withdraw": _of_the_learner(fact_uid=lambda s: s.ours.fact_of(Verb.CREDITED).uid),
    "learning.recognise": lambda s: Call(
        lead(s),
        {
            "enrolment_uid": s.ours.enrolment.uid,
            "requirement_key": s.ours.world.node("Choice one"),
            "on": TODAY,
            "reason": "The same course.",
            "evidence": "A certificate.",
        },
    ),
    "learning.withdraw_recognition": lambda s: Call(
        lead(s), {"fact_uid": s.ours.fact_of(Verb.RECOGNISED).uid, "reason": "The wrong doctor."}
    ),
    **{code: _of_the_learner(**given) for code, given in own.CALLS.items()},
    "absence.record": _of_the_learner(
        starts_on=lambda s: TODAY, ends_on=lambda s: TODAY, reason=lambda s: "sickness"
    ),
    "absence.cancel": _of_the_learner(absence_uid=lambda s: s.ours.absence.uid),
    "person.ask_later": _of_the_learner(membership_uid=lambda s: s.ours.post.uid),
    "person.choose_language": _of_the_learner(language=lambda s: "cy"),
    "calendar_feed.make": _of_the_learner(),
    "calendar_feed.end": _of_the_learner(),
    "reminders.choose": _of_the_learner(muted=lambda s: [Category.DEADLINES]),
    "reminders.unsubscribe": lambda s: Call(
        Context(Actor.link(), Viewer.of_link(0), NOW),
        {"token": mail_tokens.make_token(s.ours.person.uid, Category.NUDGES)},
    ),
    "reminders.narrow": lambda s: Call(
        lead(s),
        {
            "contract_uid": s.ours.world.contract.uid,
            "rules": {"before_due": Narrowing(is_off=True)},
            "sentence": "",
        },
    ),
    "brand.save": lambda s: Call(
        lead(s), {"organisation_id": s.ours.world.trust.pk, "look": a_look("Renamed")}
    ),
    "survey.make": lambda s: Call(
        lead(s),
        {
            "organisation_id": s.ours.world.trust.pk,
            "version_id": s.ours.wave.version_id,
            "plan": a_plan(title="Another"),
        },
    ),
    "survey.change": _of_the_wave(plan=a_plan(title="Renamed")),
    "survey.ask": _of_the_wave(asked=doctors(12)),
    "survey.make_campaign": lambda s: Call(
        lead(s),
        {
            "organisation_ids": [s.ours.world.trust.pk],
            "version_id": s.ours.wave.version_id,
            "plan": a_plan(title="Together"),
        },
    ),
    "survey.add_person": _of_the_wave(asked=Asked("Dr One More")),
    "survey.mend_person": _of_a_line(asked=Asked("Dr Another Name")),
    "survey.leave_out_person": _of_a_line(),
    "survey.open": _open_another,
    "survey.cancel": _of_the_wave(),
    "survey.remind": _remind,
    "survey.close": lambda s: Call(lead(s), {"wave_uid": s.ours.open_wave.uid}),
    "survey.publish": lambda s: Call(lead(s), {"wave_uid": s.ours.improvement.wave.uid}),
    "survey.publish_more": _publish_more,
    "survey.answer": _answer,
    "study.make": _make_study,
    "study.change": _of_the_study(plan=lambda s: studies.a_plan(title="Renamed")),
    "study.add_member": _of_the_study(
        email=lambda s: studies.make_researcher().email, role=lambda s: TeamRole.READER
    ),
    "study.end_member": _of_the_study(member_uid=lambda s: s.study.member.uid),
    "study.look": _of_the_study(),
    "study.list_people": _of_the_study(listed=lambda s: [Listed("Dr New")]),
    "study.record_contact": _of_the_study(
        entry_uid=lambda s: s.study.entry.uid, kind=lambda s: Contact.REMINDED, on=lambda s: TODAY
    ),
    "study.take_part": _of_the_study(
        entry_uid=lambda s: s.study.entry.uid, pseudonym=lambda s: "P90", consented_on=lambda s: TODAY
    ),
    "study.save_career": _of_the_participant(career=lambda s: studies.a_career(posts=2)),
    "study.import_careers": _of_the_study(told=lambda s: [Told("P91", studies.a_career(), TODAY)]),
    "study.withdraw_consent": _of_the_participant(on=lambda s: TODAY),
    "study.forget_names": _forget_names,
    "study.save_guide": _of_the_study(headings=lambda s: ["Only one question"]),
    "study.add_theme": _of_the_study(title=lambda s: "Luck"),
    "study.code_excerpt": _of_the_participant(
        theme_uid=lambda s: s.study.theme.uid, coded=lambda s: Coded("risk", "being")
    ),
    "study.remove_excerpt": _of_the_study(excerpt_uid=lambda s: s.study.excerpt.uid),
    "study.save_finding": _of_the_study(given=lambda s: Found("Few had help.")),
    "study.save_recommendation": _of_the_study(given=lambda s: Advised("Give help.")),
    "study.release": _of_the_study(),
    "agreement.say": lambda s: Call(
        lead(s),
        {"organisation_id": s.ours.world.trust.pk, "kind": AgreementKind.NAMED, "is_given": True},
    ),
    "norms.make": _norms,
    "norms.take": lambda s: Call(
        trusts.system_context(),
        {
            "version": s.ours.wave.version,
            "lines": [NormLine("index", 30, (Decimal(1), Decimal(2), Decimal(3), Decimal(4)), ())],
            "name": "Of others",
            "dated_on": TODAY,
            "origin": "A report",
        },
    ),
    "norms.end": lambda s: Call(
        trusts.system_context(), {"norm_set": norm_sets()[0], "reason": "Newer ones."}
    ),
    "outcomes.take": lambda s: Call(
        trusts.system_context(),
        {"lines": [OutcomeLine(2, "ZZ99", "2025", "More", Decimal(1))], "name": "more.csv"},
    ),
    "analyst.grant": lambda s: Call(
        trusts.system_context(),
        {"user": s.ours.learner, "purpose": "A question", "ends_on": TODAY},
    ),
    "analyst.revoke": lambda s: Call(trusts.system_context(), {"grant": grants()[0]}),
    "analyst.use": lambda s: Call(
        trusts.learner_context(s.users[Role.EDITOR]), {"kind": UseKind.DOWNLOADED, "rows": 3}
    ),
    "improvement.make": lambda s: Call(
        lead(s), {"wave_uid": s.ours.improvement.wave.uid, "promise": a_promise()}
    ),
    "improvement.change": lambda s: Call(
        lead(s), {"improvement_uid": s.ours.improvement.uid, "promise": a_promise(owner="Somebody else")}
    ),
    "enrolment.withdraw": lambda s: Call(lead(s), {"enrolment_uid": s.ours.enrolment.uid}),
    "enrolment.defer": lambda s: Call(lead(s), {"enrolment_uid": s.ours.enrolment.uid}),
    "enrolment.resume": _resume,
    "enrolment.extend": lambda s: Call(
        lead(s), {"enrolment_uid": s.ours.enrolment.uid, "ends_on": s.ours.cohort.ends_on + timedelta(days=7)}
    ),
    "extra_time.set": lambda s: Call(lead(s), {"enrolment_uid": s.ours.enrolment.uid, "percent": 50}),
    "enrolment.note": lambda s: Call(
        lead(s), {"enrolment_uid": s.ours.enrolment.uid, "text": "Agreed: from May."}
    ),
    "enrolment.enrol": lambda s: Call(
        lead(s),
        {
            "contract_uid": s.ours.world.contract.uid,
            "person": {"given_name": "New", "family_name": "Comer", "email": "newcomer@mail.example"},
        },
    ),
    "invitation.resend": lambda s: Call(
        lead(s), {"enrolment_uid": s.ours.invited.uid, "email": "other@mail.example"}
    ),
    "invitation.again": _again,
    "import.upload": _upload,
    "import.read_otherwise": _of_a_matching_list(encoding="iso8859-15"),
    "import.match": _of_a_matching_list(mapping=["given_name", "family_name", "email", ""]),
    "import.rematch": _of_the_checked_list(),
    "import.mend": _of_the_checked_list(line=3, values={"email": "mended@mail.example"}),
    "import.decide": _of_the_checked_list(line=3, choice="leave_out"),
    "import.tick_leavers": _tick_leavers,
    "import.confirm": _of_the_checked_list(),
    "import.write": _promised,
    "import.checked": _finish_check,
    "import.give_up": _give_up,
    "import.purge": _purge,
    "organisation.save": _of_the_system(
        organisation=lambda s: Organisation(kind="trust", name="New (invented)")
    ),
    "contract.create": _new_contract,
    "contract.change": _of_the_system(contract=lambda s: _changed(s.ours.world.contract, seats=60)),
    "cohort.create": _new_cohort,
    "cohort.change": _of_the_system(cohort=lambda s: _changed(s.ours.cohort, capacity=60)),
    "lead.appoint": _of_the_system(person=lambda s: s.ours.person, organisation=lambda s: s.ours.world.trust),
    "membership.end": _of_the_system(membership=lambda s: s.ours.lead_row),
    "fact.revoke": _of_the_system(fact_uid=lambda s: s.ours.fact.uid, reason_code=lambda s: "error"),
    "amendment.start": _start_move,
    "amendment.move": _move,
    "amendment.take_back": _take_back,
    "amendment.decide": _decide,
    "amendment.equate": _equate,
    "programme.retire": _retire,
    "programme.take_back_retirement": _take_back_retirement,
    "programme.correct_retirement": _correct_retirement,
    "programme.close_later": _close_later,
    "programme.to_successor": _to_successor,
    "programme.succeed": _succeed,
    "invitation.expire": _expire,
    "invitation.purge": _purge_unanswered,
}

BULK = frozenset(
    {
        "survey.make_campaign",
        "cpd.take_in",
        "study.import_careers",
        "import.confirm",
        "import.write",
        "import.purge",
        "invitation.expire",
        "invitation.purge",
        "amendment.start",
        "programme.to_successor",
        "programme.correct_retirement",
        "programme.close_later",
    }
)
CARRIED_ON = frozenset({"amendment.move", "amendment.take_back", "amendment.decide", "programme.succeed"})
"""Parts of an operation that was begun before."""
UNTRACED = frozenset({"survey.answer"})
"""An entry would say when somebody answered (ADR 42)."""


def test_the_table_names_every_action_and_no_other() -> None:
    assert registered().keys() == declared().keys() == CALLS.keys()


def test_an_action_outside_the_table_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="not in the permission table"):
        action("patient.delete")


@pytest.mark.parametrize("code", sorted(CALLS))
def test_an_action_refuses_whom_the_table_does_not_name(scene: Scene, code: str) -> None:
    call = CALLS[code](scene)
    run = registered()[code]

    for kind in set(ViewerKind) - declared()[code]:
        viewer = Viewer(kind, call.context.viewer.ids or frozenset({1}), reason="trying", on=TODAY)
        with writes() as seen, pytest.raises(NotAllowed):
            run(replace(call.context, viewer=viewer), **call.given)
        assert seen.tables == []


@pytest.mark.parametrize("code", sorted(CALLS))
def test_an_action_leaves_one_trace(scene: Scene, code: str) -> None:
    """One entry with actor, action and object; a bulk act leaves one operation with its entries."""
    call = CALLS[code](scene)
    entries, operations = newest(AuditEntry), newest(Operation)

    registered()[code](call.context, **call.given)

    made = list(AuditEntry.objects.filter(pk__gt=entries))
    if code in UNTRACED:
        assert (made, newest(Operation)) == ([], operations)
        return
    assert {(entry.action, entry.actor_id, entry.at) for entry in made} == {
        (code, call.context.actor.user_id, call.context.now)
    }
    assert all(entry.object_id for entry in made)
    if code in BULK:
        (operation,) = Operation.objects.filter(pk__gt=operations)
        assert operation.kind == code
        assert {entry.operation_id for entry in made} == {operation.pk}
        return
    assert newest(Operation) == operations
    if code in CARRIED_ON:
        assert {entry.operation_id for entry in made} == {operations}
    else:
        assert len(made) == 1


def newest(model: Any) -> int:
    latest = model.objects.order_by("-pk").values_list("pk", flat=True).first()
    return int(latest or 0)


@pytest.mark.parametrize(
    "code",
    [
        "survey.open",
        "survey.close",
        "survey.add_person",
        "survey.mend_person",
        "survey.leave_out_person",
        "survey.make_campaign",
        "enrolment.withdraw",
        "activity.complete",
        "import.confirm",
        "import.mend",
        "absence.cancel",
    ],
)
def test_an_action_on_another_s_row_writes_nothing(scene: Scene, code: str) -> None:
    """The right kind of viewer, and the wrong one of them."""
    call = CALLS[code](replace(scene, ours=scene.theirs))
    ours = CALLS[code](scene).context

    with writes() as seen, pytest.raises(NotAllowed):
        registered()[code](ours, **call.given)

    assert seen.tables == []


def test_an_action_that_does_not_ask_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with every kind allowed, the refusal above would be missed."""
    monkeypatch.setattr("lms.actions.base._declared", dict.fromkeys(declared(), frozenset(ViewerKind)))
    call = CALLS["organisation.save"](scene)
    context = replace(call.context, viewer=Viewer(ViewerKind.STUDY, frozenset({1})))

    with writes() as seen:
        registered()["organisation.save"](context, **call.given)

    assert "leadership_organisations_organisation" in seen.tables

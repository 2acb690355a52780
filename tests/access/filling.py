"""What stands in each address: the rows of our own trust, and those of Wagtail.

A row of a doctor or trust that an address names is always ours, so that *learner* and *lead* are those whom
it belongs to, and *other learner* and *other lead* are strangers to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, reverse

from cms.accounts.recovery import links
from cms.roles import Role
from cms.site import newsletters
from engagement.comparing.selectors import grants, headlines, norm_sets
from engagement.waves.models import Invitation, SurveyWave
from lms.calendar import tokens as feed_tokens
from lms.organisations.models import Organisation
from lms.people.models import GradePeriod, StagePeriod
from lms.records.models import Verb
from lms.reminders import tokens
from lms.reminders.enums import Category
from programmes.bank.selectors import quizzes_asking
from tests.access import own
from tests.access.scene import Scene
from tests.access.urls import Url

Filling = Callable[[Scene], Mapping[str, Any]]


class UnknownArguments(LookupError):
    """An address asks for something that nobody has said how to fill in."""


# Addresses without a name, which `reverse` cannot find.
UNNAMED = {
    "admin/login/": "/admin/login/",
    "_util/login/": "/_util/login/",
    "admin/test404/": "/admin/test404/",
    "admin/^.*/$": "/admin/nothing-of-this-name/",
}

# The same argument means the same thing nearly everywhere.
COMMON: dict[str, Callable[[Scene], Any]] = {
    "enrolment_uid": lambda s: s.ours.enrolment.uid,
    "activity_key": lambda s: s.ours.activity_key,
    "submission_uid": lambda s: s.work.marking.uid,
    "item_uid": lambda s: s.ours.evidence.item.uid,
    "absence_uid": lambda s: s.ours.absence.uid,
    "contract_uid": lambda s: s.ours.world.contract.uid,
    "send_uid": lambda s: s.ours.send.uid,
    "cohort_uid": lambda s: s.ours.cohort.uid,
    "import_uid": lambda s: s.ours.upload.uid,
    "organisation_uid": lambda s: s.ours.world.trust.uid,
    "wave_uid": lambda s: s.ours.wave.uid,
    "asked_uid": lambda s: asked_in(s.ours.wave).uid,
    "campaign_uid": lambda s: s.ours.wave.campaign.uid,
    "improvement_uid": lambda s: s.ours.improvement.uid,
    "brand_uid": lambda s: s.ours.brand.uid,
    "study_uid": lambda s: s.study.study.uid,
    "member_uid": lambda s: s.study.member.uid,
    "entry_uid": lambda s: s.study.entry.uid,
    "participant_uid": lambda s: s.study.participant.uid,
    "excerpt_uid": lambda s: s.study.excerpt.uid,
    "version": lambda s: s.ours.brand.version,
    "line": lambda s: 3,
    "token": lambda s: s.ours.token,
    "programme_key": lambda s: s.open_programme.translation_key,
    "reference": lambda s: s.framework.code,
    "code": lambda s: "1.1",
    "stage": lambda s: "continuing",
    "page_id": lambda s: s.wagtail.page.row.pk,
    "parent_page_id": lambda s: s.wagtail.home.pk,
    "page_to_move_id": lambda s: s.wagtail.page.row.pk,
    "destination_id": lambda s: s.wagtail.home.pk,
    "page_pk": lambda s: s.wagtail.home.pk,
    "workflow_pk": lambda s: s.wagtail.workflow.pk,
    "task_id": lambda s: s.wagtail.task.pk,
    "document_id": lambda s: s.wagtail.document.pk,
    "doc_id": lambda s: s.wagtail.document.pk,
    "image_id": lambda s: s.wagtail.image.pk,
    "filter_spec": lambda s: "max-100x100",
    "uploaded_file_id": lambda s: s.wagtail.upload.pk,
    "redirect_id": lambda s: s.wagtail.redirect.pk,
    "collection_id": lambda s: s.wagtail.collection.pk,
    "session_id": lambda s: s.wagtail.session.pk,
    "restriction_id": lambda s: s.wagtail.collection_restriction.pk,
    "page_view_restriction_id": lambda s: s.wagtail.restriction.pk,
    "action_name": lambda s: "approve",
    "revision_id_a": lambda s: "earliest",
    "revision_id_b": lambda s: "latest",
    "uidb64": lambda s: "MQ",
    "uidb36": lambda s: "1",
    "key": lambda s: "not-a-key",
}

CONTENT_PAGE = {
    "content_type_app_name": "leadership_site",
    "content_type_model_name": "contentpage",
    "app_label": "leadership_site",
    "model_name": "contentpage",
}


def _working(name: str) -> Filling:
    def fill(scene: Scene) -> Mapping[str, Any]:
        found = getattr(scene.wagtail, name)
        values = {
            "revision_id": found.revision.pk,
            "task_state_id": found.task_state.pk,
            "workflow_state_id": found.state.pk,
        }
        return values if name == "page" else {"pk": found.row.pk, **values}

    return fill


def _pk(found: Callable[[Scene], Any]) -> Filling:
    return lambda scene: {"pk": found(scene).pk}


def period_of(model: Any, scene: Scene) -> Any:
    return model.objects.unscoped(reason="a test's own doctor").get(person=scene.ours.person)


def _work(title: str, **more: Callable[[Scene], Any]) -> Filling:
    def fill(scene: Scene) -> Mapping[str, Any]:
        found = {"enrolment_uid": scene.work.enrolment.uid, "activity_key": scene.work.keys[title]}
        return found | {name: find(scene) for name, find in more.items()}

    return fill


def revised_question(scene: Scene) -> Mapping[str, Any]:
    revision = scene.question.latest_revision or scene.question.save_revision()
    return {"pk": scene.question.pk, "revision_id": revision.pk}


def quiz_of(scene: Scene) -> Mapping[str, Any]:
    (quiz,) = quizzes_asking(scene.question.translation_key)
    return {"module_key": quiz.version.module_key, "activity_key": quiz.key}


def asked_in(wave: SurveyWave) -> Invitation:
    return Invitation.objects.unscoped(reason="an address of the scene").filter(wave=wave).order_by("pk")[0]


def published_wave_of(trust: Organisation) -> SurveyWave:
    rows = SurveyWave.objects.unscoped(reason="an address of the scene")
    return rows.get(organisation=trust, publications__number=1)


def published_waves() -> list[SurveyWave]:
    return [each.wave for each in headlines()]


def told(scene: Scene) -> UUID:
    return published_wave_of(scene.ours.world.trust).uid


# What differs from the common meaning, by the name of the address.
PARTICULAR: tuple[tuple[str, Filling], ...] = (
    ("leadership_studies:forget", lambda s: {"study_uid": s.study.past.uid}),
    ("leadership_studies:finding", lambda s: {"uid": s.study.finding.uid}),
    ("leadership_studies:recommendation", lambda s: {"uid": s.study.recommendation.uid}),
    ("leadership_survey:answer", lambda s: {"code": s.ours.survey_code}),
    ("leadership_survey:thanks", lambda s: {"wave_uid": s.ours.open_wave.uid}),
    ("leadership_surveys:codes", lambda s: {"wave_uid": s.ours.open_wave.uid}),
    ("leadership_analysis:wave", lambda s: {"wave_uid": published_waves()[0].uid}),
    ("leadership_norm", lambda s: {"norm_uid": norm_sets()[0].uid}),
    ("leadership_analyst", lambda s: {"grant_uid": grants()[0].uid}),
    ("leadership_surveys:act", lambda s: {"name": "cancel"}),
    ("leadership_surveys:poster", lambda s: {"language": "cy"}),
    ("leadership_surveys:results", lambda s: {"wave_uid": told(s)}),
    ("leadership_surveys:words", lambda s: {"wave_uid": told(s)}),
    ("leadership_surveys:report", lambda s: {"wave_uid": told(s), "language": "en"}),
    ("leadership_surveys:table", lambda s: {"wave_uid": told(s), "name": "scores"}),
    ("leadership_surveys:publish", lambda s: {"wave_uid": s.ours.improvement.wave.uid}),
    ("leadership_surveys:publish_more", lambda s: {"wave_uid": told(s)}),
    ("leadership_surveys:new_improvement", lambda s: {"wave_uid": s.ours.improvement.wave.uid}),
    ("leadership_learn:add_files", _work("To hand in")),
    ("leadership_learn:marked_file", lambda s: {"file_uid": s.work.marked_file.uid}),
    (
        "leadership_learn:end_evidence_share",
        lambda s: {"item_uid": s.ours.evidence.open.uid, "share_uid": s.ours.evidence.share.uid},
    ),
    (
        "leadership_learn:shared_evidence*",
        lambda s: {"token": s.ours.evidence.token, "file_uid": s.ours.evidence.open_file.uid},
    ),
    ("leadership_learn:*evidence_file", lambda s: {"file_uid": s.ours.evidence.file.uid}),
    ("leadership_learn:*_file", _work("To hand in", file_uid=lambda s: s.work.ready.uid)),
    ("leadership_learn:summary*", _work("Your improvement")),
    ("leadership_learn:start_marking", lambda s: {"submission_uid": s.work.waiting.uid}),
    ("leadership_learn:allow_again", lambda s: {"submission_uid": s.work.failed.uid}),
    ("leadership_evaluation*", lambda s: {"activity_key": s.work.keys["Was it worth it?"]}),
    (
        "leadership_insight*",
        lambda s: {"programme_key": s.ours.world.programme.translation_key, "table": "modules"},
    ),
    (
        "leadership_suggested_claims",
        lambda s: {"pk": s.ours.world.activity("Your last meeting").version.module_id},
    ),
    ("leadership_api:insight", lambda s: {"uid": s.ours.world.programme.translation_key}),
    ("markers:*", _pk(lambda s: s.work.own_marker)),
    ("leadership_trust:end_marker", lambda s: {"marker_uid": s.work.own_marker.uid}),
    ("leadership_learn:media", lambda s: {"name": s.media.recording().file}),
    (
        "leadership_coverage_cell",
        lambda s: {"module_key": s.ours.world.activity("Your last meeting").version.module_key},
    ),
    ("leadership_instrument*", lambda s: {"version_uid": s.questionnaire.uid}),
    ("leadership_amendments", lambda s: {"pk": s.ours.world.programme.pk}),
    ("leadership_retirement", lambda s: {"pk": s.ours.world.programme.pk}),
    ("leadership_retirement_correction", lambda s: {"pk": s.retirement.programme_id}),
    ("leadership_template*", lambda s: {"kind": "programme", "pk": s.ours.world.programme.pk}),
    ("leadership_compare", lambda s: {"model": "programme", "pk": s.ours.world.programme.pk}),
    ("leadership_learn:begin", lambda s: s.quiz),
    ("leadership_gift_*", _pk(lambda s: s.question.bank)),
    ("leadership_items_question", lambda s: {"question_key": s.question.translation_key}),
    ("leadership_items_quiz*", quiz_of),
    ("leadership_media_file", lambda s: {"media_uid": s.media.uid, "name": s.media.recording().file}),
    *own.FILLING,
    ("leadership_learn:credits_back", lambda s: {"fact_uid": s.ours.fact_of(Verb.CREDITED).uid}),
    ("leadership_trust:recognise_back", lambda s: {"fact_uid": s.ours.fact_of(Verb.RECOGNISED).uid}),
    ("leadership_recognised_back", lambda s: {"fact_uid": s.ours.fact_of(Verb.RECOGNISED).uid}),
    ("leadership_learn:ask_later", lambda s: {"membership_uid": s.ours.post.uid}),
    ("leadership_learn:calendar_feed", lambda s: {"token": feed_tokens.make_token(s.ours.feed.uid)}),
    ("recover_account", lambda s: {"token": links.make_token(s.recovery.uid, links.RECOVER)}),
    ("stop_recovery", lambda s: {"token": links.make_token(s.recovery.uid, links.STOP)}),
    ("recoveries:*", _pk(lambda s: s.recovery)),
    ("leadership_trust:act", lambda s: {"name": "withdraw"}),
    (
        "leadership_learn:unsubscribe",
        lambda s: {"token": tokens.make_token(s.ours.person.uid, Category.DEADLINES)},
    ),
    ("leadership_trust:reminder_preview", lambda s: {"rule": "before_due"}),
    ("leadership_preflight_check", lambda s: {"kind": "module"}),
    ("leadership_studio_reminders_of", lambda s: {"programme_key": s.ours.world.version.programme_key}),
    ("cms_public_page", lambda s: {"programme_key": s.pageless.translation_key}),
    ("contact_messages:*", _pk(lambda s: s.message)),
    ("topic_*", lambda s: {"topic": s.library.topic.slug}),
    ("cite_*", _pk(lambda s: s.library.deliverable)),
    ("deliverable_*", _pk(lambda s: s.library.deliverable)),
    ("event_file", _pk(lambda s: s.library.event)),
    ("newsletter_*", lambda s: {"token": newsletters.link_token(s.library.reader)}),
    ("themes:*", _pk(lambda s: s.library.theme)),
    ("topics:*", _pk(lambda s: s.library.topic)),
    ("newsletters:*", _pk(lambda s: s.library.issue)),
    ("cms_newsletter_send", _pk(lambda s: s.library.issue)),
    ("contracts:*", _pk(lambda s: s.ours.world.contract)),
    ("cohorts:*", _pk(lambda s: s.ours.cohort)),
    ("leads:*", _pk(lambda s: s.ours.lead_row)),
    ("stages:*", _pk(lambda s: period_of(StagePeriod, s))),
    ("grades:*", _pk(lambda s: period_of(GradePeriod, s))),
    ("organisations:*", _pk(lambda s: s.ours.world.trust)),
    ("brands:*", _pk(lambda s: s.ours.brand)),
    ("leadership_frameworks:*", _pk(lambda s: s.framework)),
    ("leadership_framework_nodes:*", _pk(lambda s: s.framework.nodes.get(code="1.1"))),
    ("wagtailusers_users:*", _pk(lambda s: s.users[Role.OTHER_LEARNER])),
    ("wagtailusers_groups:*", _pk(lambda s: Group.objects.get(name="Editors"))),
    ("wagtaillocales:*", _pk(lambda s: s.wagtail.locale)),
    ("wagtailsites:*", _pk(lambda s: s.wagtail.site)),
    ("wagtailadmin_collections:*", _pk(lambda s: s.wagtail.collection)),
    ("wagtailadmin_workflows:*task", _pk(lambda s: s.wagtail.task)),
    ("wagtailadmin_workflows:add_task", lambda s: {"app_label": "wagtailcore", "model_name": "task"}),
    ("wagtailadmin_workflows:*", _pk(lambda s: s.wagtail.workflow)),
    ("wagtailadmin_api:pages:action", lambda s: {"pk": s.wagtail.page.row.pk, "action_name": "copy"}),
    ("wagtailadmin_api:pages:*", _pk(lambda s: s.wagtail.page.row)),
    ("wagtailadmin_api:documents:*", _pk(lambda s: s.wagtail.document)),
    ("wagtailadmin_api:images:*", _pk(lambda s: s.wagtail.image)),
    ("wagtailadmin_pages:revisions_compare", _pk(lambda s: s.wagtail.page.row)),
    ("wagtailadmin_pages:*", lambda s: {**CONTENT_PAGE, **_working("page")(s)}),
    ("wagtailsnippets_leadership_programmes_media:*", _pk(lambda s: s.media)),
    ("wagtailsnippets_leadership_programmes_questionbank:*", _pk(lambda s: s.question.bank)),
    ("wagtailsnippetchoosers_leadership_programmes_questionbank:*", _pk(lambda s: s.question.bank)),
    ("wagtailsnippets_leadership_programmes_question:*", revised_question),
    ("wagtailsnippetchoosers_leadership_programmes_question:*", _pk(lambda s: s.question)),
    ("wagtailsnippetchoosers_leadership_programmes_media:*", _pk(lambda s: s.media)),
    ("wagtailsnippets_leadership_programmes_module:*", _working("module")),
    ("wagtailsnippets_leadership_programmes_programme:*", _working("programme")),
    ("wagtailsnippetchoosers_leadership_programmes_module:*", _pk(lambda s: s.wagtail.module.row)),
    ("wagtailsnippetchoosers_leadership_programmes_programme:*", _pk(lambda s: s.wagtail.programme.row)),
    ("wagtaildocs_chooser:*", _pk(lambda s: s.wagtail.document)),
    ("wagtailimages_chooser:*", _pk(lambda s: s.wagtail.image)),
    (
        "wagtail_bulk_action",
        lambda s: {"app_label": "wagtailcore", "model_name": "page", "action": "publish"},
    ),
    (
        "wagtailadmin_editing_sessions:ping",
        lambda s: {
            "app_label": "leadership_site",
            "model_name": "contentpage",
            "object_id": s.wagtail.page.row.pk,
        },
    ),
    ("wagtailadmin_tag_model_autocomplete", lambda s: {"app_name": "taggit", "model_name": "tag"}),
    ("wagtailsettings:*", lambda s: {"app_name": "leadership_site", "model_name": "homepage", "pk": 1}),
    (
        "simple_translation:submit_snippet_translation",
        lambda s: {
            "app_label": "leadership_programmes",
            "model_name": "module",
            "pk": s.wagtail.module.row.pk,
        },
    ),
    ("wagtailadmin_password_reset_confirm", lambda s: {"token": "not-a-token"}),
    ("leadership_api:framework", lambda s: {"code": s.framework.code}),
    ("leadership_api:nodes", lambda s: {"code": s.framework.code}),
    ("leadership_api:programme", lambda s: {"uid": s.ours.world.version.uid}),
    ("leadership_api:organisation", lambda s: {"uid": s.ours.world.trust.uid}),
    ("leadership_api:enrolment", lambda s: {"uid": s.ours.enrolment.uid}),
    ("leadership_api:progress", lambda s: {"uid": s.ours.enrolment.uid}),
    ("leadership_api:fact", lambda s: {"uid": s.ours.fact.uid}),
    ("leadership_api:planned_send", lambda s: {"uid": s.ours.send.uid}),
    ("leadership_api:attempt", lambda s: {"uid": s.attempt.uid}),
    ("leadership_api:answers", lambda s: {"uid": s.attempt.uid}),
    ("leadership_api:submission", lambda s: {"uid": s.work.waiting.uid}),
    ("leadership_api:drafts", lambda s: {"kind": "modules"}),
    *(
        (
            f"leadership_api:{name}",
            lambda s: {"kind": "programmes", "uid": s.ours.world.programme.translation_key},
        )
        for name in ("draft_preflight", "uses", "differences", "people")
    ),
    (
        "leadership_api:suggested_claims",
        lambda s: {"uid": s.ours.world.activity("Your last meeting").version.module_key},
    ),
    ("leadership_api:quiz", lambda s: {"uid": s.quiz["activity_key"]}),
    ("leadership_api:evaluation", lambda s: {"uid": s.work.keys["Was it worth it?"]}),
    ("leadership_api:bank", lambda s: {"uid": s.question.bank.uid}),
    ("leadership_api:questions", lambda s: {"uid": s.question.bank.uid}),
    ("leadership_api:move", lambda s: {"uid": s.run.uid}),
    ("leadership_api:take_back", lambda s: {"uid": s.run.uid}),
    ("leadership_api:case", lambda s: {"uid": s.case.uid}),
    ("leadership_api:decide", lambda s: {"uid": s.case.uid}),
    ("leadership_api:equivalence", lambda s: {"uid": s.equivalence.uid}),
)

POSITIONAL: dict[str, Callable[[Scene], list[Any]]] = {
    "wagtaildocs_serve": lambda s: [s.wagtail.document.pk, s.wagtail.document.filename],
    "wagtail_serve": lambda s: [s.wagtail.page.row.url_path.split("/", 2)[2]],
}


def arguments(url: Url, scene: Scene) -> dict[str, Any]:
    """Keyword arguments for the address, each from the first place that knows it."""
    known: dict[str, Any] = {}
    for pattern, fill in PARTICULAR:
        if fnmatchcase(url.name, pattern):
            known = {**fill(scene), **known}
    missing = url.needs - known.keys() - COMMON.keys()
    if missing:
        raise UnknownArguments(f"{url}: nobody says what {', '.join(sorted(missing))} is; see {__name__}")
    return {name: known[name] if name in known else COMMON[name](scene) for name in url.needs}


def path_of(url: Url, scene: Scene) -> str:
    if not url.named:
        try:
            return UNNAMED[url.route]
        except KeyError:
            raise UnknownArguments(f"{url} has no name: say in {__name__} where it is") from None
    if url.name in POSITIONAL:
        return reverse(url.name, args=POSITIONAL[url.name](scene))
    try:
        return reverse(url.name, kwargs=arguments(url, scene))
    except NoReverseMatch as error:
        raise UnknownArguments(f"{url}: {error}") from error

"""What the Studio adds to the Wagtail admin beside its screens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ReferenceIndex

from competencies.models import Node
from competencies.views import ELEMENT_PANELS_HOOK
from programmes import languages, selectors
from programmes.addresses import MEDIA_FILE, STUDIO_MENU
from programmes.bank import views as bank_views
from programmes.bank.selectors import used
from programmes.catalogue import templates as template_views
from programmes.claimed import ClaimedPanel
from programmes.comparing import views as compare_views
from programmes.coverage import views as coverage_views
from programmes.editor import views as tree_views
from programmes.enums import SignOffRole
from programmes.home import StudioPanel
from programmes.media_viewset import media_file
from programmes.models import Media, Question, QuestionBank
from programmes.models.drafts import REFUSED, PublishedSnippet
from programmes.models.review import TAKEN_BACK
from programmes.preflight import views as preflight_views
from programmes.review import views as review_views
from programmes.review.signing import needs_sign_off
from programmes.services.templates import MARKED
from programmes.suggesting import views as suggesting_views


@hooks.register("construct_homepage_panels")
def show_the_studio(request: HttpRequest, panels: list[Any]) -> None:
    studio = StudioPanel(request)
    if studio.seen:
        panels.append(studio)


@hooks.register("register_admin_urls")
def serve_recordings() -> list[URLPattern]:
    return [path("media/<uuid:media_uid>/<str:name>", media_file, name=MEDIA_FILE)]


@hooks.register(ELEMENT_PANELS_HOOK)
def say_who_builds_it(request: HttpRequest, node: Node) -> list[ClaimedPanel]:
    return [ClaimedPanel(request, node)]


@hooks.register("register_admin_urls")
def show_coverage() -> list[URLPattern]:
    return coverage_views.addresses()


hooks.register(STUDIO_MENU, coverage_views.menu_item)
hooks.register("register_admin_urls", compare_views.addresses)
hooks.register("register_admin_urls", review_views.addresses)
hooks.register(STUDIO_MENU, review_views.menu_item)


@hooks.register("construct_snippet_action_menu")
def publish_by_signatures(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Where signatures are required, submitting is what there is to press; the last signature publishes."""
    if issubclass(context["model"], PublishedSnippet) and needs_sign_off(context["model"]):
        items[:] = [item for item in items if item.name != "action-publish"]


@hooks.register("register_admin_urls")
def edit_trees() -> list[URLPattern]:
    return tree_views.addresses()


@hooks.register("register_admin_urls")
def show_preflight() -> list[URLPattern]:
    return preflight_views.addresses()


hooks.register(STUDIO_MENU, preflight_views.menu_item)


@hooks.register("register_admin_urls")
def show_languages() -> list[URLPattern]:
    return languages.addresses()


@hooks.register("register_admin_urls")
def suggest_claims() -> list[URLPattern]:
    return suggesting_views.addresses()


hooks.register(STUDIO_MENU, languages.menu_item)


@hooks.register("register_admin_urls")
def exchange_questions() -> list[URLPattern]:
    return bank_views.addresses()


@hooks.register("before_delete_snippet")
def keep_what_modules_use(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """What is published has its own copy, but a draft without its recording could not be published."""
    rows = [each for each in instances if isinstance(each, Media)]
    used = [each for each in rows if ReferenceIndex.get_references_to(each).exists()]
    for each in used:
        message = _now("“%(title)s” was not deleted: a module has it. Choose another recording there first.")
        messages.error(request, message % {"title": each})
    return redirect(Media.snippet_viewset.get_url_name("list")) if used else None


@hooks.register("before_delete_snippet")
def keep_what_quizzes_ask(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Answers were given to it, and the analysis of questions names it: it is archived instead."""
    questions = used([each for each in instances if isinstance(each, Question)])
    banks = [each for each in instances if isinstance(each, QuestionBank)]
    filled = [each for each in banks if each.questions.exists() or ReferenceIndex.get_references_to(each)]
    for each in questions:
        message = _now(
            "“%(title)s” was not deleted: quizzes ask it, or it is translated. Archive it instead."
        )
        messages.error(request, message % {"title": each})
    for bank in filled:
        message = _now(
            "“%(title)s” was not deleted: it has questions, or a module uses it. Archive it instead."
        )
        messages.error(request, message % {"title": bank})
    kept: list[Any] = [*questions, *filled]
    return redirect(type(kept[0]).snippet_viewset.get_url_name("list")) if kept else None


@hooks.register("before_delete_snippet")
def keep_what_was_published(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """People have learnt from what was published: it is archived by unpublishing, never deleted."""
    drafts = [each for each in instances if isinstance(each, PublishedSnippet)]
    kept = [each for each in drafts if selectors.is_needed(each)]
    for each in kept:
        message = _now(
            "“%(title)s” was not deleted: it has been published or promised, and others may depend on it. "
            "Unpublish it instead: nobody can start it then, and what people have done with it stays."
        )
        messages.error(request, message % {"title": each})
    if not kept:
        return None
    return redirect(type(kept[0]).snippet_viewset.get_url_name("list"))


@hooks.register("register_admin_urls")
def begin_with_templates() -> list[URLPattern]:
    return template_views.addresses()


@hooks.register("register_log_actions")
def register_templates(actions: LogActionRegistry) -> None:
    @actions.register_action(MARKED)
    class Marked(LogFormatter):
        label = _("Make a template, or none any more")

        def format_message(self, log_entry: Any) -> str:
            if log_entry.data.get("is_template"):
                return _now("Made a template")
            return _now("Is no template any more")


@hooks.register("register_log_actions")
def register_refused_publication(actions: LogActionRegistry) -> None:
    @actions.register_action(REFUSED)
    class Refused(LogFormatter):
        label = _("Take off the schedule")

        def format_message(self, log_entry: Any) -> str:
            problems = " ".join(log_entry.data.get("problems", []))
            return _now("The scheduled publication was refused: %(problems)s") % {"problems": problems}


@hooks.register("register_log_actions")
def register_signatures(actions: LogActionRegistry) -> None:
    @actions.register_action(TAKEN_BACK)
    class TakenBack(LogFormatter):
        label = _("Take back a signature")

        def format_message(self, log_entry: Any) -> str:
            role = SignOffRole(log_entry.data["role"]).label
            return _now("The signature as %(role)s no longer holds: the words have changed") % {"role": role}

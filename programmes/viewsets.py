"""The Studio: modules and programmes in the Wagtail admin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TitleFieldPanel
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.models import CopyViewMixin
from wagtail.admin.widgets.button import Button
from wagtail.admin.widgets.slug import SlugInput
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    SnippetViewSet,
    SnippetViewSetGroup,
    WorkflowActionView,
)

from competencies.selectors import choices_kept
from programmes.addresses import (
    COVERAGE,
    MODULE_BUTTONS,
    PROGRAMME_BUTTONS,
    STUDIO_MENU,
    SUGGESTED_CLAIMS,
    TEMPLATE,
)
from programmes.bank.viewsets import BankViewSet, QuestionViewSet
from programmes.catalogue.chooser import ModuleChooserViewSet, TreeChooserViewSet
from programmes.catalogue.columns import claimed_column
from programmes.catalogue.facts import with_facts
from programmes.catalogue.filters import ModuleFilterSet
from programmes.catalogue.lineage import with_origin
from programmes.catalogue.panels import OriginPanel
from programmes.catalogue.views import ModuleIndexView
from programmes.comparing.views import address_of as compare_address
from programmes.editor.panels import TreePanel
from programmes.editor.widget import TreeEditor
from programmes.forms import ModuleForm, ProgrammeForm
from programmes.languages import welsh_column
from programmes.listing import (
    DraftIndexView,
    ProgrammeFilterSet,
    number_column,
    state_column,
)
from programmes.media_viewset import MediaViewSet
from programmes.models import Module, Programme, ProgrammeVersion
from programmes.models.drafts import NotSignedOff, StaleRevision
from programmes.models.review import AlreadyAnswered
from programmes.parity import with_parity
from programmes.preflight.panel import (
    PreflightSidePanel,
    address_of,
    editor_of,
    is_accepted,
    notice_of,
    warnings_of,
)
from programmes.review.answering import Answering
from programmes.review.panels import SigningPanel
from programmes.selectors import is_own_draft
from programmes.services.authoring import copy_of

MODULE_PANELS = (
    FieldPanel("title"),
    FieldPanel("summary"),
    FieldPanel(
        "body",
        help_text=_("Activities in the order in which they are done, with text between them where it helps."),
    ),
    FieldPanel("review_on"),
)
PROGRAMME_PANELS = (
    TitleFieldPanel("title", targets=["slug"], placeholder=False, classname=""),
    FieldPanel(
        "slug",
        widget=SlugInput,
        help_text=_("The end of its web address: small letters, digits and hyphens, such as leading-a-team."),
    ),
    FieldPanel("summary", help_text=_("Whom it is for and what changes for them, in two lines.")),
    FieldPanel("stage", help_text=_("Whom it is written for. Others can be enrolled too.")),
    FieldPanel("open_to_all"),
    FieldPanel(
        "duration_days",
        help_text=_("From a doctor's start to the end. Authorised absence makes it longer for that doctor."),
    ),
    TreePanel(
        "tree",
        widget=TreeEditor,
        help_text=_("What has to be done, in groups: all of it, at least so many, or enough points."),
    ),
    FieldPanel(
        "reminders",
        help_text=_("Which mails go, and when. With none here, nobody is reminded. A trust may send fewer."),
    ),
    FieldPanel(
        "promises",
        help_text=_(
            "What a doctor can rely on to have built by the end. Preflight checks that something does."
        ),
    ),
    FieldPanel("promises_welsh"),
)


class Refusals:
    """Says why something was not published, and keeps what was written."""

    request: HttpRequest
    object: Any
    refused = False

    @contextmanager
    def telling_why(self) -> Iterator[None]:
        try:
            yield
        except (ValidationError, StaleRevision, NotSignedOff, AlreadyAnswered) as refusal:
            self.refused = True
            for problem in getattr(refusal, "messages", None) or [str(refusal)]:
                messages.error(self.request, problem)


class PublishingMixin(Refusals):
    """For the create and edit views. The draft is saved when it turns out that it cannot be published."""

    # Django sends a PUT to where a POST goes, and one brings no form to read.
    http_method_names = ("get", "post", "head", "options")
    action: str
    new_revision: Any
    expects_json_response: bool

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with choices_kept():
            response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def get_error_message(self) -> str:
        if self.action == "publish" and not self.expects_json_response:
            return _now("Nothing was published. What is missing or wrong is said below, beside each field.")
        said: str = super().get_error_message()  # type: ignore[misc]
        return said

    def run_action_method(self) -> HttpResponse | None:
        response: HttpResponse | None = None
        if self.action == "publish" and self.warned():
            return redirect(address_of(self.object))
        with self.telling_why():
            response = super().run_action_method()  # type: ignore[misc]
        if not self.refused:
            return response
        messages.info(self.request, _now("Your draft is saved."))
        return redirect(editor_of(self.object))

    def warned(self) -> bool:
        """Whether preflight had something to say that this person has not seen. The draft is saved."""
        warnings = warnings_of(self.new_revision.as_object())
        if is_accepted(self.request, self.object, warnings):
            return False
        messages.warning(self.request, notice_of(warnings))
        return True

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()  # type: ignore[misc]
        if self.expects_json_response:
            return MediaContainer(panels)
        form: Any = self.form  # type: ignore[attr-defined]
        return MediaContainer([*panels, PreflightSidePanel(form.instance, self.request)])


class DraftCreateView(PublishingMixin, CreateView):
    @cached_property
    def has_unsaved_changes(self) -> bool:
        """A form that was sent back empty is no work to keep: the editor would save it as a draft."""
        if not self.form.is_bound:
            return False
        return not set(self.model.content_fields).isdisjoint(self.form.changed_data)


class DraftCopyView(CopyViewMixin, DraftCreateView):
    """A copy is new work. Its ids are its own: nothing done in one counts in the other."""

    def get_object(self, queryset: Any = None) -> Any:
        return copy_of(super().get_object(queryset))

    def get_add_url(self) -> str:
        """Where the form goes: only this address knows what it is a copy of."""
        return str(self.request.path)


class DraftEditView(Answering, PublishingMixin, EditView):
    signing = {"publish", "submit", "workflow-action"}

    def is_valid(self, form: Any) -> bool:
        if self.action in self.signing and self.is_out_of_date and self.is_by_another:
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = _now(
                "Nothing was done: somebody has saved a newer draft since you opened this page. Keep a copy "
                "of what you wrote here, open the page again and look at what has changed."
            )
            return False
        return bool(super().is_valid(form))

    @property
    def is_by_another(self) -> bool:
        """The newer draft may be this person's own, saved by the editor while they pressed the button."""
        return bool(self.latest_revision and self.latest_revision.user_id != self.request.user.pk)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if not self.may_change:
            return [*buttons, *self.compare_buttons]
        label = _now("No template any more") if self.object.is_template else _now("Make it a template")
        url = reverse(TEMPLATE, args=[self.object._meta.model_name, self.object.pk])
        return [*buttons, Button(label, url=url, icon_name="copy", priority=35), *self.compare_buttons]

    @cached_property
    def may_change(self) -> bool:
        """Who only signs it is not led to what they may not do."""
        return bool(self.user_has_permission_for_instance("change", self.object))

    @property
    def compare_buttons(self) -> list[Button]:
        if not self.object.first_published_at:
            return []
        url = compare_address(self.object)
        return [Button(_now("Compare"), url=url, icon_name="history", priority=25)]


class ModuleEditView(DraftEditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if not self.may_change:
            return buttons
        url = reverse(SUGGESTED_CLAIMS, args=[self.object.pk])
        buttons = [*buttons, Button(_now("Suggested claims"), url=url, icon_name="check", priority=30)]
        if not self.object.live:
            return buttons
        added = [hook(self.request, self.object) for hook in hooks.get_hooks(MODULE_BUTTONS)]
        return [*buttons, *(button for each in added for button in each)]


class ProgrammeEditView(DraftEditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if not self.object.live or not self.may_change:
            return buttons
        url = f"{reverse(COVERAGE)}?programme={self.object.translation_key}"
        added = [hook(self.request, self.object) for hook in hooks.get_hooks(PROGRAMME_BUTTONS)]
        return [*buttons, Button(_now("Coverage"), url=url, icon_name="table", priority=30), *added]


class DraftDeleteView(DeleteView):
    def user_has_permission(self, permission: str) -> bool:
        return bool(self.user_has_permission_for_instance(permission, self.object))


class DraftPolicy(ModelPermissionPolicy):
    """Who may change drafts may also delete one that is nobody else's work and was never published."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if super().user_has_permission_for_instance(user, action, instance):
            return True
        writes = action == "delete" and self.user_has_permission(user, "change")
        return writes and is_own_draft(instance, user)


class DraftWorkflowActionView(Refusals, WorkflowActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse | None = None
        with self.telling_why():
            response = super().post(request, *args, **kwargs)
        if response is not None:
            return response
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            data = {"step": "success", "redirect": self.redirect_url}
            refused: HttpResponse = self.render_modal_json(request, data)
            return refused
        return redirect(self.redirect_url)


class DraftViewSet(SnippetViewSet):
    """What modules and programmes have in common."""

    index_view_class = DraftIndexView
    add_view_class = DraftCreateView
    copy_view_class = DraftCopyView
    edit_view_class = DraftEditView
    delete_view_class = DraftDeleteView
    workflow_action_view_class = DraftWorkflowActionView
    chooser_viewset_class = TreeChooserViewSet
    search_backend_name = None
    search_fields = ("title", "summary")
    ordering = ("title", "pk")
    list_per_page = 20

    def on_register(self) -> None:
        register_permission_policy(self.model, DraftPolicy(self.model), exact_class=True)
        super().on_register()


class ModuleViewSet(DraftViewSet):
    model = Module
    edit_view_class = ModuleEditView
    icon = "doc-full-inverse"
    menu_label = _("Modules")
    index_view_class = ModuleIndexView
    chooser_viewset_class = ModuleChooserViewSet
    list_display = (
        "title",
        state_column(),
        number_column("version_number", _("Version")),
        number_column("version_minutes", _("Minutes")),
        number_column("activity_count", _("Activities")),
        claimed_column(),
        welsh_column(),
        DateColumn("last_published_at", label=_("Last published"), sort_key="last_published_at"),
    )
    filterset_class = ModuleFilterSet
    add_label = _("Add module")
    edit_handler = ObjectList(
        [SigningPanel(), *MODULE_PANELS, OriginPanel(heading=_("Where it is used")), PublishingPanel()],
        base_form_class=ModuleForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Module]:
        return with_origin(with_facts(with_parity(Module.objects.all())))


class ProgrammeViewSet(DraftViewSet):
    model = Programme
    icon = "clipboard-list"
    menu_label = _("Programmes")
    list_display = (
        "title",
        state_column(),
        Column("get_stage_display", label=_("Career stage"), sort_key="stage"),
        number_column("version_number", _("Version")),
        welsh_column(),
        DateColumn("last_published_at", label=_("Last published"), sort_key="last_published_at"),
    )
    filterset_class = ProgrammeFilterSet
    edit_view_class = ProgrammeEditView
    add_label = _("Add programme")
    edit_handler = ObjectList(
        [SigningPanel(), *PROGRAMME_PANELS, OriginPanel(heading=_("Where it is used")), PublishingPanel()],
        base_form_class=ProgrammeForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Programme]:
        latest = ProgrammeVersion.objects.filter(programme_key=OuterRef("translation_key")).order_by(
            "-number"
        )
        rows: QuerySet[Programme] = with_parity(Programme.objects.all())
        return with_origin(rows.annotate(version_number=Subquery(latest.values("number")[:1])))


class StudioGroup(SnippetViewSetGroup):
    items = (ModuleViewSet, ProgrammeViewSet, MediaViewSet, BankViewSet, QuestionViewSet)
    menu_label = _("Studio")
    menu_icon = "edit"
    menu_order = 150
    submenu_hook = STUDIO_MENU

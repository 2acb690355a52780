"""The library in the admin, beside its pages: themes, topics, and issues of the newsletter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permissions import register_permission_policy

from cms.site import selectors
from cms.site.models import NewsletterIssue, Theme, Topic
from kernel.access import Viewer
from kernel.admin import Acting, OperatorPolicy, ScopedEditView, ScopedIndexView, ScopedModelViewSet, saves
from kernel.audit import Change, record

SEND = "cms_newsletter_send"


def permission_for(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.change_{model._meta.model_name}"


class EditorsPolicy(OperatorPolicy):
    """Whoever has Wagtail's permission to change such rows adds them too; nobody deletes what pages name."""

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return bool((self.looking | self.writing) & set(actions)) and user.has_perm(
            permission_for(self.model)
        )

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet[Any]:
        found = selectors.users_with(permission_for(self.model))
        return found if (self.looking | self.writing) & set(actions) else found.none()


class LibraryViewSet(ScopedModelViewSet):
    """Screens for editors over rows that are nobody's secret."""

    search_backend_name = None
    add_to_admin_menu = True
    menu_order = 325

    def viewer_for(self, request: HttpRequest) -> Viewer:
        may = request.user.has_perm(permission_for(self.model))
        return Viewer.system("library") if may else Viewer.nobody()

    def on_register(self) -> None:
        register_permission_policy(self.model, EditorsPolicy(self.model), exact_class=True)
        ModelViewSet.on_register(self)


@saves(Theme)
@saves(Topic)
def save_term(acting: Acting, term: Any) -> models.Model:
    is_new = term.pk is None
    term.full_clean()
    term.save()
    kind = term._meta.model_name
    record(f"{kind}.added" if is_new else f"{kind}.changed", Change(term), actor=acting.actor, now=acting.now)
    saved: models.Model = term
    return saved


class TermViewSet(LibraryViewSet):
    icon = "tag"
    list_display = ("title", "title_cy", "order")
    list_export = ("slug", "title", "title_cy", "order")
    ordering = ("order", "title")
    search_fields = ("title", "title_cy")
    inspect_view_fields = ("title", "title_cy", "about", "about_cy", "slug", "order")


class ThemeViewSet(TermViewSet):
    model = Theme
    name = "themes"
    menu_label = _("Themes")


class TopicViewSet(TermViewSet):
    model = Topic
    name = "topics"
    menu_label = _("Topics")


class IssueForm(forms.ModelForm):
    """What has been sent stands as it was read."""

    class Meta:
        model = NewsletterIssue
        fields = ("subject", "topics", "body")
        widgets = {"topics": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.sent_at is not None:
            raise ValidationError(_("This issue has been sent: it stays as it was read. Write a new one."))
        self.instance.chosen_topics = list(cleaned.get("topics") or [])
        return cleaned


@saves(NewsletterIssue)
def save_issue(acting: Acting, issue: Any) -> NewsletterIssue:
    row: NewsletterIssue = issue
    row.save()
    row.topics.set(issue.chosen_topics)
    record("newsletter.written", Change(row), actor=acting.actor, now=acting.now)
    return row


def _send_address(issue: Any) -> str:
    return reverse(SEND, args=[quote(issue.pk)])


def _send_label(issue: Any) -> str:
    return _now("See what was sent") if issue.sent_at else _now("Look at it and send it")


class IssueIndexView(ScopedIndexView):
    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        button = Button(_send_label(instance), url=_send_address(instance), icon_name="mail", priority=5)
        return [button, *super().get_list_more_buttons(instance)]


class IssueEditView(ScopedEditView):
    @property
    def header_more_buttons(self) -> list[Any]:
        button = HeaderButton(_send_label(self.object), url=_send_address(self.object), icon_name="mail")
        return [button, *super().header_more_buttons]

    def get_success_url(self) -> str:
        """After saving comes the look at it."""
        return _send_address(self.object)


class IssueViewSet(LibraryViewSet):
    model = NewsletterIssue
    name = "newsletters"
    icon = "mail"
    menu_label = _("Newsletter")
    index_view_class = IssueIndexView
    edit_view_class = IssueEditView
    related = ("sent_by",)
    ordering = ("-written_at", "-pk")
    list_display = ("subject", "written_at", "sent_at", "recipients", "sent_by")
    list_filter = {"sent_at": ["isnull"]}
    list_export = ("subject", "written_at", "sent_at", "recipients", "sent_by")
    search_fields = ("subject",)
    inspect_view_fields = ("subject", "body", "topics", "written_at", "sent_at", "recipients", "sent_by")

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return forms.modelform_factory(
            NewsletterIssue,
            form=IssueForm,
            fields=("subject", "topics", "body"),
            formfield_callback=_rich,
        )


def _rich(field: Any, **given: Any) -> Any:
    """Wagtail's editor for the text; ticks for the topics."""
    if field.name == "topics":
        given["widget"] = forms.CheckboxSelectMultiple
    return field.formfield(**given)

"""The editor's forms: what would keep a draft from being published is said beside its field, before saving.

Saving a draft checks nothing of this: unfinished work is kept.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from programmes import preflight, trees
from programmes.block_errors import as_stream_error
from programmes.editor.widget import TreeEditor
from programmes.models import Programme
from programmes.rules.problems import Problem
from programmes.rules.validation import reminder_problems
from programmes.states import State, state_of
from programmes.tree_forms import as_tree_error


def _last_writer(draft: Programme) -> Any:
    return draft.latest_revision.user_id if draft.latest_revision else None


class DraftForm(WagtailAdminModelForm):
    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            self.check_publishable()
        return cleaned

    def check_publishable(self) -> None:
        raise LookupError(f"{type(self).__name__} does not say what can be published")

    def refuse(self, name: str, problems: list[Problem]) -> None:
        if problems:
            self.add_error(name, as_stream_error(self.cleaned_data[name], problems))


class ModuleForm(DraftForm):
    def check_publishable(self) -> None:
        body = self.cleaned_data.get("body")
        if body is not None:
            self.refuse("body", preflight.body_problems(self.instance, body.get_prep_value()))


class ProgrammeForm(DraftForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(widget := getattr(self.fields.get("tree"), "widget", None), TreeEditor):
            widget.programme = self.instance
        original = self.instance.source() if self.instance.pk else self.instance
        if original.pk != self.instance.pk and original.live:
            self.initial["tree"] = trees.translated(self.instance.tree, original.tree)

    def clean_slug(self) -> str:
        """The language is not in the form, so Django would leave this to the database."""
        slug: str = self.cleaned_data["slug"]
        others = Programme.objects.filter(slug=slug, locale_id=self.instance.locale_id)
        holder = others.exclude(pk=self.instance.pk).select_related("latest_revision").first()
        if slug and holder is not None:
            raise ValidationError(self.taken_by(holder), code="slug_taken")
        return slug

    def taken_by(self, holder: Programme) -> str:
        if not (
            state_of(holder) is State.DRAFT and self.for_user and _last_writer(holder) == self.for_user.pk
        ):
            message = _("Another programme has the address “%(slug)s”. Choose one that is not taken.")
            return message % {"slug": holder.slug}
        return format_html(
            _(
                "Your own draft <a href='{url}' target='_blank' rel='noreferrer'>{title} (opens in a new tab)"
                "</a> has the address “{slug}”. Go on with that draft, or choose another address here."
            ),
            url=reverse(Programme.snippet_viewset.get_url_name("edit"), args=[quote(holder.pk)]),
            title=str(holder),
            slug=holder.slug,
        )

    def check_publishable(self) -> None:
        tree, rules = self.cleaned_data.get("tree"), self.cleaned_data.get("reminders")
        length = self.cleaned_data.get("duration_days")
        if tree is not None and length is not None:
            self.instance.duration_days, self.instance.tree = length, tree
            problems = preflight.blocking(preflight.tree_problems(self.instance))
            if problems:
                self.add_error("tree", as_tree_error(problems))
        if rules is not None:
            self.refuse("reminders", reminder_problems(rules.get_prep_value()))

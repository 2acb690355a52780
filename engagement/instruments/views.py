"""Questionnaires in the admin: looking, uploading with a look at what would change, publishing, export."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from engagement.instruments import selectors
from engagement.instruments.addresses import DELETE, ENGAGEMENT_MENU, EXPORT, LIST, PUBLISH, UPLOAD, VERSION
from engagement.instruments.errors import InstrumentError, InvalidInstrumentFile
from engagement.instruments.exports import as_yaml, file_name
from engagement.instruments.forms import LicenceForm, LookedAtForm, UploadForm
from engagement.instruments.models import InstrumentVersion
from engagement.instruments.presenters import language_name, page_of, parity_words
from engagement.instruments.rules.parity import states
from engagement.instruments.services import delete_draft, load_instrument, plan_load, publish_version
from engagement.instruments.validators.instrument_file import LARGEST, read_bytes
from kernel import clock
from kernel.admin import is_operator
from kernel.audit import Actor
from programmes.models import Module

SEEING = ("view", "add", "change", "publish")


def may_see(user: Any) -> bool:
    """Operators, and whoever sees the Studio's modules: these see no words that are under licence."""
    return is_operator(user) or bool(
        policy_registry.get_by_type(Module).user_has_any_permission(user, SEEING)
    )


class LookingView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names: tuple[str, ...] = ("get", "head", "options")
    header_icon = "form"
    page_title: Any = _("Questionnaires")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may(self, user: Any) -> bool:
        return may_see(user)

    @cached_property
    def is_operator(self) -> bool:
        return is_operator(self.request.user)

    @cached_property
    def version(self) -> InstrumentVersion:
        found = selectors.version_by_uid(self.kwargs["version_uid"])
        if found is None:
            raise Http404
        return found

    def crumbs(self) -> list[dict[str, Any]]:
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        first = {"url": reverse(LIST), "label": _("Questionnaires")}
        return [*self.breadcrumbs_items, first, *self.crumbs()]


class OperatorView(LookingView):
    http_method_names: tuple[str, ...] = ("get", "post", "head", "options")

    def may(self, user: Any) -> bool:
        return is_operator(user)

    @property
    def actor(self) -> Actor:
        user: Any = self.request.user
        return Actor.user(user.pk)


def crumb_of(version: InstrumentVersion) -> dict[str, Any]:
    label = _now("%(title)s, version %(number)s")
    return {
        "url": reverse(VERSION, args=[version.uid]),
        "label": label % {"title": version.instrument.title, "number": version.number},
    }


class InstrumentsView(LookingView):
    template_name = "leadership/instruments/list.html"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.is_operator:
            return []
        return [HeaderButton(_now("Upload a file"), url=reverse(UPLOAD), icon_name="upload")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            (instrument, version, ", ".join(map(language_name, version.languages)))
            for instrument in selectors.instruments()
            for version in instrument.versions.all()
        ]
        return super().get_context_data(rows=rows, is_operator=self.is_operator, **kwargs)


class VersionView(LookingView):
    template_name = "leadership/instruments/version.html"

    def get_page_title(self) -> str:
        return self.version.instrument.title

    def get_page_subtitle(self) -> str:
        return _now("Version %(number)s") % {"number": self.version.number}

    def crumbs(self) -> list[dict[str, Any]]:
        return [crumb_of(self.version)]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.is_operator:
            return []
        uid = self.version.uid
        found = [HeaderButton(_now("Export"), url=reverse(EXPORT, args=[uid]), icon_name="download")]
        if not self.version.is_published:
            found.insert(
                0, HeaderButton(_now("Publish"), url=reverse(PUBLISH, args=[uid]), icon_name="upload")
            )
            found.append(
                HeaderButton(_now("Delete the draft"), url=reverse(DELETE, args=[uid]), icon_name="bin")
            )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shows_words = self.is_operator or self.version.instrument.is_open
        return super().get_context_data(
            version=self.version,
            page=page_of(selectors.content_of(self.version), with_words=shows_words),
            shows_words=shows_words,
            is_operator=self.is_operator,
            **kwargs,
        )


class UploadView(OperatorView):
    """A file is looked through first; a second press loads it as a draft."""

    template_name = "leadership/instruments/upload.html"
    header_icon = "upload"
    page_title = _("Upload a questionnaire")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": UploadForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        looked_at = LookedAtForm(request.POST)
        if looked_at.is_valid():
            return self.load(looked_at.cleaned_data["text"].encode())
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.refused(form=form)
        return self.look(form.cleaned_data["file"].read(LARGEST + 1))

    def look(self, raw: bytes) -> HttpResponseBase:
        try:
            plan = plan_load(read_bytes(raw))
        except InvalidInstrumentFile as error:
            return self.refused(problems=error.problems)
        except InstrumentError as error:
            return self.refused(refusal=str(error))
        looked_at = LookedAtForm(initial={"text": raw.decode("utf-8-sig")})
        languages = [(language_name(each.language), parity_words(each)) for each in plan.languages]
        return self.render_to_response(
            self.get_context_data(plan=plan, looked_at=looked_at, languages=languages)
        )

    def load(self, raw: bytes) -> HttpResponseBase:
        try:
            version, _plan = load_instrument(read_bytes(raw), actor=self.actor, now=clock.now())
        except InvalidInstrumentFile as error:
            return self.refused(problems=error.problems)
        except InstrumentError as error:
            return self.refused(refusal=str(error))
        message = _now("Version %(number)s of “%(title)s” is there as a draft.")
        values = {"number": version.number, "title": version.instrument.title}
        messages.success(self.request, message % values)
        return redirect(VERSION, version.uid)

    def refused(self, **context: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(**context), status=422)


class PublishView(OperatorView):
    template_name = "leadership/instruments/publish.html"
    header_icon = "upload"
    page_title = _("Publish a questionnaire")

    def crumbs(self) -> list[dict[str, Any]]:
        return [crumb_of(self.version), {"url": "", "label": _now("Publish")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = selectors.content_of(self.version)
        languages = [(language_name(each.language), parity_words(each)) for each in states(content)]
        form = None if self.version.instrument.is_open else LicenceForm()
        return super().get_context_data(
            **{"version": self.version, "languages": languages, "form": form, **kwargs}
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = LicenceForm(request.POST)
        is_open = self.version.instrument.is_open
        if not is_open and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        decision = {} if is_open else form.cleaned_data
        try:
            looked_at = request.POST.get("checksum", "")
            publish_version(self.version, checksum=looked_at, actor=self.actor, now=clock.now(), **decision)
        except InstrumentError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _now("It is published. It can be asked, and it never changes."))
        return redirect(VERSION, self.version.uid)


class DeleteView(OperatorView):
    """A draft alone: what is published stays."""

    template_name = "leadership/instruments/delete.html"
    header_icon = "bin"
    page_title = _("Delete a draft")

    def crumbs(self) -> list[dict[str, Any]]:
        return [crumb_of(self.version), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = self.version.instrument.versions.count() - 1
        return super().get_context_data(version=self.version, others=others, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = self.version
        said = _now("Version %(number)s of “%(title)s” is deleted.")
        said %= {"number": version.number, "title": version.instrument.title}
        try:
            looked_at = request.POST.get("checksum", "")
            delete_draft(version, checksum=looked_at, actor=self.actor, now=clock.now())
        except InstrumentError as error:
            messages.error(request, str(error))
            return redirect(VERSION, version.uid)
        messages.success(request, said)
        return redirect(LIST)


class ExportView(OperatorView):
    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = selectors.content_of(self.version)
        return HttpResponse(
            as_yaml(content),
            content_type="application/yaml; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{file_name(content)}"'},
        )


class InstrumentsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


def menu() -> MenuItem:
    return SubmenuMenuItem(
        _("Engagement"),
        Menu(register_hook_name=ENGAGEMENT_MENU),
        name="engagement",
        icon_name="group",
        order=260,
    )


def menu_item() -> MenuItem:
    return InstrumentsItem(_("Questionnaires"), reverse(LIST), icon_name="form", order=100)


def addresses() -> list[URLPattern]:
    return [
        path("questionnaires/", InstrumentsView.as_view(), name=LIST),
        path("questionnaires/upload/", UploadView.as_view(), name=UPLOAD),
        path("questionnaires/<uuid:version_uid>/", VersionView.as_view(), name=VERSION),
        path("questionnaires/<uuid:version_uid>/publish/", PublishView.as_view(), name=PUBLISH),
        path("questionnaires/<uuid:version_uid>/delete/", DeleteView.as_view(), name=DELETE),
        path("questionnaires/<uuid:version_uid>/export.yaml", ExportView.as_view(), name=EXPORT),
    ]

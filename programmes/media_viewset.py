"""The Studio's screens of videos and sound, and the files themselves for those who work there."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    BaseSnippetChooseView,
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import DeleteView, EditView, SnippetViewSet

from kernel.serving import serve
from programmes.enums import Provider
from programmes.media_forms import MediaForm
from programmes.models import Media
from programmes.rules import recordings

SEEING = ("view", "add", "change")


def length_of(media: Media) -> str:
    minutes, seconds = divmod(media.seconds, 60)
    return f"{minutes}:{seconds:02}"


def source_of(media: Media) -> str:
    return str(Provider(media.provider).label) if media.provider else _now("File")


def language_of(media: Media) -> str:
    return str(dict(settings.LANGUAGES).get(media.language, media.language))


def columns() -> list[Column]:
    return [
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("length", label=_("Length"), accessor=length_of, sort_key="seconds"),
        Column("language", label=_("Language"), accessor=language_of, sort_key="language"),
        Column("source", label=_("Where it is"), accessor=source_of, sort_key="provider"),
    ]


class MediaChooser(BaseSnippetChooseView):
    ordering = ("title", "pk")

    @property
    def columns(self) -> list[Column]:
        return [self.title_column, *columns()]


class MediaChooseView(MediaChooser, ChooseView):
    pass


class MediaChooseResultsView(MediaChooser, ChooseResultsView):
    pass


class MediaChooserViewSet(SnippetChooserViewSet):
    choose_view_class = MediaChooseView
    choose_results_view_class = MediaChooseResultsView

    def get_urlpatterns(self) -> list[Any]:
        """Nothing is made in a chooser: the address that Wagtail mounts for it would fail without a form."""
        return [each for each in super().get_urlpatterns() if each.name != "create"]


class MediaEditView(EditView):
    context_object_name = "recording"
    """Not Django's own choice: pages keep their scripts under "media"."""


class MediaDeleteView(DeleteView):
    context_object_name = "recording"


class MediaViewSet(SnippetViewSet):
    model = Media
    edit_view_class = MediaEditView
    delete_view_class = MediaDeleteView
    icon = "media"
    menu_label = _("Video and audio")
    add_label = _("Add video or audio")
    chooser_viewset_class = MediaChooserViewSet
    search_backend_name = None
    search_fields = ("title",)
    ordering = ("title", "pk")
    list_per_page = 20
    list_display = ("title", *columns())
    list_filter = ("kind",)
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("kind"),
            MultiFieldPanel(
                [
                    FieldPanel("upload"),
                    FieldPanel("captions_upload"),
                    FieldPanel("captions_remove"),
                    FieldPanel("embed"),
                ],
                heading=_("Where it is"),
                help_text=_("A file that is kept here, or a video at a provider. One of the two."),
            ),
            FieldPanel("seconds", help_text=_("4 minutes and 30 seconds are 270.")),
            FieldPanel("language"),
            FieldPanel(
                "transcript",
                help_text=_(
                    "All that is said, and what is seen where it matters: for those who cannot hear or see "
                    "it, or would rather read."
                ),
            ),
        ],
        base_form_class=MediaForm,
    )


@require_safe
def media_file(request: HttpRequest, media_uid: uuid.UUID, name: str) -> HttpResponseBase:
    """A recording or its captions, for whoever may see the Studio's recordings."""
    asked = recordings.wanted(name)
    policy = policy_registry.get_by_type(Media)
    if asked is None or not policy.user_has_any_permission(request.user, SEEING):
        raise Http404
    media = Media.objects.filter(uid=media_uid).select_related("file", "captions").first()
    held = (media.file, media.captions) if media else ()
    stored = next((each for each in held if each and each.sha256 == asked.sha256), None)
    if stored is None:
        raise Http404
    return serve(request, stored, content_type=asked.content_type)

"""The Studio's form of a recording: a file or an address, captions, and what is refused beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from kernel import clock
from programmes.addresses import files_at
from programmes.enums import MediaKind, Provider
from programmes.models import Media
from programmes.rules import embeds
from programmes.services import media as recordings

ACCEPTED = ".webm,.weba,.mp4,.m4v,.m4a,.mp3,.ogg,.oga,.ogv"


class MediaForm(WagtailAdminModelForm):
    upload = forms.FileField(
        required=False,
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("A film as WebM or MP4, or sound as MP3, M4A or Ogg."),
    )
    captions_upload = forms.FileField(
        required=False,
        label=_("Captions"),
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
        help_text=_("A WebVTT file in the language of the recording, wherever words or sounds matter."),
    )
    captions_remove = forms.BooleanField(
        required=False,
        label=_("Take the captions away"),
        help_text=_("Modules that are published keep theirs. A new file above takes their place by itself."),
    )
    embed = forms.CharField(
        required=False,
        max_length=300,
        label=_("Or an address at YouTube or Vimeo"),
        help_text=_(
            "Copy it from the video's page. It is loaded from there only when the doctor asks for it. Its "
            "captions are those that it has there."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=settings.LANGUAGES, initial=get_language()
        )
        held: Media = self.instance
        if held.file:
            said = _now(
                "A file of {size} is kept. <a href='{url}'>Play it</a>, or choose another in its place."
            )
            url = files_at(str(held.uid)) + held.recording().file
            size = filesizeformat(held.file.size)
            self.fields["upload"].help_text = format_html(said, size=size, url=url)
        if held.captions:
            said = _now("Captions are kept. Choose another WebVTT file to put in their place.")
            self.fields["captions_upload"].help_text = said
        else:
            del self.fields["captions_remove"]
        if held.provider:
            self.initial["embed"] = embeds.page_url(embeds.Embed(held.provider, held.address))

    def full_clean(self) -> None:
        super().full_clean()
        sent = [name for name in ("upload", "captions_upload") if self.files.get(name)]
        if self.is_bound and self.errors:
            for name in sent:
                if name not in self.errors:
                    self.add_error(name, _("Choose the file again: a form that comes back has lost it."))

    def clean_embed(self) -> embeds.Embed | None:
        given = self.cleaned_data["embed"]
        if not given:
            return None
        found = embeds.parse(given)
        if found is None or found.provider not in recordings.embed_hosts():
            names = _now(" or ").join(str(Provider(each).label) for each in recordings.embed_hosts())
            message = _now("This is no address of a video at %(names)s. Copy it from the video's own page.")
            raise ValidationError(message % {"names": names}, code="unknown_provider")
        return found

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        if not {"kind", "embed"} <= cleaned.keys():
            return cleaned
        embed, upload = cleaned["embed"], cleaned.get("upload")
        if upload and embed and "embed" in self.changed_data:
            self.add_error("embed", _("There is a file already. Take out the file, or this address."))
        elif upload:
            self._check("upload", lambda: recordings.content_type_of(upload, kind=cleaned["kind"]))
        elif embed:
            self._check_embed(cleaned)
        elif not self.instance.file:
            self.add_error("upload", _("Choose a file, or give an address below."))
        elif "kind" in self.changed_data:
            with recordings.open_file(self.instance) as held:
                self._check("kind", lambda: recordings.content_type_of(held, kind=cleaned["kind"]))
        self._check_captions(cleaned, has_file=bool(upload) or not embed)
        return cleaned

    def _check(self, name: str, checked: Any) -> None:
        try:
            checked()
        except ValidationError as refusal:
            self.add_error(name, refusal)

    def _check_embed(self, cleaned: dict[str, Any]) -> None:
        if cleaned["kind"] != MediaKind.VIDEO:
            self.add_error("kind", _("What is there is a video. Choose “Video”."))

    def _check_captions(self, cleaned: dict[str, Any], *, has_file: bool) -> None:
        captions = cleaned.get("captions_upload")
        if captions and not has_file:
            message = _("Captions belong to a file. Add them to the video where it is, and leave this empty.")
            self.add_error("captions_upload", message)
        elif captions:
            self._check("captions_upload", lambda: recordings.check_captions(captions))

    def save(self, commit: bool = True) -> Any:
        media: Media = super().save(commit=False)
        if not commit:
            return media
        cleaned = self.cleaned_data
        upload = cleaned.get("upload")
        return recordings.keep_media(
            media,
            now=clock.now(),
            file=upload,
            captions_file=cleaned.get("captions_upload"),
            embed=None if upload else cleaned.get("embed"),
            remove_captions=cleaned.get("captions_remove", False),
        )

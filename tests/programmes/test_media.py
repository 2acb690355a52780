"""Recordings: what is refused, what publishing fixes, and the Studio's screens."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from kernel.access import checking_references
from kernel.models import StoredFile
from programmes.enums import MediaKind, Provider
from programmes.media_block import MediaBlock
from programmes.models import Media, Module, ModuleFile, ModuleText
from programmes.rules.embeds import Embed
from programmes.rules.recordings import Recording
from programmes.selectors import body_block, text_of
from programmes.services import media as recordings
from programmes.services.authoring import publish_draft
from programmes.services.media import create_media, keep_media
from tests.factories.programmes import (
    CAPTIONS,
    NOW,
    a_reading,
    a_recording,
    make_media,
    make_module,
    module_version,
    webm,
)
from tests.programmes.forms import form_of

pytestmark = pytest.mark.django_db

MP3 = b"ID3\x04\x00\x00sound"
VIDEO_ID = "dQw4w9WgXcQ"


def named(name: str, content: bytes) -> ContentFile[bytes]:
    return ContentFile(content, name=name)


# What is kept and what is refused


def test_a_film_with_captions_is_kept() -> None:
    media = make_media()
    recording = media.recording()

    assert (media.kind, media.content_type, media.provider) == ("video", "video/webm", "")
    assert media.file is not None
    assert media.captions is not None
    assert recording.file == f"{media.file.sha256}.webm"
    assert recording.captions == f"{media.captions.sha256}.vtt"
    assert media.captions.content_type == "text/vtt"


@pytest.mark.parametrize(
    ("file", "kind", "message"),
    [
        (named("a.webm", b""), "video", "“a.webm” is empty. Choose another file."),
        (
            named("a.mp4", b"<html><script>alert(1)</script>"),
            "video",
            "“a.mp4” does not begin like a recording, whatever it is called. Choose a WebM or MP4 film, "
            "or an MP3, M4A or Ogg sound file.",
        ),
        (
            named("a.mp4", b"\0\0\0\x14ftypqt  "),
            "video",
            "“a.mp4” is QuickTime (MOV), which browsers do not play. Save it as WebM or MP4, or sound "
            "as MP3.",
        ),
        (
            named("a.mp3", MP3),
            "video",
            "“a.mp3” is a sound file. Choose “Audio” above, or a film.",
        ),
        (
            named("a.ogv", b"OggS\0\x80theora"),
            "audio",
            "“a.ogv” is a film. Choose “Video” above, or a sound file.",
        ),
    ],
)
def test_other_files_are_refused(file: Any, kind: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_media(file=file, kind=kind)

    assert refused.value.messages == [message]
    assert not Media.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_above_the_limit_is_refused(settings: Any) -> None:
    settings.LEADERSHIP_MEDIA_MAX_MB = 1
    film = webm(b"x" * recordings.MEGABYTE)

    with pytest.raises(ValidationError, match=r"“film\.webm” is 1\.0.{4}MB, and at most 1\.0.{4}MB can be"):
        make_media(file=named("film.webm", film))
    assert not Media.objects.exists()


def test_captions_that_would_not_show_are_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        make_media(captions_file=named("film.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHi"))

    assert refused.value.messages == [
        "“film.srt” cannot be used as captions. Line 1: The file must begin with the word WEBVTT."
    ]


def test_an_address_takes_the_place_of_a_file_and_the_reverse() -> None:
    media = make_media()

    keep_media(media, now=NOW, embed=Embed(Provider.YOUTUBE, VIDEO_ID))
    assert (media.file, media.captions, media.content_type) == (None, None, "")
    keep_media(media, now=NOW, file=named("film.webm", webm()))
    assert (media.provider, media.address, media.content_type) == ("", "", "video/webm")


def test_what_is_said_to_be_sound_is_served_as_sound() -> None:
    media = make_media(captions_file=None)
    media.kind = MediaKind.AUDIO

    assert keep_media(media, now=NOW).content_type == "audio/webm"


@pytest.mark.parametrize(
    "broken",
    [
        "file_id = NULL",
        "provider = 'youtube', address = 'x'",
        "content_type = ''",
        "file_id = NULL, captions_id = NULL, content_type = '', provider = 'youtube'",
        "seconds = 0",
        "seconds = 21601",
    ],
)
def test_the_database_holds_a_recording_together(broken: str) -> None:
    media = make_media()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE leadership_programmes_media SET {broken} WHERE id = %s", [media.pk])


# Publishing


def published(module: Module) -> tuple[ModuleText, Recording]:
    version = module_version(module)
    text = text_of(version, "en-gb")
    (activity,) = version.activities.all()
    value = body_block(text, activity.key)
    assert value is not None
    return text, value["media"]


def test_publishing_fixes_recording_transcript_and_files() -> None:
    media = make_media()
    module = make_module(activities=[a_recording(media=media)])
    text, recording = published(module)

    assert recording == media.recording()
    assert recording.transcript == "<p>One change, tried small.</p>"
    (activity,) = module_version(module).activities.all()
    assert (activity.kind, activity.scoring) == ("media", {})
    kept = ModuleFile.objects.filter(version=module_version(module))
    assert set(kept.values_list("file", flat=True)) == {media.file_id, media.captions_id}
    assert text.body[0]["value"]["media"] == recording.stored()


def test_a_published_recording_stays_when_its_original_changes(django_assert_num_queries: Any) -> None:
    media = make_media()
    module = make_module(activities=[a_recording(media=media)])
    _text, before = published(module)
    first = media.file
    assert first is not None

    media.transcript = "<p>Other words.</p>"
    keep_media(media, now=NOW, file=named("new.webm", webm(b"other frames")))

    text, recording = published(module)
    assert recording == before
    with checking_references(), pytest.raises(ProtectedError):
        first.delete()
    (activity,) = module_version(module).activities.all()
    with django_assert_num_queries(0):
        body_block(text, activity.key)


def test_publishing_again_brings_the_new_recording_as_new_words() -> None:
    media = make_media()
    module = make_module(activities=[a_recording(media=media)])
    media.transcript = "<p>Other words.</p>"
    keep_media(media, now=NOW, file=named("new.webm", webm(b"other frames")))

    publish_draft(module)
    publish_draft(module)

    text, recording = published(module)
    assert (module_version(module).number, text.minor) == (1, 2)
    assert recording.transcript == "<p>Other words.</p>"
    assert ModuleFile.objects.filter(version=module_version(module)).count() == 3


def test_a_draft_whose_recording_is_gone_cannot_be_published() -> None:
    media = make_media()
    module = make_module(activities=[a_recording(media=media)], publish=False)
    media.delete()

    with pytest.raises(ValidationError, match="Recording: This field is required"):
        publish_draft(module)
    assert not ModuleText.objects.exists()


def test_modules_without_recordings_keep_no_files() -> None:
    module = make_module(activities=[a_reading()])

    assert not ModuleFile.objects.filter(version=module_version(module)).exists()


def test_the_chooser_reads_drafts_and_published_texts() -> None:
    block, one, two = MediaBlock(), make_media("One"), make_media("Two")
    kept = one.recording().stored()

    assert block.bulk_to_python([two.pk, kept, None, one.pk]) == [two, one.recording(), None, one]
    assert block.to_python(kept) == one.recording()
    assert [block.get_prep_value(each) for each in (two, one.recording(), None)] == [two.pk, kept, None]
    assert list(block.extract_references(one.recording())) == []


def test_a_recording_travels_by_its_uid() -> None:
    block, media = MediaBlock(), make_media()

    assert block.to_file(media.pk) == str(media.uid)
    assert block.from_file(str(media.uid)) == media.pk


# The Studio


def address(name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_leadership_programmes_media:{name}", args=args)


def filled(**given: Any) -> dict[str, Any]:
    words = {"text": "One change.", "type": "unstyled", "key": "a"}
    return {
        "title": "Plan, do, study, act",
        "kind": "video",
        "language": "en-gb",
        "seconds": "54",
        "transcript": json.dumps({"blocks": [words], "entityMap": {}}),
        "embed": "",
        **given,
    }


def upload(name: str = "film.webm", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, webm() if content is None else content, content_type="video/webm")


LOST = "Choose the file again: a form that comes back has lost it."


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_a_designer_adds_a_film(studio: Client) -> None:
    captions = SimpleUploadedFile("film.vtt", CAPTIONS.encode())

    response = studio.post(address("add"), filled(upload=upload(), captions_upload=captions))

    assert response.status_code == 302
    media = Media.objects.get()
    assert media.recording().file.endswith(".webm")
    assert media.recording().captions.endswith(".vtt")
    assert "One change." in media.transcript


def test_a_designer_takes_captions_away(studio: Client) -> None:
    """What is published keeps its own; a recording without captions offers nothing to take away."""
    media = make_media()
    module = make_module(activities=[a_recording(media=media)])
    before = published(module)[1].captions
    assert before

    for _time in range(2):
        response = studio.post(address("edit", media.pk), filled(captions_remove="on"))
        assert response.status_code == 302
        media.refresh_from_db()
        assert (media.captions, media.file is not None) == (None, True)

    assert published(module)[1].captions == before
    assert "captions_remove" not in studio.get(address("edit", media.pk)).content.decode()


def test_new_captions_go_before_taking_them_away(studio: Client) -> None:
    media = make_media()
    captions = SimpleUploadedFile("film.vtt", CAPTIONS.replace("small", "large").encode())

    studio.post(address("edit", media.pk), filled(captions_remove="on", captions_upload=captions))

    media.refresh_from_db()
    assert media.captions is not None


def test_a_designer_adds_an_address(studio: Client) -> None:
    response = studio.post(address("add"), filled(embed=f"https://youtu.be/{VIDEO_ID}"))

    assert response.status_code == 302
    media = Media.objects.get()
    assert (media.provider, media.address, media.file) == ("youtube", VIDEO_ID, None)


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({}, "upload", "Choose a file, or give an address below."),
        (
            {"embed": "https://video.example/1"},
            "embed",
            "This is no address of a video at YouTube or Vimeo. Copy it from the video's own page.",
        ),
        (
            {"embed": f"https://youtu.be/{VIDEO_ID}", "kind": "audio"},
            "kind",
            "What is there is a video. Choose “Video”.",
        ),
        (
            {"upload": b"%PDF-1.7"},
            "upload",
            "“film.webm” does not begin like a recording, whatever it is called. Choose a WebM or MP4 film, "
            "or an MP3, M4A or Ogg sound file.",
        ),
        (
            {"upload": None, "embed": f"https://youtu.be/{VIDEO_ID}"},
            "embed",
            "There is a file already. Take out the file, or this address.",
        ),
        (
            {"embed": f"https://youtu.be/{VIDEO_ID}", "captions_upload": CAPTIONS.encode()},
            "captions_upload",
            "Captions belong to a file. Add them to the video where it is, and leave this empty.",
        ),
        (
            {"upload": None, "captions_upload": b"WEBVTT\n\n00:01 --> 00:02\nHi"},
            "captions_upload",
            "“film.vtt” cannot be used as captions. Line 3: Here a time is missing or not written like this: "
            "00:01:02.500 --> 00:01:05.000",
        ),
        (
            {"upload": None, "transcript": '{"blocks": [], "entityMap": {}}'},
            "transcript",
            "This field is required.",
        ),
        ({"upload": None, "seconds": "0"}, "seconds", "Ensure this value is greater than or equal to 1."),
        (
            {"upload": None, "language": "xx"},
            "language",
            "Select a valid choice. xx is not one of the available choices.",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    studio: Client, given: dict[str, Any], field: str, message: str
) -> None:
    sent = dict(given)
    if "upload" in sent:
        sent["upload"] = upload(content=sent["upload"])
    if "captions_upload" in sent:
        sent["captions_upload"] = SimpleUploadedFile("film.vtt", sent["captions_upload"])

    response = studio.post(address("add"), filled(**sent))

    lost = {name: [LOST] for name in ("upload", "captions_upload") if name in sent}
    assert (response.status_code, errors_of(response)) == (200, lost | {field: [message]})
    assert not Media.objects.exists()
    assert not StoredFile.objects.exists()


def test_providers_may_be_switched_off(studio: Client, settings: Any) -> None:
    settings.LEADERSHIP_EMBED_HOSTS = {"vimeo": "player.vimeo.com"}

    response = studio.post(address("add"), filled(embed=f"https://youtu.be/{VIDEO_ID}"))

    assert errors_of(response) == {
        "embed": ["This is no address of a video at Vimeo. Copy it from the video's own page."]
    }


def test_changing_words_keeps_the_file(studio: Client) -> None:
    media = make_media()
    before = media.recording()
    page = studio.get(address("edit", media.pk))

    assert "A file of" in page.content.decode()
    response = studio.post(address("edit", media.pk), filled(title="Another title"))

    assert response.status_code == 302
    media = Media.objects.get()
    assert media.title == "Another title"
    assert (media.recording().file, media.recording().captions) == (before.file, before.captions)


def test_a_sound_file_does_not_become_a_film(studio: Client) -> None:
    media = make_media(kind=MediaKind.AUDIO, file=named("talk.mp3", MP3), captions_file=None)

    response = studio.post(address("edit", media.pk), filled(title=media.title))

    assert errors_of(response) == {
        "kind": ["“Plan, do, study, act” is a sound file. Choose “Audio” above, or a film."]
    }


def test_an_address_is_shown_again_and_a_file_takes_its_place(studio: Client) -> None:
    media = make_media(embed=Embed(Provider.VIMEO, "76979871"))
    page = BeautifulSoup(studio.get(address("edit", media.pk)).content, "html.parser")
    shown = page.select_one("[name=embed]")
    assert shown is not None
    assert shown["value"] == "https://vimeo.com/76979871"

    studio.post(address("edit", media.pk), filled(embed="https://vimeo.com/76979871", upload=upload()))

    media.refresh_from_db()
    assert (media.provider, media.content_type) == ("", "video/webm")


@pytest.mark.parametrize("groups", [None, [], ["Editors"]])
def test_others_reach_no_recording(client: Client, groups: list[str] | None) -> None:
    media = make_media()
    if groups is not None:
        user = get_user_model().objects.create_user(email="other@site.example")
        user.groups.set(Group.objects.filter(name__in=groups))
        client.force_login(user)

    file = reverse("leadership_media_file", args=[media.uid, media.recording().file])

    for where in (address("list"), address("add"), address("edit", media.pk)):
        assert client.get(where).status_code == 302
    assert client.get(file).status_code == (404 if groups == ["Editors"] else 302)


def test_designers_do_not_delete(studio: Client) -> None:
    media = make_media()

    assert studio.post(address("delete", media.pk)).status_code == 302
    assert Media.objects.filter(pk=media.pk).exists()


def test_what_a_module_has_is_not_deleted(client: Client, indexed: None) -> None:
    client.force_login(get_user_model().objects.create_superuser(email="super@site.example"))
    used, unused = make_media("Used"), make_media("Unused")
    make_module(activities=[a_recording(media=used)], publish=False)

    said = client.post(address("delete", used.pk), follow=True).content.decode()
    client.post(address("delete", unused.pk))

    assert "“Used” was not deleted: a module has it. Choose another recording there first." in said
    assert list(Media.objects.all()) == [used]


def test_designers_play_what_is_kept(studio: Client, on_disk: None) -> None:
    media = make_media()
    recording = media.recording()
    file, captions = (
        studio.get(reverse("leadership_media_file", args=[media.uid, name]), headers={"Range": "bytes=0-3"})
        for name in (recording.file, recording.captions)
    )

    assert (file.status_code, file["Content-Type"]) == (206, "video/webm")
    assert (captions.status_code, captions["Content-Type"]) == (206, "text/vtt")
    assert b"".join(file.streaming_content) == b"\x1a\x45\xdf\xa3"
    assert b"".join(captions.streaming_content) == b"WEBV"


def test_other_names_and_other_recordings_are_not_there(studio: Client) -> None:
    media, other = make_media(), make_media("Other", file=named("b.webm", webm(b"else")))
    names = ["film.webm", other.recording().file, f"{'0' * 64}.webm", media.recording().file[:-4] + "html"]

    for name in names:
        assert studio.get(reverse("leadership_media_file", args=[media.uid, name])).status_code == 404
    assert studio.get(reverse("leadership_media_file", args=[uuid4(), names[1]])).status_code == 404


def test_the_preview_plays_the_recording_from_the_studio(studio: Client) -> None:
    media = make_media()
    module = make_module(activities=[a_recording(media=media)], publish=False)
    edit = reverse("wagtailsnippets_leadership_programmes_module:edit", args=[module.pk])
    preview = reverse("wagtailsnippets_leadership_programmes_module:preview_on_edit", args=[module.pk])

    assert studio.post(preview, form_of(studio.get(edit))).json() == {"is_valid": True, "is_available": True}
    page = BeautifulSoup(studio.get(preview).content, "html.parser")

    film = page.select_one("video")
    assert film is not None
    assert film["src"] == reverse("leadership_media_file", args=[media.uid, media.recording().file])
    assert page.select("[data-position]") == []


def test_create_media_refuses_what_a_form_would() -> None:
    with pytest.raises(ValidationError):
        create_media(title="", transcript="", seconds=0, now=NOW, embed=Embed(Provider.VIMEO, "1"))
    assert not Media.objects.exists()

"""Recordings travel with their programme: words in the file, bytes in the folder beside it."""

from __future__ import annotations

import hashlib
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from kernel.files import private_storage
from kernel.models import StoredFile
from programmes.interchange.exporting import document_of, find
from programmes.interchange.importing import Refused, import_document
from programmes.interchange.reading import written
from programmes.models import Media, Module, ModuleFile, ModuleText
from tests.factories.programmes import (
    CAPTIONS,
    a_reading,
    a_recording,
    make_media,
    make_module,
    make_programme,
    webm,
)
from tests.programmes.interchange.test_round_trip import empty_the_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Path) -> None:
    """Files of these tests lie in a folder of their own."""
    changed = dict(settings.STORAGES)
    changed["leadership_private"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "private")},
    }
    settings.STORAGES = changed


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


FILM, WORDS = sha(webm()), sha(CAPTIONS.encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A film and its captions, beside a programme file."""
    made = tmp_path / "small.files"
    made.mkdir()
    (made / FILM).write_bytes(webm())
    (made / WORDS).write_bytes(CAPTIONS.encode())
    return made


@pytest.fixture
def watched(document: Any) -> Any:
    body = document["modules"][1]["body"]
    body.append({"type": "media", "id": "film", "title": "See it", "minutes": 1, "media": "cycle"})
    document["media"] = [
        {
            "id": "cycle",
            "title": "The cycle",
            "kind": "video",
            "language": "en-gb",
            "seconds": 54,
            "transcript": "<p>Plan, do, study, act.</p>",
            "file": FILM,
            "captions": WORDS,
        }
    ]
    return document


def refusals(document: Any, **how: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        import_document(document, **how)
    assert not Media.objects.exists()
    assert not StoredFile.objects.exists()
    return [f"{written(each.path)}: {each.message}" for each in refusal.value.problems]


def kept_files() -> list[str]:
    root = Path(private_storage().path(""))
    return sorted(path.name for path in root.rglob("*") if path.is_file()) if root.exists() else []


def test_a_recording_comes_with_its_programme(watched: Any, folder: Path) -> None:
    import_document(watched, files=folder)

    media = Media.objects.select_related("file", "captions").get()
    assert media.file is not None
    assert media.captions is not None
    assert (media.title, media.seconds, media.content_type) == ("The cycle", 54, "video/webm")
    assert (media.file.sha256, media.captions.sha256) == (FILM, WORDS)
    assert sorted(ModuleFile.objects.values_list("file__sha256", flat=True)) == sorted([FILM, WORDS])
    assert [str(each.change) for each in import_document(watched, files=folder)] == ["same", "same", "same"]
    assert [str(each.change) for each in import_document(watched)] == ["same", "same", "same"]


def test_the_round_trip_is_exact(watched: Any, folder: Path, tmp_path: Path) -> None:
    import_document(watched, files=folder)
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    out = StringIO()
    call_command("export_programme", "small", output=str(first), stdout=out)
    beside = tmp_path / "first.files"
    assert out.getvalue() == f"Written to {first}, with 2 files in {beside}.\n"
    assert {path.name: sha(path.read_bytes()) for path in beside.iterdir()} == {FILM: FILM, WORDS: WORDS}

    empty_the_site()
    Media.objects.all().delete()
    call_command("import_programme", str(first), stdout=StringIO())
    call_command("export_programme", "small", output=str(second), stdout=StringIO())

    assert second.read_bytes() == first.read_bytes()
    err = StringIO()
    call_command("export_programme", "small", stdout=StringIO(), stderr=err)
    assert err.getvalue() == "The files of recordings are only written beside a file: give --output.\n"


def test_a_changed_transcript_is_published(watched: Any, folder: Path) -> None:
    import_document(watched, files=folder)
    watched["media"][0]["transcript"] = "<p>In other words.</p>"

    changes = [str(each.change) for each in import_document(watched, files=folder)]

    assert changes == ["same", "changed", "same"]
    text = ModuleText.objects.filter(title="Handover").latest("minor")
    assert (text.minor, "In other words." in json.dumps(text.body)) == (2, True)


def test_a_video_at_a_provider_needs_no_file(watched: Any) -> None:
    media = watched["media"][0]
    del media["file"], media["captions"]
    media |= {"provider": "vimeo", "address": "76979871"}

    import_document(watched)

    found = document_of(find("small"))["media"]
    assert [(each["provider"], each["address"], each["file"]) for each in found] == [
        ("vimeo", "76979871", "")
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"file": "f" * 64},
            f"media[0].file: The file {'f' * 64} is not in the folder beside the programme file.",
        ),
        ({"file": "x"}, "media[0].file: “x” is no SHA-256: 64 of the characters 0 to 9 and a to f."),
        ({"file": ""}, "media[0]: Give either a file, or a provider and its address."),
        ({"seconds": 0}, "media[0].seconds: At least 1."),
        ({"transcript": "<b>x"}, "media[0].transcript: <b> is not closed."),
        ({"id": "other"}, "modules[1].body[3].media: “cycle” is neither in this file nor on this site."),
    ],
)
def test_what_cannot_be_taken(change: dict[str, Any], said: str, watched: Any, folder: Path) -> None:
    watched["media"][0] |= change

    assert refusals(watched, files=folder) == [said]
    assert kept_files() == []


def test_files_are_what_their_names_say(watched: Any, folder: Path) -> None:
    (folder / FILM).write_bytes(b"something else")
    assert refusals(watched, files=folder) == [
        "media[0].file: The content of the file is not what its name says."
    ]

    bad = b"MZ" + bytes(200)
    (folder / sha(bad)).write_bytes(bad)
    watched["media"][0]["file"] = sha(bad)
    (said,) = refusals(watched, files=folder)
    assert said.startswith("media[0]: ")
    assert "does not begin like a recording" in said
    assert kept_files() == []


def test_nothing_is_kept_where_something_else_is_wrong(watched: Any, folder: Path) -> None:
    watched["modules"][0]["body"][2]["pass_mark"] = 5
    refusals(watched, files=folder)
    assert kept_files() == []

    watched["modules"][0]["body"][2]["pass_mark"] = 1
    import_document(watched, files=folder, check=True)
    assert not Media.objects.exists()
    assert kept_files() == []


def test_a_recording_of_the_studio_travels(framework: Any) -> None:
    media = make_media()
    module = make_module(activities=[a_reading(), a_recording(media=media)])
    make_programme(modules=[module], slug="studio")

    (found,) = document_of(find("studio"))["media"]
    assert (found["id"], found["file"], found["seconds"]) == (str(media.uid), FILM, 54)
    assert Module.objects.count() == 1

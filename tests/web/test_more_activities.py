"""Links, checklists and recordings as a learner meets them; who may have the files."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse

from lms.enrolment.models import Contract
from lms.records.models import Attempt, LearningFact
from programmes.enums import MediaKind, Provider
from programmes.models import Media
from programmes.rules.embeds import Embed
from tests.factories import programmes, trusts
from tests.factories.courses import World, make_world
from tests.factories.programmes import a_checklist, a_link, a_recording, make_media, webm
from tests.ready import ready
from tests.web.conftest import text_of

LINK, LIST, FILM = "What others do", "Before your next meeting", "See it done"
VIDEO_ID = "dQw4w9WgXcQ"


def world_of(world: World, *, media: Media | None = None) -> World:
    """The same trust, with seats in a programme of the three kinds."""
    module = programmes.make_module(activities=[a_link(), a_checklist(), a_recording(media=media)])
    programme = programmes.make_programme(modules=[module])
    contract = Contract.objects.create(
        organisation=world.trust,
        programme=programme,
        seats=10,
        starts_on=world.contract.starts_on,
        ends_on=world.contract.ends_on,
    )
    return World(world.trust, world.lead, programme, contract, world.now)


ready_other = ready("ready_more_activities", lambda: world_of(make_world()))


@pytest.fixture
def other(ready_more_activities: World) -> World:
    return ready_more_activities


def address(world: World, row: Any, title: str, name: str = "activity", *more: str) -> str:
    return reverse(f"leadership_learn:{name}", args=[row.uid, world.key(title), *more])


def facts() -> Any:
    return LearningFact.objects.unscoped(reason="a test")


def attempts() -> Any:
    return Attempt.objects.unscoped(reason="a test")


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_a_link_is_marked_as_done(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    client = as_user(user)
    here = address(other, row, LINK)

    page = soup(client.get(here))
    assert [each["href"] for each in page.select("form a")] == ["https://www.example.org/meetings"]
    assert page.select("script[src*=drafts], script[src*=media]") == []
    assert client.post(here).status_code == 302

    assert [(fact.verb, fact.result) for fact in facts()] == [("completed", {})]
    assert attempts().count() == 0


def test_ticks_are_kept_as_a_draft_and_complete_the_checklist(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    client = as_user(user)
    here = address(other, row, LIST)
    first, second = other.activity(LIST).scoring["items"]

    client.post(address(other, row, LIST, "save_draft"), {"ticked": first})
    page = soup(client.get(here))
    assert [box["value"] for box in page.select("[checked]")] == [first]
    assert len(page.select("script[src*=drafts]")) == 1
    assert attempts().get().state == {"ticked": [first]}

    client.post(here, {"ticked": [first, second]})
    assert [(fact.verb, fact.result) for fact in facts()] == [("completed", {"ticked": 2, "of": 2})]
    page = soup(client.get(here))
    assert [box["value"] for box in page.select("fieldset[disabled] [checked]")] == [first, second]


def test_a_checklist_that_is_not_all_ticked_says_how_far(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    first, second = other.activity(LIST).scoring["items"]

    response = as_user(user).post(address(other, row, LIST), {"ticked": second})

    page = soup(response)
    said = "1 of 2 is ticked. What you ticked is kept when you press “Save draft”."
    assert response.status_code == 422
    assert [(each["href"], each.text) for each in page.select(".nhsuk-error-summary a")] == [
        (f"#answer-{first}", said)
    ]
    assert [box["value"] for box in page.select("[checked]")] == [second]
    assert facts().count() == 0


# Recordings


def test_a_film_has_captions_transcript_and_a_button_of_its_own(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    client = as_user(user)
    here = address(other, row, FILM)
    recording = Media.objects.get().recording()

    response = client.get(here)
    page = soup(response)

    (film,), (track,) = page.select("video"), page.select("track")
    assert (film["src"], track["src"]) == (f"media/{recording.file}", f"media/{recording.captions}")
    assert (film["preload"], film.has_attr("controls"), track["srclang"]) == ("metadata", True, "en-gb")
    (transcript,) = page.select("details .nhsuk-details__text")
    assert " ".join(transcript.text.split()) == "One change, tried small."
    assert [each.text for each in page.select("form[data-draft] button[type=submit]")] == [
        "I have watched it"
    ]
    assert len(page.select("script[src*='players/media']")) == 1
    assert "frame-src" not in response["Content-Security-Policy"]

    assert client.post(here).status_code == 302
    assert [(fact.verb, fact.result) for fact in facts()] == [("completed", {})]
    done = soup(client.get(here))
    assert done.select("script[src*='players/media']") == []
    assert len(done.select("video")) == 1


def test_it_goes_on_where_somebody_stopped(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    client = as_user(user)
    here, draft = address(other, row, FILM), address(other, row, FILM, "save_draft")

    client.post(draft, {"position": "31"}, headers={"Accept": "application/json"})
    response = client.get(here)

    assert attempts().get().state == {"position": 31}
    page = soup(response)
    assert str(page.select("video")[0]["src"]).endswith(".webm#t=31")
    assert page.select("[data-position]")[0]["value"] == "31"
    assert "It goes on from 0:31, where you stopped." in text_of(response)
    client.post(here, {"position": "31"})
    assert not str(soup(client.get(here)).select("video")[0]["src"]).endswith("#t=31")


@pytest.mark.parametrize("posted", ["", "0", "-1", "1e3", "x", "9999999", "٣"])
def test_a_place_that_is_none_is_not_kept(other: World, as_user: Any, posted: str) -> None:
    user, row = other.enrolled()

    as_user(user).post(address(other, row, FILM, "save_draft"), {"position": posted})

    assert attempts().get().state == {}


def test_sound_is_listened_to(world: World, as_user: Any) -> None:
    talk = make_media(kind=MediaKind.AUDIO, captions_file=None)
    other = world_of(world, media=talk)
    user, row = other.enrolled()

    page = soup(as_user(user).get(address(other, row, FILM)))

    assert [each["src"] for each in page.select("audio")] == [f"media/{talk.recording().file}"]
    assert [each.text for each in page.select("form[data-draft] button[type=submit]")] == [
        "I have listened to it"
    ]


@pytest.mark.parametrize(
    ("embed", "name", "host", "src"),
    [
        (
            Embed(Provider.YOUTUBE, VIDEO_ID),
            "YouTube",
            "https://www.youtube-nocookie.com",
            f"https://www.youtube-nocookie.com/embed/{VIDEO_ID}?rel=0",
        ),
        (
            Embed(Provider.VIMEO, "76979871"),
            "Vimeo",
            "https://player.vimeo.com",
            "https://player.vimeo.com/video/76979871?dnt=1",
        ),
    ],
)
def test_what_is_at_a_provider_is_loaded_when_asked_for(
    world: World, as_user: Any, embed: Embed, name: str, host: str, src: str
) -> None:
    other = world_of(world, media=make_media(embed=embed))
    user, row = other.enrolled()
    client = as_user(user)
    here = address(other, row, FILM)

    before = client.get(here)
    (button,) = soup(before).select("#recording a")
    assert (button.text, button["href"]) == (
        f"Load the video from {name}",
        f"?load={embed.provider}#recording",
    )
    assert soup(before).select("iframe") == []
    assert "frame-src" not in before["Content-Security-Policy"]

    after = client.get(here, {"load": embed.provider})
    (frame,) = soup(after).select("iframe")
    assert (frame["src"], frame["title"]) == (src, "Plan, do, study, act")
    assert f"frame-src {host}" in after["Content-Security-Policy"]

    for asked in ("other", "", "https://evil.example"):
        assert soup(client.get(here, {"load": asked})).select("iframe") == []


def test_a_provider_that_was_switched_off_is_only_linked(world: World, as_user: Any, settings: Any) -> None:
    other = world_of(world, media=make_media(embed=Embed(Provider.YOUTUBE, VIDEO_ID)))
    user, row = other.enrolled()
    settings.LEADERSHIP_EMBED_HOSTS = {}

    response = as_user(user).get(address(other, row, FILM), {"load": "youtube"})

    assert soup(response).select("iframe") == []
    assert [each["href"] for each in soup(response).select("#recording a")] == [
        f"https://www.youtube.com/watch?v={VIDEO_ID}"
    ]
    assert "frame-src" not in response["Content-Security-Policy"]


# Files


def test_the_learner_has_the_file_in_parts(on_disk: None, world: World, as_user: Any) -> None:
    other = world_of(world)
    user, row = other.enrolled()
    client = as_user(user)
    name = Media.objects.get().recording().file
    file = address(other, row, FILM, "media", name)

    whole = client.get(file)
    part = client.get(file, headers={"Range": "bytes=0-3"})
    beyond = client.get(file, headers={"Range": "bytes=999-"})
    again = client.get(file, headers={"If-None-Match": whole["ETag"]})

    assert [each.status_code for each in (whole, part, beyond, again)] == [200, 206, 416, 304]
    assert b"".join(whole.streaming_content) == webm()
    assert b"".join(part.streaming_content) == webm()[:4]
    assert (part["Content-Range"], beyond["Content-Range"]) == (
        f"bytes 0-3/{len(webm())}",
        f"bytes */{len(webm())}",
    )
    assert (whole["Content-Type"], whole["X-Content-Type-Options"]) == ("video/webm", "nosniff")
    assert whole["Cache-Control"] == "private, max-age=3600"


def test_a_file_takes_the_same_few_queries(
    other: World, as_user: Any, django_assert_num_queries: Any
) -> None:
    user, row = other.enrolled()
    client = as_user(user)
    file = address(other, row, FILM, "media", Media.objects.get().recording().captions)
    client.head(file)

    with django_assert_num_queries(5):
        client.head(file)


def test_nobody_else_has_the_file(other: World, as_user: Any) -> None:
    _user, row = other.enrolled()
    stranger, _row = other.enrolled("another@mail.example")
    file = address(other, row, FILM, "media", Media.objects.get().recording().file)

    assert as_user(stranger).get(file).status_code == 404
    assert as_user(other.lead).get(file).status_code == 404


def test_an_invitation_has_to_be_answered_first(other: World, as_user: Any) -> None:
    user = trusts.make_user("doctor@mail.example")
    trusts.make_person(user)
    (invited,) = other.invite("doctor@mail.example")
    file = address(other, invited, FILM, "media", Media.objects.get().recording().file)

    assert as_user(user).get(file).status_code == 404


def test_names_of_other_files_are_not_there(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    known = Media.objects.get().recording().file
    names = ["film.webm", f"{'0' * 64}.webm", known.replace("webm", "html"), known.upper()]

    for name in names:
        assert as_user(user).get(address(other, row, FILM, "media", name)).status_code == 404


def test_a_file_of_another_module_is_not_there(other: World, as_user: Any) -> None:
    user, row = other.enrolled()
    elsewhere = make_media("Elsewhere", file=ContentFile(webm(b"else"), name="b.webm"))
    programmes.make_module(activities=[a_recording(media=elsewhere)])

    response = as_user(user).get(address(other, row, FILM, "media", elsewhere.recording().file))

    assert response.status_code == 404

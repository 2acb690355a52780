"""What browsers play, captions that show, and addresses of providers: from bytes and words alone."""

from __future__ import annotations

import pytest

from programmes.enums import Provider
from programmes.rules import captions
from programmes.rules.embeds import HOSTS, Embed, page_url, parse, player_url
from programmes.rules.recordings import EXTENSIONS, Recording, Wanted, format_of, name_of, wanted
from tests.factories.programmes import webm

BOTH, VIDEO, AUDIO = ["audio", "video"], ["video"], ["audio"]


@pytest.mark.parametrize(
    ("head", "name", "kinds"),
    [
        (webm(), "WebM", BOTH),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "MP4", BOTH),
        (b"\x00\x00\x00\x18ftypmp42", "MP4", BOTH),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00", "M4A", AUDIO),
        (b"ID3\x04\x00\x00", "MP3", AUDIO),
        (b"\xff\xfb\x90\x64", "MP3", AUDIO),
        (b"OggS" + b"\0" * 24 + b"OpusHead", "Ogg", AUDIO),
        (b"OggS" + b"\0" * 24 + b"\x01vorbis", "Ogg", AUDIO),
        (b"OggS" + b"\0" * 24 + b"\x80theora", "Ogg", VIDEO),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska", "Matroska (MKV)", []),
        (b"\x00\x00\x00\x14ftypqt  ", "QuickTime (MOV)", []),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "AVI", []),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "WAV", []),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media", []),
    ],
)
def test_formats_are_told_by_how_they_begin(head: bytes, name: str, kinds: list[str]) -> None:
    found = format_of(head)

    assert found is not None
    assert (found.name, sorted(found.content_types)) == (name, kinds)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff",
        b"\xff\xfb",
        b"\xff\xfb\xf0\x64",  # a rate that MP3 does not have
        b"\xff\xd8\xff\xe0",  # a photograph
        b"OggS\0\0",
        b"\x00\x00\x00\x18ftypheic",
        b"<html><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg onload='alert(1)'/>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"MZ\x90\x00",
        b"WEBVTT\n",
        b"<!-- \x1a\x45\xdf\xa3 webm -->",
    ],
)
def test_what_is_no_recording(head: bytes) -> None:
    assert format_of(head) is None


def test_every_type_has_a_name_and_the_name_leads_back() -> None:
    digest = "0f" * 32
    for content_type in EXTENSIONS:
        assert wanted(name_of(digest, content_type)) == Wanted(digest, content_type)


@pytest.mark.parametrize(
    "name", ["", "film.webm", f"{'0f' * 32}.html", f"{'0F' * 32}.webm", f"../{'0f' * 32}.webm", "0f" * 32]
)
def test_other_names_are_of_nothing(name: str) -> None:
    assert wanted(name) is None


def test_a_text_may_hold_more_or_less_than_we_know() -> None:
    stored = {"uid": "u", "title": "t", "kind": "video", "language": "cy", "seconds": 3, "transcript": "<p/>"}

    assert Recording.of({**stored, "later": 1}) == Recording("u", "t", "video", "cy", 3, "<p/>")
    assert Recording.of(Recording.of(stored).stored()) == Recording.of(stored)


GOOD = """WEBVTT - made for a test
Kind: captions

NOTE nobody sees this
over two lines

STYLE
::cue { color: yellow }

1
00:00.000 --> 00:05.000 line:80% align:start
One change, tried small.

00:05.000 --> 00:13.000
Plan.
What do you expect?

end
01:00:00.000 --> 01:00:01.500
Bye.
"""


@pytest.mark.parametrize("text", [GOOD, GOOD.replace("\n", "\r\n"), f"\ufeff{GOOD}"])
def test_captions_that_browsers_show(text: str) -> None:
    assert captions.check(text.encode()) == 3


CUE = "WEBVTT\n\n"


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "The file must begin with the word WEBVTT."),
        (b"WEBVTTX\n", 1, "The file must begin with the word WEBVTT."),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHello", 1, "The file must begin with the word WEBVTT."),
        (b"WEBVTT\n", 2, "There are no captions in it."),
        (b"WEBVTT\n\nNOTE only this\n", 4, "There are no captions in it."),
        (
            b"WEBVTT\n\n00:00.000 --> 00:01.000\n\xff",
            4,
            "Save the file as UTF-8: some letters cannot be read.",
        ),
        (b"WEBVTT\n\n\0", 3, "This is no text file."),
        (
            f"{CUE}00:01 --> 00:02\nHi".encode(),
            3,
            "Here a time is missing or not written like this: 00:01:02.500 --> 00:01:05.000",
        ),
        (
            f"{CUE}00:00:01,000 --> 00:00:02,000\nHi".encode(),
            3,
            "Here a time is missing or not written like this: 00:01:02.500 --> 00:01:05.000",
        ),
        (
            f"{CUE}Words without a time".encode(),
            3,
            "Here a time is missing or not written like this: 00:01:02.500 --> 00:01:05.000",
        ),
        (f"{CUE}00:02.000 --> 00:01.000\nHi".encode(), 3, "The caption ends before it begins."),
        (f"{CUE}7\n00:02.000 --> 00:03.000".encode(), 4, "The caption has no words."),
        (
            f"{CUE}00:05.000 --> 00:06.000\nTwo\n\n00:01.000 --> 00:02.000\nOne".encode(),
            6,
            "The caption begins before the one above it: put them in order.",
        ),
    ],
)
def test_captions_that_are_not_say_where(content: bytes, line: int, message: str) -> None:
    with pytest.raises(captions.BadCaptions) as refused:
        captions.check(content)

    assert (refused.value.line, refused.value.message) == (line, message)
    assert str(refused.value) == f"Line {line}: {message}"


VIDEO_ID = "dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("url", "embed"),
    [
        (f"https://www.youtube.com/watch?v={VIDEO_ID}&t=10s", Embed(Provider.YOUTUBE, VIDEO_ID)),
        (f" https://youtu.be/{VIDEO_ID}?si=x ", Embed(Provider.YOUTUBE, VIDEO_ID)),
        (f"https://m.youtube.com/shorts/{VIDEO_ID}", Embed(Provider.YOUTUBE, VIDEO_ID)),
        (f"https://www.youtube-nocookie.com/embed/{VIDEO_ID}", Embed(Provider.YOUTUBE, VIDEO_ID)),
        ("https://vimeo.com/76979871", Embed(Provider.VIMEO, "76979871")),
        ("https://vimeo.com/76979871/0a1b2c3d4e", Embed(Provider.VIMEO, "76979871/0a1b2c3d4e")),
        (
            "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e",
            Embed(Provider.VIMEO, "76979871/0a1b2c3d4e"),
        ),
        (f"http://www.youtube.com/watch?v={VIDEO_ID}", None),
        (f"https://www.youtube.com.evil.example/watch?v={VIDEO_ID}", None),
        (f"https://evil@www.youtube.com/watch?v={VIDEO_ID}", None),
        ("https://www.youtube.com/watch?v=short", None),
        ("https://www.youtube.com/watch?v=../../etc/pwd", None),
        ('https://www.youtube.com/embed/"onload="x', None),
        ("https://www.youtube.com/", None),
        ("https://vimeo.com/channels/staffpicks", None),
        ("https://vimeo.com/76979871?h=<script>", None),
        ("https://video.example/76979871", None),
        ("https://[::1", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_addresses_of_videos(url: str, embed: Embed | None) -> None:
    assert parse(url) == embed


def test_what_is_framed_and_where_the_page_is() -> None:
    youtube, hidden = Embed(Provider.YOUTUBE, VIDEO_ID), Embed(Provider.VIMEO, "76979871/0a1b2c3d4e")

    assert player_url(youtube, HOSTS) == f"https://www.youtube-nocookie.com/embed/{VIDEO_ID}?rel=0"
    assert player_url(hidden, HOSTS) == "https://player.vimeo.com/video/76979871?dnt=1&h=0a1b2c3d4e"
    assert player_url(youtube, {Provider.VIMEO: "player.vimeo.com"}) == ""
    assert [page_url(each) for each in (youtube, hidden)] == [
        f"https://www.youtube.com/watch?v={VIDEO_ID}",
        "https://vimeo.com/76979871/0a1b2c3d4e",
    ]
    assert [parse(page_url(each)) for each in (youtube, hidden)] == [youtube, hidden]

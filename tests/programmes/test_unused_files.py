"""Files that nothing uses any more are put away after thirty days, and no others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from kernel.files import private_storage, purge_unused, store
from kernel.models import StoredFile
from programmes.models import Media
from programmes.services.media import keep_media
from tests.factories.brands import a_brand
from tests.factories.programmes import NOW, a_recording, make_media, make_module, webm
from tests.factories.trusts import make_trust, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def replaced(media: Media) -> StoredFile:
    """The film that another took the place of."""
    before = media.file
    assert before is not None
    keep_media(media, now=NOW, file=ContentFile(webm(b"other frames"), name="new.webm"))
    return before


def is_kept(stored: StoredFile) -> bool:
    there = private_storage().exists(stored.name)
    assert StoredFile.objects.filter(pk=stored.pk).exists() == there
    return there


def test_a_recording_that_was_replaced_goes_after_thirty_days() -> None:
    media = make_media()
    old = replaced(media)

    assert purge_unused(now=NOW) == 0
    assert purge_unused(now=NOW + 29 * DAY) == 0
    assert is_kept(old)
    assert purge_unused(now=NOW + 30 * DAY) == 1

    assert not is_kept(old)
    assert media.file is not None
    assert media.captions is not None
    assert (is_kept(media.file), is_kept(media.captions)) == (True, True)
    assert purge_unused(now=NOW + 300 * DAY) == 0


def test_what_a_version_keeps_stays() -> None:
    media = make_media()
    make_module(activities=[a_recording(media=media)])
    old = replaced(media)

    for days in (0, 31, 400):
        assert purge_unused(now=NOW + days * DAY) == 0

    assert is_kept(old)
    assert not StoredFile.objects.filter(unused_since__isnull=False).exists()


def test_what_is_used_again_in_time_begins_anew() -> None:
    media = make_media()
    old = replaced(media)
    purge_unused(now=NOW)
    make_media("Another", file=ContentFile(webm(), name="film.webm"))

    assert purge_unused(now=NOW + 31 * DAY) == 0

    assert is_kept(old)
    old.refresh_from_db()
    assert old.unused_since is None


def test_a_logo_stays_while_it_is_worn_and_goes_afterwards() -> None:
    brand = a_brand(make_trust(), make_user())
    assert brand.logo is not None
    purge_unused(now=NOW)
    assert purge_unused(now=NOW + 31 * DAY) == 0

    logo = brand.logo
    brand.delete()
    purge_unused(now=NOW + 32 * DAY)

    assert purge_unused(now=NOW + 62 * DAY) == 1
    assert not is_kept(logo)


def test_the_days_are_a_setting(settings: object) -> None:
    settings.LEADERSHIP_UNUSED_FILE_DAYS = 3  # type: ignore[attr-defined]
    store(ContentFile(b"nobody's"), content_type="text/plain", now=NOW)
    purge_unused(now=NOW)

    assert purge_unused(now=NOW + 2 * DAY) == 0
    assert purge_unused(now=NOW + 3 * DAY) == 1

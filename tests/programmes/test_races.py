"""Two people who press Publish at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Locale

from programmes.models import Module, ModuleText, ModuleVersion, ProgrammeVersion
from programmes.models.drafts import PublishedSnippet
from programmes.services.authoring import module_body_data
from tests.factories.programmes import a_quiz, a_reading, a_reflection, make_module, make_programme

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: list[Callable[[], Any]]) -> list[Exception]:
    """Run all of them together; what went wrong, if anything."""
    together, failures = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            together.wait(timeout=10)
            act()
        except Exception as failure:  # noqa: BLE001 -- whatever it is, the test shows it
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return failures


def publishing(draft: PublishedSnippet, revision_id: int) -> Callable[[], Any]:
    def publish() -> None:
        fresh = type(draft).objects.get(pk=draft.pk)
        fresh.revisions.get(pk=revision_id).publish()

    return publish


def revision_with(module: Module, activities: list[Any]) -> int:
    module.body = module_body_data(module.translation_key, activities)
    return int(module.save_revision().pk)


def test_different_structures_get_different_numbers() -> None:
    module = make_module(activities=[a_reading()])
    structures = [[a_quiz()], [a_reflection()], [a_reading(), a_quiz()], [a_quiz(), a_reading()]]
    revisions = [revision_with(module, each) for each in structures]

    assert at_once([publishing(module, each) for each in revisions]) == []

    assert sorted(ModuleVersion.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert Module.objects.get().live_revision_id in revisions


def test_the_first_version_is_made_once() -> None:
    module = make_module(publish=False)
    revision = module.latest_revision_id

    assert at_once([publishing(module, revision)] * 4) == []

    assert list(ModuleVersion.objects.values_list("number", flat=True)) == [1]
    assert list(ModuleText.objects.values_list("minor", flat=True)) == [1]


def test_words_in_two_languages_at_once() -> None:
    module = make_module("Meetings")
    copied = module.copy_for_translation(Locale.objects.get_or_create(language_code="cy")[0])
    copied.title = "Cyfarfodydd"
    copied.save()
    module.title = "Better meetings"
    drafts = [(copied, copied.save_revision().pk), (module, module.save_revision().pk)]

    assert at_once([publishing(draft, pk) for draft, pk in drafts * 2]) == []

    texts = ModuleText.objects.order_by("language", "minor").values_list("language", "minor", "title")
    assert list(texts) == [
        ("cy", 1, "Cyfarfodydd"),
        ("en-gb", 1, "Meetings"),
        ("en-gb", 2, "Better meetings"),
    ]


def test_programmes_too() -> None:
    programme = make_programme(publish=False)
    lengths = []
    for length in (200, 210, 220):
        programme.duration_days = length
        lengths.append(programme.save_revision().pk)

    assert at_once([publishing(programme, each) for each in lengths]) == []

    assert sorted(ProgrammeVersion.objects.values_list("number", flat=True)) == [1, 2, 3]

"""Translations: the original's structure, the other language's words."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from programmes.models import (
    Activity,
    Module,
    ModuleText,
    ModuleVersion,
    Programme,
    ProgrammeText,
    ProgrammeVersion,
    Requirement,
)
from programmes.models.drafts import PublishedSnippet
from programmes.services.authoring import module_body_data, publish_draft
from tests.factories.programmes import (
    a_quiz,
    a_reading,
    make_module,
    make_programme,
    module_version,
    programme_version,
)

pytestmark = pytest.mark.django_db
D = TypeVar("D", bound=PublishedSnippet)


def translated(original: D, locale: Locale, **words: Any) -> D:
    """A draft in the other language, as the admin's Translate button makes it."""
    copied: D = original.copy_for_translation(locale)
    for name, value in words.items():
        setattr(copied, name, value)
    copied.save()
    return copied


def in_welsh(module: Module) -> list[dict[str, Any]]:
    body = module.stored("body")
    for block in body:
        block["value"]["title"] = f"Cymraeg: {block['value']['title']}"
    return body


def test_a_translation_starts_as_a_draft(welsh: Locale) -> None:
    module = make_module()
    copied = translated(module, welsh)

    held = Module.objects.get(pk=copied.pk)
    assert (held.live, held.has_unpublished_changes, held.live_revision, held.latest_revision) == (
        False,
        True,
        None,
        None,
    )
    assert (held.first_published_at, held.last_published_at) == (None, None)
    assert (held.is_translation, module.is_translation, held.source()) == (True, False, module)
    assert ModuleText.objects.count() == 1


def test_a_translation_is_words_for_the_latest_version(welsh: Locale) -> None:
    module = make_module("Meetings", activities=[a_reading(), a_quiz()])
    version = module_version(module)
    copied = translated(module, welsh, title="Cyfarfodydd")
    copied.body = in_welsh(copied)

    publish_draft(copied)

    assert ModuleVersion.objects.get() == version
    assert Activity.objects.count() == 2
    assert list(version.texts.order_by("pk").values_list("language", "minor", "title")) == [
        ("en-gb", 1, "Meetings"),
        ("cy", 1, "Cyfarfodydd"),
    ]
    assert version.texts.get(language="cy").body == copied.stored("body")
    assert Module.objects.get(pk=copied.pk).live


def test_better_words_are_the_next_minor_of_that_language_only(welsh: Locale) -> None:
    module = make_module("Meetings")
    copied = translated(module, welsh, title="Cyfarfod")
    publish_draft(copied)
    publish_draft(copied)
    copied.title = "Cyfarfodydd"
    publish_draft(copied)

    texts = ModuleText.objects.order_by("pk").values_list("language", "minor", "title")
    assert list(texts) == [("en-gb", 1, "Meetings"), ("cy", 1, "Cyfarfod"), ("cy", 2, "Cyfarfodydd")]


def test_after_a_new_version_the_translation_is_published_for_it_again(welsh: Locale) -> None:
    module = make_module(activities=[a_reading(key="one")])
    copied = translated(module, welsh, title="Cyfarfodydd")
    publish_draft(copied)
    module.body = module_body_data(module.translation_key, [a_reading(key="one", minutes=20)])
    publish_draft(module)
    second = module_version(module)
    assert [text.language for text in second.texts.all()] == ["en-gb"]

    publish_draft(copied)

    assert list(second.texts.order_by("pk").values_list("language", "minor")) == [("en-gb", 1), ("cy", 1)]


def test_minutes_and_claims_of_a_translation_do_not_count(welsh: Locale) -> None:
    module = make_module(activities=[a_reading(key="one")])
    copied = translated(module, welsh)
    body = copied.stored("body")
    body[0]["value"] |= {"minutes": 99, "required": False}
    copied.body = body

    publish_draft(copied)

    assert ModuleVersion.objects.get().minutes == 10
    assert Activity.objects.get().required


def refused(draft: PublishedSnippet) -> list[str]:
    texts = ModuleText.objects.count(), ProgrammeText.objects.count()
    with pytest.raises(ValidationError) as refusal:
        publish_draft(draft)
    assert (ModuleText.objects.count(), ProgrammeText.objects.count()) == texts
    assert not type(draft).objects.get(pk=draft.pk).live
    return list(refusal.value.messages)


def test_a_translation_before_its_original_is_refused(welsh: Locale) -> None:
    module = make_module(publish=False)
    programme = make_programme(publish=False)

    for draft in (translated(module, welsh), translated(programme, welsh)):
        assert refused(draft) == ["The original is not published yet: publish it first."]


def test_an_activity_of_its_own_and_a_missing_one_are_refused(welsh: Locale) -> None:
    module = make_module(activities=[a_reading("One"), a_reading("Two")])
    copied = translated(module, welsh)
    copied.body = module_body_data(module.translation_key, [a_reading("One"), a_reading("Three")])

    assert refused(copied) == [
        "Activity “Three”: The original has no such activity. Remove it here, or add it to the "
        "original first.",
        "The original's activity “Two” is missing here. Bring it back from the history, or start "
        "the translation "
        "again.",
    ]


def test_another_right_answer_is_refused(welsh: Locale) -> None:
    module = make_module(activities=[a_quiz("Check yourself")])
    copied = translated(module, welsh)
    body = copied.stored("body")
    for option in body[0]["value"]["questions"][0]["value"]["options"]:
        option["value"]["correct"] = not option["value"].get("correct")
    copied.body = body

    assert refused(copied) == [
        "Activity “Check yourself”: Its questions, answers or rules differ from the original's. "
        "Change those in the "
        "original, publish it and translate the words only."
    ]


def test_a_programme_pins_originals_whichever_language_was_chosen(welsh: Locale) -> None:
    module = make_module()
    copied = translated(module, welsh)

    make_programme(modules=[copied])

    assert Requirement.objects.get(kind="item").module_version == module_version(module)


def test_a_translated_programme_is_words_for_the_latest_version(welsh: Locale) -> None:
    programme = make_programme("Leading a team")
    version = programme_version(programme)
    copied = translated(programme, welsh, title="Arwain tîm", summary="Arwain.")
    (part,) = copied.tree["root"]["children"]
    part["title"] = "Y rhan gyntaf"

    publish_draft(copied)

    assert ProgrammeVersion.objects.get() == version
    text = version.texts.get(language="cy")
    assert (text.minor, text.title, text.summary) == (1, "Arwain tîm", "Arwain.")
    assert text.titles == {part["id"]: "Y rhan gyntaf"}


def test_a_translated_programme_with_other_parts_is_refused(welsh: Locale) -> None:
    programme = make_programme()
    copied = translated(programme, welsh)
    copied.tree["root"]["children"][0]["id"] = "1a0d4b56-7b0a-4f0e-8a53-1b1a2f4f0c11"

    assert refused(copied) == [
        "“First part”: The original has no such part. Remove it here, or add it to the original first.",
        "The original's “First part” is missing here. Open this translation in the Studio again: it "
        "takes the "
        "tree from the original and keeps its own titles.",
    ]
    assert Programme.objects.get(pk=programme.pk).live

"""Scales: what is shipped, what a file may say, what the database refuses, and in which language it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from pytest_django import Settings

from competencies.content import LevelContent, Words
from competencies.errors import EditionIsPublished, InvalidFrameworkFile
from competencies.management.files import read_text
from competencies.models import Scale, ScaleLevel, ScaleText
from competencies.selectors import (
    default_scale,
    levels_of,
    scale_by_reference,
    scale_content_of,
    scales_with_levels,
)
from competencies.services import load_scale, publish_scale
from competencies.validators.scale_file import read_scale
from kernel.audit import Actor
from kernel.models import AuditEntry
from tests.competencies.conftest import NOW, changed
from tests.competencies.test_models import allowed, refused

pytestmark = pytest.mark.django_db

SCALE = "leadership_competencies_scale"
LEVEL = "leadership_competencies_scalelevel"
TEXT = "leadership_competencies_scaletext"
PLAIN = """\
scale:
  code: plain
  edition: "1"
  owner: Nobody in particular
  valid_from: 2020-01-01
  title: {en: Plain, cy: Plaen}
  note: {en: For trying things., cy: I roi cynnig ar bethau.}
levels:
  - code: low
    title: {en: Low, cy: Isel}
    descriptor: {en: Not much., cy: Dim llawer.}
  - code: high
    title: High
    descriptor: A good deal.
"""


def load(text: str = PLAIN) -> Scale:
    return load_scale(read_scale(text), actor=Actor.system(), now=NOW).scale


def publish(scale: Scale) -> Scale:
    return publish_scale(scale, actor=Actor.system(), now=NOW)


@pytest.fixture
def draft(db: None) -> Scale:
    return load()


@pytest.fixture
def plain(draft: Scale) -> Scale:
    return publish(draft)


def test_shipped_scale_has_four_levels_from_the_lowest_up_in_both_languages() -> None:
    content = read_scale(read_text("leadership-4", "scales")).content

    assert [level.code for level in content.levels] == [
        "not-yet-tried",
        "with-support",
        "independently",
        "leads-others",
    ]
    assert [list(level.said) for level in content.levels] == [["cy"]] * 4
    assert list(content.said) == ["cy"]
    assert not any("not assessed" in level.words.title.casefold() for level in content.levels)


def test_file_says_words_in_one_language_or_in_more() -> None:
    file = read_scale(PLAIN)

    assert file.content.levels == (
        LevelContent("low", Words("Low", "Not much."), {"cy": Words("Isel", "Dim llawer.")}),
        LevelContent("high", Words("High", "A good deal."), {}),
    )
    assert (file.content.valid_from, file.valid_to) == (date(2020, 1, 1), None)


def test_every_problem_of_a_file_is_told_with_its_line() -> None:
    broken = changed(
        PLAIN,
        {
            "{en: Plain, cy: Plaen}": "{cy: Plaen}",
            "code: low": "code: Low one",
            "code: high": "code: high\n    rank: 2",
            "descriptor: A good deal.": "descriptor: {en: A good deal., cy: Llawer.}",
        },
    )

    with pytest.raises(InvalidFrameworkFile) as caught:
        read_scale(broken)

    assert [str(problem) for problem in caught.value.problems] == [
        "line 2: scale: 'title' and 'note' are not both in 'en'",
        "line 6: scale: 'title' is not there in 'en'",
        "line 9: level 1: 'code' is 'Low one'; it should look like with-support",
        "line 12: level 2: 'title' and 'descriptor' are not both in 'cy'",
        "line 13: level 2: unknown key 'rank' (known: code, descriptor, title)",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (PLAIN[: PLAIN.index("  - code: high")], "line 9: levels: there are 1, and 2 to 10 may be"),
        (changed(PLAIN, {"code: high": "code: low"}), "line 12: level 2: code 'low' is used already"),
    ],
)
def test_levels_are_two_to_ten_and_each_has_its_own_code(text: str, problem: str) -> None:
    with pytest.raises(InvalidFrameworkFile) as caught:
        read_scale(text)

    assert [str(each) for each in caught.value.problems] == [problem]


def test_same_file_twice_writes_nothing_the_second_time(draft: Scale) -> None:
    again = load_scale(read_scale(PLAIN), actor=Actor.system(), now=NOW)

    assert again.is_unchanged
    assert AuditEntry.objects.filter(action="scale.loaded").count() == 1
    assert scale_content_of(draft) == read_scale(PLAIN).content


def test_draft_is_brought_to_what_the_file_says(draft: Scale) -> None:
    low, high = PLAIN.index("  - code: low"), PLAIN.index("  - code: high")
    turned = PLAIN[:low] + PLAIN[high:] + PLAIN[low:high]

    load(turned)

    assert [level.code for level in levels_of(draft)] == ["high", "low"]
    assert scale_content_of(Scale.objects.get()) == read_scale(turned).content


def test_published_edition_gains_a_language_and_nothing_else(plain: Scale) -> None:
    before = {level.code: level.pk for level in levels_of(plain)}

    load(
        changed(
            PLAIN,
            {
                "title: High": "title: {en: High, cy: Uchel}",
                "A good deal.": "{en: A good deal., cy: Llawer.}",
            },
        )
    )

    assert {level.code: level.pk for level in levels_of(plain)} == before
    assert ScaleText.objects.filter(level__code="high").values_list("language", "title").get() == (
        "cy",
        "Uchel",
    )


@pytest.mark.parametrize(
    "change",
    [{"title: High": "title: Higher"}, {"cy: Isel": "cy: Is"}, {", cy: Isel": "", ", cy: Dim llawer.": ""}],
)
def test_published_edition_keeps_what_it_says(plain: Scale, change: dict[str, str]) -> None:
    with pytest.raises(EditionIsPublished, match="plain-1 is published and is never rewritten"):
        load(changed(PLAIN, change))

    assert scale_content_of(plain) == read_scale(PLAIN).content


def test_published_edition_is_published_once(plain: Scale) -> None:
    with pytest.raises(EditionIsPublished, match="plain-1 is published already"):
        publish(plain)

    assert AuditEntry.objects.filter(action="scale.published").count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {SCALE} SET title = 'Other'",
        f"UPDATE {SCALE} SET state = 'draft', published_at = NULL",
        f"DELETE FROM {SCALE}",
        f"UPDATE {LEVEL} SET title = 'Other' WHERE \"order\" = 1",
        f'UPDATE {LEVEL} SET "order" = 3 WHERE "order" = 2',
        f"DELETE FROM {LEVEL}",
        f'INSERT INTO {LEVEL} (uid, scale_id, "order", code, title, descriptor)'
        f" SELECT gen_random_uuid(), id, 3, 'third', 'Third', 'Third.' FROM {SCALE}",
        f"UPDATE {TEXT} SET title = 'Arall'",
        f"DELETE FROM {TEXT}",
    ],
)
def test_published_edition_is_never_rewritten(plain: Scale, sql: str) -> None:
    refused(sql, "plain-1 is published and is never rewritten")

    assert scale_content_of(Scale.objects.get()) == read_scale(PLAIN).content


def test_published_edition_may_be_closed_and_gain_a_language(plain: Scale) -> None:
    allowed(f"UPDATE {SCALE} SET valid_to = '2030-01-01'")
    allowed(
        f"INSERT INTO {TEXT} (scale_id, level_id, language, title, descriptor)"
        f" SELECT scale_id, id, 'fr', 'Haut', 'Beaucoup.' FROM {LEVEL} WHERE code = 'high'"
    )


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (f"UPDATE {SCALE} SET code = 'Plain One'", "scale_code_format"),
        (f"UPDATE {SCALE} SET edition = '1-a'", "scale_edition_format"),
        (f"UPDATE {SCALE} SET state = 'gone'", "scale_state_known"),
        (f"UPDATE {SCALE} SET note = ' '", "scale_has_words"),
        (f"UPDATE {SCALE} SET valid_to = valid_from", "scale_dates_in_order"),
        (f"UPDATE {SCALE} SET published_at = now()", "scale_published_at"),
        (f"UPDATE {SCALE} SET state = 'published'", "scale_published_at"),
        (f"UPDATE {SCALE} SET checksum = ''", "scale_checksum_sha256"),
        (f'UPDATE {LEVEL} SET "order" = 2', "scale_level_order"),
        (f"UPDATE {LEVEL} SET code = 'low'", "scale_level_code"),
        (f"UPDATE {LEVEL} SET code = 'Low One' WHERE code = 'low'", "scale_level_code_format"),
        (f"UPDATE {LEVEL} SET \"order\" = 0 WHERE code = 'low'", "scale_level_from_one"),
        (f"UPDATE {LEVEL} SET descriptor = '' WHERE code = 'low'", "scale_level_has_words"),
        (f"UPDATE {TEXT} SET level_id = NULL", "scale_text_once"),
        (f"UPDATE {TEXT} SET language = 'Welsh'", "scale_text_language_format"),
        (f"UPDATE {TEXT} SET title = ' '", "scale_text_has_words"),
        (
            f"UPDATE {LEVEL} SET \"order\" = 3 WHERE code = 'high';"
            f" UPDATE {SCALE} SET state = 'published', published_at = now()",
            "its levels are two or more, 1, 2, 3 and so on",
        ),
        (
            f"INSERT INTO {SCALE} (uid, code, edition, title, owner, note, valid_from, state, published_at,"
            " changed_at, checksum) SELECT gen_random_uuid(), code, '2', title, owner, note, valid_from,"
            f" 'published', now(), now(), checksum FROM {SCALE}",
            "plain-2 begins as a draft",
        ),
        (
            f"WITH other AS (INSERT INTO {SCALE} (uid, code, edition, title, owner, note, valid_from, state,"
            " changed_at, checksum) SELECT gen_random_uuid(), code, '2', title, owner, note, valid_from,"
            f" state, now(), checksum FROM {SCALE} RETURNING id)"
            f" UPDATE {TEXT} SET scale_id = other.id FROM other WHERE level_id IS NOT NULL",
            "scale_text_level_of_scale",
        ),
    ],
)
def test_draft_keeps_the_rules_of_the_tables(draft: Scale, sql: str, message: str) -> None:
    refused(sql, message)

    assert scale_content_of(draft) == read_scale(PLAIN).content


def test_scale_is_found_by_its_reference_once_published(draft: Scale) -> None:
    assert scale_by_reference("plain-1") is None

    publish(draft)
    publish(load(changed(PLAIN, {'edition: "1"': 'edition: "2"', "2020-01-01": "2021-01-01"})))

    found = {name: scale_by_reference(name) for name in ("plain-1", "plain-2", "plain", "plain-3")}
    assert {name: scale and scale.edition for name, scale in found.items()} == {
        "plain-1": "1",
        "plain-2": "2",
        "plain": "2",
        "plain-3": None,
    }


def test_default_scale_is_a_setting_and_ours_without_it(settings: Settings, plain: Scale) -> None:
    assert default_scale() is None

    call_command("load_scale", "leadership-4", "--publish")
    ours = default_scale()
    settings.LEADERSHIP_SCALE = "plain"
    chosen = default_scale()

    assert ours is not None
    assert chosen is not None
    assert (ours.reference, chosen.reference) == ("leadership-4-1", "plain-1")


def test_levels_speak_the_readers_language_where_they_have_it(
    plain: Scale, django_assert_num_queries
) -> None:
    with translation.override("cy"), django_assert_num_queries(4):
        (scale,) = scales_with_levels()
        said = [(level.shown_title, level.shown_descriptor) for level in scale.levels.all()]
        head = (scale.shown_title, scale.shown_note)

    assert head == ("Plaen", "I roi cynnig ar bethau.")
    assert said == [("Isel", "Dim llawer."), ("High", "A good deal.")]
    with translation.override("en"):
        assert [level.shown_title for level in levels_of(plain)] == ["Low", "High"]
        assert str(levels_of(plain)[0]) == "1 Low"


def test_commands_load_and_publish(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text(PLAIN, encoding="utf-8")

    call_command("load_scale", str(path))
    call_command("publish_scale", "plain", "1")
    call_command("load_scale", str(path), "--publish")

    assert capsys.readouterr().out.splitlines() == [
        "plain-1 (draft): 2 levels, written",
        "plain-1 is published.",
        "plain-1 (published): 2 levels, unchanged",
    ]
    with pytest.raises(CommandError, match=r"plain-1 is published already\. Nothing was written\."):
        call_command("publish_scale", "plain", "1")
    with pytest.raises(CommandError, match="Scale plain has no edition 2 here"):
        call_command("publish_scale", "plain", "2")
    path.write_text(changed(PLAIN, {"title: High": "title: Higher"}), encoding="utf-8")
    with pytest.raises(CommandError, match=r"never rewritten.* Nothing was written\."):
        call_command("load_scale", str(path))
    assert ScaleLevel.objects.filter(title="High").count() == 1

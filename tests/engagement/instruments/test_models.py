"""What the database itself refuses, broken by raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from engagement.instruments.models import Instrument, InstrumentVersion
from engagement.instruments.selectors import _content, content_of
from tests.factories.instruments import again, load, small_file

APP = "leadership_instruments_"
INSTRUMENT = f"{APP}instrument"
VERSION = f"{APP}instrumentversion"
POINT = f"{APP}scalepoint"
BAND = f"{APP}band"
META = f"{APP}metascale"
SUB = f"{APP}subscale"
ITEM = f"{APP}item"
WORDING = f"{APP}wording"

STAYS = "version 1 is published and is never rewritten"


def refused(sql: str, message: str) -> None:
    with pytest.raises(IntegrityError, match=message), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def allowed(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount > 0


NEW_POINT = f"INSERT INTO {POINT} (version_id, value) SELECT id, 4 FROM {VERSION}"
NEW_ITEM = f"""
INSERT INTO {ITEM} (version_id, sub_scale_id, code, "order", is_reversed)
SELECT version_id, id, 'o9', 9, false FROM {SUB} WHERE code = 'work-o'
"""
NEW_WORDING = f"""
INSERT INTO {WORDING} (version_id, part, item_id, language, words, is_behind)
SELECT version_id, 'item', id, 'cy', 'Newydd.', false FROM {ITEM} WHERE code = 'r1'
"""
COPY_VERSION = f"""
INSERT INTO {VERSION} (uid, instrument_id, number, state, published_at, languages, owner, licence_note,
    source_url, scale_is_symmetric, decided_by_name, decision_note, checksum)
SELECT gen_random_uuid(), instrument_id, {{number}}, {{state}}, {{at}}, languages, owner, licence_note,
    source_url, scale_is_symmetric, '', '', checksum FROM {VERSION}
"""
REWRITES = [
    f"UPDATE {VERSION} SET owner = 'Other'",
    f"UPDATE {VERSION} SET number = 2",
    f"UPDATE {VERSION} SET state = 'draft', published_at = NULL",
    f"UPDATE {VERSION} SET scale_is_symmetric = false",
    f"UPDATE {VERSION} SET languages = '{{cy,en}}'",
    f"DELETE FROM {VERSION}",
    NEW_POINT,
    f"DELETE FROM {POINT} WHERE value = 3",
    f"UPDATE {BAND} SET place = 1 WHERE place = 5",
    f"UPDATE {META} SET lacks = 'individual' WHERE code = 'work'",
    f"UPDATE {SUB} SET minimum = 1 WHERE code = 'work-o'",
    NEW_ITEM,
    f"UPDATE {ITEM} SET is_reversed = NOT is_reversed WHERE code = 'o1'",
    f"UPDATE {ITEM} SET \"order\" = 9 WHERE code = 'o1'",
    f"DELETE FROM {ITEM} WHERE code = 'r1'",
    NEW_WORDING,
    f"UPDATE {WORDING} SET words = 'Other.' WHERE part = 'item'",
    f"DELETE FROM {WORDING} WHERE part = 'item'",
]


@pytest.mark.parametrize("sql", REWRITES)
def test_published_version_is_never_rewritten(small: InstrumentVersion, sql: str) -> None:
    refused(sql, STAYS)

    assert _content(again(small)) == small_file().content


def test_the_site_cannot_rewrite_a_published_version_either(small: InstrumentVersion, as_site) -> None:
    with as_site():
        refused(REWRITES[0], STAYS)
        refused(REWRITES[-2], STAYS)


def test_nothing_moves_into_a_published_version(small: InstrumentVersion) -> None:
    load(small_file({"number: 1": "number: 2"}))
    published, other = (InstrumentVersion.objects.get(number=number).pk for number in (1, 2))

    refused(
        f"UPDATE {WORDING} SET version_id = {published} WHERE version_id = {other} AND part = 'index'", STAYS
    )
    refused(
        f"UPDATE {WORDING} SET version_id = {other} WHERE version_id = {published} AND part = 'index'", STAYS
    )


def test_names_in_the_licence_decision_can_be_erased(small: InstrumentVersion) -> None:
    allowed(f"UPDATE {VERSION} SET decided_by_name = 'Removed', decision_note = ''")


@pytest.mark.parametrize("sql", ["SET code = 'other'", "SET licence = 'open'", "SET uid = gen_random_uuid()"])
def test_questionnaire_with_a_published_version_keeps_code_and_licence(
    small: InstrumentVersion, sql: str
) -> None:
    refused(f"UPDATE {INSTRUMENT} {sql}", "small has a published version and keeps its code and licence")

    assert Instrument.objects.get().licence == "licensed"


def test_title_follows_the_newest_version(small: InstrumentVersion) -> None:
    allowed(f"UPDATE {INSTRUMENT} SET title = 'Smaller questionnaire'")


PUBLISH = f"UPDATE {VERSION} SET state = 'published', published_at = now(), decided_by_name = 'Dr A. Example'"


def test_whole_draft_can_be_published(draft: InstrumentVersion) -> None:
    allowed(PUBLISH)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            f"UPDATE {VERSION} SET scale_is_symmetric = false",
            "item o2 is reverse-keyed and the answers do not",
        ),
        (f"UPDATE {POINT} SET value = 4 WHERE value = 3", "the values of the scale are 1, 2, 3"),
        (
            f"DELETE FROM {WORDING} WHERE band_id IN (SELECT id FROM {BAND} WHERE place = 5);"
            f" DELETE FROM {BAND} WHERE place = 5",
            "there are five bands",
        ),
        (f"UPDATE {META} SET lacks = '' WHERE code = 'rest'", "theme rest has no organisation side"),
        (f"UPDATE {META} SET lacks = 'individual' WHERE code = 'work'", "theme work has no individual side"),
        (f"UPDATE {SUB} SET minimum = 3 WHERE code = 'work-o'", "work-o needs 3 answers and has fewer items"),
        (
            f"DELETE FROM {WORDING} WHERE part = 'title' AND language = 'en'",
            "title  has no words in the first",
        ),
        (
            f"DELETE FROM {WORDING} WHERE part = 'item' AND words LIKE '% four.'",
            "item r1 has no words in the first",
        ),
        (
            f"DELETE FROM {WORDING} WHERE part = 'point' AND language = 'en'",
            "point . has no words in the first",
        ),
        (
            f"UPDATE {VERSION} SET languages = '{{en}}'",
            "there are words in cy, which is none of the languages",
        ),
    ],
)
def test_only_a_whole_draft_can_be_published(draft: InstrumentVersion, change: str, fault: str) -> None:
    allowed(change)

    refused(PUBLISH, f"version 1 cannot be published: {fault}")
    assert again(draft).state == "draft"


def test_licensed_version_is_not_published_without_a_name(draft: InstrumentVersion) -> None:
    refused(PUBLISH.replace("Dr A. Example", " "), "nobody has said under which licence the words are used")


def test_version_begins_as_a_draft(draft: InstrumentVersion) -> None:
    refused(COPY_VERSION.format(number=2, state="'published'", at="now()"), "a version begins as a draft")


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (f"UPDATE {INSTRUMENT} SET code = 'Small One'", "instrument_code_format"),
        (f"UPDATE {INSTRUMENT} SET title = ' '", "instrument_has_title"),
        (f"UPDATE {INSTRUMENT} SET licence = 'free'", "instrument_licence_known"),
        (COPY_VERSION.format(number=1, state="'draft'", at="NULL"), "instrument_version_number"),
        (f"UPDATE {VERSION} SET number = 0", "instrument_version_from_one"),
        (f"UPDATE {VERSION} SET state = 'closed'", "instrument_version_state_known"),
        (f"UPDATE {VERSION} SET published_at = now()", "instrument_version_published_at"),
        (PUBLISH.replace("now()", "NULL"), "instrument_version_published_at"),
        (f"UPDATE {VERSION} SET languages = '{{}}'", "instrument_version_has_language"),
        (f"UPDATE {VERSION} SET licence_note = ''", "instrument_version_owner_said"),
        (f"UPDATE {VERSION} SET checksum = 'none'", "instrument_version_sha256"),
        (f"UPDATE {POINT} SET value = 1 WHERE value = 2", "scale_point_value"),
        (f"UPDATE {POINT} SET value = 12 WHERE value = 2", "scale_point_in_bounds"),
        (f"UPDATE {BAND} SET place = 1 WHERE place = 2", "band_place"),
        (f"UPDATE {BAND} SET place = 6 WHERE place = 5", "band_is_one_of_five"),
        (f"UPDATE {META} SET code = 'work' WHERE code = 'rest'", "meta_scale_code"),
        (f'UPDATE {META} SET "order" = 1', "meta_scale_order"),
        (f"UPDATE {META} SET code = 'No code' WHERE code = 'rest'", "meta_scale_code_format"),
        (f"UPDATE {META} SET lacks = 'both'", "meta_scale_lacks_known"),
        (f"UPDATE {SUB} SET code = 'work-o' WHERE code = 'work-i'", "sub_scale_code"),
        (f"UPDATE {SUB} SET kind = 'organisation' WHERE code = 'work-i'", "sub_scale_one_of_a_kind"),
        (f"UPDATE {SUB} SET kind = 'team' WHERE code = 'work-i'", "sub_scale_kind_known"),
        (f"UPDATE {SUB} SET code = '-' WHERE code = 'work-i'", "sub_scale_code_format"),
        (f"UPDATE {SUB} SET minimum = 0", "sub_scale_needs_an_answer"),
        (f"UPDATE {ITEM} SET code = 'o1' WHERE code = 'o2'", "instrument_item_code"),
        (f"UPDATE {ITEM} SET \"order\" = 1 WHERE code = 'o2'", "instrument_item_order"),
        (f"UPDATE {ITEM} SET \"order\" = 0 WHERE code = 'o2'", "instrument_item_from_one"),
        (f"UPDATE {ITEM} SET code = 'O 2' WHERE code = 'o2'", "instrument_item_code_format"),
        (f"UPDATE {WORDING} SET words = ' ' WHERE part = 'index'", "wording_has_words"),
        (f"UPDATE {WORDING} SET language = 'English' WHERE part = 'index'", "wording_language_format"),
        (f"UPDATE {WORDING} SET language = 'en' WHERE part = 'index'", "wording_once"),
        (f"UPDATE {WORDING} SET language = 'en' WHERE part = 'band'", "wording_once"),
        (f"UPDATE {WORDING} SET part = 'item' WHERE part = 'index'", "wording_stands_at_its_part"),
        (f"UPDATE {WORDING} SET part = 'title' WHERE part = 'item'", "wording_stands_at_its_part"),
        (f"UPDATE {WORDING} SET part = 'poem' WHERE part = 'index'", "wording_stands_at_its_part"),
    ],
)
def test_draft_keeps_the_rules_of_the_tables(draft: InstrumentVersion, sql: str, constraint: str) -> None:
    refused(sql, constraint)

    assert content_of(again(draft)) == small_file().content


def test_rows_belong_to_one_version(draft: InstrumentVersion) -> None:
    load(small_file({"number: 1": "number: 2"}))
    first, second = InstrumentVersion.objects.order_by("number").values_list("pk", flat=True)
    of_first = f"WHERE version_id = {first}"

    for table, column, above, more in (
        (SUB, "meta_scale_id", META, ", kind = 'organisation'"),
        (ITEM, "sub_scale_id", SUB, ""),
        (WORDING, "item_id", ITEM, ""),
    ):
        stranger = f"(SELECT max(id) FROM {above} WHERE version_id = {second})"
        one = f"id = (SELECT max(id) FROM {table} {of_first} AND {column} IS NOT NULL)"
        refused(
            f"UPDATE {table} SET {column} = {stranger}{more} WHERE {one}",
            f"{table.removeprefix(APP)}_{column}_of_version",
        )

"""Loading and publishing, by service and by command."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator

from engagement.instruments.content import Place, in_language, places
from engagement.instruments.enums import Part
from engagement.instruments.errors import InstrumentError, LicenceDecisionMissing, VersionIsPublished
from engagement.instruments.exports import as_yaml
from engagement.instruments.models import Instrument, InstrumentVersion, Wording
from engagement.instruments.rules.parity import offered, states
from engagement.instruments.selectors import (
    content_of,
    names,
    public_versions,
    published_versions,
    questionnaire,
    scoring_rules,
    version_of,
)
from engagement.instruments.services import Change, load_instrument, plan_load, publish_version
from kernel.audit import Actor
from kernel.models import AuditEntry
from tests.factories.instruments import (
    CANARY,
    NOW,
    SMALL,
    again,
    changed,
    load,
    omeq_file,
    publish,
    small_file,
)

SYSTEM = Actor.system()


def run(*arguments: str, **options: object) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said, stderr=said, **options)
    return said.getvalue()


def test_what_is_loaded_is_what_the_file_says(draft: InstrumentVersion) -> None:
    assert content_of(again(draft)) == small_file().content
    assert as_yaml(content_of(again(draft))) == SMALL
    assert (draft.state, draft.instrument.title, draft.instrument.licence) == (
        "draft",
        "Small questionnaire",
        "licensed",
    )


def test_queries_to_read_one(
    draft: InstrumentVersion, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    version = again(draft)
    with django_assert_num_queries(6):
        content_of(version)


def test_the_same_file_twice_writes_nothing(draft: InstrumentVersion) -> None:
    before = list(Wording.objects.order_by("pk").values_list("pk", flat=True))

    _version, plan = load_instrument(small_file(), actor=SYSTEM, now=NOW)

    assert (plan.change, plan.differences) == (Change.SAME, ())
    assert list(Wording.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert AuditEntry.objects.filter(action="instrument.loaded").count() == 1


def test_a_look_writes_nothing(db: None) -> None:
    plan = plan_load(small_file())

    assert (plan.change, plan.compared_with) == (Change.NEW, None)
    assert Instrument.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_a_draft_is_brought_to_what_the_file_says(draft: InstrumentVersion) -> None:
    changes = {"    en: Small questionnaire": "    en: Little questionnaire", "    reverse: true\n": ""}
    _version, plan = load_instrument(small_file(changes), actor=SYSTEM, now=NOW)

    assert plan.change is Change.CHANGED
    assert [(each.place, each.aspect, each.before, each.now) for each in plan.differences] == [
        ("Title", "en", "Small questionnaire", "Little questionnaire"),
        ("Statement o2", "Reverse-keyed", "Yes", "No"),
    ]
    assert again(draft).instrument.title == "Little questionnaire"
    assert InstrumentVersion.objects.count() == 1


def test_a_published_version_is_unchanged_or_refused(small: InstrumentVersion) -> None:
    assert plan_load(small_file()).change is Change.SAME

    with pytest.raises(VersionIsPublished, match="Version 1 is published and is never rewritten"):
        load(small_file({"minimum: 2": "minimum: 1"}))
    assert as_yaml(content_of(again(small))) == SMALL


def test_the_next_version_stands_beside_the_one_before(small: InstrumentVersion) -> None:
    plan = plan_load(small_file({"number: 1": "number: 2"}))
    second = publish(load(small_file({"number: 1": "number: 2"})))

    assert (plan.change, plan.compared_with, plan.differences) == (Change.NEXT, 1, ())
    assert [version.number for version in published_versions()] == [2, 1]
    newest, first = version_of("small"), version_of("small", number=1)
    assert (newest, first) == (second, small)


def test_versions_go_forward_only(small: InstrumentVersion) -> None:
    load(small_file({"number: 1": "number: 3"}))

    with pytest.raises(InstrumentError, match=r"Version 3 is here already. Give the file the number 4."):
        load(small_file({"number: 1": "number: 2"}))


def test_a_licence_cannot_be_changed_by_a_file(small: InstrumentVersion) -> None:
    for number in ("1", "2"):
        with pytest.raises(InstrumentError, match="“small” is held as “licensed”, and the file says “open”"):
            load(small_file({"licence: licensed": "licence: open", "number: 1": f"number: {number}"}))
    assert [each.licence for each in Instrument.objects.all()] == ["licensed"]


def behind(version: InstrumentVersion) -> set[str]:
    (_english, welsh) = states(content_of(again(version)))
    return {place.code for place in welsh.behind}


def test_a_translation_falls_behind_when_its_source_changes(draft: InstrumentVersion) -> None:
    once = {f"{CANARY} one.": f"{CANARY} once."}
    load(small_file(once))
    assert behind(draft) == {"o1", "o2"}

    load(small_file({f"{CANARY} one.": f"{CANARY} at once.", "trwyddedig un.": "trwyddedig ar unwaith."}))
    assert behind(draft) == {"o2"}


def test_it_stays_behind_until_somebody_says_otherwise(draft: InstrumentVersion) -> None:
    once = {f"{CANARY} one.": f"{CANARY} once."}
    load(small_file(once))
    load(small_file(once))
    assert behind(draft) == {"o1", "o2"}

    load(small_file({**once, "trwyddedig un.": "trwyddedig un.\n      behind: []"}))
    assert behind(draft) == {"o2"}


def test_it_falls_behind_between_versions_too(small: InstrumentVersion) -> None:
    second = load(small_file({f"{CANARY} one.": f"{CANARY} once.", "number: 1": "number: 2"}))

    assert behind(second) == {"o1", "o2"}
    assert behind(small) == {"o2"}


def test_nobody_is_asked_in_a_language_that_is_incomplete(small: InstrumentVersion) -> None:
    content = content_of(small)
    (english, welsh) = states(content)

    assert (english.missing, english.behind) == ((), ())
    assert welsh.missing == (Place(Part.ITEM, "r1"),)
    assert offered(content) == ("en",)
    assert questionnaire(small, language="cy").language == "en"


def test_a_questionnaire_as_it_is_asked(omeq: InstrumentVersion) -> None:
    doctors = questionnaire(omeq, language="en-gb")
    managers = questionnaire(omeq, language="cy", for_managers=True)

    assert (doctors.language, managers.language) == ("en", "cy")
    assert doctors.points[0] == (1, "Strongly disagree")
    assert managers.points[4] == (5, "Cytuno'n gryf")
    assert (doctors.cannot_say, managers.cannot_say) == ("Cannot say", "Methu dweud")
    assert [item.words for item in doctors.items[:2]] == [
        "New doctors are made welcome here.",
        "I say so when I see a better way to do things.",
    ]
    assert [item.words for item in managers.items[:2]] == [
        "Mae meddygon newydd yn cael croeso yma.",
        "Mae meddygon yma yn dweud pan fyddant yn gweld ffordd well o wneud pethau.",
    ]
    assert [item.code for item in managers.items] == [item.code for item in doctors.items]


def test_names_of_results(omeq: InstrumentVersion) -> None:
    found = names(omeq, language="cy")

    assert (found.index, found.bands[0]) == ("Ymgysylltiad yn gyffredinol", "Ymhlith yr isaf")
    assert found.meta_scales == {
        "say": "Cael dweud eich dweud",
        "team": "Gweithio fel un",
        "grow": "Tyfu ac arwain",
    }
    assert found.sub_scales["grow-i"] == "Cymryd yr awenau"


def test_a_published_version_is_read_once_in_a_process(
    omeq: InstrumentVersion, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(7):
        scoring_rules(omeq)
    with django_assert_num_queries(0):
        assert scoring_rules(omeq).points == 5
        questionnaire(omeq, language="en")


def test_only_open_published_words_may_be_public(small: InstrumentVersion) -> None:
    draft = load(omeq_file())
    assert list(public_versions()) == []

    publish(draft, name="")
    assert [str(version) for version in public_versions()] == ["omeq 1"]


def test_publishing_writes_one_line_of_audit(draft: InstrumentVersion) -> None:
    version = publish(draft)

    entry = AuditEntry.objects.get(action="instrument.published")
    assert entry.codes == {"version": "small 1", "checksum": version.checksum}
    assert entry.detail.after == {
        "decided_by_name": "Dr A. Example, medical director",
        "decision_note": "Licence of 2026.",
    }
    with pytest.raises(VersionIsPublished, match="Version 1 is published already"):
        publish(version)


def test_a_licensed_one_is_not_published_without_a_name(draft: InstrumentVersion) -> None:
    with pytest.raises(LicenceDecisionMissing, match="Say who answers for the licence"):
        publish_version(draft, decided_by_name="  ", actor=SYSTEM, now=NOW)

    assert again(draft).state == "draft"
    assert not AuditEntry.objects.filter(action="instrument.published").exists()


def test_words_in_the_tables_are_those_of_the_file(draft: InstrumentVersion) -> None:
    rows = {(row.part, row.language, row.words, row.is_behind) for row in Wording.objects.all()}

    assert rows == {
        (place.part.value, text.language, text.words, text.is_behind)
        for place, words in places(small_file().content)
        for text in words
    }
    assert in_language(content_of(draft).title, "cy") is not None


# By command


def test_the_shipped_one_is_loaded_and_published_once(db: None) -> None:
    assert (
        run("load_instrument", "omeq", "--publish") == "omeq 1 (published): a new questionnaire, 30 items\n"
    )
    assert run("load_instrument", "omeq", "--publish") == "omeq 1 (published): unchanged, 30 items\n"
    assert AuditEntry.objects.filter(action__startswith="instrument.").count() == 2


def test_a_licensed_file_by_command(db: None, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")

    checked = run("load_instrument", str(path), "--check").splitlines()
    assert checked[0] == (
        "small 1: a new questionnaire, 4 items, cy 1 missing, 1 behind. Nothing was written."
    )
    assert Instrument.objects.count() == 0

    with pytest.raises(CommandError, match=r"Say who answers for the licence .* Nothing was written."):
        run("load_instrument", str(path), "--publish")
    assert Instrument.objects.count() == 0

    run("load_instrument", str(path))
    assert (
        run("publish_instrument", "small", "1", "--decided-by", "Dr A. Example") == "small 1 is published\n"
    )
    with pytest.raises(CommandError, match=r"Version 1 is published already. Nothing was written."):
        run("publish_instrument", "small", "1", "--decided-by", "Dr A. Example")
    with pytest.raises(CommandError, match=r"small has no version 7 here: load its file first."):
        run("publish_instrument", "small", "7")


def test_a_faulty_file_by_command(db: None, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(changed(SMALL, {"measures: rest-i": "measures: rest"}), encoding="utf-8")
    said = StringIO()

    with pytest.raises(CommandError, match=rf"Problems in {path}: 2"):
        call_command("load_instrument", str(path), stderr=said)
    assert said.getvalue().splitlines()[1].startswith("line 98, items[3].measures: “rest” is the code of no")
    with pytest.raises(CommandError, match=r"nowhere.yaml cannot be read: No such file or directory."):
        run("load_instrument", "nowhere.yaml")


def test_export_by_command(omeq: InstrumentVersion, draft: InstrumentVersion, tmp_path: Path) -> None:
    path = tmp_path / "out.yaml"

    assert run("export_instrument", "small", "--number", "1") == SMALL
    assert run("export_instrument", "omeq", "--output", str(path)) == f"omeq 1: written to {path}\n"
    assert path.read_text(encoding="utf-8") == as_yaml(omeq_file().content)
    with pytest.raises(CommandError, match=r"small has no version that is published here."):
        run("export_instrument", "small")


def test_the_schema_is_one() -> None:
    schema = json.loads(run("instrument_schema"))

    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["format"] == {"const": "leadership-instrument"}

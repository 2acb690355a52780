"""The admin's pages about questionnaires: who sees what, and what each press does."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from engagement.instruments.exports import as_yaml
from engagement.instruments.models import Instrument, InstrumentVersion
from engagement.instruments.selectors import content_of
from engagement.instruments.validators.instrument_file import read_instrument
from kernel.models import AuditEntry
from tests.factories.instruments import CANARY, SMALL, again, changed, load, omeq_file, small_file
from tests.factories.people import a_user, an_operator

LIST = "/admin/questionnaires/"
UPLOAD = f"{LIST}upload/"


def page_of(version: InstrumentVersion, part: str = "") -> str:
    return f"{LIST}{version.uid}/{part}"


@pytest.fixture
def operator(client: Client, db: None) -> Client:
    client.force_login(an_operator("operator@site.example"))
    return client


@pytest.fixture
def designer(client: Client, db: None) -> Client:
    user = a_user("designer@site.example")
    user.groups.add(Group.objects.get(name="Programme designers"))
    client.force_login(user)
    return client


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response: Any) -> str:
    main = soup(response).select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def file_of(text: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("small.yaml", text.encode(), content_type="application/yaml")}


def test_list_before_anything_was_loaded(operator: Client) -> None:
    said = words(operator.get(LIST))

    assert "There is no questionnaire yet. Upload the file of one to begin." in said


def test_list(operator: Client, small: InstrumentVersion) -> None:
    load(small_file({"number: 1": "number: 2"}))

    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]
        for row in soup(operator.get(LIST)).select("table.listing tbody tr")
    ]
    assert rows == [
        ["Small questionnaire (small)", "2", "Draft", "English, Welsh", "Licensed: its words are not public"],
        [
            "Small questionnaire (small)",
            "1",
            "Published on 5 August 2026",
            "English, Welsh",
            "Licensed: its words are not public",
        ],
    ]


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_the_list(
    operator: Client, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(size):
        load(small_file({"code: small": f"code: small-{number}"}))
    operator.get(reverse("wagtailadmin_home"))

    with django_assert_num_queries(11):
        page = operator.get(LIST)
    assert len(soup(page).select("table.listing tbody tr")) == size


def test_a_version_with_its_items_by_theme(operator: Client, omeq: InstrumentVersion) -> None:
    page = soup(operator.get(page_of(omeq)))

    assert [each.get_text() for each in page.select("main h2")][:3] == [
        "Having a say",
        "Working as one",
        "Growing and leading",
    ]
    tables = page.select("table.li-items")
    caption = tables[1].select_one("caption")
    assert caption is not None
    assert caption.get_text() == "Individual: Speaking up, scored from 3 of 5 answers on"
    row = [" ".join(each.get_text(" ").split()) for each in tables[1].select("tbody tr")[3].select("td, th")]
    assert row == [
        "20",
        "say-i-3",
        "Reverse",
        "I keep my worries about how we work to myself. "
        "Managers: Doctors here keep their worries about how they work to themselves.",
        "Rwy'n cadw fy mhryderon am sut rydym yn gweithio i mi fy hun. "
        "Managers: Mae meddygon yma yn cadw eu pryderon am sut maent yn gweithio iddynt eu hunain.",
    ]
    assert "Statements: 30, 10 of them reverse-keyed. Points of the scale: 5." in words(
        operator.get(page_of(omeq))
    )


def test_a_version_says_what_is_missing_and_behind(operator: Client, draft: InstrumentVersion) -> None:
    response = operator.get(page_of(draft))

    said = words(response)
    assert "Welsh 1 text is missing; 1 text is behind its source; nobody is asked in it" in said
    assert "By declaration it has one side only; it lacks: Organisation." in said
    assert [note.get_text() for note in soup(response).select(".li-note")] == ["Behind its source", "Missing"]


def test_a_designer_reads_no_word_under_licence(designer: Client, small: InstrumentVersion) -> None:
    response = designer.get(page_of(small))

    said = words(response)
    assert "Its words are under licence." in said
    assert "Statements: 4, 1 of them reverse-keyed." in said
    for secret in (CANARY, "Geiriad trwyddedig", "What the place does", "Fifth", "Dr A. Example"):
        assert secret not in response.content.decode()


def test_a_designer_reads_open_words_and_changes_nothing(designer: Client, omeq: InstrumentVersion) -> None:
    response = designer.get(page_of(omeq))

    assert "Good ideas from doctors get lost in this organisation." in words(response)
    assert "export.yaml" not in response.content.decode()
    for part in ("publish/", "export.yaml"):
        assert designer.get(page_of(omeq, part)).status_code == 302
    assert designer.post(UPLOAD, {"text": SMALL}).status_code == 302
    assert Instrument.objects.count() == 1


def test_upload_shows_first_what_it_would_do(operator: Client) -> None:
    response = operator.post(UPLOAD, file_of(SMALL))

    said = words(response)
    assert response.status_code == 200
    assert "A new questionnaire: small, version 1. Statements: 4. Themes: 2. Nothing is written yet." in said
    assert Instrument.objects.count() == 0

    field = soup(response).select_one("input[name=text]")
    assert field is not None
    loaded = operator.post(UPLOAD, {"text": str(field["value"]).replace("\n", "\r\n")})
    version = InstrumentVersion.objects.select_related("instrument").get()
    assert loaded["Location"] == page_of(version)
    assert as_yaml(content_of(version)) == SMALL
    entry = AuditEntry.objects.get(action="instrument.loaded")
    assert entry.codes == {"version": "small 1", "change": "new", "items": 4, "differences": 68}
    assert entry.actor_id is not None


def test_upload_of_the_next_version_lists_differences(operator: Client, small: InstrumentVersion) -> None:
    text = changed(
        SMALL, {"number: 1": "number: 2", f"{CANARY} one": f"{CANARY} once", "minimum: 2": "minimum: 1"}
    )
    response = operator.post(UPLOAD, file_of(text))

    rows = [
        [each.get_text().strip() for each in row.select("td, th")]
        for row in soup(response).select("table.li-items tbody tr")
    ]
    assert rows == [
        ["Statement o1", "en", f"{CANARY} one.", f"{CANARY} once."],
        ["Side of a theme work-o", "Answers needed", "2", "1"],
    ]
    said = words(response)
    assert "A new version: small, version 2, after version 1." in said
    assert "2 texts are behind their source" in said


def test_upload_of_what_is_there_already(operator: Client, small: InstrumentVersion) -> None:
    response = operator.post(UPLOAD, file_of(SMALL))

    assert "small, version 1, is here already, and the file says the same." in words(response)
    assert soup(response).select("main button[type=submit]") == []


def test_upload_of_a_faulty_file_says_where_and_how_to_mend_it(operator: Client) -> None:
    text = changed(SMALL, {"measures: rest-i": "measures: rest", "    lacks: organisation\n": ""})
    response = operator.post(UPLOAD, file_of(text))

    rows = [
        [each.get_text() for each in row.select("td")]
        for row in soup(response).select("table.li-items tbody tr")
    ]
    assert response.status_code == 422
    assert rows == [
        [
            "64",
            "themes[1]",
            "“organisation” is missing. Write that side of the theme, "
            "or “lacks: organisation” if it has none.",
        ],
        [
            "73",
            "themes[1].individual.minimum",
            "The minimum is 1; the number of items that measure “rest-i” is 0. "
            "Lower the minimum, or add items.",
        ],
        [
            "97",
            "items[3].measures",
            "“rest” is the code of no side of a theme. There is: work-o, work-i, rest-i.",
        ],
    ]
    assert Instrument.objects.count() == 0


def test_upload_that_would_rewrite_a_published_version(operator: Client, small: InstrumentVersion) -> None:
    text = changed(SMALL, {"minimum: 2": "minimum: 1"})
    for given in (file_of(text), {"text": text}):
        response = operator.post(UPLOAD, given)

        assert response.status_code == 422
        assert "Version 1 is published and is never rewritten" in words(response)
    assert as_yaml(content_of(again(small))) == SMALL


def test_upload_without_a_file(operator: Client) -> None:
    response = operator.post(UPLOAD, {})

    assert response.status_code == 422
    assert "This field is required." in words(response)


def test_publishing_an_open_one(operator: Client) -> None:
    version = load(omeq_file())
    assert "nothing in it can be changed" in words(operator.get(page_of(version, "publish/")))

    response = operator.post(page_of(version, "publish/"), {"checksum": version.checksum})

    assert response["Location"] == page_of(version)
    assert again(version).is_published
    assert AuditEntry.objects.get(action="instrument.published").codes["version"] == "omeq 1"
    assert "It is published already." in words(operator.get(page_of(version, "publish/")))


def test_publishing_a_licensed_one_needs_a_name(operator: Client, draft: InstrumentVersion) -> None:
    refused = operator.post(page_of(draft, "publish/"), {"decided_by_name": " "})
    assert refused.status_code == 422
    assert not again(draft).is_published

    operator.post(
        page_of(draft, "publish/"),
        {"checksum": draft.checksum, "decided_by_name": "Dr A. Example", "decision_note": "Of 2026."},
    )
    version = again(draft)
    assert version.is_published
    assert (version.decided_by_name, version.decision_note) == ("Dr A. Example", "Of 2026.")
    assert "Dr A. Example: Of 2026." in words(operator.get(page_of(draft)))


def test_publishing_twice(operator: Client, small: InstrumentVersion) -> None:
    response = operator.post(page_of(small, "publish/"), {"decided_by_name": "Somebody else"}, follow=True)

    assert "Version 1 is published already." in response.content.decode()
    assert again(small).decided_by_name == "Dr A. Example, medical director"


def test_deleting_a_draft(operator: Client, small: InstrumentVersion) -> None:
    """Of a newer version: the published one stays, and the list goes by its title again."""
    newer = {"number: 1": "number: 2", "en: Small questionnaire": "en: Another title"}
    draft = load(small_file(newer))
    assert draft.instrument.title == "Another title"
    said = words(operator.get(page_of(draft, "delete/")))
    assert "Version 2 of “Another title” is a draft that nobody was asked with." in said
    assert "It is the only version" not in said

    response = operator.post(page_of(draft, "delete/"), {"checksum": draft.checksum}, follow=True)

    assert "Version 2 of “Another title” is deleted." in response.content.decode()
    assert [str(each) for each in InstrumentVersion.objects.all()] == ["small 1"]
    assert Instrument.objects.get().title == "Small questionnaire"
    assert as_yaml(content_of(again(small))) == SMALL
    entry = AuditEntry.objects.get(action="instrument.draft_deleted")
    assert entry.codes == {"version": "small 2", "checksum": draft.checksum}


def test_deleting_the_only_version(operator: Client, draft: InstrumentVersion) -> None:
    assert "It is the only version of this questionnaire" in words(operator.get(page_of(draft, "delete/")))

    operator.post(page_of(draft, "delete/"), {"checksum": draft.checksum})

    assert not Instrument.objects.exists()
    assert operator.post(page_of(draft, "delete/"), {"checksum": draft.checksum}).status_code == 404


def test_a_draft_that_changed_meanwhile_is_not_deleted(operator: Client, draft: InstrumentVersion) -> None:
    response = operator.post(page_of(draft, "delete/"), {"checksum": "0" * 64}, follow=True)

    assert "The draft has changed since you looked at it." in response.content.decode()
    assert InstrumentVersion.objects.filter(pk=draft.pk).exists()


def test_what_is_published_is_not_deleted(operator: Client, small: InstrumentVersion) -> None:
    assert "It is published, and what is published stays." in words(operator.get(page_of(small, "delete/")))

    response = operator.post(page_of(small, "delete/"), {"checksum": small.checksum}, follow=True)

    assert "Version 1 is published, and what is published stays." in response.content.decode()
    assert as_yaml(content_of(again(small))) == SMALL


def test_export_is_the_file(operator: Client, small: InstrumentVersion) -> None:
    response = operator.get(page_of(small, "export.yaml"))

    assert response.content.decode() == SMALL
    assert response["Content-Disposition"] == 'attachment; filename="small-1.yaml"'


def test_no_such_version(operator: Client) -> None:
    gone = "00000000-0000-4000-8000-000000000000"
    for part in ("", "publish/", "export.yaml"):
        assert operator.get(f"{LIST}{gone}/{part}").status_code == 404


def test_what_is_published_is_what_was_looked_at(operator: Client) -> None:
    version = load(omeq_file())
    field = soup(operator.get(page_of(version, "publish/"))).select_one("input[name=checksum]")
    assert field is not None
    text = as_yaml(omeq_file().content).replace("minimum: 3", "minimum: 4", 1)
    load(read_instrument(text))

    response = operator.post(page_of(version, "publish/"), {"checksum": field["value"]}, follow=True)

    assert "The draft has changed since you looked at it." in response.content.decode()
    assert not again(version).is_published

"""The pages of a study, as its team walks them, and what others meet there."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from engagement.studies.enums import TeamRole
from engagement.studies.models import Excerpt, FrameEntry, Participant, Study, StudyRelease
from kernel.models import AuditEntry
from tests.factories.studies import (
    REASON,
    TEMPLATE,
    a_career,
    add,
    list_people,
    make_researcher,
    make_study,
    take_part,
)
from tests.factories.trusts import NOW, make_user
from tests.ready import ready


def make_desk_study() -> Study:
    lead = make_researcher("lead@study.example")
    study = make_study(lead, template=TEMPLATE)
    groups = ["Medicine"] * 7 + ["Psychiatry"] * 6
    careers = [a_career(group=group, first=1995 + n, posts=1 + n % 2) for n, group in enumerate(groups)]
    take_part(study, lead, careers)
    list_people(study, lead, "Dr Ada Listed", "Dr Ben Listed")
    study.made_by = lead
    return study


ready_desk_study = ready("ready_desk_study", make_desk_study)
pytestmark = pytest.mark.django_db


def browser_of(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def desk(ready_desk_study: Study) -> Client:
    """The lead's, with what is known of participants open."""
    browser = browser_of(ready_desk_study.made_by)
    browser.post(at("open", ready_desk_study))
    return browser


def at(name: str, study: Study, **given: Any) -> str:
    return reverse(f"leadership_studies:{name}", kwargs={"study_uid": study.uid, **given})


def read(browser: Client, name: str, study: Study, **given: Any) -> str:
    answer = browser.get(at(name, study, **given))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_study_begins_from_a_template_with_one_press() -> None:
    user = make_researcher()
    browser = browser_of(user)
    assert (
        "You are in no study’s team yet" in browser.get(reverse("leadership_studies:list")).content.decode()
    )

    answer = browser.post(
        reverse("leadership_studies:new"), {"template": TEMPLATE, "starts_on": "2026-09-01"}
    )

    study = Study.objects.unscoped(reason=REASON).get(made_by=user)
    assert (answer.status_code, answer["Location"]) == (302, at("study", study))
    assert "Doctors who lead organisations" in read(browser, "study", study)
    assert "Clinical work that you kept" in read(browser, "guide", study)


def test_an_empty_study_needs_title_and_question() -> None:
    browser = browser_of(make_researcher())

    answer = browser.post(reverse("leadership_studies:new"), {"template": "own", "starts_on": "2026-09-01"})

    assert answer.status_code == 422
    assert "Fill in “Question”." in answer.content.decode()
    assert not Study.objects.unscoped(reason=REASON).exists()


def test_strangers_find_nothing(ready_desk_study: Study) -> None:
    for user in (make_user(), make_researcher(), make_user(is_superuser=True, is_staff=True)):
        for name in ("study", "frame", "careers", "tables", "tables_csv"):
            assert browser_of(user).get(at(name, ready_desk_study)).status_code == 404


def test_looking_at_participants_is_a_press_that_is_recorded(ready_desk_study: Study) -> None:
    browser = browser_of(ready_desk_study.made_by)
    for name in ("frame", "careers", "excerpts"):
        page = read(browser, name, ready_desk_study)
        assert "It is recorded that you look" in page
        assert "P01" not in page
    before = AuditEntry.objects.filter(action="study.look").count()

    answer = browser.post(at("open", ready_desk_study), {"next": at("careers", ready_desk_study)})

    assert answer["Location"] == at("careers", ready_desk_study)
    assert AuditEntry.objects.filter(action="study.look").count() == before + 1
    assert "P01" in read(browser, "careers", ready_desk_study)


def test_it_is_open_for_an_hour(ready_desk_study: Study, desk: Client) -> None:
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        desk.force_login(ready_desk_study.made_by)
        assert "It is recorded that you look" in read(desk, "careers", ready_desk_study)


@pytest.mark.parametrize("wanted", ["https://else.example/", "//else.example", "/trust/", ""])
def test_opening_leads_nowhere_else(ready_desk_study: Study, wanted: str) -> None:
    browser = browser_of(ready_desk_study.made_by)

    answer = browser.post(at("open", ready_desk_study), {"next": wanted})

    assert answer["Location"] == at("careers", ready_desk_study)


def test_a_reader_reads_tables_and_no_career(ready_desk_study: Study) -> None:
    user = make_researcher()
    add(ready_desk_study, ready_desk_study.made_by, user, TeamRole.READER)
    browser = browser_of(user)

    assert "13" in read(browser, "tables", ready_desk_study)
    for name in ("study", "guide", "themes", "findings", "team"):
        read(browser, name, ready_desk_study)
    for name in ("frame", "careers", "excerpts", "change", "release", "new_finding", "add_careers"):
        assert browser.get(at(name, ready_desk_study)).status_code == 404
    for name in ("guide", "themes", "team"):
        assert browser.post(at(name, ready_desk_study), {"title": "x"}).status_code == 405


def test_from_a_list_to_consent_career_and_withdrawal(ready_desk_study: Study, desk: Client) -> None:
    study = ready_desk_study
    taken = desk.post(at("add_to_frame", study), {"pasted": "name,source\nDr Carys Listed,a directory"})
    assert taken["Location"] == at("frame", study)
    assert "3 people could be asked" in read(desk, "frame", study)
    entry = FrameEntry.objects.unscoped(reason=REASON).get(study=study, name="Dr Carys Listed")

    desk.post(at("entry", study, entry_uid=entry.uid), {"kind": "invited", "on": "2026-08-20"})
    page = read(desk, "entry", study, entry_uid=entry.uid)
    assert "Found in: a directory." in page
    assert "20 August 2026" in page
    desk.post(at("consent", study, entry_uid=entry.uid), {"pseudonym": "P50", "consented_on": "2026-09-01"})
    found = Participant.objects.unscoped(reason=REASON).get(pseudonym="P50")
    desk.post(
        at("career", study, participant_uid=found.uid),
        {
            "specialty": "Public health",
            "birth_year": "1960",
            "in_post": "yes",
            "no_programmes": "on",
            "post1-kind": "chief_executive",
            "post1-starts_on": "2008-05-01",
        },
    )
    page = read(desk, "career", study, participant_uid=found.uid)
    assert "About 48 at the first chief executive post, in 2008" in page
    desk.post(at("withdraw", study, participant_uid=found.uid), {"on": "2026-09-01"})

    assert "1 person withdrew." in read(desk, "careers", study)
    assert desk.get(at("career", study, participant_uid=found.uid)).status_code == 404


def test_faults_of_a_list_are_named_and_nothing_is_taken(ready_desk_study: Study, desk: Client) -> None:
    before = Participant.objects.unscoped(reason=REASON).count()

    answer = desk.post(
        at("add_careers", ready_desk_study), {"pasted": "pseudonym,consented on\nP70,2026-09-01\nP71,soon"}
    )

    assert answer.status_code == 422
    assert "Line 3:" in answer.content.decode()
    assert "“soon” is no day" in answer.content.decode()
    assert Participant.objects.unscoped(reason=REASON).count() == before


def test_what_the_rules_refuse_stands_above_the_form(ready_desk_study: Study, desk: Client) -> None:
    entry = FrameEntry.objects.unscoped(reason=REASON).filter(study=ready_desk_study)[0]
    given = {"pseudonym": "P01", "consented_on": "2026-09-01"}

    answer = desk.post(at("consent", ready_desk_study, entry_uid=entry.uid), given)

    assert answer.status_code == 422
    assert "Somebody in this study has that pseudonym." in answer.content.decode()


def test_a_post_that_ends_before_it_begins_is_refused(ready_desk_study: Study, desk: Client) -> None:
    found = Participant.objects.unscoped(reason=REASON).get(pseudonym="P01")
    given = {"specialty": "x", "post1-starts_on": "2008-05-01", "post1-ends_on": "2007-05-01"}

    answer = desk.post(at("career", ready_desk_study, participant_uid=found.uid), given)

    assert answer.status_code == 422
    assert "The last day is before the first." in answer.content.decode()
    found.refresh_from_db()
    assert found.specialty == "Training"


def test_an_excerpt_is_coded_and_deleted(ready_desk_study: Study, desk: Client) -> None:
    study = ready_desk_study
    found = Participant.objects.unscoped(reason=REASON).get(pseudonym="P01")
    theme = study.themes.unscoped(reason=REASON).order_by("title")[0]  # type: ignore[attr-defined]
    given = {"participant": str(found.uid), "theme": str(theme.uid), "polarity": "risk", "point": "being"}
    wrong = desk.post(at("excerpts", study), {**given, "may_quote": "on"})
    assert "There are no words to quote." in wrong.content.decode()

    desk.post(at("excerpts", study), {**given, "text": "Nobody asked me.", "may_quote": "on"})

    page = read(desk, "excerpts", study)
    assert "Nobody asked me." in page
    for name in ("tables", "tables_csv", "themes"):
        assert "Nobody asked me." not in whole(desk.get(at(name, study)))
    excerpt = Excerpt.objects.unscoped(reason=REASON).get()
    asked = read(desk, "remove_excerpt", study, excerpt_uid=excerpt.uid)
    assert ("Delete this excerpt?" in asked, "Nobody asked me." in asked) == (True, True)
    assert Excerpt.objects.unscoped(reason=REASON).exists()

    desk.post(at("remove_excerpt", study, excerpt_uid=excerpt.uid))

    assert not Excerpt.objects.unscoped(reason=REASON).exists()
    again = at("remove_excerpt", study, excerpt_uid=excerpt.uid)
    assert (desk.get(again).status_code, desk.post(again).status_code) == (404, 404)


def whole(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


def test_the_file_holds_tables_and_nothing_else(ready_desk_study: Study, desk: Client) -> None:
    rows = list(
        csv.DictReader(whole(desk.get(at("tables_csv", ready_desk_study))).lstrip("\ufeff").splitlines())
    )

    told = {(row["table"], row["group"]): row for row in rows}
    assert told["people", "all"]["n"] == "13"
    assert told["people", "Psychiatry"]["n"] == "6"
    assert told["first_post", "all"]["x"] == "7"
    assert told["age", "Medicine"]["lowest"] == ""
    assert told["clinical", "all"]["held back"] == "few"
    assert {row["table"] for row in rows} == {
        "people", "age", "posts", "year", "first_post", "in_post", "attended", "clinical"
    }  # fmt: skip


def test_a_release_is_shown_before_it_is_made(ready_desk_study: Study, desk: Client) -> None:
    assert "A release cannot be taken back" in read(desk, "release", ready_desk_study)
    assert not StudyRelease.objects.unscoped(reason=REASON).exists()

    desk.post(at("release", ready_desk_study))

    assert "Release 1, 1 September 2026" in read(desk, "study", ready_desk_study)


def test_an_agreed_recommendation_has_an_owner(ready_desk_study: Study, desk: Client) -> None:
    given = {"title": "Offer mentors.", "progress": "agreed"}
    assert "Say who sees to it" in whole(desk.post(at("new_recommendation", ready_desk_study), given))

    desk.post(
        at("new_recommendation", ready_desk_study), {**given, "owner": "The academy", "is_public": "on"}
    )

    assert "The academy" in read(desk, "findings", ready_desk_study)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("frame", 6), ("careers", 8), ("tables", 11), ("team", 6)])
def test_lists_ask_the_same_however_long(
    django_assert_num_queries: Any, name: str, queries: int, count: int
) -> None:
    lead = make_researcher()
    study = make_study(lead, template=TEMPLATE)
    take_part(study, lead, [a_career() for _each in range(count)])
    list_people(study, lead, *(f"Dr {n}" for n in range(count)))
    for _each in range(count):
        add(study, lead, make_researcher())
    browser = browser_of(lead)
    browser.post(at("open", study))

    with django_assert_num_queries(queries):
        read(browser, name, study)

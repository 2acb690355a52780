"""What a doctor reads and does about CPD on the site."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from lms.actions import cpd, recognition
from lms.actions.calendar import record_absence
from lms.cpd import selectors
from tests.cpd.conftest import Cast
from tests.factories.cpd import an_entry
from tests.factories.trusts import TODAY
from tests.web.conftest import text_of

ENTRY = {
    "title": "A conference",
    "ended_on": TODAY.isoformat(),
    "credits": "2.5",
    "setting": "external",
    "is_clinical": "no",
    "kind": "event",
    "note": "",
    "key": "0" * 32,
}


@pytest.fixture
def client(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.user)
    return browser


def lead(client: Client, query: str = "") -> str:
    return str(client.get(f"/learn/cpd/{query}").context["lead"])


def test_from_nothing_to_what_is_missing(cast: Cast, client: Client) -> None:
    assert lead(client) == (
        "Say which scheme you follow, and this page says how much is still to come and by when."
    )
    answer = client.post(
        "/learn/cpd/schemes/", {"scheme": "physicians", "starts_on": TODAY.isoformat(), "year_month": "1"}
    )
    assert answer.headers["Location"] == "/learn/cpd/"
    assert lead(client) == "50 credits more by 31 March 2027, of which 25 external."

    client.post("/learn/cpd/new/", ENTRY)
    client.post("/learn/cpd/new/", ENTRY)
    an_entry(cast.me, hundredths=1750)
    an_entry(cast.me, hundredths=1800, setting="internal")
    assert lead(client) == "12 credits more by 31 March 2027, of which 5 external."
    an_entry(cast.me, hundredths=1300, setting="personal")
    (card,) = client.get("/learn/cpd/").context["cards"]
    assert card.notes == [
        "At most 10 count as “personal” in a year; the 3 beyond that stay in your list and do not count.",
        "Clinical: 0. Non-clinical: 51.",
        "Nothing is carried over into the next year.",
    ]
    assert [(line.label, line.counted, line.wanted, line.words) for line in card.lines] == [
        ("External", "20", "at least 25", "5 more"),
        ("Personal", "10", "at most 10", "3 credits do not count"),
    ]
    an_entry(cast.me, hundredths=500)
    assert lead(client) == "Nothing is missing for the year to 31 March 2027."
    assert lead(client, "?on=2026-03-31") == (
        "56 credits recorded in 2026. Say which scheme you follow to see the rest."
    )
    assert lead(client, "?on=nonsense") == "Nothing is missing for the year to 31 March 2027."


def test_two_schemes_are_told_apart_and_the_cycle_is_theirs(cast: Cast, client: Client) -> None:
    cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
    cpd.follow_scheme(cast.me, scheme="radiologists", starts_on=TODAY)
    client.post("/learn/cpd/revalidation/", {"previous_on": "2024-06-01", "submission_on": "2029-06-01"})
    assert lead(client) == (
        "Physicians: 50 credits more by 31 March 2027, of which 25 external. Radiologists: 0 credits "
        "recorded in the year 1 January 2026 to 31 December 2026, for which no minimum is set."
    )
    lines = client.get("/learn/cpd/").context["cards"][1].lines
    assert [(line.label, line.wanted, line.words) for line in lines] == [
        ("Revalidation cycle, 2 June 2024 to 1 June 2029", "at least 250", "250 more")
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Fill in “What it was”."),
        ({"credits": "1.1"}, "Give credits in quarters, such as 0.25, 1.5 or 2."),
        ({"credits": "many"}, "Give credits in quarters, such as 0.25, 1.5 or 2."),
        (
            {"ended_on": "2027-01-01"},
            "Credits belong to the day on which something ended: today at the latest.",
        ),
        ({"setting": "abroad"}, "Select a valid choice. abroad is not one of the available choices."),
    ],
)
def test_a_wrong_entry_is_sent_back_and_kept(
    cast: Cast, client: Client, given: dict[str, str], sentence: str
) -> None:
    answer = client.post("/learn/cpd/new/", {**ENTRY, **given})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert selectors.entries(cast.me.viewer).count() == 0


def test_an_entry_is_changed_removed_and_put_back(cast: Cast, client: Client) -> None:
    row = an_entry(cast.me)
    page = f"/learn/cpd/{row.uid}/"
    client.post(page, {**ENTRY, "title": "Better words", "is_clinical": "yes"})
    row.refresh_from_db()
    assert (row.title, row.hundredths, row.is_clinical) == ("Better words", 250, True)
    assert client.get(f"{page}remove/").status_code == 200
    client.post(f"{page}remove/")
    assert client.get(page).status_code == 404
    assert "Better words" in text_of(client.get("/learn/cpd/"))
    assert client.get(f"{page}put-back/").status_code == 405
    client.post(f"{page}put-back/")
    assert selectors.entries(cast.me.viewer).get() == row


def test_the_list_is_filtered_and_downloaded(cast: Cast, client: Client) -> None:
    an_entry(cast.me, "=SUM(1)", hundredths=125)
    an_entry(cast.me, "Rounds", setting="internal", is_clinical=True)
    an_entry(cast.me, "Earlier", on=date(2025, 2, 3))
    found = client.get("/learn/cpd/?clinical=yes&setting=internal")
    assert [line.row.title for line in found.context["lines"]] == ["Rounds"]
    assert "cpd.csv?setting=internal&amp;clinical=yes" in found.content.decode()
    assert [line.row.title for line in client.get("/learn/cpd/?last=2025-12-31").context["lines"]] == [
        "Earlier"
    ]
    assert "No entry is like that." in text_of(client.get("/learn/cpd/?words=nothing"))
    file = b"".join(client.get("/learn/cpd/cpd.csv?first=2026-01-01")).decode("utf-8-sig").splitlines()
    assert file == [
        "Ended on,What it was,Credits,Where,Clinical or not,Kind,Note,Counts",
        '2026-09-01,Rounds,1.00,internal,clinical,"course, meeting or conference",,yes',
        '2026-09-01,\'=SUM(1),1.25,external,non-clinical,"course, meeting or conference",,yes',
    ]


def test_what_the_record_knows_is_taken_in_by_a_press(cast: Cast, client: Client) -> None:
    recognition.record_credit(
        cast.me, enrolment_uid=cast.row.uid, credits=Decimal("1.5"), on=TODAY, what="A talk"
    )
    cast.world.finish(cast.user, cast.row, "Long text", text="")
    assert client.get("/learn/cpd/").context["waiting"] == 2
    lines = client.get("/learn/cpd/take-in/").context["lines"]
    assert selectors.entries(cast.me.viewer).count() == 0
    chosen = [str(line["proposal"].fact_uid) for line in lines if line["proposal"].title == "A talk"]
    client.post("/learn/cpd/take-in/", {"fact": [*chosen, "nonsense"]})
    assert [row.title for row in selectors.entries(cast.me.viewer)] == ["A talk"]
    assert client.get("/learn/cpd/").context["waiting"] == 1


def test_leave_and_the_end_of_a_scheme(cast: Cast, client: Client) -> None:
    absence = record_absence(cast.me, starts_on=TODAY, ends_on=date(2026, 9, 30), reason="parental")
    row = cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
    assert "Parental leave" in text_of(client.get("/learn/cpd/exemptions/"))
    client.post("/learn/cpd/exemptions/", {"absence": str(absence.uid)})
    client.post("/learn/cpd/exemptions/", {"absence": str(absence.uid)})
    (exempt,) = selectors.exemptions(cast.me.viewer)
    assert (exempt.absence_id, exempt.reason) == (absence.pk, "parental")
    wrong = client.post(
        "/learn/cpd/exemptions/", {"starts_on": "2026-09-10", "ends_on": "2026-09-01", "reason": "other"}
    )
    assert (wrong.status_code, "The last day cannot be before the first." in text_of(wrong)) == (422, True)
    client.post(f"/learn/cpd/exemptions/{exempt.uid}/end/")
    assert list(selectors.exemptions(cast.me.viewer)) == []
    client.post(f"/learn/cpd/schemes/{row.uid}/end/")
    row.refresh_from_db()
    assert row.ends_on == TODAY
    wrong = client.post(
        "/learn/cpd/revalidation/", {"previous_on": "2026-09-10", "submission_on": "2026-09-10"}
    )
    assert "Give the day after the previous date, or later." in text_of(wrong)


def test_the_page_asks_as_often_however_much_there_is(
    cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    cpd.follow_scheme(cast.me, scheme="physicians", starts_on=TODAY)
    client.get("/learn/cpd/")
    for number in (1, 3):
        for _each in range(number):
            an_entry(cast.me)
        with django_assert_num_queries(16):
            client.get("/learn/cpd/")

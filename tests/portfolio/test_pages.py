"""The pages of a portfolio: the list, one entry, writing, sharing, and taking it along."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from lms.actions import evidence
from lms.portfolio.enums import Kind, State
from lms.portfolio.models import EvidenceItem, EvidenceShare
from lms.portfolio.services.evidence import Content
from lms.web.views.portfolio_sharing import READS
from tests.factories.evidence import (
    ELEMENT,
    OTHER,
    REASON,
    a_draft,
    again,
    files,
    kept,
    shared,
    tags,
    versions,
)
from tests.factories.trusts import TODAY
from tests.factories.work import a_file
from tests.portfolio.conftest import Doctor
from tests.portfolio.test_sharing import token_of


@pytest.fixture
def client(doctor: Doctor) -> Client:
    client = Client()
    client.force_login(doctor.user)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"leadership_learn:{name}", args=args)


def post(client: Client, to: str, item: EvidenceItem, **given: Any) -> Any:
    return client.post(page(to, item.uid), given)


def typed(**given: Any) -> dict[str, Any]:
    return {"title": "A talk", "words": "About handover.", "on": TODAY.isoformat(), **given}


def everything() -> list[EvidenceItem]:
    return list(EvidenceItem.objects.unscoped(reason=REASON).order_by("pk"))


def test_an_empty_portfolio_says_what_it_is_for(client: Client) -> None:
    said = client.get(page("portfolio")).text
    assert "You keep nothing yet." in said
    assert "Only you see it" in said
    assert "lp-filters" not in said


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_costs_the_same(
    doctor: Doctor, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        item = kept(
            doctor.context,
            title=f"Entry {number}",
            nodes=(ELEMENT, OTHER),
            files=(a_file(f"{number}.txt", f"{number}".encode()),),
        )
    shared(doctor.context, item)
    client.get(page("portfolio"))
    with django_assert_num_queries(12):
        said = client.get(page("portfolio"), {"about": ELEMENT, "text": "entry"})
    assert said.text.count('class="lp-evidence__tick"') == min(count, 25)
    with django_assert_num_queries(12):
        client.get(page("portfolio"))


def test_the_filters_stay_in_the_address(doctor: Doctor, client: Client) -> None:
    kept(doctor.context, Kind.LINK, title="A film")
    for number in range(26):
        kept(doctor.context, title=f"Plan {number}", days_ago=number)
    said = client.get(page("portfolio"), {"kind": "document", "text": "Plan"}).text
    assert "26 entries are like this." in said
    assert "?text=Plan&amp;kind=document&amp;page=2" in said
    assert "A film" not in said
    for odd in ({"kind": "x"}, {"about": "x"}, {"year": "x"}, {"page": "x"}, {"text": "\x00"}):
        assert client.get(page("portfolio"), odd).status_code == 200


def test_a_new_entry_is_written_without_scripts(client: Client) -> None:
    assert client.get(page("new_evidence")).status_code == 200
    assert client.post(page("new_evidence"), {"kind": "nonsense"}).status_code == 422
    assert everything() == []
    answer = client.post(page("new_evidence"), {"kind": "document"})
    (item,) = everything()
    assert answer.headers["Location"] == page("change_evidence", item.uid)
    assert "Without a title yet" in client.get(page("change_evidence", item.uid)).text
    answer = client.post(page("change_evidence", item.uid), typed(about=[ELEMENT], files=[a_file()]))
    assert answer.headers["Location"] == page("evidence", item.uid)
    assert (again(item).state, tags(item), len(files(item))) == (State.KEPT, ["1.1"], 1)
    said = client.get(page("evidence", item.uid)).text
    assert "About handover." in said
    assert "First element" in said
    assert "plan.pdf" in said


def test_what_is_missing_is_said_and_nothing_is_lost(doctor: Doctor, client: Client) -> None:
    item = a_draft(doctor.context, Kind.LINK)
    for given, words in (
        ({"title": "", "url": "www.example.org"}, "Say in a few words what it is."),
        ({"url": "not an address"}, "This is no address of a page."),
        ({"url": ""}, "Give the address of the page."),
        ({"url": "javascript:alert(1)"}, "This is no address of a page."),
        ({"url": "www.example.org", "on": (TODAY + timedelta(days=2)).isoformat()}, "has not come yet"),
    ):
        answer = post(client, "change_evidence", item, **typed(**given))
        assert (answer.status_code, words in answer.text) == (422, True), given
        assert "About handover." in answer.text
    assert (again(item).state, versions(item)[0].title) == (State.DRAFT, "")
    post(client, "change_evidence", item, **typed(url="www.example.org"))
    assert (again(item).state, versions(item)[0].url) == (State.KEPT, "https://www.example.org")


def test_a_wrong_file_is_refused_in_words(doctor: Doctor, client: Client) -> None:
    item = a_draft(doctor.context)
    wrong = a_file("plan.pdf", b"MZ\x00\x01")
    answer = client.post(page("add_evidence_files", item.uid), typed(files=[wrong, a_file("a.txt", b"A")]))
    assert answer.headers["Location"] == page("change_evidence", item.uid) + "#files"
    said = client.get(page("change_evidence", item.uid)).text
    assert "“plan.pdf” is none of the files taken here" in said
    assert [each.name for each in files(item)] == ["a.txt"]
    assert versions(item)[0].words == "About handover."
    client.post(page("remove_evidence_file", item.uid, files(item)[0].uid), typed(words="Other."))
    assert (files(item), versions(item)[0].words) == ([], "Other.")


def test_a_script_saves_drafts(doctor: Doctor, client: Client) -> None:
    item = a_draft(doctor.context)
    json_please = {"headers": {"Accept": "application/json"}}
    seen = versions(item)[0].stamp
    given = typed(seen=seen, mark="a" * 32)
    answer = client.post(page("save_evidence", item.uid), given, **json_please)
    assert answer.json() == {"message": "Saved 10:00", "seen": versions(item)[0].stamp}
    other = typed(words="Elsewhere.", seen="never", mark="b" * 32)
    answer = client.post(page("save_evidence", item.uid), other, **json_please)
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_elsewhere")
    assert versions(item)[0].words == "About handover."
    answer = client.post(page("save_evidence", item.uid), other)
    assert (answer.status_code, "Elsewhere." in answer.text) == (409, True)
    assert "data-changed" in answer.text


def test_the_warning_is_gentle(doctor: Doctor, client: Client) -> None:
    item = a_draft(doctor.context)
    answer = post(client, "change_evidence", item, **typed(words="Mrs Jones, 943 476 5919."))
    assert answer.status_code == 302
    said = client.get(page("evidence", item.uid)).text
    assert "Could this tell who a patient is?" in said
    assert "<strong>943 476 5919</strong>" in said
    post(client, "nobody_in_it", item)
    assert "Could this tell" not in client.get(page("evidence", item.uid)).text


def test_the_archive_and_removing(doctor: Doctor, client: Client) -> None:
    item = kept(doctor.context, files=(a_file(),))
    post(client, "archive_evidence", item)
    assert again(item).state == State.ARCHIVED
    assert client.get(page("change_evidence", item.uid)).status_code == 302
    assert "Take it out of the archive" in client.get(page("evidence", item.uid)).text
    post(client, "archive_evidence", item, back="1")
    assert again(item).state == State.KEPT
    assert "Its 1 file goes too." in client.get(page("remove_evidence", item.uid)).text
    assert len(everything()) == 1
    post(client, "remove_evidence", item)
    assert everything() == []


def test_an_earlier_version_can_be_seen(doctor: Doctor, client: Client) -> None:
    item = kept(doctor.context)
    shared(doctor.context, item)
    content = Content(title="Later")
    evidence.save_evidence(doctor.context, item_uid=item.uid, content=content, on=item.happened_on)
    assert "Later" in client.get(page("evidence", item.uid)).text
    said = client.get(page("evidence", item.uid), {"version": 1}).text
    assert "This is version 1" in said
    assert "It shows version 1." in said
    assert client.get(page("evidence", item.uid), {"version": "9"}).status_code == 200


def test_sharing_from_the_press_to_the_end(doctor: Doctor, client: Client) -> None:
    item = kept(doctor.context, words="Words to show.", files=(a_file(),))
    assert post(client, "share_evidence", item, name="", address="no", days="7").status_code == 422
    assert mail.outbox == []
    post(client, "share_evidence", item, name="Dr Reader", address="Reader@mail.example", days="7")
    said = client.get(page("evidence", item.uid)).text
    assert "Dr Reader" in said
    assert "Not opened yet." in said
    share = EvidenceShare.objects.unscoped(reason=REASON).get()
    reader, address = Client(), page("shared_evidence", token_of(share))
    first = reader.get(address)
    assert (first.status_code, "Words to show." in first.text) == (200, False)
    assert first.headers["Cache-Control"].startswith("no-store, private")
    share.refresh_from_db()
    assert share.opened_days == 0
    opened = reader.post(address).text
    assert "Words to show." in opened
    file = reader.get(page("shared_evidence_file", token_of(share), files(item)[0].uid))
    assert b"".join(file.streaming_content) == b"%PDF-1.7\nA plan."  # type: ignore[attr-defined]
    assert file.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert (
        "Opened on 1 day, the last time on 1 September 2026." in client.get(page("evidence", item.uid)).text
    )
    client.post(page("end_evidence_share", item.uid, share.uid))
    assert [reader.get(address).status_code, reader.post(address).status_code] == [410, 410]
    assert reader.get(page("shared_evidence_file", token_of(share), files(item)[0].uid)).status_code == 404
    assert reader.get(page("shared_evidence", "x" * 43)).status_code == 404


def test_a_link_opens_no_other_file_and_not_too_often(doctor: Doctor) -> None:
    item, other = (kept(doctor.context, files=(a_file(f"{n}.txt", n.encode()),)) for n in "ab")
    token = token_of(shared(doctor.context, item))
    reader = Client()
    for uid in (files(other)[0].uid, uuid.uuid4()):
        assert reader.get(page("shared_evidence_file", token, uid)).status_code == 404
    READS.forget()
    statuses = {reader.get(page("shared_evidence", token)).status_code for _each in range(121)}
    READS.forget()
    assert statuses == {200, 429}


def test_drafts_and_the_archive_are_not_shared(doctor: Doctor, client: Client) -> None:
    item = a_draft(doctor.context)
    assert client.get(page("share_evidence", item.uid)).status_code == 302


def test_it_is_taken_along(doctor: Doctor, client: Client) -> None:
    item = kept(doctor.context, title="Ünder <b>", nodes=(ELEMENT,), files=(a_file("My plan.pdf"),))
    kept(doctor.context, Kind.REFLECTION, title="Thoughts", parts=("Began late.", "", "Earlier."))
    kept(doctor.context, title="Not this one")
    chosen = [str(each.uid) for each in everything()[:2]]
    answer = client.post(page("export_evidence"), {"item": [*chosen, "nonsense", str(uuid.uuid4())]})
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as zipped:  # type: ignore[attr-defined]
        told = json.loads(zipped.read("evidence.json"))
        index = zipped.read("index.html").decode()
        path = "files/002-under-b/01-my-plan.pdf"
        assert zipped.namelist() == ["index.html", "evidence.json", path]
        assert zipped.read(path) == b"%PDF-1.7\nA plan."
    assert [each["title"] for each in told] == ["Thoughts", "Ünder <b>"]
    assert (told[1]["about"], told[1]["files"]) == ([ELEMENT], [path])
    assert "Ünder &lt;b&gt;" in index
    assert "Not this one" not in index
    one = client.get(page("export_one_evidence", item.uid))
    assert one.headers["Content-Type"] == "application/zip"
    assert _names(one)[2:] == [path.replace("002", "001")]
    assert client.post(page("export_evidence")).status_code == 302
    assert len(_names(client.post(page("export_evidence"), {"all": "1"}))) == 3


def _names(answer: Any) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as zipped:
        return zipped.namelist()


def test_what_was_done_here_is_taken_in_with_a_press(doctor: Doctor, client: Client) -> None:
    for title in ("Read", "Do"):
        doctor.world.finish(doctor.user, doctor.row, title)
    title = doctor.world.version.title
    assert title in client.get(page("take_in_evidence")).text
    client.post(page("take_in_evidence"), {"take": f"programme.{doctor.row.uid}"})
    assert [each.kind for each in everything()] == [Kind.REFLECTION, Kind.CERTIFICATE]
    assert "There is nothing that your portfolio does not have." in client.get(page("take_in_evidence")).text
    for odd in ("", "x.y", f"work.{uuid.uuid4()}"):
        assert client.post(page("take_in_evidence"), {"take": odd}).status_code == 404


def test_the_drafted_reflection_is_announced(doctor: Doctor, client: Client) -> None:
    for title in ("Read", "Do"):
        address = page("activity", doctor.row.uid, doctor.world.key(title))
        client.post(address)
    said = client.get(page("portfolio")).text
    assert "A draft of a short reflection on it waits in your portfolio." in said
    assert "1 draft waits for you." in said
    (item,) = everything()
    assert "Drafted when you finished" in client.get(page("change_evidence", item.uid)).text


def test_the_competence_page_counts_it(doctor: Doctor, client: Client) -> None:
    kept(doctor.context, nodes=(ELEMENT,))
    said = client.get(page("competences")).text
    assert "1 entry of your portfolio" in said
    assert f"{page('portfolio')}?about=small-1%3A1.1&amp;state=kept" in said


def test_another_doctor_sees_none_of_it(doctor: Doctor, stranger: Any) -> None:
    item = kept(doctor.context, files=(a_file(),))
    other = Client()
    other.force_login(_user(stranger))
    for name, args in (
        ("evidence", []),
        ("change_evidence", []),
        ("remove_evidence", []),
        ("share_evidence", []),
        ("export_one_evidence", []),
        ("evidence_file", [files(item)[0].uid]),
    ):
        assert other.get(page(name, item.uid, *args)).status_code == 404, name
    taken = other.post(page("export_evidence"), {"item": [str(item.uid)]})
    assert _names(taken) == ["index.html", "evidence.json"]
    assert len(everything()) == 1


def _user(context: Any) -> Any:
    from django.contrib.auth import get_user_model  # noqa: PLC0415 -- one use

    return get_user_model().objects.get(pk=context.actor.user_id)


def test_what_is_sent_after_the_session_ended_is_held(doctor: Doctor, client: Client) -> None:
    item = a_draft(doctor.context)
    form = client.get(page("change_evidence", item.uid)).context
    from lms.web import form_owners  # noqa: PLC0415 -- beside its use

    given = typed(words="Typed long.", about=[OTHER], whose=form_owners.mark_of(form["request"].user))
    client.logout()
    answer = client.post(page("change_evidence", item.uid), given)
    assert answer.status_code == 302
    assert versions(item)[0].words == ""
    client.force_login(doctor.user)
    said = client.get(page("change_evidence", item.uid)).text
    assert "Typed long." in said
    assert versions(item)[0].words == ""

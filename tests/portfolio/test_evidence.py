"""Keeping evidence: drafts, versions, files, the archive, and taking it away."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from kernel.access import Viewer
from kernel.models import AuditEntry, StoredFile
from lms.actions import evidence
from lms.actions.base import Context
from lms.actions.errors import NotAllowed, Refused
from lms.portfolio import selectors
from lms.portfolio.enums import Kind, State
from lms.portfolio.models import EvidenceItem
from lms.portfolio.selectors import Wanted
from lms.portfolio.services import evidence as service
from lms.portfolio.services.evidence import Base, Content
from tests.factories.evidence import (
    COMPETENCE,
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
from tests.factories.trusts import NOW, TODAY
from tests.factories.work import a_file
from tests.portfolio.conftest import Doctor


def save(doctor: Doctor, item: EvidenceItem, base: Base | None = None, **content: Any) -> Any:
    return evidence.save_evidence(
        doctor.context, item_uid=item.uid, content=Content(**content), on=item.happened_on, base=base
    )


def audited() -> list[str]:
    return list(AuditEntry.objects.filter(action__startswith="evidence").values_list("action", flat=True))


def test_a_draft_is_saved_and_kept(doctor: Doctor) -> None:
    item = a_draft(doctor.context, Kind.REFLECTION)
    assert (item.state, item.happened_on, item.latest) == (State.DRAFT, TODAY, 1)
    save(doctor, item, title="  On \n time ", parts=("We\r\nbegan", "", ""))
    (version,) = versions(item)
    assert (version.title, version.parts) == ("On time", ["We\nbegan", "", ""])

    evidence.keep_evidence(
        doctor.context,
        item_uid=item.uid,
        content=service.content_of(version),
        on=TODAY,
        nodes=[ELEMENT, "small-1:9.9", "nonsense"],
    )
    assert again(item).state == State.KEPT
    assert (len(versions(item)), tags(item)) == (1, ["1.1"])
    assert audited() == ["evidence.begin", "evidence.save", "evidence.keep"]


def test_saving_the_same_twice_is_once(doctor: Doctor) -> None:
    item = a_draft(doctor.context)
    save(doctor, item, title="A")
    save(doctor, item, title="A")
    evidence.keep_evidence(doctor.context, item_uid=item.uid, content=Content(title="A"), on=TODAY)
    evidence.keep_evidence(doctor.context, item_uid=item.uid, content=Content(title="A"), on=TODAY)
    assert audited() == ["evidence.begin", "evidence.save", "evidence.keep"]


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        (Kind.DOCUMENT, Content(words="Something."), "no_title"),
        (Kind.LINK, Content(title="A page"), "no_address"),
        (Kind.REFLECTION, Content(title="Thoughts", parts=(" ", "", "\n")), "no_words"),
    ],
)
def test_what_is_unfinished_stays_a_draft(doctor: Doctor, kind: Kind, content: Content, code: str) -> None:
    item = a_draft(doctor.context, kind)
    with pytest.raises(Refused) as refusal:
        evidence.keep_evidence(doctor.context, item_uid=item.uid, content=content, on=TODAY)
    assert refusal.value.code == code
    assert (again(item).state, versions(item)[0].title, audited()) == (State.DRAFT, "", ["evidence.begin"])


def test_a_day_to_come_and_too_many_tags_are_refused(doctor: Doctor) -> None:
    item = a_draft(doctor.context)
    for given, code in (
        ({"on": TODAY + timedelta(days=1)}, "bad_day"),
        ({"on": TODAY, "nodes": [f"small-1:{n}" for n in range(31)]}, "too_many_tags"),
    ):
        with pytest.raises(Refused) as refusal:
            evidence.save_evidence(doctor.context, item_uid=item.uid, content=Content(title="A"), **given)
        assert refusal.value.code == code
    assert versions(item)[0].title == ""


def test_what_another_page_saved_is_not_written_over(doctor: Doctor) -> None:
    item = a_draft(doctor.context)
    seen = Base(versions(item)[0].stamp, "a" * 32)
    doctor.world.now += timedelta(minutes=1)
    save(doctor, item, title="Here")
    with pytest.raises(Refused) as refusal:
        save(doctor, item, seen, title="There")
    assert refusal.value.code == "changed_elsewhere"
    assert versions(item)[0].title == "Here"
    save(doctor, item, Base(versions(item)[0].stamp, "b" * 32), title="There")
    doctor.world.now += timedelta(minutes=1)
    save(doctor, item, Base("never heard", "b" * 32), title="There again")
    assert versions(item)[0].title == "There again"


def test_what_is_cited_gets_a_new_version_with_its_files(doctor: Doctor) -> None:
    item = kept(doctor.context, files=(a_file(),))
    share = shared(doctor.context, item)
    evidence.add_files(doctor.context, item_uid=item.uid, files=[a_file("more.txt", b"More.")])
    save(doctor, again(item), title="Renamed")
    assert [(each.number, each.title) for each in versions(item)] == [
        (1, "A talk on handover"),
        (2, "Renamed"),
    ]
    assert [each.name for each in files(item, 1)] == ["plan.pdf"]
    assert [each.name for each in files(item, 2)] == ["plan.pdf", "more.txt"]
    assert StoredFile.objects.count() == 2
    assert share.version.number == 1
    shared(doctor.context, again(item))
    assert evidence.remove_file(doctor.context, item_uid=item.uid, file_uid=files(item, 2)[0].uid)
    assert [each.name for each in files(item, 3)] == ["more.txt"]
    assert not evidence.remove_file(doctor.context, item_uid=item.uid, file_uid=uuid.uuid4())


def test_files_are_limited_and_looked_into(doctor: Doctor) -> None:
    item = kept(doctor.context)
    given = [
        a_file("ten.pdf"),
        a_file("again.pdf"),
        a_file("page.html", b"<script>alert(1)</script><p>\x00"),
        a_file("empty.txt", b""),
    ]
    added, refused = evidence.add_files(doctor.context, item_uid=item.uid, files=given)
    assert [each.name for each in added] == ["ten.pdf"]
    assert [words.split(" is ")[0] for words in refused] == ["“page.html”", "“empty.txt”"]
    with override_settings(LEADERSHIP_WORK_FILE_MAX_MB=0):
        _added, refused = evidence.add_files(
            doctor.context, item_uid=item.uid, files=[a_file("big.txt", b"A plan.")]
        )
    assert "at most" in refused[0]
    with override_settings(LEADERSHIP_PORTFOLIO_MAX_MB=0):
        _added, refused = evidence.add_files(
            doctor.context, item_uid=item.uid, files=[a_file("more.txt", b"A plan.")]
        )
    assert refused == [
        "“more.txt” was not kept: your portfolio holds 0\xa0bytes at most. Remove what you no longer need."
    ]
    many = [a_file(f"{n}.txt", f"Plan {n}.".encode()) for n in range(11)]
    added, refused = evidence.add_files(doctor.context, item_uid=item.uid, files=many)
    assert (len(added), len(refused), len(files(item))) == (9, 2, 10)


@override_settings(LEADERSHIP_FILE_SCANNER="tests.portfolio.test_evidence.refuse_all")
def test_the_scanner_is_asked(doctor: Doctor) -> None:
    item = kept(doctor.context)
    added, refused = evidence.add_files(doctor.context, item_uid=item.uid, files=[a_file()])
    assert (added, files(item), StoredFile.objects.count()) == ([], [], 0)
    assert refused == ["“plan.pdf” was not kept. It is infected."]


def refuse_all(_file: Any) -> str:
    return "It is infected."


def test_the_archive_ends_sharing_and_gives_back(doctor: Doctor) -> None:
    item = kept(doctor.context)
    share = shared(doctor.context, item)
    evidence.archive_evidence(doctor.context, item_uid=item.uid)
    evidence.archive_evidence(doctor.context, item_uid=item.uid)
    share.refresh_from_db()
    assert (again(item).state, share.ended_at) == (State.ARCHIVED, NOW)
    assert selectors.evidence_of(doctor.viewer).count() == 0
    assert selectors.evidence_of(doctor.viewer, Wanted(state="archived")).count() == 1
    for call in (
        lambda: save(doctor, item, title="Other"),
        lambda: evidence.add_files(doctor.context, item_uid=item.uid, files=[a_file()]),
    ):
        with pytest.raises(Refused) as refusal:
            call()
        assert refusal.value.code == "archived"
    evidence.restore_evidence(doctor.context, item_uid=item.uid)
    evidence.restore_evidence(doctor.context, item_uid=item.uid)
    assert (again(item).state, again(item).archived_at) == (State.KEPT, None)
    assert [a for a in audited() if "e.a" in a or "restore" in a] == ["evidence.archive", "evidence.restore"]


def test_it_is_truly_removed(doctor: Doctor) -> None:
    item = kept(doctor.context, files=(a_file(),), nodes=(ELEMENT,))
    shared(doctor.context, item)
    save(doctor, again(item), title="Renamed")
    other = kept(doctor.context)
    evidence.remove_evidence(doctor.context, item_uid=item.uid)
    assert [row.pk for row in EvidenceItem.objects.unscoped(reason=REASON)] == [other.pk]
    assert (versions(item), files(item), tags(item)) == ([], [], [])
    assert audited()[-1] == "evidence.remove"


def test_what_something_rests_on_is_not_removed(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    item = kept(doctor.context)
    monkeypatch.setattr(service, "is_cited", lambda item: True)
    with pytest.raises(Refused) as refusal:
        evidence.remove_evidence(doctor.context, item_uid=item.uid)
    assert (refusal.value.code, again(item).state) == ("cited", State.KEPT)


def test_nobody_else_touches_it(doctor: Doctor, stranger: Context) -> None:
    item = kept(doctor.context, files=(a_file(),))
    content = {"item_uid": item.uid, "content": Content(title="Mine now"), "on": TODAY}
    file = files(item)[0]
    for call, given in (
        (evidence.save_evidence, content),
        (evidence.keep_evidence, content),
        (evidence.archive_evidence, {"item_uid": item.uid}),
        (evidence.restore_evidence, {"item_uid": item.uid}),
        (evidence.remove_evidence, {"item_uid": item.uid}),
        (evidence.say_nobody, {"item_uid": item.uid}),
        (evidence.add_files, {"item_uid": item.uid, "files": [a_file("x.txt", b"x")]}),
        (evidence.remove_file, {"item_uid": item.uid, "file_uid": file.uid}),
    ):
        with pytest.raises(NotAllowed):
            call(stranger, **given)  # type: ignore[operator]
    assert versions(item)[0].title == "A talk on handover"
    assert selectors.item(stranger.viewer, item.uid) is None
    assert selectors.own_file(stranger.viewer, item_uid=item.uid, file_uid=file.uid) is None
    trust = Viewer.of_organisations([doctor.world.trust.pk], on=TODAY)
    assert selectors.evidence_of(trust).count() == 0


def test_saying_that_nobody_is_in_it_lasts_until_the_words_change(doctor: Doctor) -> None:
    item = kept(doctor.context, words="Mr Jones")
    evidence.say_nobody(doctor.context, item_uid=item.uid)
    evidence.say_nobody(doctor.context, item_uid=item.uid)
    assert versions(item)[0].nobody_in_it
    assert audited()[-1] == "evidence.say_nobody"
    save(doctor, item, title="A talk", words="Mr Smith")
    assert not versions(item)[0].nobody_in_it


def test_the_list_is_filtered(doctor: Doctor) -> None:
    old = kept(doctor.context, title="An audit", days_ago=400, nodes=(COMPETENCE,))
    link = kept(doctor.context, Kind.LINK, title="A film", nodes=(OTHER,), days_ago=2)
    new = kept(doctor.context, title="A plan", files=(a_file("Rota.txt", b"x"),), days_ago=1)
    draft = a_draft(doctor.context, title="Half")

    def found(**wanted: Any) -> list[int]:
        return [row.pk for row in selectors.evidence_of(doctor.viewer, Wanted(**wanted))]

    assert found() == [draft.pk, new.pk, link.pk, old.pk]
    assert found(kind="link") == [link.pk]
    assert found(state="draft") == [draft.pk]
    assert found(year=2025) == [old.pk]
    assert found(text="ROTA") == [new.pk]
    assert found(text="example.org") == [link.pk]
    by_code = {node.code: node.pk for group in selectors.taggable() for node in group.nodes}
    assert found(node=by_code["1"]) == [link.pk, old.pk]
    assert found(node=by_code["1.1"]) == [old.pk]
    assert selectors.tags_by_node(doctor.viewer) == {by_code["1.1.1"]: 1, by_code["1.2"]: 1}
    assert selectors.tags_by_element(doctor.viewer) == {by_code["1.1"]: 1, by_code["1.2"]: 1}
    assert selectors.overview(doctor.viewer) == selectors.Overview([2026, 2025], 1)

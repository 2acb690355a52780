"""Showing evidence by a link: one version, to one person, for a time."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings

from kernel import outbox
from kernel.access import Viewer
from kernel.audit import Actor
from kernel.models import AuditEntry
from lms.actions import evidence, evidence_sharing
from lms.actions.base import Context
from lms.actions.errors import NotAllowed, Refused
from lms.actions.evidence_mail import carry, link_of
from lms.portfolio import selectors, tokens
from lms.portfolio.models import EvidenceFile, EvidenceItem, EvidenceShare, EvidenceTag, EvidenceVersion
from lms.portfolio.services.evidence import Content
from tests.factories.evidence import REASON, a_draft, again, kept, shared, versions
from tests.factories.trusts import NOW, TODAY
from tests.factories.work import a_file
from tests.portfolio.conftest import Doctor


def token_of(share: EvidenceShare) -> str:
    return tokens.token_of(share.uid, share.token_hash)


def by_link(share: EvidenceShare, *, now: Any = NOW) -> Context:
    return Context(Actor.link(), Viewer.of_link(share.pk), now)


def deliver(*, now: Any = NOW) -> None:
    for message in outbox.claim(now=now, limit=20):
        if message.topic == evidence_sharing.SHARE_TOPIC:
            carry(message, now)


def found(token: str, now: Any = NOW) -> EvidenceShare | None:
    return selectors.share_by_token(token, now=now)


def test_the_mail_brings_the_link_and_the_database_does_not_have_it(doctor: Doctor) -> None:
    item = kept(doctor.context)
    share = shared(doctor.context, item, " Dr \n Reader ")
    assert (mail.outbox, share.name, share.ends_at) == ([], "Dr Reader", NOW + timedelta(days=14))
    deliver()
    deliver()
    (sent,) = mail.outbox
    assert (sent.to, sent.extra_headers["Message-ID"].split("@")[0]) == (
        ["reader@mail.example"],
        f"<{share.uid}",
    )
    assert sent.subject == "Given0 Family0 shows you something from their portfolio"
    assert token_of(share) in str(sent.body)
    assert token_of(share) in link_of(share)
    assert "A talk on handover" not in str(sent.body)
    share.refresh_from_db()
    assert share.mailed_at == NOW
    assert share.token_hash != token_of(share)
    assert found(token_of(share)) == share
    assert found(share.token_hash) is None
    assert found("a" * 43) is None


def test_a_new_key_of_the_site_leaves_links_working(doctor: Doctor) -> None:
    share = shared(doctor.context, kept(doctor.context))
    token = token_of(share)
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[_key()]):
        assert (token_of(share), found(token)) == (token, share)
    with override_settings(SECRET_KEY="another"):
        assert found(token) is None
        with pytest.raises(LookupError):
            token_of(share)


def _key() -> str:
    from django.conf import settings  # noqa: PLC0415 -- read while it is still the old one

    return str(settings.SECRET_KEY)


@pytest.mark.parametrize("end", ["ended", "archived"])
def test_no_mail_goes_and_nothing_opens_once_it_is_over(doctor: Doctor, end: str) -> None:
    item = kept(doctor.context)
    share = shared(doctor.context, item)
    if end == "ended":
        assert evidence_sharing.end_share(doctor.context, item_uid=item.uid, share_uid=share.uid)
        assert not evidence_sharing.end_share(doctor.context, item_uid=item.uid, share_uid=share.uid)
    else:
        evidence.archive_evidence(doctor.context, item_uid=item.uid)
    deliver()
    assert (mail.outbox, found(token_of(share))) == ([], None)
    with pytest.raises(NotAllowed):
        evidence_sharing.open_share(by_link(share))
    share.refresh_from_db()
    assert (share.mailed_at, share.opened_days) == (None, 0)


def test_a_link_runs_out(doctor: Doctor) -> None:
    share = shared(doctor.context, kept(doctor.context), days=1)
    assert found(token_of(share), NOW + timedelta(hours=23)) == share
    assert found(token_of(share), NOW + timedelta(days=1)) is None
    with pytest.raises(NotAllowed):
        evidence_sharing.open_share(by_link(share, now=NOW + timedelta(days=1)))


def test_opening_counts_the_day_once(doctor: Doctor) -> None:
    share = shared(doctor.context, kept(doctor.context))
    for hours in (0, 1, 26, 27):
        evidence_sharing.open_share(by_link(share, now=NOW + timedelta(hours=hours)))
    share.refresh_from_db()
    assert (share.opened_days, share.opened_on) == (2, TODAY + timedelta(days=1))
    assert AuditEntry.objects.filter(action="evidence.open_share").count() == 2


def test_a_link_shows_its_version_and_nothing_else(doctor: Doctor) -> None:
    item = kept(doctor.context, files=(a_file(),), nodes=("small-1:1.1",))
    kept(doctor.context, title="Secret", files=(a_file("other.txt", b"Other."),))
    share = shared(doctor.context, item)
    evidence.save_evidence(
        doctor.context, item_uid=item.uid, content=Content(title="Later thoughts"), on=TODAY
    )
    other = shared(doctor.context, again(item), "Somebody else")
    viewer = Viewer.of_link(share.pk)
    assert [row.title for row in EvidenceVersion.objects.visible_to(viewer)] == ["A talk on handover"]
    assert [row.uid for row in EvidenceItem.objects.visible_to(viewer)] == [item.uid]
    assert [row.name for row in EvidenceFile.objects.visible_to(viewer)] == ["plan.pdf"]
    assert [row.pk for row in EvidenceShare.objects.visible_to(viewer)] == [share.pk]
    assert EvidenceTag.objects.visible_to(viewer).count() == 0
    shown = selectors.shown_by(Viewer.of_link(other.pk))
    assert shown is not None
    assert shown.title == "Later thoughts"


def test_a_link_does_nothing(doctor: Doctor) -> None:
    item = kept(doctor.context)
    share = shared(doctor.context, item)
    link = by_link(share)
    with pytest.raises(NotAllowed):
        evidence.remove_evidence(link, item_uid=item.uid)
    with pytest.raises(NotAllowed):
        evidence_sharing.end_share(link, item_uid=item.uid, share_uid=share.uid)
    assert len(versions(item)) == 1


def test_what_cannot_be_shared(doctor: Doctor, stranger: Context) -> None:
    item = kept(doctor.context)
    for given, code in (
        ({"item": a_draft(doctor.context)}, "not_kept"),
        ({"item": item, "days": 91}, "bad_days"),
        ({"item": item, "days": 0}, "bad_days"),
    ):
        with pytest.raises(Refused) as refusal:
            shared(doctor.context, **given)  # type: ignore[arg-type]
        assert refusal.value.code == code
    with pytest.raises(NotAllowed):
        shared(stranger, item)
    assert EvidenceShare.objects.unscoped(reason=REASON).count() == 0
    share = shared(doctor.context, item)
    for uid in (uuid.uuid4(), share.uid):
        with pytest.raises(NotAllowed):
            evidence_sharing.end_share(stranger, item_uid=item.uid, share_uid=uid)
    share.refresh_from_db()
    assert share.ended_at is None


def test_our_mail_is_not_for_everybody(doctor: Doctor) -> None:
    items = [kept(doctor.context, title=f"Entry {n}") for n in range(2)]
    for _each in range(20):
        shared(doctor.context, items[0])
    with pytest.raises(Refused) as refusal:
        shared(doctor.context, items[0])
    assert refusal.value.code == "too_many_shares"
    for _each in range(10):
        shared(doctor.context, items[1])
    with pytest.raises(Refused) as refusal:
        shared(doctor.context, items[1])
    assert refusal.value.code == "too_many_today"

"""Showing evidence to a named person for a time: the link, its mail, and the day on which it is opened."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kernel import outbox
from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.actions.evidence import change_of, own_item
from lms.portfolio.enums import State
from lms.portfolio.models import EvidenceShare
from lms.portfolio.rules import words as rules
from lms.portfolio.services import shares

SHARE_TOPIC = "portfolio.share"
MOST_A_DAY = 30
"""Mails that one doctor may have us send: what somebody else might use us for."""


@action("evidence.share")
def share_evidence(act: Act, *, item_uid: uuid.UUID, name: str, address: str, days: int) -> EvidenceShare:
    """Promise a mail with a link that shows this item as it is today, and nothing else."""
    item = own_item(act, item_uid)
    if item.state != State.KEPT:
        raise Refused("not_kept", _("Only what you keep can be shared."), _("Keep this entry first."))
    if not 1 <= days <= rules.MOST_DAYS:
        raise Refused("bad_days", _("That is too long or too short."), _("Choose between 1 and 90 days."))
    _refuse_too_many(act, item_uid)
    share = shares.begin(
        item,
        name=rules.one_line(name, longest=rules.LONGEST_NAME),
        address=address.strip().lower(),
        language=item.person.language,
        until=act.now + timedelta(days=days),
        now=act.now,
    )
    outbox.emit(SHARE_TOPIC, {"share": share.pk}, now=act.now, key=f"evidence share {share.pk}")
    act.audit(change_of(item, share=share.pk, days=days))
    return share


def _refuse_too_many(act: Act, item_uid: uuid.UUID) -> None:
    mine = EvidenceShare.objects.visible_to(act.viewer)
    is_open = {"ended_at__isnull": True, "ends_at__gt": act.now}
    if mine.filter(version__item__uid=item_uid, **is_open).count() >= rules.MOST_SHARES:
        raise Refused(
            "too_many_shares",
            _("This is shared with %(most)s people already.") % {"most": rules.MOST_SHARES},
            _("End one of them first."),
        )
    if mine.filter(starts_at__gt=act.now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(
            "too_many_today",
            _("You have shared %(most)s times since yesterday.") % {"most": MOST_A_DAY},
            _("Go on tomorrow."),
        )


@action("evidence.end_share")
def end_share(act: Act, *, item_uid: uuid.UUID, share_uid: uuid.UUID) -> bool:
    """From now on the link opens nothing."""
    item = own_item(act, item_uid)
    share = EvidenceShare.objects.visible_to(act.viewer).filter(version__item=item, uid=share_uid).first()
    if share is None:
        raise NotAllowed
    ended = shares.end(share, now=act.now)
    if ended:
        act.audit(change_of(item, share=share.pk))
    else:
        act.changed_nothing()
    return ended


@action("evidence.open_share")
def open_share(act: Act) -> EvidenceShare:
    """Somebody with the link wants to see it: the day is counted, and nothing about them."""
    rows = EvidenceShare.objects.visible_to(act.viewer).select_for_update(of=("self",), no_key=True)
    share = rows.select_related("version__item__person").first()
    if share is None or share.ended_at is not None or share.ends_at <= act.now:
        raise NotAllowed
    if shares.count_day(share, on=act.today):
        act.audit(Change(share, subject_key=share.version.item.person_id))
    else:
        act.changed_nothing()
    return share

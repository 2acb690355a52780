"""What workers do with long lists: check them in batches, write them whole, and say why where they cannot."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model

from kernel import outbox
from kernel.access import Viewer
from kernel.clock import local_date
from kernel.models import OutboxMessage
from lms.actions.base import Context
from lms.actions.context import for_lead
from lms.actions.errors import NotAllowed, Refused
from lms.actions.importing import CHECK_TOPIC, finish_check, give_up
from lms.actions.list_writing import WRITE_TOPIC, write_list
from lms.enrolment import list_selectors as reading
from lms.enrolment.enums import ListState
from lms.enrolment.lists.problems import PROBLEMS, UnreadableList
from lms.enrolment.services import lists

REASON = "a worker has a list in hand that a lead sent"


@outbox.handler(CHECK_TOPIC)
def check(message: OutboxMessage, now: datetime) -> None:
    context = Context.system(REASON, now=now)
    import_uid, round = UUID(message.payload["import"]), int(message.payload["round"])
    upload = reading.import_for(Viewer.system(REASON), import_uid)
    if upload is None or upload.status != ListState.CHECKING or upload.round != round:
        return
    try:
        whole = lists.check_in_batches(upload, on=local_date(now))
    except UnreadableList as problem:
        give_up(context, import_uid=import_uid, code=problem.code, params=problem.params)
        return
    if whole:
        finish_check(context, import_uid=import_uid, round=round)


@outbox.handler(WRITE_TOPIC)
def write(message: OutboxMessage, now: datetime) -> None:
    """With the rights that the lead has now, not those of the moment when they pressed the button."""
    import_uid = UUID(message.payload["import"])
    users: Any = get_user_model()._default_manager
    user = users.filter(pk=message.payload["user"], is_active=True).first()
    context = for_lead(user, now=now) if user else None
    code = "not_theirs"
    if context is not None:
        try:
            write_list(context, import_uid=import_uid)
            return
        except Refused as refusal:
            code = refusal.code if refusal.code in PROBLEMS else "refused"
        except NotAllowed:
            code = "not_theirs"
    give_up(Context.system(REASON, now=now), import_uid=import_uid, code=code, params={})

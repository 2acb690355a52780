"""What somebody sends after their session has ended: held until they have signed in again (ADR 31).

It stands in the browser's session on the server, encrypted, for half an hour, and only where the page that it
was typed on exists. They get it back on that page: an activity is shown to its own doctor alone, a form of
the trust desk names whose it is. Nothing is saved before they press a button.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.http import HttpRequest, QueryDict

from lms.web.local_drafts import derived, site_secrets

TYPED = "leadership_typed"
FOR = timedelta(minutes=30)
LARGEST = 100_000
"""Characters: more than any form of the player may carry."""


@dataclass(frozen=True)
class Typed:
    """A form as it was posted, and when."""

    post: QueryDict
    at: datetime
    page: str


def hold(request: HttpRequest, *, page: str, now: datetime, owner: str = "") -> bool:
    form = request.POST.copy()
    form.pop("csrfmiddlewaretoken", None)
    given = {"page": page, "form": form.urlencode(), "at": now.timestamp(), "owner": owner}
    words = json.dumps(given)
    if len(words) > LARGEST:
        return False
    sealed = _fernet().encrypt_at_time(words.encode(), int(now.timestamp()))
    request.session[TYPED] = sealed.decode()
    return True


def held(
    request: HttpRequest,
    *,
    page: str,
    now: datetime,
    owners: Collection[str] = ("",),
    or_below: bool = False,
) -> Typed | None:
    """What was sent from this page, by one of these owners."""
    sealed = request.session.get(TYPED)
    if not isinstance(sealed, str):
        return None
    try:
        words = _fernet().decrypt_at_time(sealed.encode(), int(FOR.total_seconds()), int(now.timestamp()))
    except InvalidToken:
        del request.session[TYPED]
        return None
    found = json.loads(words)
    is_here = found["page"].startswith(page) if or_below else found["page"] == page
    if not is_here or found["owner"] not in owners:
        return None
    return Typed(QueryDict(found["form"]), datetime.fromtimestamp(found["at"], UTC), found["page"])


def let_go(request: HttpRequest, *, page: str, now: datetime, owners: Collection[str] = ("",)) -> None:
    """Once it is saved, or something else in its place."""
    if held(request, page=page, now=now, owners=owners) is not None:
        del request.session[TYPED]


def _fernet() -> MultiFernet:
    keys = [base64.urlsafe_b64encode(derived(secret, "held")) for secret in site_secrets()]
    return MultiFernet([Fernet(key) for key in keys])
